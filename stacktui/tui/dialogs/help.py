"""The help for a pane: its keys and the global ones, from the table of keys and the user's keymap."""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString

from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import SafeText, clean, words
from stacktui.tui.bindings import Pane, hints
from stacktui.tui.dialogs.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS_WIDTH = 15

RULES: tuple[Line, ...] = (
    (literal("Lower-case and ctrl keys never change anything on the server."),),
    (literal("Capital letters make changes; each opens a dialog that says what will change."),),
    (
        literal(
            "Every action is also in the command palette, and every key can be changed in the config file.", Tone.MUTED
        ),
    ),
)


class Help(TextView):
    """The keys of some panes.

    Args:
        panes: The current panes; lists, browser and global keys are added.
        own: The user's keys by ID.
        login: The source of backend and token.
        display: Why diff rendering is off.
    """

    def __init__(self, *panes: Pane, own: Mapping[str, str] | None = None, login: str = "", display: str = "") -> None:
        title = words(panes[0].value) if panes else words("stacktui")
        super().__init__(
            (literal("Help · "), Span(title)),
            (*help_lines(panes, own or {}), *_part("Login", login), *_part("Display", display)),
        )


def _part(title: LiteralString, text: str) -> tuple[Line, ...]:
    return ((), (literal(title, Tone.STRONG),), (cleaned(text),)) if text else ()


def help_lines(panes: tuple[Pane, ...], own: Mapping[str, str]) -> tuple[Line, ...]:
    """The rules, then a table for each pane."""
    shown = dict.fromkeys((*panes, Pane.LIST, Pane.BROWSER, Pane.ANYWHERE))
    lines: list[Line] = [*RULES]
    for pane in shown:
        lines.extend([(), (Span(words(pane.value), Tone.STRONG),)])
        lines.extend(
            (Span(SafeText(f"{clean(hint.keys):<{KEYS_WIDTH}}"), Tone.ACCENT), literal(" "), Span(clean(hint.words)))
            for hint in hints(pane, own=own)
        )
    return tuple(lines)
