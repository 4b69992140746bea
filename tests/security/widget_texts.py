"""Searches syntax trees for text that reaches a widget without having been cleaned.

Types do most of it: a `Span` accepts only a `SafeText`. What they cannot detect is a plain `str` passed to Textual,
which parses markup in it, and a `SafeText` created elsewhere. Here an expression is safe if it is a literal, is
returned by a function with a safe return type, or is a name or attribute that has a safe type in all its declarations.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SAFE_TYPES = frozenset({"SafeText", "Content", "Line", "LiteralString", "int", "Span", "bool", "float"})
DRAWS = frozenset(
    ("Static", "Label", "Button", "Checkbox", "RadioButton", "Option", "Select", "SelectionList", "Selection",
     "Collapsible", "Tab", "TabPane", "Tooltip", "Placeholder", "notify", "add_row", "add_column", "add_option",
     "add_leaf", "DiscoveryHit", "Hit", "Content", "SafeText", "Text", "Segment", "assemble", "from_text", "styled")
)  # fmt: skip
"""Whose first argument (all of them for `add_row` and `assemble`) is drawn."""
DRAWN_NAMES = frozenset({"border_title", "border_subtitle", "tooltip", "label", "placeholder", "sub_title", "title"})
"""Attributes and keyword arguments that are drawn."""
FORBIDDEN = frozenset(
    ("from_markup", "Markdown", "MarkdownViewer", "RichLog", "Log", "Pretty", "Link", "open_url", "escape",
     "webbrowser", "eval", "exec")
)  # fmt: skip
FORMS_TEXT = frozenset({"format", "ljust", "rjust", "center", "join", "removesuffix", "rstrip", "strip", "upper"})

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Declared:
    """The declarations of the project: the types with which each name is declared, anywhere."""

    types: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def read(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name | ast.Attribute):
                self.types[_name(node.target)].add(_type(node.annotation))
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self.types[f"{node.name}()"].add(_type(node.returns))
                if any(_name(each) in {"property", "cached_property"} for each in node.decorator_list):
                    self.types[node.name].add(_type(node.returns))

    def is_safe(self, name: str) -> bool:
        return bool(self.types.get(name)) and self.types[name] <= SAFE_TYPES


def find(tree: ast.Module, declared: Declared) -> Iterator[tuple[int, str]]:
    """Line and text of each unsafe expression."""
    for functions, node in _with_functions(tree, ()):
        drawn = list(_drawn(node))
        local = _local_types(functions) if drawn else {}
        yield from ((each.lineno, ast.unparse(each)) for each in drawn if not _is_safe(each, declared, local))
        if (isinstance(node, ast.Name | ast.Attribute) and _name(node) in FORBIDDEN) or (
            isinstance(node, ast.alias) and node.name.split(".")[-1] in FORBIDDEN
        ):
            yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.keyword) and _turns_markup_on(node):
            yield node.value.lineno, ast.unparse(node)


def _turns_markup_on(node: ast.keyword) -> bool:
    return (node.arg == "markup" and not (isinstance(node.value, ast.Constant) and node.value.value is False)) or (
        node.arg == "link" and not isinstance(node.value, ast.Constant)
    )


def _with_functions(node: ast.AST, around: tuple[Function, ...]) -> Iterator[tuple[tuple[Function, ...], ast.AST]]:
    """The nodes below one, with the functions around each."""
    for child in ast.iter_child_nodes(node):
        inner = (*around, child) if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else around
        yield inner, child
        yield from _with_functions(child, inner)


def _local_types(functions: tuple[Function, ...]) -> dict[str, set[str] | ast.expr]:
    """Parameters by their annotation; names that are assigned once by what they are given."""
    found: dict[str, set[str] | ast.expr] = {}
    for function in functions:
        arguments = function.args
        for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            found[one.arg] = {_type(one.annotation)}
        assigned: dict[str, list[ast.expr | None]] = defaultdict(list)
        for node in ast.walk(function):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.NamedExpr):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    for name in ast.walk(target):
                        if isinstance(name, ast.Name):
                            assigned[name.id].append(node.value if name is target else None)
            elif isinstance(node, ast.For | ast.comprehension):
                for name in ast.walk(node.target):
                    if isinstance(name, ast.Name):
                        assigned[name.id].append(None)
        for name_, values in assigned.items():
            if name_ not in found and len(values) == 1 and values[0] is not None:
                found[name_] = values[0]
    return found


def _drawn(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        name = _name(node.func)
        if name in DRAWS:
            given = node.args if name in {"add_row", "assemble"} else node.args[:1]
            yield from (each.value if isinstance(each, ast.Starred) else each for each in given)
        yield from (each.value for each in node.keywords if each.arg in DRAWN_NAMES)
    elif isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Attribute) and target.attr in DRAWN_NAMES for target in node.targets
    ):
        yield node.value


def _is_safe(node: ast.expr, declared: Declared, local: dict[str, set[str] | ast.expr]) -> bool:
    def safe(inner: ast.expr) -> bool:
        return _is_safe(inner, declared, local)

    match node:
        case ast.Constant():
            return True
        case ast.JoinedStr():
            parts = [part for part in node.values if isinstance(part, ast.FormattedValue)]
            return all(_is_number(part) or safe(part.value) for part in parts)
        case ast.BinOp(op=ast.Add() | ast.Mult()):
            return safe(node.left) and safe(node.right)
        case ast.IfExp():
            return safe(node.body) and safe(node.orelse)
        case ast.BoolOp():
            return all(map(safe, node.values))
        case ast.Tuple() | ast.List():
            return all(map(safe, node.elts))
        case ast.GeneratorExp() | ast.ListComp():
            return safe(node.elt)
        case ast.Subscript():
            return safe(node.value)
        case ast.Call():
            return _is_safe_call(node, declared, safe)
        case ast.Name(id=name) if name in local:
            known = local[name]
            return known <= SAFE_TYPES if isinstance(known, set) else safe(known)
        case ast.Name() | ast.Attribute():
            return declared.is_safe(_name(node)) or _name(node).isupper()
    return False


def _is_number(part: ast.FormattedValue) -> bool:
    """Its format takes numbers only."""
    spec = "" if part.format_spec is None else ast.unparse(part.format_spec)
    return any(one in spec for one in (",", "f'", 'f"', "02", "%Y"))


def _is_safe_call(node: ast.Call, declared: Declared, safe: object) -> bool:
    assert callable(safe)
    name = _name(node.func)
    if name in {"Content", "SafeText", "len", "max", "min", "round", "int"}:
        return True  # looked at where they stand
    if name in {"str", *FORMS_TEXT}:
        inner = node.func.value if isinstance(node.func, ast.Attribute) else None
        return all(safe(each) for each in (*node.args, *([inner] if inner is not None else [])))
    return declared.is_safe(f"{name}()")


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _type(annotation: ast.expr | None) -> str:
    return "?" if annotation is None else ast.unparse(annotation).strip("'\"").replace(" | None", "")


def trees(*folders: Path) -> Iterable[tuple[Path, ast.Module]]:
    """The parsed files of some folders."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))
