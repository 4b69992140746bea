"""Ten million bytes at the reader of the terminal's input: no end, no hang, no key that nobody pressed.

    .venv/bin/python -m bench.fuzz_input [BYTES] [SEED]

Random bytes, recordings of real terminals and pieces of them, in packets of any length, with silences between. It stops
at the first packet after which the reader raises, does not hear ctrl+c, or gives a capital letter that was not in the
packet as a byte of its own; the seed shows it again.
"""

from __future__ import annotations

import math
import random
import sys
import time
from typing import TYPE_CHECKING

from textual import events

from stacktui.tui.host.input_messages import TerminalInput
from stacktui.tui.host.input_parser import Kind, Token
from tests.tui.host.test_input_parser import RECORDED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.message import Message

BYTES = 10_000_000
PIECES = [data for data, _ in RECORDED.values()]
HARMLESS = [
    data
    for name, (data, tokens) in RECORDED.items()
    if name != "shift+d, kitty" and Token(Kind.CHARACTER, "D") not in tokens
]
"""Whole things that a terminal sends, in which no capital letter was pressed."""
QUIET = 5.0
"""Seconds after which nothing that has begun may still hold a key."""


class Reader:
    """The reader with a clock that only the fuzz turns on."""

    def __init__(self) -> None:
        self.now = 0.0
        self.terminal = TerminalInput(clock=lambda: self.now)

    def take(self, data: bytes) -> list[Message]:
        return list(self.terminal.take(data))

    def be_quiet(self) -> list[Message]:
        """Let everything that waits for more give up."""
        given: list[Message] = []
        while (wait := self.terminal.wait(math.inf)) < math.inf:
            self.now += wait
            given += self.take(b"")
        return given


def keys(messages: Iterable[Message]) -> list[str]:
    return [message.key for message in messages if isinstance(message, events.Key)]


def main() -> None:
    """Feed, and say how much."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else BYTES
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(1 << 32)
    chance, began = random.Random(seed), time.perf_counter()
    sent = heard = 0
    while sent < wanted:
        sent += feed_anything(chance)
        sent += feed_whole_things(chance)
        heard += 1
    print(f"{sent:,} bytes, seed {seed}: ctrl+c was heard {heard:,} times, {time.perf_counter() - began:.0f} s")


def feed_anything(chance: random.Random) -> int:
    """Random bytes and pieces of sequences; afterwards ctrl+c must be heard."""
    reader, sent = Reader(), 0
    for _ in range(chance.randrange(1, 40)):
        piece = chance.choice((chance.randbytes(chance.randrange(1, 400)), chance.choice(PIECES)))
        cut = chance.randrange(len(piece) + 1)
        for packet in (piece[:cut], piece[cut:] if chance.random() < 0.8 else b""):
            reader.take(packet)
            sent += len(packet)
            if chance.random() < 0.1:
                reader.be_quiet()
    reader.be_quiet()
    given = keys(reader.take(b"\x03"))
    assert given[-1:] == ["ctrl+c"], given
    return sent


def feed_whole_things(chance: random.Random) -> int:
    """Whole sequences split anywhere, none with a capital letter: none may be pressed."""
    reader = Reader()
    data = b"".join(chance.choices(HARMLESS, k=chance.randrange(1, 60)))
    given, at = [], 0
    while at < len(data):
        step = chance.randrange(1, 200)
        given += keys(reader.take(data[at : at + step]))
        at += step
    given += keys(reader.be_quiet())
    pressed = [key for key in given if len(key) == 1 and key.isupper()]
    assert not pressed, pressed
    return len(data)


if __name__ == "__main__":
    main()
