"""Stopping the program as a job of a shell, and whether there is a shell that would continue it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

WHY_OFF = "ctrl+z is off here: stacktui was started without a shell that could continue it. ctrl+q quits."


def is_orphaned() -> bool:
    """Whether nobody would continue this process group: its parent is in another session, or is gone.

    That is so under `ssh -t host stacktui`, `xterm -e` and `docker exec -it`.
    """
    group, session, process = os.getpgrp(), os.getsid(0), os.getppid()
    try:
        while process > 0 and os.getsid(process) == session:
            if os.getpgid(process) != group:
                return False
            process = _parent(process)
    except OSError:  # it has ended, or is another user's
        return True
    return True


def _parent(process: int) -> int:
    """The parent of a process of this group: a wrapper such as make.

    Raises:
        OSError: it has ended, or this system does not say.
    """
    return int(Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])


def stop_job() -> None:
    """Stop this process group, as the terminal would for ctrl+z; returns once it is continued.

    All of it: the shell waits for a wrapper that stays. Where the group is orphaned, the system stops nothing.
    """
    handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.killpg(os.getpgrp(), signal.SIGTSTP)
    signal.signal(signal.SIGTSTP, handler)


def is_in_background() -> bool:
    """Whether the terminal belongs to another process group: to change it would stop this one."""
    try:
        return os.tcgetpgrp(0) not in (os.getpgrp(), 0)
    except OSError:  # no terminal of this session
        return False
