"""The platform's folders for the program's settings, state and cache files."""

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
    """`stacktui` under the XDG variable for that kind, or else under the platform's default."""
    variable, place = _XDG[kind]
    given = environ.get(variable, "").strip()
    home = Path(os.path.expanduser("~/"))  # noqa: PTH111 - Path.expanduser raises where there is no home
    return (Path(given) if given else home / (_ON_A_MAC[kind] if platform == "darwin" else place)) / "stacktui"
