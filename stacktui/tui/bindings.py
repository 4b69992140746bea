"""Every key, defined once: Textual's bindings, help, footer, palette and the user's keymap use this table.

No lower-case letter and no ctrl key changes anything on the server. The key of an action that does (`change('…')`) is a
capital letter, here and in the user's keymap.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from textual.binding import Binding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.binding import BindingType


class Pane(StrEnum):
    """Where a key applies; the value is the heading in the help. The owner of the pane declares its bindings."""

    ANYWHERE = "Anywhere"
    BROWSER = "Browser"
    LIST = "Lists"
    STACKS = "Stacks"
    RESOURCES = "Resources"
    RESOURCE = "Resource"
    REFERENCES = "References"
    FILTER = "Filter line"
    DIALOG = "Dialogs"
    DELETE = "Delete dialogs"
    PICKER = "Pickers"
    COPY_MENU = "Copy menu"
    OPEN_WRITES = "Unconfirmed changes"


class Key(Struct, frozen=True):
    """One action and its keys. `key` is in Textual's notation: names with `+`, several separated by commas."""

    id: str
    key: str
    action: str
    words: str
    pane: Pane
    shown_in_footer: bool = False
    priority: bool = False
    """Takes precedence over the focused widget, also in dialogs."""

    @property
    def changes_server(self) -> bool:
        """Whether it leads to a change on the server; it only opens a dialog."""
        return self.action.startswith("change(")

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.key.split(","))

    def held_by(self, own: Mapping[str, str] | None) -> str:
        """The user's keys in place of `key`, if any; `own` are the user's keys by ID."""
        return (own or {}).get(self.id, self.key)


class Hint(NamedTuple):
    """A key in readable form, and its action."""

    keys: str
    words: str


class Keymap(Struct, frozen=True):
    """The user's keys by ID for `App.set_keymap`, and a sentence for each rejected one."""

    keys: dict[str, str]
    problems: tuple[str, ...]


A, B, L, S, R = Pane.ANYWHERE, Pane.BROWSER, Pane.LIST, Pane.STACKS, Pane.RESOURCES

KEYS: tuple[Key, ...] = (
    Key("app.quit", "ctrl+q,ctrl+c", "quit", "Quit", A, priority=True),
    Key("app.suspend", "ctrl+z", "suspend_process", "Suspend (fg resumes)", A, priority=True),
    Key("app.palette", "ctrl+p,colon", "command_palette", "Command palette", A),
    Key("app.help", "question_mark,f1", "help", "Help for this pane", A, shown_in_footer=True),
    Key("app.unconfirmed", "ctrl+o", "open_writes", "Unconfirmed changes", A),
    Key("app.accounts", "ctrl+a", "choose_account", "Switch account", A),
    Key("app.repaint", "ctrl+l", "repaint", "Redraw the screen", A),
    Key("browser.filter", "slash", "filter", "Filter this pane", B, shown_in_footer=True),
    Key("browser.copy_menu", "y", "copy_menu", "Copy menu", B, shown_in_footer=True),
    Key("browser.copy", "c", "copy", "Copy the URN or stack name", B),
    Key("browser.reload", "r", "reload", "Reload from the server", B, shown_in_footer=True),
    Key("browser.auto_reload", "a", "toggle_auto_reload", "Auto-reload on or off", B),
    Key("browser.web_link", "w", "web_link", "Show the web link", B),
    Key("browser.save", "ctrl+s", "save", "Save to a file", B),
    Key("browser.back", "escape", "back", "Stop, clear the filter, or back one level", B),
    Key("browser.leave", "q", "leave", "Back one level, or quit at the top", B),
    Key("browser.next_pane", "tab", "next_pane", "Next pane", B),
    Key("browser.previous_pane", "shift+tab", "previous_pane", "Previous pane", B),
    Key("browser.overview", "1", "show_view('overview')", "Overview", B),
    Key("browser.resources", "2", "show_view('resources')", "Resources", B),
    Key("browser.references", "3", "show_view('references')", "References", B),
    Key("browser.count", "4", "show_view('count')", "Count", B),
    Key("browser.next_view", "right_square_bracket", "next_view", "Next view", B),
    Key("browser.previous_view", "left_square_bracket", "previous_view", "Previous view", B),
    Key("browser.jump_back", "minus", "jump_back", "Go back after a jump", B),
    Key("browser.create", "N", "change('create')", "New stack", B, shown_in_footer=True),
    Key("browser.transfer", "T", "change('transfer')", "Transfer stack", B, shown_in_footer=True),
    Key("browser.delete", "D", "change('delete')", "Delete stack", B, shown_in_footer=True),
    Key("list.down", "j,down", "cursor_down", "Down", L),
    Key("list.up", "k,up", "cursor_up", "Up", L),
    Key("list.top", "g,home", "cursor_top", "First row", L),
    Key("list.bottom", "G,end", "cursor_bottom", "Last row", L),
    Key("list.page_down", "pagedown,ctrl+f", "page_down", "One page down", L),
    Key("list.page_up", "pageup,ctrl+b", "page_up", "One page up", L),
    Key("list.half_page_down", "ctrl+d", "half_page_down", "Half a page down", L),
    Key("list.half_page_up", "ctrl+u", "half_page_up", "Half a page up", L),
    Key("list.open", "enter", "open", "Open", L),
    Key("stacks.sort", "s", "choose_sort", "Sort menu", S),
    Key("stacks.reverse", "comma", "reverse_sort", "Reverse the sort order", S),
    Key("stacks.organization", "o", "choose_organization", "Choose an organization", S),
    Key("stacks.project", "p", "choose_project", "Choose a project", S),
    Key("stacks.tag", "t", "choose_tag", "Choose a tag", S),
    Key("stacks.saved_filter", "m", "choose_saved_filter", "Saved filters", S),
    Key("resources.expand", "l,right", "expand", "Expand, or go to the first child", R),
    Key("resources.collapse", "h,left", "collapse", "Collapse, or go to the parent", R),
    Key("resources.expand_below", "e", "toggle_below", "Expand or collapse all below", R),
    Key("resources.problems", "exclamation_mark", "toggle_problems", "Problems only", R),
    Key("resources.parent", "p", "go_to_parent", "Go to the parent", R),
    Key("resources.provider", "o", "go_to_provider", "Go to the provider", R),
    Key("resources.dependencies", "f", "go_to_dependencies", "Go to a dependency", R),
    Key("resources.dependents", "u", "go_to_dependents", "Go to a dependent", R),
    Key("resources.version", "v", "choose_version", "State at another version", R),
    Key("resource.reveal", "x", "reveal", "Reveal or hide a plaintext secret", Pane.RESOURCE),
    Key("references.open", "enter", "open", "Go to that stack", Pane.REFERENCES),
    Key("filter.keep", "enter", "keep", "Keep the filter", Pane.FILTER),
    Key("filter.clear", "escape", "clear", "Clear the filter", Pane.FILTER),
    Key("filter.suggest", "tab", "suggest", "Accept the suggestion", Pane.FILTER),
    Key("filter.next_suggestion", "down", "turn(1)", "Next suggestion", Pane.FILTER),
    Key("filter.previous_suggestion", "up", "turn(-1)", "Previous suggestion", Pane.FILTER),
    Key("dialog.close", "escape", "close", "Close", Pane.DIALOG),
    Key("dialog.scroll_down", "pagedown", "page_down", "Scroll down", Pane.DIALOG),
    Key("dialog.scroll_up", "pageup", "page_up", "Scroll up", Pane.DIALOG),
    Key("dialog.copy_command", "ctrl+y", "copy_command", "Copy the command shown", Pane.DIALOG),
    Key("delete.save", "ctrl+s", "save_export", "Save the state first", Pane.DELETE),
    Key("picker.down", "down,ctrl+n", "cursor_down", "Down", Pane.PICKER),
    Key("picker.up", "up", "cursor_up", "Up", Pane.PICKER),
    Key("picker.page_down", "pagedown", "page_down", "One page down", Pane.PICKER),
    Key("picker.page_up", "pageup", "page_up", "One page up", Pane.PICKER),
    Key("picker.choose", "enter", "choose", "Choose", Pane.PICKER),
    Key("picker.close", "escape", "close", "Close", Pane.PICKER),
    Key("copy_menu.down", "down", "cursor_down", "Down", Pane.COPY_MENU),
    Key("copy_menu.up", "up", "cursor_up", "Up", Pane.COPY_MENU),
    Key("copy_menu.choose", "enter", "choose", "Copy", Pane.COPY_MENU),
    Key("copy_menu.raw", "ctrl+r", "toggle_raw", "Copy raw or quoted", Pane.COPY_MENU),
    Key("copy_menu.close", "escape", "close", "Close", Pane.COPY_MENU),
    Key("unconfirmed.down", "j,down", "cursor_down", "Down", Pane.OPEN_WRITES),
    Key("unconfirmed.up", "k,up", "cursor_up", "Up", Pane.OPEN_WRITES),
    Key("unconfirmed.check", "r", "check", "Check the outcome again", Pane.OPEN_WRITES, shown_in_footer=True),
    Key("unconfirmed.show", "enter", "show", "Show details", Pane.OPEN_WRITES, shown_in_footer=True),
    Key("unconfirmed.close", "escape,q", "close", "Close", Pane.OPEN_WRITES),
)

_SYMBOLS = {
    "question_mark": "?", "colon": ":", "slash": "/", "comma": ",", "minus": "-", "exclamation_mark": "!",
    "left_square_bracket": "[", "right_square_bracket": "]", "escape": "esc", "pagedown": "pgdn", "pageup": "pgup",
}  # fmt: skip


def keys_of(*panes: Pane) -> tuple[Key, ...]:
    """The keys of some panes, in table order."""
    return tuple(key for key in KEYS if key.pane in panes)


def bindings_of(*panes: Pane) -> list[BindingType]:
    """Textual's bindings for the class that implements the actions of these panes."""
    return [
        Binding(key.key, key.action, key.words, show=key.shown_in_footer, id=key.id, priority=key.priority)
        for key in keys_of(*panes)
    ]


def key_words(key: str) -> str:
    """Keys in readable form instead of Textual's notation: `question_mark,f1` is `? f1`."""
    return " ".join(_SYMBOLS.get(each.strip(), each.strip()) for each in key.split(","))


def hints(*panes: Pane, own: Mapping[str, str] | None = None) -> tuple[Hint, ...]:
    """All keys of some panes with their descriptions, for help and palette; `own` are the user's keys by ID."""
    return tuple(Hint(key_words(key.held_by(own)), key.words) for key in keys_of(*panes))


def footer_hints(*panes: Pane, own: Mapping[str, str] | None = None, read_only: bool = False) -> tuple[Hint, ...]:
    """The keys shown in the footer, each by its first key; if `read_only`, without those that change something."""
    shown = (key for key in keys_of(*panes) if key.shown_in_footer and not (read_only and key.changes_server))
    found = ((key, key.held_by(own).split(",")[0]) for key in shown)
    return tuple(Hint(key_words(first), key.words) for key, first in found)


def own_keymap(wanted: Mapping[str, str]) -> Keymap:
    """Validate the user's keys. A rejected key keeps its default, and a sentence says why."""
    known = {key.id: key for key in KEYS}
    accepted: dict[str, str] = {}
    problems: list[str] = []
    for name, keys in wanted.items():
        problem = _problem(known.get(name), name, keys)
        if problem:
            problems.append(problem)
        else:
            accepted[name] = ",".join(each.strip() for each in keys.split(","))
    return Keymap(accepted, tuple(problems))


def _problem(key: Key | None, name: str, keys: str) -> str:
    if key is None:
        return f"{name} is not a key ID: the documentation lists them."
    each = [one.strip() for one in keys.split(",")]
    if not all(each):
        return f"{name} has an empty key: separate keys with commas."
    if key.changes_server and not all(is_capital(one) for one in each):
        return f"{name} changes the server: its keys must be capital letters."
    return ""


def is_capital(key: str) -> bool:
    """True for a single upper-case letter."""
    return len(key) == 1 and key.isalpha() and key.isupper()
