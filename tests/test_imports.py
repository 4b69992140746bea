"""Imports are at the top, except for what must not be loaded before the first screen, or by --version."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import stacktui
from tests.cli.test_start_up import is_unsaid
from tests.tui.test_start import is_unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(stacktui.__file__).parent


def imported(node: ast.AST) -> Iterator[str]:
    """The modules that an import loads."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        below = [f"{node.module}.{alias.name}" for alias in node.names]
        found = [name for name in below if (PACKAGE.parent / name.replace(".", "/")).with_suffix(".py").exists()]
        yield from found or [node.module]


def inner_imports(path: Path) -> set[str]:
    """The modules that are imported within functions."""
    functions = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, FUNCTIONS))
    return {name for function in functions for node in ast.walk(function) for name in imported(node)}


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_what_is_imported_within_a_function_is_kept_from_the_start_by_its_list() -> None:
    found = {
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in PACKAGE.rglob("*.py")
        for name in inner_imports(path)
        if not is_unseen(name) and not (path.name == "__main__.py" and is_unsaid(name))
    }
    assert found == set()
