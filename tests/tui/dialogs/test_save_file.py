"""Saving: masked by default; replacing a file or including secrets requires a second confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button

from stacktui.presentation.text.lines import literal
from stacktui.tui.dialogs.dialog import Field
from stacktui.tui.dialogs.save_file import SaveChoice, SaveFile
from tests.tui.dialogs.stage import Stage, words_on

if TYPE_CHECKING:
    from pathlib import Path


def asking(path: Path) -> SaveFile:
    return SaveFile((literal("The state, as JSON."),), path, may_have_secrets=True)


async def test_enter_saves_masked_where_nothing_is_yet(tmp_path: Path) -> None:
    app = Stage(asking(tmp_path / "prod.json"))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Secrets are masked." in words_on(app.screen)
        assert "mode 0600" in words_on(app.screen)
        await pilot.press("enter")
    assert app.results == [SaveChoice(tmp_path / "prod.json", with_secrets=False, overwrite=False)]


@pytest.mark.requirement("S8")
async def test_a_file_that_is_there_asks_once_more(tmp_path: Path) -> None:
    (tmp_path / "prod.json").write_text("old")
    app = Stage(asking(tmp_path / "prod.json"))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("enter")
        assert app.results == []
        assert "will be replaced" in words_on(app.screen)
        await pilot.press("enter")
    assert app.results == [SaveChoice(tmp_path / "prod.json", with_secrets=False, overwrite=True)]


@pytest.mark.requirement("S8")
async def test_secrets_need_their_own_yes_and_name_the_file(tmp_path: Path) -> None:
    app = Stage(asking(tmp_path / "prod.json"))
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.query_one("#form", Button).press()
        await pilot.pause()
        assert app.screen.query_one("#path", Field).value == str(tmp_path / "prod.secrets.json")
        await pilot.press("enter")
        assert app.results == []
        assert "will contain secrets" in words_on(app.screen)
        await pilot.press("enter")
    assert app.results == [SaveChoice(tmp_path / "prod.secrets.json", with_secrets=True, overwrite=False)]


async def test_masking_again_removes_the_suffix_from_the_file_name(tmp_path: Path) -> None:
    app = Stage(asking(tmp_path / "prod.json"))
    async with app.run_test() as pilot:
        await pilot.pause()
        for _ in range(2):
            app.screen.query_one("#form", Button).press()
            await pilot.pause()
        assert app.screen.query_one("#path", Field).value == str(tmp_path / "prod.json")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "is a folder"),
        ("none/x.json", "does not exist"),
        ("/", "Enter a file name."),
        ("n" * 256 + "/x", "does not exist"),
        ("a\0b/x", "does not exist"),
    ],
)
async def test_a_path_that_cannot_be_is_said(tmp_path: Path, name: str, said: str) -> None:
    app = Stage(asking(tmp_path / "x"))
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.query_one("#path", Field).value = f"{tmp_path}{'/' if name not in ('', '/') else ''}{name}"
        await pilot.pause()
        await pilot.press("enter")
        assert said in words_on(app.screen)
    assert app.results == []
