"""An export is masked, private and complete; it contains secrets only on explicit request."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from stacktui.explorer import answer
from tests.states import pulumi_imports

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.shell import Shell

PROD = "acme/web-shop/prod"


@pytest.mark.requirement("S8", "S4")
def test_an_export_is_masked_and_private(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "prod.json"
    result = shell.run(f"export {PROD} -o {file}")
    assert (result.code, result.out) == (0, "")
    assert result.err == f"Wrote {file.stat().st_size:,} bytes to {file}.\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text()
    assert not pulumi_imports(file.read_bytes())
    assert "[secret]" in text
    assert "ciphertext" not in text
    assert len(json.loads(text)["deployment"]["resources"]) == 412
    assert json.loads(shell.run(f"export {PROD}").out) == json.loads(text)


@pytest.mark.parametrize("command", ["tree", "resource", "refs", "count"])
def test_a_masked_export_that_is_read_again_says_so_and_who_wrote_it(
    shell: Shell, tmp_path: Path, command: str
) -> None:
    file = tmp_path / "prod.json"
    shell.run(f"export {PROD} -o {file}")
    result = shell.run(f"{command} --state {file} {'web-shop-prod' if command == 'resource' else ''}")
    assert result.code == 0
    assert "This is a masked export, its secrets are missing. The state was written by pulumi v3." in result.err
    plain = tmp_path / "prod.secrets.json"
    shell.run(f"export {PROD} --with-secrets -o {plain}")
    assert "masked" not in shell.run(f"tree --state {plain}").err


@pytest.mark.parametrize("arguments", ["-o ~nobody-of-that-name/x", f"-o {'n' * 300}", f"-o {'n' * 300}/x --overwrite"])
def test_a_name_that_no_file_can_have_is_said(shell: Shell, arguments: str) -> None:
    result = shell.run(f"export {PROD} {arguments}")
    assert (result.code, result.out) == (1, "")
    assert "cannot be written" in result.err


@pytest.mark.requirement("S8")
def test_the_state_as_it_is_needs_a_name_that_says_so(shell: Shell, tmp_path: Path) -> None:
    refused = shell.run(f"export {PROD} --with-secrets -o {tmp_path / 'prod.json'}")
    assert (refused.code, refused.err) == (
        2,
        "The name of a file with secrets must end in .secrets.json: use -o NAME.secrets.json.\n",
    )
    on_screen = shell.run(f"export {PROD} --with-secrets", terminal=True)
    assert (on_screen.code, on_screen.out) == (2, "")
    assert shell.app.journal == []
    file = tmp_path / "prod.secrets.json"
    assert shell.run(f"export {PROD} --with-secrets -o {file}").code == 0
    assert "ciphertext" in file.read_text()
    assert pulumi_imports(file.read_bytes())
    assert shell.run(f"export {PROD} --with-secrets").out == file.read_text()


@pytest.mark.requirement("S8")
def test_an_existing_file_is_kept_unless_overwriting_is_requested(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "prod.json"
    file.write_text("old")
    refused = shell.run(f"export {PROD} -o {file}")
    assert (refused.code, refused.err) == (1, f"{file} already exists: choose another name, or use --overwrite.\n")
    assert file.read_text() == "old"
    assert shell.run(f"export {PROD} -o {file} --overwrite").code == 0
    assert file.read_text() != "old"


def test_a_dangling_link_is_not_written_through(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert shell.run(f"export {PROD} -o {tmp_path / 'link'}").code == 1
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_named(shell: Shell, tmp_path: Path) -> None:
    result = shell.run(f"export {PROD} -o {tmp_path / 'nowhere' / 'prod.json'}")
    assert (result.code, result.out) == (1, "")
    assert "cannot be written: No such file or directory." in result.err


def test_an_older_version_is_exported(shell: Shell) -> None:
    result = shell.run(f"export {PROD} --version 3 --with-secrets")
    assert result.code == 0
    assert shell.app.journal[-1].path.endswith("/export/3")


def test_a_download_shows_its_progress_on_a_terminal(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "PROGRESS_EVERY", 0.0)  # otherwise what arrives within half a second shows no progress
    shown = shell.run(f"export acme/data-lake/prod -o {tmp_path / 'x'}", terminal=True).err
    assert "Loading acme/data-lake/prod: " in shown
    assert "\r\x1b[K" in shown
