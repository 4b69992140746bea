"""Every private name of Textual that is used means what it is used for."""

from __future__ import annotations

import asyncio
import signal
from io import StringIO
from typing import TYPE_CHECKING, ClassVar

import pytest
from textual import events
from textual._styles_cache import StylesCache
from textual.app import App
from textual.driver import Driver
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from stacktui.tui.host.textual_internals import (
    AppInternals,
    DriverInternals,
    PartialUpdate,
    SequenceReader,
    WholeUpdate,
    add_component_styles,
    clear_sender,
    forget_drawn_lines,
    is_functional_key,
    is_key_sequence,
    is_terminal_thread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType
    from textual.app import ComposeResult
    from textual.screen import Screen


class Paper(Driver):
    """A terminal of 20 columns and 3 rows, of which only what is written to it is there."""

    written = ""

    def write(self, data: str) -> None:
        self.written += data

    def start_application_mode(self) -> None:
        self.send_message(events.Resize(Size(20, 3), Size(20, 3)))

    def disable_input(self) -> None: ...

    def stop_application_mode(self) -> None: ...


class Stage(AppInternals):
    """Shows a word; keeps what is drawn, and what it was at its end."""

    def __init__(self) -> None:
        super().__init__(driver_class=Paper)
        self.drawn: list[object] = []
        self.errors: list[Exception | None] = []

    def compose(self) -> ComposeResult:
        yield Static("one")

    def show_update(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        self.drawn.append(renderable)
        super().show_update(screen, renderable)

    def show_error(self) -> None:
        self.errors.append(self.own_error)
        self.end_after_error()


# Drawing: LayoutUpdate, ChopsUpdate, App._display, _driver, _running, _closed, _batch_count


async def drawn_by_an_app_that_says_two() -> Stage:
    class Saying(Stage):
        def on_ready(self) -> None:
            self.drawn_first = list(self.drawn)
            self.query_one(Static).update("two")
            self.set_timer(0.01, self.until_it_is_drawn)

        def until_it_is_drawn(self) -> None:
            if any(isinstance(update, PartialUpdate) for update in self.drawn):
                self.exit(0)
            else:
                self.set_timer(0.01, self.until_it_is_drawn)

    app = Saying()
    await asyncio.wait_for(app.run_async(), 10)
    return app


async def test_a_drawing_of_the_whole_screen_is_strips_row_by_row_in_a_region() -> None:
    update = next(each for each in (await drawn_by_an_app_that_says_two()).drawn if isinstance(each, WholeUpdate))

    assert (update.region.width, update.region.height) == (20, 3)
    rows = [list(row) for row in update.strips]
    assert len(rows) == 3
    assert "".join(strip.text for strip in rows[0]).startswith("one")


async def test_a_drawing_of_parts_is_strips_by_row_and_column_with_their_ends() -> None:
    update = next(each for each in (await drawn_by_an_app_that_says_two()).drawn if isinstance(each, PartialUpdate))

    row, start, end = update.spans[0]
    assert (row, start, end) == (0, 0, 20)
    (column, strip), *_ = update.chops[row].items()
    assert (column, strip is not None and strip.text.startswith("two")) == (0, True)
    assert update.chop_ends[row][0] == 20


async def test_everything_drawn_passes_through_the_hook_and_is_shown_by_textual_behind_it() -> None:
    class Silent(Stage):
        def on_ready(self) -> None:
            self.exit(0)

        def show_update(self, screen: Screen[object], renderable: RenderableType | None) -> None:
            self.drawn.append(renderable)

    silent, speaking = Silent(), await drawn_by_an_app_that_says_two()
    await asyncio.wait_for(silent.run_async(), 10)

    assert silent.drawn
    assert isinstance(silent.driver, Paper)
    assert isinstance(speaking.driver, Paper)
    assert ("one" in silent.driver.written, "one" in speaking.driver.written) == (False, True)


async def test_an_app_may_draw_while_it_runs_and_draws_nothing_within_a_batch() -> None:
    app = Stage()
    assert (app.driver, app.may_draw, app.is_batching) == (None, False, False)
    async with app.run_test(size=(20, 3)) as pilot:
        assert (app.may_draw, app.is_batching) == (True, False)
        with app.batch_update():
            within = app.is_batching
            app.drawn.clear()
            app.query_one(Static).update("two")
            await pilot.pause()
            assert [update for update in app.drawn if update is not None] == []
        await pilot.pause()
        assert (within, app.is_batching, bool(app.drawn)) == (True, False, True)
    assert not app.may_draw


async def test_an_app_that_has_closed_may_not_draw() -> None:
    app = Stage()
    async with app.run_test(size=(20, 3)):
        app._closed = True
        assert app.is_running
        assert not app.may_draw
        app._closed = False


# Errors: App._fatal_error, _exception, _return_code, _close_messages_no_wait


async def test_an_error_that_nobody_handled_is_given_to_the_hook_instead_of_being_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Failing(Stage):
        def on_ready(self) -> None:
            raise ValueError("canary-71")

    app = Failing()
    await asyncio.wait_for(app.run_async(), 10)

    assert [str(error) for error in app.errors] == ["canary-71"]
    assert app.return_code == 1
    assert "canary-71" not in "".join(capsys.readouterr())


async def test_textual_itself_shows_local_variables_behind_the_hook(capsys: pytest.CaptureFixture[str]) -> None:
    class Showing(AppInternals):
        def on_ready(self) -> None:
            token = "canary-72"
            raise ValueError(token)

    await asyncio.wait_for(Showing(driver_class=Paper).run_async(), 10)
    assert "canary-72" in "".join(capsys.readouterr())


async def test_ended_after_an_error_an_app_handles_no_message_more_and_has_status_1() -> None:
    class Ending(Stage):
        late = False

        def on_ready(self) -> None:
            self.end_after_error()
            self.call_later(self.be_late)

        def be_late(self) -> None:
            self.late = True

    app = Ending()
    await asyncio.wait_for(app.run_async(), 10)
    assert (app.return_code, app.late) == (1, False)


# App._clipboard


async def test_what_is_kept_as_copied_is_what_an_input_pastes_and_reaches_no_terminal() -> None:
    class Copying(Stage):
        def on_ready(self) -> None:
            self.keep_copied("urn:x")
            self.exit(0)

    app = Copying()
    await asyncio.wait_for(app.run_async(), 10)
    assert app.clipboard == "urn:x"
    assert isinstance(app.driver, Paper)
    assert "\x1b]52" not in app.driver.written


# LinuxDriver._writer_thread, WriterThread._queue, Driver._app, Driver._loop, handlers of signals, questions


class Asked(DriverInternals):
    """Notes what it is asked to do by signals, and what is written."""

    def __init__(self, app: App[int]) -> None:
        super().__init__(app)
        self.done: list[str] = []

    def write(self, data: str) -> None:
        self.done.append(data)

    def flush(self) -> None: ...

    def suspend_application_mode(self) -> None:
        self.done.append("suspend")

    def resume_application_mode(self) -> None:
        self.done.append("resume")


@pytest.fixture
async def driver(monkeypatch: pytest.MonkeyPatch) -> Asked:
    class HeaderState:
        def fileno(self) -> int:
            return 0

        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.__stdin__", HeaderState())
    return Asked(App())


@pytest.fixture(autouse=True)
def signals_as_they_were() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTSTP, signal.SIGCONT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


async def test_the_backlog_is_what_the_writer_has_not_taken(driver: Asked) -> None:
    assert (driver.is_writing, driver.backlog) == (False, 0)
    writer = driver._writer_thread = WriterThread(StringIO())
    for data in ("a", "b", "c"):
        LinuxDriver.write(driver, data)
    assert (driver.is_writing, driver.backlog) == (False, 3)
    writer.start()
    assert driver.is_writing
    driver.close()
    assert (driver.is_writing, driver.backlog) == (False, 0)


async def test_a_driver_refreshes_its_app(driver: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    refreshed = []
    app = AppInternals()
    monkeypatch.setattr(app, "refresh", lambda: refreshed.append("app"))
    Asked(app).refresh_app()
    assert refreshed == ["app"]


async def test_a_driver_calls_in_the_loop_of_its_app_from_another_thread(driver: Asked) -> None:
    called = asyncio.Event()
    await asyncio.to_thread(driver.call_in_loop, called.set)
    await asyncio.wait_for(called.wait(), 10)


@pytest.mark.parametrize(("number", "hook"), [(signal.SIGTSTP, "stop_process"), (signal.SIGCONT, "continue_process")])
async def test_a_signal_of_job_control_reaches_the_hook_and_nothing_of_textual(
    driver: Asked, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, hook: str
) -> None:
    monkeypatch.setattr(Asked, hook, lambda driver: driver.done.append("hook"))
    handler = signal.getsignal(number)
    assert callable(handler)
    handler(number, None)
    assert driver.done == ["hook"]


@pytest.mark.parametrize(
    ("name", "question"),
    [("_request_terminal_sync_mode_support", "\x1b[?2026$p"), ("_query_in_band_window_resize", "\x1b[?2048$p")],
)
async def test_textual_asks_the_terminal_in_this_method_and_a_driver_does_not(
    driver: Asked, name: str, question: str
) -> None:
    getattr(LinuxDriver, name)(driver)
    assert driver.done == [question]

    driver.done.clear()
    getattr(driver, name)()
    assert driver.done == []


def test_the_threads_of_a_terminal_are_known_by_name() -> None:
    assert is_terminal_thread(WriterThread(StringIO()).name)
    assert is_terminal_thread("textual-input")  # test_crash.py: a reader that crashes ends the program
    assert not is_terminal_thread("MainThread")


# XTermParser, ANSI_SEQUENCES_KEYS, FUNCTIONAL_KEYS


@pytest.mark.parametrize(
    ("sequence", "keys"),
    [
        ("a", [("a", "a")]),
        (" ", [("space", " ")]),
        ("\x1b[A", [("up", None)]),
        ("\x1b[1;5C", [("ctrl+right", None)]),
        ("\x1b[106;3u", [("alt+j", None)]),
    ],
)
def test_keys_are_read_from_a_character_or_sequence(sequence: str, keys: list[tuple[str, str | None]]) -> None:
    assert [(key.key, key.character) for key in SequenceReader().keys(sequence)] == keys


def test_mouse_messages_are_read_from_sequences() -> None:
    reader = SequenceReader()
    down, wheel = reader.mouse("\x1b[<0;5;3M"), reader.mouse("\x1b[<65;1;1M")
    assert isinstance(down, events.MouseDown)
    assert (down.x, down.y, down.button) == (4, 2, 1)
    assert isinstance(wheel, events.MouseScrollDown)
    assert reader.mouse("\x1b[<0;0;0M") is None


@pytest.mark.parametrize(
    ("sequence", "is_key"), [("\x1b[A", True), ("\x1bOP", True), ("\x1b[?1;2c", False), ("a", False)]
)
def test_the_table_of_sequences_says_which_are_keys(sequence: str, is_key: bool) -> None:
    assert is_key_sequence(sequence) is is_key


@pytest.mark.parametrize(
    ("code", "is_key"), [("1A", True), ("3~", True), ("1P", True), ("68R", False), ("999u", False)]
)
def test_the_table_of_functional_keys_has_codes_with_their_last_letter(code: str, is_key: bool) -> None:
    assert is_functional_key(code) is is_key


# Message._sender


async def test_a_message_without_a_sender_bubbles_past_whoever_sent_it() -> None:
    class Sent(Message):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Hearing(AppInternals):
        heard: ClassVar[list[str]] = []

        def compose(self) -> ComposeResult:
            yield Static()

        def on_mount(self) -> None:
            kept, cleared = Sent("kept").set_sender(self.screen), Sent("cleared").set_sender(self.screen)
            clear_sender(cleared)
            for message in (kept, cleared):
                self.query_one(Static).post_message(message)

        def on_sent(self, message: Sent) -> None:
            self.heard.append(message.name)

    app = Hearing()
    async with app.run_test() as pilot:
        await pilot.pause()
    assert app.heard == ["cleared"]


# DOMNode._component_styles, DOMNode._attach


async def test_a_component_has_its_styles_once_they_were_read() -> None:
    class Toned(Widget):
        pass

    class Styled(AppInternals):
        CSS = "Toned .tone { color: rgb(1,2,3); }"

        def compose(self) -> ComposeResult:
            yield Toned()

    app = Styled()
    async with app.run_test():
        widget = app.query_one(Toned)
        with pytest.raises(KeyError):
            widget.get_component_styles("tone")
        add_component_styles(widget, ["tone"])
        assert widget.get_component_styles("tone").color.rgb == (1, 2, 3)


# StylesCache.get_inner_outer


async def test_what_is_drawn_is_kept_by_a_cache_of_textual_until_it_is_forgotten() -> None:
    async with Stage().run_test():
        assert StylesCache.get_inner_outer.cache_info().currsize > 0
        forget_drawn_lines()
        assert StylesCache.get_inner_outer.cache_info().currsize == 0
