"""Starts the program for a story, and ends it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.clock import NOW
from tests.terminal import ANSWERS, Terminal
from tests.tui.stories.program import WIDE, folders, program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.tui.stories.program import Start


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """The program on the demo, unless other arguments are given; its working folder is `tmp_path`."""
    running: list[Terminal] = []

    def start(
        *arguments: str,
        size: tuple[int, int] = WIDE,
        settings: Mapping[str, str] | None = None,
        answers: Mapping[bytes, bytes] = ANSWERS,
        in_shell: bool = False,
        **more: str,
    ) -> Terminal:
        environment = folders(tmp_path) | {"STACKTUI_DEMO_NOW": str(NOW)} | dict(settings or {}) | more
        plain = () if "PULUMI_BACKEND_URL" in environment else ("--demo",)
        command = program(*(arguments or plain))
        running.append(
            Terminal(command, size=size, environment=environment, cwd=tmp_path, answers=answers, in_shell=in_shell)
        )
        return running[-1]

    yield start
    for terminal in running:
        terminal.close()
