"""Whatever is typed as a path, asking about it raises nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.files.typed_paths import is_folder, is_there, typed_path

if TYPE_CHECKING:
    from pathlib import Path

IMPOSSIBLE = ("n" * 300, "x/" * 3000, "a\0b", "~nobody-of-that-name/x", "\udcff")


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_a_path_that_no_file_can_have_is_not_there(text: str) -> None:
    path = typed_path(text)
    assert not is_there(path)
    assert not is_folder(path)


def test_a_path_is_seen_as_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "file").touch()
    assert typed_path("~/file") == tmp_path / "file"
    assert (is_there(typed_path("~/file")), is_folder(typed_path("~/file"))) == (True, False)
    assert (is_there(tmp_path), is_folder(tmp_path)) == (True, True)
