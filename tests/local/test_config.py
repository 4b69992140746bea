"""Settings come from flag, environment, file and default in that order; errors are reported with their location."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stacktui.local.config import SETTINGS, TABLES, Config, ConfigProblem, config_file, line_of, load_config


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def faults(path: Path, text: str, **environ: str) -> tuple[str, ...]:
    path.write_text(text)
    with pytest.raises(ConfigProblem) as raised:
        load_config(environ, file=path)
    assert raised.value.exit_code == 2
    return tuple(sentence.replace(str(path), "FILE") for sentence in raised.value.sentences)


def test_without_a_file_everything_is_at_its_default(tmp_path: Path) -> None:
    assert load_config({"XDG_CONFIG_HOME": str(tmp_path)}) == Config()


def test_the_file_is_under_the_config_folder_unless_named(tmp_path: Path) -> None:
    assert config_file({"XDG_CONFIG_HOME": str(tmp_path)}) == tmp_path / "stacktui" / "config.toml"
    assert config_file({"STACKTUI_CONFIG": "/x.toml"}) == Path("/x.toml")


@pytest.mark.parametrize(
    ("flags", "environ", "text", "expected"),
    [
        ({"theme": "light"}, {"STACKTUI_THEME": "contrast"}, 'theme = "terminal"', "light"),
        ({}, {"STACKTUI_THEME": "contrast"}, 'theme = "terminal"', "contrast"),
        ({}, {}, 'theme = "terminal"', "terminal"),
        ({}, {}, "", "dark"),
    ],
)
def test_a_flag_beats_the_environment_which_beats_the_file(
    written: Path, flags: dict[str, bool | int | str], environ: dict[str, str], text: str, expected: str
) -> None:
    written.write_text(text)
    config = load_config(environ, flags=flags, file=written)
    assert (config.theme, config.file) == (expected, written)


def test_every_setting_is_read(written: Path) -> None:
    written.write_text("""
theme = "contrast"
ascii = true
diff_rendering = false
auto_reload = 30
clipboard = "tmux"
osc52_limit = 1000
state_cache_size = "2 GB"
read_only = true
remember = false
mask_suspected_secrets = false

[keys]
"browser.copy" = "Y"
app.quit = "ctrl+x"

[filters]
"late night" = "tag:env=prod state:running"
""")
    assert load_config({}, file=written) == Config(
        theme="contrast",
        ascii=True,
        diff_rendering=False,
        auto_reload=30,
        clipboard="tmux",
        osc52_limit=1000,
        state_cache_size=2_000_000_000,
        read_only=True,
        remember=False,
        mask_suspected_secrets=False,
        keys=(("browser.copy", "Y"), ("app.quit", "ctrl+x")),
        filters=(("late night", "tag:env=prod state:running"),),
        file=written,
    )


def test_every_field_is_declared_as_a_setting() -> None:
    declared = [setting.name for setting in SETTINGS] + list(TABLES) + ["file"]
    assert declared == list(Config.__struct_fields__)
    assert all(setting.words for setting in SETTINGS)


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("STACKTUI_READ_ONLY", "1", "read_only", True),
        ("STACKTUI_READ_ONLY", "TRUE", "read_only", True),
        ("STACKTUI_READ_ONLY", "0", "read_only", False),
        ("STACKTUI_READ_ONLY", "", "read_only", False),
        ("STACKTUI_AUTO_RELOAD", "60", "auto_reload", 60),
        ("STACKTUI_AUTO_RELOAD", "0", "auto_reload", 0),
        ("STACKTUI_STATE_CACHE_SIZE", "64mb", "state_cache_size", 64_000_000),
        ("STACKTUI_STATE_CACHE_SIZE", "1000000", "state_cache_size", 1_000_000),
        ("STACKTUI_CLIPBOARD", "off", "clipboard", "off"),
    ],
)
def test_the_environment_speaks_in_text(variable: str, text: str, field: str, value: object) -> None:
    assert getattr(load_config({variable: text}, file=Path(os.devnull)), field) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('theme = "red"', "FILE:1: theme must be one of dark, light, terminal, contrast."),
        ("\n\nauto_reload = 1", "FILE:3: auto_reload must be a number from 5 to 86,400, or 0 for off."),
        ("auto_reload = true", "FILE:1: auto_reload must be a number from 5 to 86,400, or 0 for off."),
        ("osc52_limit = 0", "FILE:1: osc52_limit must be a number from 100 to 10,000,000."),
        ('read_only = "yes"', "FILE:1: read_only must be true or false."),
        (
            "state_cache_size = 5",
            'FILE:1: state_cache_size must be at least 1 MB, in bytes or as a string such as "512 MB".',
        ),
        (
            "state_cache_size = true",
            'FILE:1: state_cache_size must be at least 1 MB, in bytes or as a string such as "512 MB".',
        ),
        ("read-only = true", "FILE:1: read-only is not a setting, did you mean read_only?"),
        ("# x\nthem = 1", "FILE:2: them is not a setting, did you mean theme?"),
        ("[key]\na = 1", "FILE:1: key is not a setting, did you mean keys?"),
        ("keys = 5", "FILE:1: keys must be a table: [keys]."),
        ("[keys]\n'a.b' = 5", "FILE:2: a.b must be a string in quotes."),
        ("[keys]\na.b = ['x']", "FILE:2: a.b must be a string in quotes."),
    ],
)
def test_a_fault_is_named_with_its_line_and_what_it_must_be(written: Path, text: str, sentence: str) -> None:
    assert faults(written, text) == (sentence,)


def test_all_errors_are_reported_at_once(written: Path) -> None:
    found = faults(written, "zzz = 1\nascii = 5", STACKTUI_THEME="red")
    assert [sentence.split(" ")[0] for sentence in found] == ["FILE:1:", "FILE:2:", "STACKTUI_THEME=red"]
    assert found[0].startswith("FILE:1: zzz is not a setting: the settings are theme, ascii,")
    assert found[2] == "STACKTUI_THEME=red is invalid: it must be one of dark, light, terminal, contrast."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"theme =", "is not TOML: Invalid value"),
        (b"\xff", "cannot be read: it is not UTF-8"),
        (None, "does not exist"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(written: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        written.write_bytes(content)
    with pytest.raises(ConfigProblem, match=words):
        load_config({}, file=written)


def test_a_pipe_for_a_file_is_refused_without_waiting(written: Path) -> None:
    os.mkfifo(written)
    with pytest.raises(ConfigProblem, match="not a regular file"):
        load_config({}, file=written)


def test_a_missing_entry_has_no_line_number() -> None:
    assert line_of('a = """\n"""', ("b",)) == 0
