"""Finds and reads the pulumi CLI's own files, and never writes one: where they are, whole or being written, or not."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from stacktui.files import private_files

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 4 << 20
PATIENCE = 1.0
"""Seconds that a lock is waited for."""


class PulumiFile(Struct, frozen=True):
    """One file as it was found."""

    data: bytes
    is_locked: bool
    """Another program kept it locked for as long as we waited; it may be half written."""
    is_open_to_others: bool
    """Its mode lets others than its owner in."""


def pulumi_home(environ: Mapping[str, str]) -> Path:
    """`PULUMI_HOME`, else `.pulumi` in the home of the operating system's user entry, whatever $HOME says."""
    if given := environ.get("PULUMI_HOME"):
        return Path(given)
    try:
        import pwd

        home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:  # a container may run under a user without an entry
        home = Path(environ.get("HOME", "/"))
    return home / ".pulumi"


def credentials_file(environ: Mapping[str, str]) -> Path:
    """Where `pulumi login` leaves the access token."""
    given = environ.get("PULUMI_CREDENTIALS_PATH")
    return (Path(given) if given else pulumi_home(environ)) / "credentials.json"


def read_settled(path: Path) -> PulumiFile:
    """Read a file that the CLI may be writing just now: wait for its lock a moment, then read it as it stands.

    Raises:
        OSError: it is not there, may not be read, is no regular file, or is larger than any such file is.
    """
    with private_files.open_to_read(path) as descriptor:
        is_locked = not _wait_for_lock(descriptor)
        data = private_files.read_up_to(descriptor, LARGEST)
        return PulumiFile(data, is_locked, bool(os.fstat(descriptor).st_mode & 0o077))


def _wait_for_lock(descriptor: int) -> bool:
    """False where a writer kept its lock. The shared lock goes with the descriptor and keeps no reader out."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            _pause()
        except OSError:
            return True  # a file system without locks
        else:
            return True


def _pause() -> None:
    time.sleep(0.05)
