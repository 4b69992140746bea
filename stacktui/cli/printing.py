"""Prints data as cleaned tables for people or as JSON for programs; everything else goes to standard error."""

from __future__ import annotations

import io
import json
import os
import re
import stat
from typing import TYPE_CHECKING, NamedTuple

from stacktui.presentation.text.ascii_drawing import to_ascii
from stacktui.presentation.text.lines import Line, Span, Tone
from stacktui.presentation.text.safe_text import SafeText, cell_width, clean, hides_something

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TextIO

    from stacktui.local.config import Config
    from stacktui.pulumi.tolerant_json import Json

_CODES = {
    Tone.MUTED: "2",
    Tone.STRONG: "1",
    Tone.ACCENT: "36",
    Tone.GOOD: "32",
    Tone.WARNING: "33",
    Tone.DANGER: "31",
    Tone.SECRET: "35",
    Tone.LINK: "4",
    Tone.INVERSE: "7",
}
_SURELY_PLAIN = re.compile(r"[\x20-\x7e]*")
_UNSURE = re.compile(r"[^\x20-\x7e\n]+")


class Column(NamedTuple):
    """One column of a table."""

    title: SafeText
    to_the_right: bool = False


class Printer:
    """The output of a command."""

    def __init__(self, out: TextIO, err: TextIO, environ: Mapping[str, str], *, plain: bool = False) -> None:
        self.out = out
        self._err = err
        self._colours = not plain and out.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
        self._shows_progress = err.isatty() and environ.get("TERM") != "dumb"
        self._ascii = not _is_unicode(out)
        self._progress = ""

    def obey(self, config: Config) -> None:
        """Apply the settings for drawing."""
        self._ascii = self._ascii or config.ascii

    def line(self, line: Line) -> None:
        """One line of data."""
        self._clear_progress()
        text = "".join(map(self._coloured, line)).rstrip()
        self.out.write(f"{to_ascii(text) if self._ascii else text}\n")

    def lines(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self.line(line)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Span]]) -> None:
        """Rows under titles, each column as wide as its widest cell."""
        titles = [Span(column.title, Tone.MUTED) for column in columns]
        widths = [max(cell_width(row[at].text) for row in (titles, *rows)) for at in range(len(columns))]
        for row in (titles, *rows):
            self.line(tuple(_cells(columns, row, widths)))

    def json(self, value: Json) -> None:
        """One value on one line."""
        self._clear_progress()
        self.out.write(json_line(value) + "\n")

    def raw(self, data: bytes) -> None:
        """A JSON document: unchanged in a file; elsewhere, as it may end on a terminal, what hides is escaped."""
        self._clear_progress()
        self.out.flush()
        if isinstance(self.out, io.TextIOWrapper) and _is_file(self.out):
            self.out.buffer.write(data)
        else:
            escaped = _UNSURE.sub(_all_kept_or_escaped, data.decode("utf-8", "replace"))
            self.out.write(escaped)

    def note(self, sentence: str) -> None:
        """A note about the data, on standard error."""
        self._clear_progress()
        self._err.write(f"{clean(sentence, 1024)}\n")
        self._err.flush()

    def remark(self, sentence: str) -> None:
        """A remark that is useful only at a terminal."""
        if self._shows_progress:
            self.note(sentence)

    def progress(self, sentence: SafeText) -> None:
        """The progress of long work: one line that is overwritten, on a terminal only."""
        if self._shows_progress and sentence != self._progress:
            self._err.write(f"\r\x1b[K{sentence}")
            self._err.flush()
            self._progress = sentence

    def _clear_progress(self) -> None:
        if self._progress:
            self._err.write("\r\x1b[K")
            self._err.flush()
            self._progress = ""

    def finish(self) -> None:
        """Finish the output."""
        self._clear_progress()
        self.out.flush()

    def _coloured(self, span: Span) -> str:
        code = _CODES.get(span.tone) if self._colours else None
        return f"\x1b[{code}m{span.text}\x1b[0m" if code and span.text else span.text


def _is_unicode(out: TextIO) -> bool:
    return (out.encoding or "utf-8").lower().replace("-", "").replace("_", "").startswith("utf")


def _cells(columns: Sequence[Column], row: Sequence[Span], widths: Sequence[int]) -> Iterable[Span]:
    for at, (column, span, width) in enumerate(zip(columns, row, widths, strict=True)):
        gap = Span(SafeText(" " * (width - cell_width(span.text))))
        between = (Span(SafeText("  ")),) if at else ()
        yield from (*between, gap, span) if column.to_the_right else (*between, span, gap)


def json_line(value: Json) -> str:
    """JSON on one line, with control and invisible characters escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if _SURELY_PLAIN.fullmatch(text):
        return text
    return "".join(map(_kept_or_escaped, text))


def _is_file(out: io.TextIOWrapper) -> bool:
    try:
        return stat.S_ISREG(os.fstat(out.fileno()).st_mode)
    except io.UnsupportedOperation:  # in memory
        return True


def _all_kept_or_escaped(match: re.Match[str]) -> str:
    return "".join(map(_kept_or_escaped, match[0]))


def _kept_or_escaped(character: str) -> str:
    """Such characters occur only within strings, where an escape is equivalent."""
    return _escaped(character) if character != "\n" and hides_something(character) else character


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
