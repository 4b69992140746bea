"""One line of a resource's details: its text, its target, and what copying it copies."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from stacktui.presentation.text.lines import EMPTY, Line, Span, Tone, field, heading, indented
from stacktui.presentation.text.safe_text import clean
from stacktui.pulumi.properties.masking import masked_json

if TYPE_CHECKING:
    from typing import LiteralString

    from stacktui.index.resources import Node
    from stacktui.pulumi.properties.values import PropertyMap, PropertyValue


_LAST_NAME = re.compile(r"""(?:\.|\[")([^".\[\]]+)(?:"\])?(?:\[\d+\])*$""")


class DetailLine(NamedTuple):
    """A line below the tree."""

    line: Line
    path: str = ""
    """Its property in Pulumi's notation: `outputs.tags["a.b"].x[0]`."""
    target: Node | None = None
    """The node that it refers to, as a jump target."""
    copies: str | PropertyMap | tuple[PropertyValue, ...] | None = None
    """The complete raw value, even if shortened for display; None for a masked secret."""
    is_secret: bool = False
    """A value that x reveals or hides."""
    masks_suspected: bool = True
    """Copying masks what looks like a secret."""

    @property
    def copy_text(self) -> str | None:
        """The text to copy: a string unchanged, a map or list as JSON with its secrets masked."""
        if self.copies is None or isinstance(self.copies, str):
            return self.copies
        named = _LAST_NAME.search(self.path)
        key = named.group(1) if named else ""
        return json.dumps(masked_json(self.copies, key=key, suspect=self.masks_suspected), ensure_ascii=False)


BLANK = DetailLine(EMPTY)


def fact(label: LiteralString, value: str, tone: Tone = Tone.PLAIN, *, target: Node | None = None) -> DetailLine:
    """A label and a value that can be copied."""
    return DetailLine(field(label, Span(clean(value), tone)), target=target, copies=value)


def note(label: LiteralString, *spans: Span, target: Node | None = None, copies: str | None = None) -> DetailLine:
    """A label and a literal text."""
    return DetailLine(field(label, *spans), target=target, copies=copies)


def title(text: LiteralString) -> DetailLine:
    return DetailLine(heading(text))


def under(*spans: Span, target: Node | None = None, copies: str | PropertyMap | None = None) -> DetailLine:
    """A line of the section above it."""
    return DetailLine(indented(1, *spans), target=target, copies=copies)
