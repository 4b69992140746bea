"""Writes files that may hold sensitive data: atomically, and readable only by their owner (SECURITY.md, S8)."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


def save(path: Path, data: bytes | bytearray | memoryview, *, overwrite: bool = False) -> None:
    """Write a file atomically: it has either the old or the new content.

    A symbolic link at `path` is itself replaced; its target stays unchanged. The mode is 0600 regardless of the umask
    and the previous mode.

    Raises:
        FileExistsError: the file exists and `overwrite` was not requested.
        OSError: it cannot be written; the previous file is unchanged and no partial file is left.
    """
    if overwrite:
        _refuse_what_is_no_file(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        part = f".{path.name[:80]}.{os.urandom(6).hex()}.part"
        try:
            _write_new(part, data, folder)
            if overwrite:
                os.rename(part, path.name, src_dir_fd=folder, dst_dir_fd=folder)
            else:
                _publish(part, path, data, folder)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(part, dir_fd=folder)
        os.fsync(folder)
    finally:
        os.close(folder)


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
        raise FileExistsError(f"{path} is not a file that can be replaced")


def _write_new(name: str, data: bytes | bytearray | memoryview, folder: int) -> None:
    descriptor = os.open(name, _NEW, PRIVATE_FILE, dir_fd=folder)
    try:
        os.fchmod(descriptor, PRIVATE_FILE)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _publish(part: str, path: Path, data: bytes | bytearray | memoryview, folder: int) -> None:
    """Give the written file its name unless that is taken; without hard links, write it in place."""
    try:
        os.link(part, path.name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        try:
            _write_new(path.name, data, folder)
        except FileExistsError:
            raise
        except OSError:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path.name, dir_fd=folder)
            raise


def make_private_folder(path: Path) -> None:
    """Make a folder and its parents with mode 0700; an existing one keeps its mode.

    Raises:
        OSError: it cannot be made.
    """
    if path.is_dir():
        return
    make_private_folder(path.parent)
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=PRIVATE_FOLDER)


def append_line(path: Path, line: str) -> None:
    """Append one line in a single write, so that lines never mix.

    A new file gets mode 0600; symbolic links are not followed.

    Raises:
        OSError: it cannot be written, or is not a regular file.
    """
    descriptor = os.open(path, _APPEND, PRIVATE_FILE)
    try:
        _check_regular(descriptor, path)
        os.fchmod(descriptor, PRIVATE_FILE)
        rest = memoryview(line.encode("utf-8", "backslashreplace") + b"\n")
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def open_to_read(path: Path) -> Iterator[int]:
    """A descriptor of a regular file, closed on exit; never blocks, as opening a pipe would.

    Raises:
        OSError: it does not exist, is not readable, or is not a regular file.
    """
    descriptor = os.open(path, _READ)
    try:
        _check_regular(descriptor, path)
        yield descriptor
    finally:
        os.close(descriptor)


def read_up_to(descriptor: int, limit: int) -> bytes:
    """All bytes of a file, at most `limit`.

    Raises:
        OSError: there are more, or it cannot be read.
    """
    parts: list[bytes] = []
    left = limit + 1
    while left > 0 and (part := os.read(descriptor, min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise OSError(f"the file is larger than {limit} bytes")
    return b"".join(parts)


def read(path: Path, limit: int = 1 << 20) -> bytes:
    """The bytes of a regular file, at most `limit`; raises OSError like the two functions above."""
    with open_to_read(path) as descriptor:
        return read_up_to(descriptor, limit)


def _check_regular(descriptor: int, path: Path) -> None:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise OSError(f"{path} is not a regular file")
