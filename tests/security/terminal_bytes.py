"""Finds bytes in a program's output that a terminal would interpret and that our driver never sends."""

from __future__ import annotations

import re
import unicodedata

from stacktui.tui.host.modes import CLEAR, CLEAR_INTO_SCROLLBACK

OWN = re.compile(
    rf"{re.escape(CLEAR)}|{re.escape(CLEAR_INTO_SCROLLBACK)}"  # alone, clearing the screen is nobody's
    r"|\x1b\[\d*(?:;\d+)*m"
    r"|\x1b\[\d*[GXdCD]|\x1b\[\d*(?:;\d+)?H|\x1b\[K"
    r"|\x1b\[\d*(?:;\d+)?r|\x1b[DM]|\x1b\[\?69h\x1b\[\d+;\d+s|\x1b\[\d*[ST]|\x1b\[\?69l"  # scrolling
    r"|\x1b\[\?69\$p"  # whether it may scroll between margins
    r"|\x1b\[\?(?:1049|25|7|1000|1003|1004|1006|1015|2004)[hl]"
    r"|\x1b\[>\d+u|\x1b\[<u|\x1b\[=4;2u"
    r"|\x1b\]22;[a-z]+\x07"  # the shape of the mouse pointer
    r"|\r\r\n"  # the driver's way to the next line, as the terminal's own line discipline hands it on
)
COPY = re.compile(r"\x1b\]52;c;[A-Za-z0-9+/=]*\x07")
"""Ours too, when something was copied: see `Terminal.copied`."""
_OBEYED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"})
_JOINER = "\u200d"


def foreign(output: bytes, *, copies: bool = False) -> tuple[str, ...]:
    """Each foreign sequence in the output, with a few characters around it; empty if there are none."""
    text = output.decode("utf-8", "backslashreplace")
    on_screen, left, afterwards = text.rpartition("\x1b[?1049l")
    text = OWN.sub("", on_screen + left) + OWN.sub("", afterwards).replace("\r\n", " ")
    if copies:
        text = COPY.sub("", text)
    return tuple(repr(text[max(0, at - 20) : at + 20]) for at, one in enumerate(text) if _is_foreign(text, at, one))[:9]


def _is_foreign(text: str, at: int, one: str) -> bool:
    if one == "\r":
        return text[at - 6 : at] == "return" and text[at + 1 : at + 5] == "over"  # the driver sends it too
    if one == _JOINER:
        return not (at and unicodedata.category(text[at - 1]) in {"So", "Sk", "Mn"})
    return unicodedata.category(one) in _OBEYED or (one == "\u0301" and text[at - 6 : at] == "\u0301" * 6)
