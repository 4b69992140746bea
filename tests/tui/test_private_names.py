"""Only `tui/host/textual_internals.py` uses private names of Textual or rich."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from functools import cache
from pathlib import Path

from textual.message import Message
from textual.message_pump import MessagePump

import stacktui
import stacktui.tui
from stacktui.tui.host import textual_internals

PACKAGE = Path(stacktui.__file__).parent
TUI = PACKAGE / "tui"
OTHERS = [path for path in sorted(PACKAGE.rglob("*.py")) if path != Path(textual_internals.__file__)]
PUBLIC_DESPITE_THE_NAME = {"_replace", "_asdict", "_exit"}
"""Of named tuples, and of `os`."""
ITSELF = {"self", "cls", "super()"}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith(("textual.", "rich.")) and any(map(is_private, name.split(".")))}


def reaches_into_others(tree: ast.AST) -> set[str]:
    """Private attributes of anything but the object itself."""
    return {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and is_private(node.attr)
        and node.attr not in PUBLIC_DESPITE_THE_NAME
        and ast.unparse(node.value) not in ITSELF
    }


@cache
def classes_in(path: str) -> dict[str, ast.ClassDef]:
    tree = ast.parse(Path(path).read_text())
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


@cache
def private_names(kind: type) -> frozenset[str]:
    """What a class defines, and what its code reads or sets on the object itself."""
    body = classes_in(inspect.getfile(kind))[kind.__name__]
    names = {node.name for node in body.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    names |= {
        name.id
        for node in body.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    names |= {
        node.attr for node in ast.walk(body) if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ITSELF
    }
    return frozenset(filter(is_private, names))


def textual_classes_of_ours() -> list[type]:
    names = [each.name for each in pkgutil.walk_packages(stacktui.tui.__path__, "stacktui.tui.")]
    modules = [importlib.import_module(name) for name in names]
    return [
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and kind.__module__ == module.__name__ and issubclass(kind, MessagePump | Message)
    ]


def shared_private_names(kind: type) -> set[str]:
    """Private names that a class of ours, with the others it inherits from, has in common with Textual's."""
    ours, textuals = set[str](), set[str]()
    for each in kind.__mro__:
        if each.__module__.startswith("textual."):
            textuals |= private_names(each)
        elif each.__module__.startswith("stacktui.") and each.__module__ != textual_internals.__name__:
            ours |= private_names(each)
    return ours & textuals


def test_no_other_file_imports_what_is_private() -> None:
    found = {path.name: private_imports(ast.parse(path.read_text())) for path in OTHERS}
    assert {name: imports for name, imports in found.items() if imports} == {}


def test_no_other_file_of_the_screen_reaches_into_an_object_of_somebody_else() -> None:
    found = {path.name: reaches_into_others(ast.parse(path.read_text())) for path in OTHERS if TUI in path.parents}
    assert {name: reaches for name, reaches in found.items() if reaches} == {}


def test_no_class_shares_a_private_name_with_the_class_of_textual_it_inherits_from() -> None:
    found = {kind.__qualname__: shared_private_names(kind) for kind in textual_classes_of_ours()}
    assert len(found) > 40
    assert {name: shared for name, shared in found.items() if shared} == {}
