"""Writes `NaN`, `Infinity` and `-Infinity` as Pulumi does: JSON has no such numbers; strict decoders refuse all of it.

Python writes them and reads them; one of them must not cost a whole state (SECURITY.md, row 36 of the faults).
"""

from __future__ import annotations

import re

from stacktui.pulumi.signatures import SIGNATURE, SPECIAL_FLOAT

# Outside of strings N and I begin such numbers only. Short steps, so that the other threads run in between.
_step = re.compile(rb'(?:[^"NI]++|"(?:[^"\\]++|\\.)*+"){0,1000}+(NaN|Infinity)?+', re.DOTALL).match
_BITS = {b"NaN": "7ff8000000000001", b"Infinity": "7ff0000000000000", b"-Infinity": "fff0000000000000"}
_WRITTEN = {number: f'{{"{SIGNATURE}":"{SPECIAL_FLOAT}","value":"{bits}"}}'.encode() for number, bits in _BITS.items()}


def with_special_numbers(body: bytes | bytearray) -> bytes | None:
    """The same JSON with each such number as an object of Pulumi's; None where there is none."""
    if b"NaN" not in body and b"Infinity" not in body:
        return None
    parts: list[bytes | bytearray] = []
    at = written = 0
    while (found := _step(body, at)) and found.end() > at:
        at = found.end()
        if found[1]:
            start, number = found.start(1), bytes(found[1])
            if number == b"Infinity" and body[start - 1 : start] == b"-":
                start, number = start - 1, b"-Infinity"
            parts += (body[written:start], _WRITTEN[number])
            written = at
    return b"".join((*parts, body[written:])) if parts else None
