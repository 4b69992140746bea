"""What is kept of a crash: enough to mend it, and no value of anyone's.

Textual prints local variables when it crashes, and Python prints the error's own words; both may hold a token or a
secret. Here a crash leaves one sentence on the terminal, and in a file of the user's own the types of the errors and
where they were raised: no local variable, no argument, no message.
"""

from __future__ import annotations

import os
import platform
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stacktui.files.subscribers import Signal

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator
    from types import TracebackType

DEEPEST = 60  # frames kept of each error; a RecursionError has a thousand


class Crash(NamedTuple):
    """One crash: its id, the type of its error, where the report is (None: it could not be written)."""

    id: str
    kind: str
    report: Path | None

    @property
    def sentence(self) -> str:
        where = (
            "its report could not be written"
            if self.report is None
            else f"a report without your data is in {self.report}"
        )
        return f"stacktui crashed ({self.kind}, {self.id}); {where}."


class Crashes:
    """The crashes of a run; the first one is written down.

    Args:
        folder: where reports go; made with mode 0700 when it is needed.
        redact: takes known secrets out of a text.
    """

    def __init__(self, folder: Path, redact: Callable[[str], str]) -> None:
        self.folder = folder
        self.redact = redact
        self.thread_crashes: Signal[str] = Signal()
        """Names of threads that have crashed; a listener is called in that thread."""
        self.first: Crash | None = None

    def note(self, error: BaseException | None) -> Crash:
        """Take down an error; only the first of a run is written. Never raises."""
        if self.first is None:
            kind = "unknown" if error is None else type(error).__name__
            crash = Crash(os.urandom(4).hex(), kind, None)
            self.first = crash._replace(report=_write(self.folder / f"crash-{crash.id}.txt", self._text(crash, error)))
        return self.first

    def _text(self, crash: Crash, error: BaseException | None) -> str:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        head = f"stacktui crash {crash.id} at {now}, Python {platform.python_version()}, {platform.system()}"
        lines = [head, *(() if error is None else describe(error))]
        return self.redact("\n".join(lines) + "\n")

    def install(self) -> None:
        """Take the place of Python's own reports of errors that nobody handled, which print their messages."""
        sys.excepthook = self.on_exception
        sys.unraisablehook = self.on_unraisable
        threading.excepthook = self.on_thread_exception

    def on_loop_exception(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        """For `loop.set_exception_handler`: errors of tasks that nobody waited for."""
        error = context.get("exception")
        if isinstance(error, Exception):
            self.note(error)

    def on_exception(self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        """For `sys.excepthook`: one sentence about an error that nobody handled."""
        if not issubclass(kind, KeyboardInterrupt) and sys.__stderr__ is not None:
            print(self.note(error).sentence, file=sys.__stderr__)  # the last words of the program

    def on_unraisable(self, unraisable: sys.UnraisableHookArgs) -> None:
        """For `sys.unraisablehook`: errors of finalizers."""
        self.note(unraisable.exc_value)

    def on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        """For `threading.excepthook`."""
        if arguments.exc_type is SystemExit:
            return
        name = "" if arguments.thread is None else arguments.thread.name
        if not (name == "textual-output" and issubclass(arguments.exc_type, OSError)):  # that is the terminal gone
            self.note(arguments.exc_value)
        self.thread_crashes.send(name)


def describe(error: BaseException) -> Iterator[str]:
    """Types and places of an error and of those that it came from, without a value of any of them."""
    seen: set[int] = set()
    waiting: list[tuple[str, BaseException]] = [("", error)]
    while waiting:
        words, current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield f"{words}{type(current).__module__}.{type(current).__qualname__}"
        frames = list(traceback.walk_tb(current.__traceback__))
        for frame, line in frames[:DEEPEST]:
            yield f"    {_place(frame.f_code.co_filename)}:{line} in {frame.f_code.co_qualname}"
        if len(frames) > DEEPEST:
            yield f"    … and {len(frames) - DEEPEST} frames"
        if isinstance(current, BaseExceptionGroup):
            waiting += [("together with ", inner) for inner in current.exceptions]
        inner = getattr(current, "error", None)  # textual's WorkerFailed
        before = [("because of ", cause) for cause in (inner, current.__cause__, current.__context__)]
        waiting += [(words, cause) for words, cause in before if isinstance(cause, BaseException)]


def _place(filename: str) -> str:
    """The end of a path: what it takes to find the line, and not where on someone's machine it is."""
    return "/".join(Path(filename).parts[-3:])


def _write(path: Path, text: str) -> Path | None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with open(os.open(path, flags, 0o600), "w", encoding="utf-8", errors="replace") as file:  # noqa: PTH123  # by descriptor
            file.write(text)
    except OSError:
        return None
    return path
