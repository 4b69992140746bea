"""The standard streams as they are found: whoever starts the program may have closed or filled them."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})


class _Closed(io.TextIOBase):
    """A standard output that was closed before the start."""

    def write(self, _text: str, /) -> NoReturn:
        raise OSError(errno.EBADF, "it is closed")


def with_streams(run: Callable[[], int]) -> int:
    """Run the program; what its streams or its Python lack is said in a sentence, and the exit status is 1."""
    _open_missing()
    try:
        try:
            return run()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_output()
        return 0  # whoever read it has seen enough
    except OSError as error:
        if error.errno not in _NO_ROOM or error.filename is not None:
            raise
        _say(f"Standard output cannot be written: {error.strerror}.")
        _let_go_of_output()
    except ModuleNotFoundError as error:
        if error.name not in sys.stdlib_module_names:
            raise
        _say(f"This Python ({sys.executable}) was built without {error.name}: start stacktui with another one.")
    return 1


def _open_missing() -> None:
    if sys.stdin is None:
        sys.stdin = io.StringIO()
    if sys.stdout is None:
        sys.stdout = _Closed()
    if sys.stderr is None:
        sys.stderr = io.StringIO()


def _say(sentence: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write(f"stacktui: {sentence}\n")


def _let_go_of_output() -> None:
    """Python flushes it once more at its end, and would complain."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
