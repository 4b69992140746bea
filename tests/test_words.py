"""The model returns codes and values, and panes receive lines: neither contains sentences for users."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import stacktui

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(stacktui.__file__).parent
SOURCES = {"source.py", "opened_state.py"}
"""They answer as the client of the service does: their errors say what happened, as those of pulumi/ do."""
FILES = [path for folder in ("index", "explorer", "tui/widgets") for path in sorted((PACKAGE / folder).rglob("*.py"))]
CHECKED = [pytest.param(path, id=path.stem) for path in FILES if path.name not in SOURCES]
HOLE = "□"
WORD = r"[^\W\d_]{2,}"
TWO_WORDS = re.compile(rf"({WORD}[.,:;`]?|{HOLE}) `?{WORD}|{WORD}[.,:;`]? `?{HOLE}")
FOR_DEVELOPERS = {"IndexError", "KeyError", "NotImplementedError", "RuntimeError", "TypeError", "ValueError"}


def sentences(tree: ast.AST) -> Iterator[str]:
    """String literals with two words in a row; one of them may be a value that is filled in.

    Docstrings are not among them, nor codes, what a person must type, or what is raised at a developer's mistake.
    """
    for node in ast.iter_child_nodes(tree):
        if is_docstring(node) or is_code(node) or is_phrase(node) or is_for_developers(node):
            continue
        inner, text = [node], ""
        if isinstance(node, ast.JoinedStr):
            inner = [part for part in node.values if isinstance(part, ast.FormattedValue)]
            text = "".join(HOLE if part in inner else ast.literal_eval(part) for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        if TWO_WORDS.search(text):
            yield text
        for each in inner:
            yield from sentences(each)


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_code(node: ast.AST) -> bool:
    """The values of an enum are codes, whatever they look like, and so are the names of tasks and kinds of data."""
    match node:
        case ast.ClassDef(bases=bases):
            return any(ast.unparse(base) in {"Enum", "StrEnum"} for base in bases)
        case ast.Call(func=ast.Name(id="Kind")) | ast.keyword(arg="name"):
            return True
        case _:
            return False


def is_phrase(node: ast.AST) -> bool:
    """What must be typed to confirm a change is part of the change."""
    return isinstance(node, ast.FunctionDef) and node.name.startswith("phrase")


def is_for_developers(node: ast.AST) -> bool:
    match node:
        case ast.Raise(exc=ast.Call(func=ast.Name(id=raised))):
            return raised in FOR_DEVELOPERS
        case ast.Call(func=ast.Attribute(attr=called)):
            return called == "call_exception_handler"
        case _:
            return False


@pytest.mark.parametrize("path", CHECKED)
def test_model_and_panes_hold_no_sentence_for_a_person(path: Path) -> None:
    assert list(sentences(ast.parse(path.read_text()))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('errors.append("It failed.")', ["It failed."]),
        ('raise CommandFailed(f"It was {word}.")', ["It was □."]),
        ('word = f"{number} resources"', ["□ resources"]),
        ("word = f\"{'none at all' if left else 0}\"", ["none at all"]),
        ('"""A docstring."""\nx: int = 1\n"""Another one."""', []),
        ('raise ValueError(f"There is no row {row}.")', []),
        ('class Code(StrEnum):\n    STILL_THERE = "still there"', []),
        ('class Words(Struct):\n    there: str = "still there"', ["still there"]),
        ('def phrase(facts): return "orphan all"', []),
        ('Kind("running updates", (Sweep(),))', []),
        ('create_task(work(), name=f"load {kind}")', []),
        ('word = f"state:{value} "', []),
        ('word = f"{first}/{second} "', []),
        ('word = f"{number} {view}"', []),
    ],
)
def test_a_sentence_is_known_by_two_words_in_a_row(source: str, found: list[str]) -> None:
    assert list(sentences(ast.parse(source))) == found
