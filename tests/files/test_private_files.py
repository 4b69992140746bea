"""Files are written atomically, with mode 0600, and through no symbolic link."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
from typing import TYPE_CHECKING

import pytest

from stacktui.files import private_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.requirement("S8")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def small_disk() -> Iterator[None]:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, handler)


def refuse_links(*_args: object, **_options: object) -> None:
    raise OSError(errno.EPERM, "no hard links here")


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_new_file_is_private_under_any_umask(tmp_path: Path, open_umask: None, overwrite: bool) -> None:
    private_files.save(tmp_path / "state.json", b"{}", overwrite=overwrite)
    assert (tmp_path / "state.json").read_bytes() == b"{}"
    assert mode(tmp_path / "state.json") == 0o600


def test_a_file_that_others_could_read_becomes_private(tmp_path: Path) -> None:
    target = tmp_path / "state.json"
    target.write_bytes(b"old")
    target.chmod(0o644)
    private_files.save(target, b"new", overwrite=True)
    assert (target.read_bytes(), mode(target)) == (b"new", 0o600)


def test_a_symbolic_link_is_replaced_and_its_target_untouched(tmp_path: Path) -> None:
    precious, link = tmp_path / "precious", tmp_path / "link"
    precious.write_bytes(b"precious")
    link.symlink_to(precious)
    private_files.save(link, b"new", overwrite=True)
    assert (precious.read_bytes(), link.read_bytes(), link.is_symlink()) == (b"precious", b"new", False)


@pytest.mark.parametrize("hard_links", [True, False])
def test_without_overwrite_an_existing_file_is_kept(
    tmp_path: Path, hard_links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hard_links:
        monkeypatch.setattr(os, "link", refuse_links)
    target = tmp_path / "state.json"
    target.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        private_files.save(target, b"new")
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["state.json"]


def test_without_overwrite_a_dangling_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        private_files.save(tmp_path / "link", b"new")
    assert not (tmp_path / "elsewhere").exists()


def test_where_there_are_no_hard_links_the_file_is_written_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", refuse_links)
    private_files.save(tmp_path / "state.json", b"new")
    assert mode(tmp_path / "state.json") == 0o600
    assert (tmp_path / "state.json").read_bytes() == b"new"
    assert names(tmp_path) == ["state.json"]


@pytest.mark.parametrize(("overwrite", "publish"), [(True, "rename"), (False, "link")])
def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, overwrite: bool, publish: str
) -> None:
    done: list[str] = []

    def noting(name: str, do: Callable[..., object]) -> Callable[..., object]:
        def call(*args: int, **named: int) -> object:
            is_folder = name == "fsync" and stat.S_ISDIR(os.fstat(args[0]).st_mode)
            done.append("fsync folder" if is_folder else name)
            return do(*args, **named)

        return call

    for name in ("fsync", "rename", "link"):
        monkeypatch.setattr(os, name, noting(name, getattr(os, name)))
    private_files.save(tmp_path / "state.json", b"{}", overwrite=overwrite)
    assert done == ["fsync", publish, "fsync folder"]


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_full_disk_keeps_the_old_file_and_leaves_no_part(tmp_path: Path, small_disk: None, overwrite: bool) -> None:
    target = tmp_path / "state.json"
    if overwrite:
        target.write_bytes(b"old")
    with pytest.raises(OSError, match=r"File too large|EFBIG"):
        private_files.save(target, b"x" * 10_000, overwrite=overwrite)
    assert names(tmp_path) == (["state.json"] if overwrite else [])
    assert not overwrite or target.read_bytes() == b"old"


def test_a_full_disk_without_hard_links_leaves_nothing(
    tmp_path: Path, small_disk: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write_new = private_files._write_new

    def only_the_part(name: str, data: bytes, folder: int) -> None:
        written.append(name)
        write_new(name, data if len(written) > 1 else b"", folder)

    monkeypatch.setattr(private_files, "_write_new", only_the_part)
    monkeypatch.setattr(os, "link", refuse_links)
    with pytest.raises(OSError, match="File too large"):
        private_files.save(tmp_path / "state.json", b"x" * 10_000)
    assert len(written) == 2
    assert names(tmp_path) == []


def test_a_pipe_or_folder_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(FileExistsError):
            private_files.save(tmp_path / name, b"new", overwrite=True)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_folders_are_private_and_existing_ones_keep_their_mode(tmp_path: Path, open_umask: None) -> None:
    (tmp_path / "shared").mkdir(0o755)
    private_files.make_private_folder(tmp_path / "shared" / "a" / "b")
    private_files.make_private_folder(tmp_path / "shared")
    assert [mode(tmp_path / name) for name in ("shared", "shared/a", "shared/a/b")] == [0o755, 0o700, 0o700]


def test_appended_lines_are_private_and_never_follow_a_link(tmp_path: Path, open_umask: None) -> None:
    log = tmp_path / "log"
    private_files.append_line(log, "one")
    log.chmod(0o644)
    private_files.append_line(log, "two \ud800")
    assert (log.read_bytes(), mode(log)) == (b"one\ntwo \\ud800\n", 0o600)
    (tmp_path / "link").symlink_to(log)
    with pytest.raises(OSError, match="symbolic links"):
        private_files.append_line(tmp_path / "link", "three")


def test_appending_to_a_pipe_or_device_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(OSError, match="not a regular file"):
            private_files.append_line(tmp_path / "pipe", "line")
    finally:
        os.close(reader)


def test_reading_is_bounded_and_never_waits_for_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    os.mkfifo(tmp_path / "pipe")
    assert private_files.read(tmp_path / "file", 5) == b"12345"
    with pytest.raises(OSError, match="larger than 4 bytes"):
        private_files.read(tmp_path / "file", 4)
    with pytest.raises(OSError, match="not a regular file"):
        private_files.read(tmp_path / "pipe")
