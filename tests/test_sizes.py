"""Nothing grows past what can be read at once: files, functions, folders.

Counted are the lines of a file; the lines of a function's body from behind its docstring to its end, blank lines,
comments and inner functions included; and the modules directly in a folder without its `__init__.py`.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import stacktui

PACKAGE = Path(stacktui.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
FILE_LINES, FUNCTION_LINES, FOLDER_MODULES = 400, 40, 20


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_no_file_has_more_lines_than_allowed() -> None:
    lengths = {name_of(path): path.read_text().count("\n") for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_no_function_has_more_lines_than_allowed() -> None:
    lengths = {
        f"{name_of(path)}:{node.lineno} {node.name}": body_lines(node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}


def test_no_folder_has_more_modules_than_allowed() -> None:
    modules = Counter(name_of(path.parent) for path in SOURCES if path.name != "__init__.py")
    assert {folder: count for folder, count in modules.items() if count > FOLDER_MODULES} == {}
