"""The man page matches the table of commands."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from stacktui.cli.commands import BY_NAME, options_of
from tests.man_page import PAGE, current_page


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == current_page(), "run `make man`"


def test_it_documents_every_command_and_option() -> None:
    text = current_page().replace("\\-", "-")
    for name, command in BY_NAME.items():
        assert f".SS {name}\n" in text or not name
        assert command.words in text
        for option in options_of(command):
            assert option.flags[0] in text


def test_groff_has_nothing_to_complain_of() -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not installed here")
    ended = subprocess.run([groff, "-man", "-Tascii", "-ww", "-z", PAGE], capture_output=True, text=True, check=True)
    assert ended.stderr == ""
