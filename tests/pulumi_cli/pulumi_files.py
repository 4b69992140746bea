"""A pulumi home for tests: files as written by `pulumi login`, never the real ones."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE, THERE = "https://api.here.example", "https://api.there.example"
CANARY = "pul-canary-5d1c"

TWO_ACCOUNTS = {
    "current": HERE,
    "accessTokens": {HERE: "pul-here", THERE: "pul-there"},
    "accounts": {
        THERE: {"accessToken": "pul-there", "username": "bob", "organizations": ["other"]},
        HERE: {"accessToken": "pul-here", "username": "alice", "organizations": ["acme", "alice"]},
    },
}


class Home:
    """A pulumi home that is not the real one, and the environment that leads there."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "credentials.json"
        self.environ = {"PULUMI_HOME": str(folder)}

    def holds(self, content: object, mode: int = 0o600) -> Home:
        self.file.write_text(content if isinstance(content, str) else json.dumps(content))
        self.file.chmod(mode)
        os.utime(self.file, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))
        return self

    def also(self, **environ: str) -> dict[str, str]:
        return {**self.environ, **environ}


def unchanged_home(folder: Path) -> Iterator[Home]:
    """Whatever a test does, the file has the same time to the nanosecond afterwards (A5)."""
    found = Home(folder)
    yield found
    if found.file.exists():
        assert found.file.stat().st_mtime_ns == 1_700_000_000_000_000_000
