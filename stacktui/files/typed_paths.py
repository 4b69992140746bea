"""Paths as a person types them: whatever they are, asking about them raises nothing."""

from __future__ import annotations

import os
from pathlib import Path


def typed_path(text: str) -> Path:
    """The path, with `~` as home; that of a user who is not known stays as it is."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def is_there(path: Path) -> bool:
    """Whether something has that name. Path.exists raises for a name that no file can have."""
    return os.path.exists(path)  # noqa: PTH110 - see above


def is_folder(path: Path) -> bool:
    """Whether that is a folder. Path.is_dir raises for a name that no file can have."""
    return os.path.isdir(path)  # noqa: PTH112 - see above
