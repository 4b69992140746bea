"""Converts any text to safe, bounded text: the only place where foreign text becomes drawable.

Textual and rich remove five control characters but keep ESC, C1, bidirectional and zero-width characters (SECURITY.md).
Here every character that a terminal may interpret, or that is invisible, is replaced with a visible one: control
pictures (`␛`, `␊`), `<202E>`, U+FFFD. Text is cut before it is cleaned, so that five megabytes cost no more than a
line.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import LiteralString

CELL_LIMIT = 512
"""The maximum number of code points of a cell or line (SECURITY.md, T5)."""
LABEL_LIMIT = 1024
TOAST_LIMIT = 500
VALUE_LIMIT = 65_536
"""The maximum number of code points of a value in a detail pane."""
UNBROKEN_LIMIT = 4096
"""The maximum length of a line for a widget, because wrapping is quadratic."""
LINES_LIMIT = 2000

_MARKS_KEPT = 4
_ZWJ = "\u200d"
_PRESENTATION = "\ufe0e\ufe0f"
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\U0001d159")
"""Invisible fillers that Unicode classifies as letters, marks or symbols."""
_HIDDEN = _BLANKS.union(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""These, and variation selectors."""
_WITHOUT_COLUMN = frozenset((*_SKIN_TONES, *map(chr, (*range(0x1160, 0x1200), *range(0xD7B0, 0xD7FC)))))
"""Skin tones, and the Hangul vowels and finals that combine with the preceding syllable."""
_WIDE = frozenset(
    map(
        chr,
        (
            *range(0x2630, 0x2638),
            *range(0x268A, 0x2690),
            *range(0x4DC0, 0x4E00),
            *range(0x1D300, 0x1D357),
            *range(0x1D360, 0x1D377),
        ),
    )
)
"""Two columns since Unicode 16, which Python before 3.14 does not support."""
_WIDENED = frozenset(
    "©®™↕↖↗↘↙↩↪⌨⏏⏭⏮⏯⏱⏲⏸⏹⏺Ⓜ▪▫▶◀☀☁☂☃☄☎☑☘☝☠☢☣☦☪☮☯☸☹☺♀♂♟♠♣♥♦♨♻♾⚒⚔⚕⚖⚗⚙⚛⚜⚠⚧⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷⛸⛹✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❣❤➡⬅⬆⬇🅰🅱"
    "🅾🅿🌡🌤🌥🌦🌧🌨🌩🌪🌫🌬🌶🍽🎖🎗🎙🎚🎛🎞🎟🏋🏌🏍🏎🏔🏕🏖🏗🏘🏙🏚🏛🏜🏝🏞🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳🕴🕵🕶🕷🕸🕹🖇🖊🖋🖌🖍🖐🖥🖨🖱🖲🖼🗂🗃🗄🗑🗒🗓🗜🗝🗞🗡🗣🗨🗯🗳🗺🛋🛍🛎🛏🛠🛡🛢🛣🛤🛥🛩🛰🛳"
)
"""Symbols of one column that become emoji of two before U+FE0F."""
_SERVICE_NAME = r"[A-Za-z0-9_.-]{1,100}"


class SafeText(str):
    """Text that a terminal displays without interpreting it.

    Only this file creates it; slicing or adding gives a plain `str`.
    """

    __slots__ = ()


def words(text: LiteralString) -> SafeText:
    """A literal of the source code."""
    return SafeText(text)


def join(between: LiteralString, parts: Iterator[SafeText] | tuple[SafeText, ...] | list[SafeText]) -> SafeText:
    """Joined safe texts."""
    return SafeText(between.join(parts))


def fill(template: LiteralString, *values: str | float) -> SafeText:
    """A literal with values in place of `{}`; each value is cleaned and cut to the length of a label."""
    return SafeText(template.format(*(v if isinstance(v, SafeText) else clean(str(v), LABEL_LIMIT) for v in values)))


def clean(text: str, limit: int = CELL_LIMIT) -> SafeText:
    """One safe line of at most `limit` code points; `…` marks a cut. Idempotent."""
    if isinstance(text, SafeText) and len(text) <= limit:
        return text
    head = text[: limit + 1]
    safe = head if head.isascii() and head.isprintable() else "".join(_visible(head))
    if len(text) > limit or len(safe) > limit:
        safe = safe[: limit - 1].rstrip(_ZWJ) + "…"
    return SafeText(safe)


def clean_lines(text: str, limit: int = VALUE_LIMIT, width: int = UNBROKEN_LIMIT) -> tuple[SafeText, ...]:
    """The lines of a text, each safe and at most `width` code points; longer ones are broken.

    At most `limit` code points and `LINES_LIMIT` lines are shown; a last line states how many bytes were left out.
    """
    shown = text[:limit]
    lines: list[SafeText] = []
    used = 0
    for line in shown.split("\n"):
        for start in range(0, len(line) or 1, width):
            if len(lines) == LINES_LIMIT:
                return (*lines, _left_out(text, used))
            lines.append(_clean_whole(line[start : start + width]))
            used += min(width, len(line) - start)
        used += 1
    return (*lines, _left_out(text, limit)) if len(text) > limit else tuple(lines)


def _clean_whole(line: str) -> SafeText:
    return SafeText(line if line.isascii() and line.isprintable() else "".join(_visible(line)))


def _left_out(text: str, start: int) -> SafeText:
    left = len(text[start:].encode("utf-8", "surrogatepass"))
    return SafeText(f"… +{left} bytes (ctrl+s: save, y: copy all)")


def _visible(text: str) -> Iterator[str]:
    """Each character in its displayed form."""
    before = ""
    marks = 0
    for place, character in enumerate(text):
        if unicodedata.category(character) in {"Mn", "Me"} and character not in _HIDDEN:
            marks += 1
            if before == "":
                before = "◌"
                yield before
            if marks <= _MARKS_KEPT:
                yield character
            elif marks == _MARKS_KEPT + 1:
                yield f"<{ord(character):04X}…>"
            continue
        marks = 0
        drawn = _drawn(character, before, text[place + 1 : place + 2])
        yield drawn
        before = drawn[-1]


def _drawn(character: str, before: str, after: str) -> str:
    """A character that is not a combining mark; emoji keep their joiners and selectors."""
    code = ord(character)
    if code < 0x20 or code == 0x7F:
        return "␡" if code == 0x7F else chr(0x2400 + code)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if character == _ZWJ:
        joins = (before == "\ufe0f" or _is_pictogram(before)) and _is_pictogram(after)
        return character if joins else "<200D>"
    chosen = character in _PRESENTATION and _is_symbol(before)
    hidden = not character.isprintable() or character in _HIDDEN
    return f"<{code:04X}>" if hidden and not chosen else character


def _is_symbol(character: str) -> bool:
    return character != "" and unicodedata.category(character) == "So" and character not in _BLANKS


def _is_pictogram(character: str) -> bool:
    return _is_symbol(character) or (character != "" and character in _SKIN_TONES)


def hides_something(text: str) -> bool:
    """True if a text contains line breaks, control, bidirectional or invisible characters (C4)."""
    return not text.isprintable() or not _HIDDEN.isdisjoint(text)


def without_hidden(text: str) -> str:
    """The visible part of a text, for a line that is typed: at most a few marks are kept on one character."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= _MARKS_KEPT and not hides_something(character):
            kept.append(character)
    return "".join(kept)


def is_suspicious(name: str) -> bool:
    """True for a name outside the service's grammar for organizations, projects and stacks, and for `.` and `..`."""
    return re.fullmatch(_SERVICE_NAME, name) is None or name in {".", ".."}


def strip_for_terminal(text: str) -> str:
    """The control-character filter for drawn segments: drops what a terminal might interpret.

    Unlike `clean` it keeps the computed width: dropped characters have none. Blanks other than the space become one.
    """
    if text.isprintable():
        return text
    return "".join(_kept(character) for character in text)


def _kept(character: str) -> str:
    if character.isprintable() or character == _ZWJ:
        return character
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Zl", "Zp"} else character


def cell_width(text: str) -> int:
    """Columns of a safe text, as Textual counts them; terminals disagree about some scripts and emoji."""
    if text.isascii():
        return len(text)
    return _short_width(text) if len(text) <= CELL_LIMIT else _width(text)


def _width(text: str) -> int:
    width = 0
    last = ""
    is_joined = False
    for character in text:
        if is_joined:
            is_joined = False
        elif character == _ZWJ:
            is_joined = True
        elif character == "\ufe0f":
            width += last in _WIDENED
            last = ""
        elif columns := _columns(character):
            width += columns
            last = character
    return width


_short_width = lru_cache(maxsize=4096)(_width)


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if character in _WITHOUT_COLUMN or unicodedata.category(character) in {"Mn", "Me", "Mc", "Cf"}:
        return 0
    return 2 if character in _WIDE or unicodedata.east_asian_width(character) in {"W", "F"} else 1
