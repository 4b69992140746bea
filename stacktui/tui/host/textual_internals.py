"""What this program uses of Textual's private names: all of it, and nowhere else.

Each public name here says what of Textual it reaches, and why nothing public serves. The test of this module has a test
for each, so that a Textual that has renamed one or changed its meaning fails there, by name.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, TypeAlias

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.dom import DOMNode
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import RenderableType
    from textual import events
    from textual.driver import Driver
    from textual.message import Message
    from textual.screen import Screen
    from textual.widget import Widget

WholeUpdate: TypeAlias = LayoutUpdate
"""`textual._compositor.LayoutUpdate`, a drawing of the whole screen: its `region` and its `strips`, row by row.

Diff rendering compares it with what the terminal shows; a public name gives it as a string of escape sequences only.
"""

PartialUpdate: TypeAlias = ChopsUpdate
"""`textual._compositor.ChopsUpdate`, a drawing of parts of the screen: its `spans`, `chops` and `chop_ends`."""


class AppInternals(App[int]):
    """An app with public names for what Textual's `App` keeps private, and hooks where it has none."""

    @property
    def driver(self) -> Driver | None:
        """`App._driver`: what writes to the terminal. `App` itself can only write renderables and OSC 52 to it."""
        return self._driver

    @property
    def may_draw(self) -> bool:
        """`App._running` and `_closed`: whether the terminal is the app's. `is_running` stays true to the very end."""
        return self._running and not self._closed

    @property
    def is_batching(self) -> bool:
        """`App._batch_count`: within `batch_update`, of which nothing is drawn before its end."""
        return self._batch_count > 0

    def show_update(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """`App._display`: called with everything that is drawn; diff rendering takes its place."""
        super()._display(screen, renderable)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        self.show_update(screen, renderable)

    @property
    def own_error(self) -> Exception | None:
        """`App._exception`: the first error that nobody handled. Textual raises it again in its tests only."""
        return self._exception

    def end_after_error(self) -> None:
        """`App._return_code` and `_close_messages_no_wait`: end with status 1, as Textual does after an error.

        `App.exit` waits for messages that are queued, which may never be handled after an error.
        """
        self._return_code = 1
        self._close_messages_no_wait()

    def show_error(self) -> None:
        """`App._fatal_error`: called after an error that nobody handled. Textual prints local variables here."""
        super()._fatal_error()

    def _fatal_error(self) -> None:
        self.show_error()

    def keep_copied(self, text: str) -> None:
        """`App._clipboard`: what ctrl+v pastes into an input. `copy_to_clipboard` sets it, and writes OSC 52 too."""
        self._clipboard = text


class DriverInternals(LinuxDriver):
    """A driver with public names for what Textual's `LinuxDriver` keeps private. It asks the terminal nothing."""

    @property
    def is_writing(self) -> bool:
        """`LinuxDriver._writer_thread`: False where `start_application_mode` gave up, in the background."""
        return self._writer_thread is not None and self._writer_thread.is_alive()

    @property
    def backlog(self) -> int:
        """`WriterThread._queue`: writes that wait because the terminal does not take them."""
        return 0 if self._writer_thread is None else self._writer_thread._queue.qsize()  # noqa: SLF001 - what this module is for

    def refresh_app(self) -> None:
        """`Driver._app`: draw everything anew."""
        self._app.refresh()

    def call_in_loop(self, callback: Callable[[], None]) -> None:
        """`Driver._loop`: call in the app's loop, from a signal handler or a thread."""
        self._loop.call_soon_threadsafe(callback)

    def stop_process(self) -> None:
        """`LinuxDriver._sigtstp_application`, the handler of SIGTSTP, which stops this process only."""

    def _sigtstp_application(self, *_: object) -> None:
        self.stop_process()

    def continue_process(self) -> None:
        """`LinuxDriver._sigcont_application`, the handler of SIGCONT, which enters the screen whatever comes next."""

    def _sigcont_application(self, *_: object) -> None:
        self.continue_process()

    def terminal_size(self) -> tuple[int, int]:
        """`LinuxDriver._get_terminal_size`, columns and rows: there from the environment, or of standard output."""
        return super()._get_terminal_size()

    def _get_terminal_size(self) -> tuple[int, int]:
        return self.terminal_size()

    def _request_terminal_sync_mode_support(self) -> None:
        """Textual asks `?2026$p` here; an answer that comes after the end is typed into the shell."""

    def _query_in_band_window_resize(self) -> None:
        """Textual asks `?2048$p` here."""


class SequenceReader:
    """`textual._xterm_parser.XTermParser`, asked about one sequence at a time. It tells no keys publicly."""

    def __init__(self) -> None:
        self._parser = XTermParser()

    def keys(self, sequence: str) -> list[events.Key]:
        """`XTermParser._sequence_to_key_events`: the keys that a character or sequence stands for.

        Raises:
            ValueError, OverflowError: a number in it stands for no character.
        """
        return list(self._parser._sequence_to_key_events(sequence))  # noqa: SLF001 - what this module is for

    def mouse(self, sequence: str) -> Message | None:
        """`XTermParser.parse_mouse_code`: the message for a sequence of SGR mouse reporting."""
        return self._parser.parse_mouse_code(sequence)


def is_key_sequence(sequence: str) -> bool:
    """`textual._ansi_sequences.ANSI_SEQUENCES_KEYS`: whether a sequence is in Textual's table of keys."""
    return sequence in ANSI_SEQUENCES_KEYS


def is_functional_key(code: str) -> bool:
    """`textual._keyboard_protocol.FUNCTIONAL_KEYS`: whether kitty's keyboard protocol has a key `1A`, `57399u` …."""
    return code in FUNCTIONAL_KEYS


def is_terminal_thread(name: str) -> bool:
    """The names of LinuxDriver's threads, the reader and the writer: without either the screen is dead."""
    return name in ("textual-input", "textual-output")


def clear_sender(message: Message) -> None:
    """`Message._sender`: a message bubbles no further than its sender; without one it goes up to the app."""
    message._sender = None  # noqa: SLF001 - what this module is for


def add_component_styles(widget: Widget, names: Iterable[str]) -> None:
    """`DOMNode._component_styles` and `_attach`: read the styles of components that a widget does not have yet.

    Textual reads those of all component classes of all widgets before the first screen, which took a fifth of the time
    to it.
    """
    styles = widget._component_styles  # noqa: SLF001 - what this module is for
    for name in set(names).difference(styles):
        node = DOMNode(classes=name)
        node._attach(widget)  # noqa: SLF001 - what this module is for
        widget.app.stylesheet.apply(node, animate=False)
        styles[name] = node.styles


def forget_drawn_lines() -> None:
    """`textual._styles_cache.StylesCache.get_inner_outer`: let go of what widgets that are gone have drawn.

    This cache has each widget's drawn lines in its key, for two background colours: it would keep all that the last
    1,024 widgets drew.
    """
    with contextlib.suppress(AttributeError):  # later versions of Textual may have fixed it
        StylesCache.get_inner_outer.cache_clear()
