"""How much memory objects hold, told from some of them: to look at each of 100,000 would take too long."""

from __future__ import annotations

import random
from sys import getsizeof
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
SAMPLED = 400
POINTER = 8
RAW = 48
"""Bytes of a `Raw` itself; what it shows belongs to the body."""
NUMBER = 32


def of_many(items: Sequence[T], of_one: Callable[[T], int]) -> int:
    """Bytes of all items, by those of some, and of what lists them."""
    if not items:
        return 0
    some = random.Random(0).sample(items, SAMPLED) if len(items) > SAMPLED else items  # noqa: S311 - no secret
    return sum(map(of_one, some)) * len(items) // len(some) + POINTER * len(items)


def of_struct(struct: msgspec.Struct) -> int:
    """Bytes of a struct and of what only it holds."""
    return block(struct) + sum(of_value(getattr(struct, name)) for name in struct.__struct_fields__)


def of_value(value: object) -> int:
    """Bytes of a field's value; nothing for one that all share."""
    match value:
        case None | bool():
            return 0
        case msgspec.Raw():
            return RAW if value else 0
        case msgspec.Struct():
            return of_struct(value)
        case tuple():
            return block(value) + sum(map(of_value, value)) if value else 0
        case dict():
            return block(value) + sum(of_value(name) + of_value(entry) for name, entry in value.items())
    return block(value)


def block(value: object) -> int:
    """Bytes of one object, as Python rounds them."""
    return rounded(getsizeof(value))


def rounded(size: int) -> int:
    return (size + 15) & ~15
