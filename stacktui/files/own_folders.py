"""Where the program's own files belong: what the platform has for settings, for state and for what may be lost."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

_XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "state": ("XDG_STATE_HOME", ".local/state"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
}
_ON_A_MAC = {
    "config": "Library/Application Support",
    "state": "Library/Application Support",
    "cache": "Library/Caches",
}


def own_folder(
    kind: Literal["config", "state", "cache"], environ: Mapping[str, str], *, platform: str = sys.platform
) -> Path:
    """`stacktui` under the XDG variable of that kind, else under its default, which a Mac has elsewhere."""
    variable, place = _XDG[kind]
    given = environ.get(variable, "").strip()
    home = Path(os.path.expanduser("~/"))  # noqa: PTH111 - Path.expanduser raises where there is no home
    return (Path(given) if given else home / (_ON_A_MAC[kind] if platform == "darwin" else place)) / "stacktui"
