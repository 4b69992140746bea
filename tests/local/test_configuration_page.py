"""The page of settings and keys is up to date, and its example is valid."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from stacktui.local.config import load_config
from stacktui.tui.bindings import KEYS, own_keymap
from tests.configuration_page import HEAD, PAGE, current_page

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == current_page(), "run `make man`"


def test_it_lists_every_key_once() -> None:
    assert sorted(re.findall(r"^\| `([a-z_]+\.[a-z_]+)`", current_page(), re.MULTILINE)) == sorted(
        one.id for one in KEYS
    )


def test_its_example_is_a_configuration(tmp_path: Path) -> None:
    example = textwrap.dedent("".join(re.findall(r"^    .*\n|^\n", HEAD, re.MULTILINE)))
    (tmp_path / "config.toml").write_text(example)
    config = load_config({}, file=tmp_path / "config.toml")
    assert (config.theme, config.auto_reload, config.read_only) == ("light", 60, True)
    assert dict(config.filters) == {"ours": "org:acme tag:team=payments"}
    assert own_keymap(dict(config.keys)).problems == ()
