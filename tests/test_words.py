"""The model returns codes and values; the sentences a person reads stand in `presentation/` and in the two faces."""

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
FILES = [path for folder in ("index", "explorer") for path in sorted((PACKAGE / folder).rglob("*.py"))]
WORDED = {"writes.py": pytest.mark.xfail(reason="what changed before a write is still worded there", strict=True)}
MODEL = [pytest.param(path, marks=WORDED.get(path.name, ()), id=path.stem) for path in FILES]
TWO_WORDS = re.compile(r"[^\W\d_]{2,}[.,:;`]? `?[^\W\d_]{2,}")
FOR_DEVELOPERS = {"IndexError", "KeyError", "NotImplementedError", "RuntimeError", "TypeError", "ValueError"}


def sentences(tree: ast.AST) -> Iterator[str]:
    """String literals with two words in a row; a value that is filled in counts as a word.

    Docstrings are not among them, nor what is raised at a developer's mistake.
    """
    for node in ast.iter_child_nodes(tree):
        if is_docstring(node) or is_for_developers(node):
            continue
        inner, text = [node], ""
        if isinstance(node, ast.JoinedStr):
            inner = [part for part in node.values if isinstance(part, ast.FormattedValue)]
            text = "".join("value" if part in inner else ast.literal_eval(part) for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        if TWO_WORDS.search(text):
            yield text
        for each in inner:
            yield from sentences(each)


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_for_developers(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
        and node.exc.func.id in FOR_DEVELOPERS
    )


@pytest.mark.parametrize("path", MODEL)
def test_the_model_holds_no_sentence_for_a_person(path: Path) -> None:
    assert list(sentences(ast.parse(path.read_text()))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('errors.append("It failed.")', ["It failed."]),
        ('raise CommandFailed(f"It was {word}.")', ["It was value."]),
        ('word = f"{number} resources"', ["value resources"]),
        ("word = f\"{'none at all' if left else 0}\"", ["none at all"]),
        ('"""A docstring."""\nx: int = 1\n"""Another one."""', []),
        ('raise ValueError(f"There is no row {row}.")', []),
        ('word = f"state:{value} "', []),
        ('word = f"{first}/{second} "', []),
    ],
)
def test_a_sentence_is_known_by_two_words_in_a_row(source: str, found: list[str]) -> None:
    assert list(sentences(ast.parse(source))) == found
