"""Configurable failures: which operation fails, how, and how often.

The format is `operation:fault`, separated by commas; `*` means every operation, and `x2` at the end only the first two
requests: `export:503`, `list:429x2`, `*:truncate`. A fault is an error status, or

    drop      the connection closes before the body
    truncate  the connection closes in the middle of the body
    slow      the body is sent at 8 KiB per second
    hang      no response
    html      200 with a web page, as from a proxy
    empty     200 without a body
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacktui.demo.routes.table import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS = ("drop", "truncate", "slow", "hang", "html", "empty")
SLOW_BYTES_PER_SECOND = 8_192

_FAULT = re.compile(r"(?P<operation>[a-z_]+|\*):(?P<kind>[a-z]+|[345]\d\d)(?:x(?P<times>\d+))?")


class Fault:
    """One configured failure; `left` counts down, None is unlimited."""

    __slots__ = ("kind", "left", "operation")

    def __init__(self, operation: str, kind: str, left: int | None) -> None:
        self.operation = operation
        self.kind = kind
        self.left = left


def read_faults(text: str) -> list[Fault]:
    """Parse the format above.

    Raises:
        ValueError: it is invalid; the message says what is valid.
    """
    return [_read(part.strip()) for part in text.split(",") if part.strip()]


def _read(part: str) -> Fault:
    match = _FAULT.fullmatch(part)
    if match is None:
        raise ValueError(f"`{part}` is not a failure: write OPERATION:FAULT, for example export:503")
    operation, kind, times = match["operation"], match["kind"], match["times"]
    if operation != "*" and operation not in OPERATIONS:
        raise ValueError(f"`{operation}` is not an operation: use one of {', '.join(OPERATIONS)} or *")
    if kind not in KINDS and not kind.isdigit():
        raise ValueError(f"`{kind}` is not a fault: use an error status or one of {', '.join(KINDS)}")
    return Fault(operation, kind, int(times) if times else None)


def take_fault(faults: Sequence[Fault], operation: str) -> str:
    """The kind of the first failure that applies to this operation, and count it; empty if there is none."""
    for fault in faults:
        if fault.operation in ("*", operation) and fault.left != 0:
            if fault.left is not None:
                fault.left -= 1
            return fault.kind
    return ""
