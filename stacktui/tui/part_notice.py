"""What a pane shows in place of its rows: nothing where the value is here, else in which other state its part is."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from stacktui.presentation.text.lines import Tone, say
from stacktui.presentation.text.part_words import loading, not_asked

if TYPE_CHECKING:
    from stacktui.presentation.text.lines import Line
    from stacktui.tui.part import Part

T = TypeVar("T")

NO_STACK: tuple[Line, ...] = ((say("Choose a stack in the list.", Tone.MUTED),),)
"""Where no stack is selected, in every view."""


def part_notice(part: Part[T], *, what: str, empty: Line | None = None) -> tuple[Line, ...]:
    """Lines for a part that is not asked, loading, failed or empty (`empty` says so); () where it is here."""
    if part.fetched is not None:
        return (empty,) if empty is not None else ()
    if part.loading:
        return loading(what, part.received, part.total)
    if part.error is not None:
        from stacktui.presentation.text.error_words import error_lines

        return error_lines(part.error)
    return not_asked(what)
