"""Records every change that is sent (the journal) and optionally every request (the log), readable only by the owner.

The journal gets a line before a request is sent and another when its outcome is known, so that a crash in between
leaves a trace (SECURITY.md, D9). Neither contains a secret: only known fields are written, and filtered (S9).
"""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import socket
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from stacktui.files import private_files
from stacktui.local.remembered import state_folder
from stacktui.pulumi.errors import InvalidRequest, Refused
from stacktui.pulumi.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from stacktui.explorer.changes.change import Change
    from stacktui.explorer.writes import Write
    from stacktui.pulumi.client import Exchange

LARGEST_LOG = 10_000_000
"""Bytes after which a log is renamed to `FILE.1`."""


def journal_file(environ: Mapping[str, str]) -> Path:
    """The default path of the journal."""
    return state_folder(environ) / "journal.jsonl"


class _Lines:
    """Appends JSON lines about `what` to a private file. A write error is reported once."""

    def __init__(self, what: str, path: Path, redact: Redactor, on_problem: Callable[[str], None]) -> None:
        self._what = what
        self._path = path
        self._redact = redact
        self._on_problem = on_problem
        self._failed = False

    def add(self, fields: Mapping[str, str | int | float | None]) -> None:
        line = self._redact(json.dumps({"time": _now(), **fields}))
        try:
            private_files.make_private_folder(self._path.parent)
            self._rotate()
            private_files.append_line(self._path, line.replace("\x7f", "\\u007f"))
        except OSError as error:
            if not self._failed:
                self._failed = True
                reason = error.strerror or str(error)
                self._on_problem(f"{self._what} are not recorded ({reason}): {self._path} cannot be written.")

    def _rotate(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            if self._path.lstat().st_size >= LARGEST_LOG:
                self._path.replace(self._path.with_name(f"{self._path.name}.1"))


def _now() -> str:
    return datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Journal:
    """One line for each change that is sent, and one for each outcome.

    Args:
        path: The file; `journal_file` is the default.
        backend_url: The backend.
        user: The token's user, if known.
        redact: Removes the token.
        on_problem: Called once with a sentence if the file cannot be written.
    """

    def __init__(
        self,
        path: Path,
        backend_url: str,
        *,
        user: str = "",
        redact: Redactor | None = None,
        on_problem: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        self._lines = _Lines("Changes", path, redact or Redactor(), on_problem)
        self._backend_url = backend_url
        self.user = user
        self._request_ids: dict[str, str] = {}

    def know_user(self, user: str) -> None:
        """Set the token's user as reported by the server; `pulumi login` may not have recorded it."""
        self.user = user or self.user

    def note_exchange(self, exchange: Exchange) -> None:
        """Keep the request ID of a change, which a successful response does not pass on."""
        if exchange.method != "GET" and exchange.request_id:
            self._request_ids[exchange.path] = exchange.request_id

    def record(self, write: Write) -> None:
        """Write one line; for `StackWrites(record=…)`."""
        method, path = _request(write.change)
        error = write.error
        told = error.request_id if isinstance(error, Refused) else ""
        self._lines.add(
            {
                "outcome": "sent" if write.outcome is None else str(write.outcome),
                "change": write.change.name,
                "stack": str(write.stack),
                "to": write.change.to or None,
                "stackId": write.change.stack_id or None,
                "method": method,
                "path": path,
                "backend": self._backend_url,
                "user": self.user or None,
                "localUser": _local_user(),
                "localHost": socket.gethostname(),
                "requestId": told or self._request_ids.get(path.partition("?")[0]) if write.outcome else None,
                "error": type(error).__name__ if error else None,
                "pid": os.getpid(),
                "number": write.number,
            }
        )


def _request(change: Change) -> tuple[str, str]:
    """Method and path as sent to the server."""
    try:
        return change.request()
    except InvalidRequest:
        return "", ""  # a name that no path can contain; nothing is sent


def _local_user() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


class RequestLog:
    """A line for each request, for `--log FILE`. Pass `note` to the client as `on_exchange`."""

    def __init__(
        self, path: Path, redact: Redactor, on_problem: Callable[[str], None] = lambda _sentence: None
    ) -> None:
        self._lines = _Lines("Requests", path, redact, on_problem)

    def note(self, exchange: Exchange) -> None:
        self._lines.add(
            {
                "method": exchange.method,
                "path": exchange.path,
                "status": exchange.status,
                "seconds": round(exchange.seconds, 3),
                "bytesReceived": exchange.received,
                "requestId": exchange.request_id or None,
                "attempt": exchange.attempt,
                "error": exchange.error or None,
            }
        )
