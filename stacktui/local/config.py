"""The user's settings: flag > environment > config.toml > default. Every setting is declared once, in `SETTINGS`.

An invalid file is rejected with a sentence and line number for each error: a misspelt `read_only` must not result in a
program that writes.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from msgspec import Struct

from stacktui.files import private_files
from stacktui.files.own_folders import own_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Theme: TypeAlias = Literal["dark", "light", "terminal", "contrast"]
Clipboard: TypeAlias = Literal["auto", "osc52", "tmux", "native", "off"]
Value: TypeAlias = bool | int | str
Table: TypeAlias = tuple[tuple[str, str], ...]


class Config(Struct, frozen=True):
    """All settings with their defaults. `SETTINGS` describes the field of the same name."""

    theme: Theme = "dark"
    ascii: bool = False
    diff_rendering: bool = True
    auto_reload: int = 0
    clipboard: Clipboard = "auto"
    osc52_limit: int = 74_994
    state_cache_size: int = 512_000_000
    read_only: bool = False
    remember: bool = True
    mask_suspected_secrets: bool = True
    keys: Table = ()
    filters: Table = ()
    file: Path | None = None
    """The file that was read."""


class ConfigProblem(Exception):
    """Invalid settings, with a sentence for each in `sentences`."""

    exit_code: Final = 2

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Setting(Struct, frozen=True):
    """How the value of a setting is parsed and described."""

    name: str
    read: Callable[[object], Value]
    """Raises ValueError with the allowed values."""
    words: str

    @property
    def variable(self) -> str:
        """The name of the environment variable."""
        return f"STACKTUI_{self.name.upper()}"


def _one_of(*choices: str) -> Callable[[object], Value]:
    def read(value: object) -> Value:
        if isinstance(value, str) and value in choices:
            return value
        raise ValueError(f"one of {', '.join(choices)}")

    return read


def _flag(value: object) -> Value:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"1", "true", "0", "false", ""}:
        return value.lower() in {"1", "true"}
    raise ValueError("true or false")


def _between(least: int, most: int, *, or_zero: bool = False) -> Callable[[object], Value]:
    def is_allowed(number: int) -> bool:
        return least <= number <= most or (or_zero and number == 0)

    def read(value: object) -> Value:
        number = int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,15}", value) else value
        if isinstance(number, int) and not isinstance(number, bool) and is_allowed(number):
            return number
        raise ValueError(f"a number from {least:,} to {most:,}" + (", or 0 for off" if or_zero else ""))

    return read


_UNITS = {"": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}


def _bytes(value: object) -> Value:
    found = re.fullmatch(r"(\d{1,12})\s*(|[kKmMgG][bB])", str(value))
    if isinstance(value, bool) or not found or not (total := int(found[1]) * _UNITS[found[2].lower()]) >= 10**6:
        raise ValueError('at least 1 MB, in bytes or as a string such as "512 MB"')
    return total


SETTINGS: Final = (
    Setting("theme", _one_of(*get_args(Theme)), "Colours: dark, light, the terminal's own 16, or high contrast"),
    Setting("ascii", _flag, "Draw with ASCII characters only"),
    Setting(
        "diff_rendering", _flag, "Send only what changed on the screen; turn it off if old text stays on the screen"
    ),
    Setting("auto_reload", _between(5, 86_400, or_zero=True), "Seconds between automatic reloads; 0 turns them off"),
    Setting("clipboard", _one_of(*get_args(Clipboard)), "How text is copied; auto picks a method that works"),
    Setting(
        "osc52_limit", _between(100, 10_000_000), "Largest text sent to the terminal's clipboard, in encoded bytes"
    ),
    Setting("state_cache_size", _bytes, "Memory for loaded states; when it is full, the oldest is dropped"),
    Setting("read_only", _flag, "Refuse all changes to the server, like --read-only"),
    Setting("remember", _flag, "Remember the last stack, the sort order, and names for completion"),
    Setting("mask_suspected_secrets", _flag, "Mask values that look like secrets but are not marked as secret"),
)
TABLES: Final = {"keys": "Keys for an action, by its ID", "filters": "Filter lines, by name"}
_BY_NAME: Final = {setting.name: setting for setting in SETTINGS}


def config_file(environ: Mapping[str, str]) -> Path:
    """`STACKTUI_CONFIG`, else `stacktui/config.toml` under XDG_CONFIG_HOME or its platform's counterpart."""
    given = environ.get("STACKTUI_CONFIG")
    return Path(given) if given else own_folder("config", environ) / "config.toml"


def load_config(
    environ: Mapping[str, str], *, flags: Mapping[str, Value] | None = None, file: Path | None = None
) -> Config:
    """All settings.

    Args:
        environ: `STACKTUI_<SETTING>` for each setting.
        flags: The settings given on the command line.
        file: Another file than the default; it must exist.

    Raises:
        ConfigProblem: a setting is invalid.
    """
    path = file or config_file(environ)
    text = _read(path, must_exist=file is not None or bool(environ.get("STACKTUI_CONFIG")))
    problems: list[str] = []
    found: dict[str, Value] = {}
    tables: dict[str, Table] = {}
    if text is not None:
        found, tables, problems = _Reading(path, text).everything()
    for setting in SETTINGS:
        if setting.variable in environ:
            try:
                found[setting.name] = setting.read(environ[setting.variable])
            except ValueError as error:
                problems.append(f"{setting.variable}={environ[setting.variable]} is invalid: it must be {error}.")
    if problems:
        raise ConfigProblem(tuple(problems))
    return _made({**found, **(flags or {})}, tables, path if text is not None else None)


def _made(values: Mapping[str, Value], tables: Mapping[str, Table], file: Path | None) -> Config:
    known = set(Config.__struct_fields__)
    chosen: dict[str, object] = {name: value for name, value in values.items() if name in known}
    return Config(**chosen, **tables, file=file)  # type: ignore[arg-type]  # each was read by its setting


def _read(path: Path, *, must_exist: bool) -> str | None:
    try:
        return "" if path == Path(os.devnull) else private_files.read(path).decode()
    except (FileNotFoundError, NotADirectoryError):
        if must_exist:
            raise ConfigProblem((f"{path} does not exist: create it, or choose another file.",)) from None
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
        raise ConfigProblem((f"{path} cannot be read: {reason}.",)) from None


class _Reading:
    """Parses a file and collects all errors."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._problems: list[str] = []

    def everything(self) -> tuple[dict[str, Value], dict[str, Table], list[str]]:
        import tomllib

        try:
            document: Mapping[str, object] = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigProblem((f"{self._path} is not TOML: {error}.",)) from None
        values: dict[str, Value] = {}
        tables: dict[str, Table] = {}
        for name, value in document.items():
            if name in TABLES:
                tables[name] = self._table(name, value)
            elif name in _BY_NAME:
                try:
                    values[name] = _BY_NAME[name].read(value)
                except ValueError as error:
                    self._fault((name,), f"{name} must be {error}.")
            else:
                self._fault((name,), f"{name} is not a setting{_meant(name)}")
        return values, tables, self._problems

    def _table(self, name: str, value: object) -> Table:
        if not isinstance(value, dict):
            self._fault((name,), f"{name} must be a table: [{name}].")
            return ()
        found: list[tuple[str, str]] = []
        for path, entry in _leaves(value, ()):
            dotted = ".".join(path)
            if isinstance(entry, str):
                found.append((dotted, entry))
            else:
                self._fault((name, *path), f"{dotted} must be a string in quotes.")
        return tuple(found)

    def _fault(self, path: tuple[str, ...], sentence: str) -> None:
        line = line_of(self._text, path)
        self._problems.append(f"{self._path}:{line}: {sentence}" if line else f"{self._path}: {sentence}")


def _meant(name: str) -> str:
    known = (*_BY_NAME, *TABLES)
    close = difflib.get_close_matches(name.replace("-", "_").lower(), known, n=1)
    return f", did you mean {close[0]}?" if close else f": the settings are {', '.join(known)}."


def _leaves(table: Mapping[str, object], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    """The entries of a table and its subtables; an unquoted `a.b = …` is the same as `"a.b" = …`."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, name))
        else:
            yield (*above, name), value


_HEADER = r"\s*\[+\s*(?P<path>[^\]]*?)\s*\]+"
_ENTRY = r"""\s*(?P<path>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
_PART = r"""[\w-]+|"[^"]*"|'[^']*'"""


def line_of(text: str, path: tuple[str, ...]) -> int:
    """The line number of an entry in a TOML text; 0 if unknown."""
    wanted = ".".join(path)
    above: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(_HEADER, line):
            above = _parts(header["path"])
            if ".".join(above) == wanted:
                return number
        elif (entry := re.match(_ENTRY, line)) and ".".join((*above, *_parts(entry["path"]))) == wanted:
            return number
    return 0


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, path))
