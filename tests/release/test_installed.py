"""Installed packages are compared with the lock files in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from packaging.version import Version

from release.installed import differences
from release.lock import read_lock

if TYPE_CHECKING:
    from pathlib import Path

LOCK = """\
attrs==26.1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:{a}
Typing_Extensions==4.16.0 ; python_full_version >= '3.11' \\
    --hash=sha256:{b}
""".format(a="a" * 64, b="b" * 64)


def test_a_lock_is_read_with_its_hashes_and_for_this_platform(tmp_path: Path) -> None:
    (tmp_path / "some.lock").write_text(LOCK)
    assert read_lock(tmp_path / "some.lock") == (
        ("attrs", "26.1.0", ("a" * 64, "b" * 64), True),
        ("colorama", "0.4.6", ("a" * 64,), False),
        ("typing-extensions", "4.16.0", ("b" * 64,), True),
    )


@pytest.mark.requirement("E1")
@pytest.mark.parametrize(
    ("locked", "installed", "found"),
    [
        ({"attrs": "1"}, {"attrs": "1"}, []),
        ({"attrs": "1.0.post2"}, {"attrs": "1.0-post2"}, []),
        ({"attrs": "1"}, {"attrs": "1", "pip": "23", "setuptools": "65", "stacktui": "0.1"}, []),
        ({"attrs": "1", "idna": "2"}, {"attrs": "1"}, ["idna 2 is not installed."]),
        ({"attrs": "1"}, {"attrs": "1.1"}, ["attrs 1.1 is installed instead of 1."]),
        ({"pip": "26"}, {"pip": "23"}, ["pip 23 is installed instead of 26."]),
        ({"attrs": "1"}, {"attrs": "1", "idna": "2"}, ["idna 2 is installed, but in no lock file."]),
    ],
)
def test_what_differs_is_named(locked: dict[str, str], installed: dict[str, str], found: list[str]) -> None:
    versions = ({name: Version(text) for name, text in one.items()} for one in (locked, installed))
    assert differences(*versions) == found
