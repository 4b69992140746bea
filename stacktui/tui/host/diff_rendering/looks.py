"""How cells are drawn, numbered so that they compare fast, and the shortest way from one look to another."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rich.color import Color, ColorSystem
    from rich.style import Style

MOST_STYLES = 4096

ATTRIBUTES = (
    ("bold", 1, 22), ("dim", 2, 22), ("italic", 3, 23), ("underline", 4, 24), ("blink", 5, 25), ("blink2", 6, 25),
    ("reverse", 7, 27), ("conceal", 8, 28), ("strike", 9, 29), ("underline2", 21, 24), ("frame", 51, 54),
    ("encircle", 52, 54), ("overline", 53, 55),
)  # fmt: skip
"""Rich's attributes with the codes that switch them on and off."""
SEEN_ON_BLANKS = frozenset({4, 7, 9, 21, 51, 52, 53})

_CUBE = product((0, 95, 135, 175, 215, 255), repeat=3)
_GREYS = ((grey, grey, grey) for grey in range(8, 239, 10))
PALETTE: dict[tuple[int, ...], int] = {color: number for number, color in enumerate((*_CUBE, *_GREYS), 16)}
"""The colours that every terminal of 256 colours has under the same number."""

PLAIN = 0
"""The look of what the terminal itself erases."""


class Look(NamedTuple):
    """How a cell is drawn: the codes of its attributes, and of its colours ("" for the terminal's own)."""

    attributes: tuple[int, ...]
    ink: str
    ground: str


class Looks:
    """Numbers for looks, so that cells compare fast; and the shortest way from one to another."""

    def __init__(self, color_system: ColorSystem) -> None:
        self.color_system = color_system
        self._looks: list[Look] = [Look((), "", "")]
        self._numbers: dict[Look, int] = {self._looks[0]: PLAIN}
        self._of_style: dict[Style, tuple[int, int]] = {}
        self._changes: dict[tuple[int, int], str] = {}

    def of(self, style: Style | None) -> tuple[int, int]:
        """The look of a style's characters, and of its blanks: on those only some of it can be seen."""
        if style is None:
            return PLAIN, PLAIN
        known = self._of_style.get(style)
        if known is None:
            if len(self._of_style) > MOST_STYLES:
                self._of_style.clear()
            known = self._of_style[style] = self._make(style)
        return known

    def _make(self, style: Style) -> tuple[int, int]:
        attributes = tuple(code for name, code, _ in ATTRIBUTES if getattr(style, name))
        look = Look(attributes, self._codes(style.color, ink=True), self._codes(style.bgcolor, ink=False))
        seen = SEEN_ON_BLANKS.intersection(attributes)
        return self._number(look), self._number(look if seen else Look((), "", look.ground))

    def _codes(self, color: Color | None, *, ink: bool) -> str:
        if color is None or color.is_default:
            return ""
        shown = color.downgrade(self.color_system)
        number = PALETTE.get(shown.triplet) if shown.triplet is not None else None
        if number is not None:  # the very same colour in half the bytes
            return f"{38 if ink else 48};5;{number}"
        return ";".join(shown.get_ansi_codes(ink))

    def _number(self, look: Look) -> int:
        number = self._numbers.setdefault(look, len(self._looks))
        if number == len(self._looks):
            self._looks.append(look)
        return number

    def erases(self, look: int) -> bool:
        """True where erased columns look like this; terminals fill them with the background."""
        return not SEEN_ON_BLANKS.intersection(self._looks[look].attributes)

    def same_on_blanks(self, one: int, other: int) -> bool:
        """True where a blank looks the same in both."""
        return one == other or (
            self.erases(one) and self.erases(other) and self._looks[one].ground == self._looks[other].ground
        )

    def on_ground(self, look: int, ground: int) -> int:
        """A look with the background of another."""
        return self._number(self._looks[look]._replace(ground=self._looks[ground].ground))

    def change(self, before: int, after: int) -> str:
        """The shortest sequence that makes one look into another."""
        change = self._changes.get((before, after))
        if change is None:
            change = self._changes[before, after] = _shortest_change(self._looks[before], self._looks[after])
        return change


def _shortest_change(before: Look, after: Look) -> str:
    if before == after:
        return ""
    anew = [*map(str, after.attributes), *filter(None, (after.ink, after.ground))]
    whole = f"\x1b[{';'.join(['0', *anew])}m" if anew else "\x1b[m"
    off = {code for _, on, code in ATTRIBUTES if on in before.attributes and on not in after.attributes}
    kept_off = {on for _, on, code in ATTRIBUTES if code in off}
    steps = [str(code) for code in sorted(off)]
    steps += [str(on) for on in after.attributes if on not in before.attributes or on in kept_off]
    if after.ink != before.ink:
        steps.append(after.ink or "39")
    if after.ground != before.ground:
        steps.append(after.ground or "49")
    return min(f"\x1b[{';'.join(steps)}m", whole, key=len)
