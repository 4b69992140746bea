"""What is sent to a terminal so that nothing of ours stays on it, whatever it knows."""

from __future__ import annotations

CLEAR = "\x1b[r\x1b[m\x1b[1;2H\x1b[J\x1b[H\x1b[2K"
"""Blanks the screen, with the cursor in its first cell.

Not by ED 2, nor by ED 0 from the first cell: GNU screen and others move what they clear that way into their scrollback.
"""

CLEAR_INTO_SCROLLBACK = "\x1b[r\x1b[m\x1b[2J\x1b[H"
"""Where the terminal has no alternate screen, the lines of the shell are kept in its scrollback."""

# CAN ends a sequence that was cut; then margins, a blank screen, as there may be no other to go back to; then wrap,
# mouse, focus, paste, resize, keyboard, screens.
RESTORE = (
    b"\x18\x1b[?69l" + CLEAR.encode() + b"\x1b[?7h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"
    b"\x1b[?1004l\x1b[?2004l\x1b[?2048l\x1b[?2026l\x1b[<u\x1b[?1049l\x1b[?25h"
)
