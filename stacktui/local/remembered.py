"""What is remembered between runs, if the user allows it: last stack, sort order, and names for completion.

Names only, never a state (SECURITY.md, S11), with mode 0600. Files that cannot be read or written are ignored, so that
nothing here can prevent the program from starting.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from stacktui.files import private_files
from stacktui.files.own_folders import own_folder
from stacktui.pulumi.tolerant_json import read_or

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stacktui.pulumi.stack import StackIdentifier

MOST_NAMES = 20_000


class LastSession(Struct, frozen=True):
    """The last selected stack's full name and the sort order; empty if unknown."""

    stack: str = ""
    sort: str = ""
    reverse: bool = False


class _Names(msgspec.Struct):
    backend: str
    stacks: list[str]


class _Known(msgspec.Struct):
    """One list of names per backend, the most recently used first."""

    backends: list[_Names]


def state_folder(environ: Mapping[str, str]) -> Path:
    """`STACKTUI_STATE_HOME`, else `stacktui` under XDG_STATE_HOME or its platform's counterpart."""
    given = environ.get("STACKTUI_STATE_HOME")
    return Path(given) if given else own_folder("state", environ)


def cache_folder(environ: Mapping[str, str]) -> Path:
    """`STACKTUI_CACHE_HOME`, else `stacktui` under XDG_CACHE_HOME or its platform's counterpart."""
    given = environ.get("STACKTUI_CACHE_HOME")
    return Path(given) if given else own_folder("cache", environ)


def last_session(environ: Mapping[str, str], backend_url: str) -> LastSession:
    """The last session with this backend."""
    return _places(environ).get(backend_url, LastSession())


def remember(environ: Mapping[str, str], backend_url: str, where: LastSession) -> None:
    """Remember this session with this backend."""
    places = {backend_url: where, **{url: old for url, old in _places(environ).items() if url != backend_url}}
    _save(state_folder(environ) / "last.json", msgspec.json.encode(dict(list(places.items())[:20])))


def _places(environ: Mapping[str, str]) -> dict[str, LastSession]:
    try:
        return read_or(private_files.read(state_folder(environ) / "last.json"), dict[str, LastSession], {})
    except OSError:
        return {}


def known_stacks(environ: Mapping[str, str], backend_url: str = "") -> tuple[str, ...]:
    """The full names of known stacks, sorted; of one backend, or of the most recently used one."""
    known = _known(environ)
    return next((tuple(one.stacks) for one in known if backend_url in ("", one.backend)), ())


def remember_stacks(
    environ: Mapping[str, str], backend_url: str, stacks: Iterable[StackIdentifier], *, is_whole_list: bool
) -> None:
    """Remember names for completion, in place of the known ones if the list is complete, otherwise in addition."""
    names = {str(stack) for stack in stacks}
    if not is_whole_list:
        names.update(known_stacks(environ, backend_url))
    others = [one for one in _known(environ) if one.backend != backend_url]
    kept = _Known([_Names(backend_url, sorted(names)[:MOST_NAMES]), *others[:4]])
    with contextlib.suppress(UnicodeEncodeError):  # names with lone surrogates are not completed
        _save(cache_folder(environ) / "names.json", msgspec.json.encode(kept))


def _known(environ: Mapping[str, str]) -> list[_Names]:
    try:
        return read_or(private_files.read(cache_folder(environ) / "names.json", 1 << 24), _Known, _Known([])).backends
    except OSError:
        return []


def _save(path: Path, data: bytes) -> None:
    with contextlib.suppress(OSError):
        private_files.make_private_folder(path.parent)
        private_files.save(path, data, overwrite=True)
