"""Project, selected stack and default organization are read from the pulumi CLI's files."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi_cli.workspace import Project, default_organization, find_project, full_name, selected_stack

if TYPE_CHECKING:
    from pathlib import Path

BACKEND = "https://api.pulumi.com"
UNREADABLE_NAMES = (b"name: *n\n", b"name: two words\n", b"name: ?x\n")


@pytest.mark.parametrize(
    ("text", "name", "backend"),
    [
        ("name: web-shop\nruntime: nodejs\n", "web-shop", ""),
        ("# a comment\nname: 'web-shop' # ours\nbackend:\n  url: https://x.example\n", "web-shop", "https://x.example"),
        ('"name": "web-shop"\nbackend: {url: "https://x.example"}\n', "web-shop", "https://x.example"),
        ("backend: { url: https://x.example }\nname: web-shop\n", "web-shop", "https://x.example"),
        ("name: web-shop\nconfig:\n  name: other\n  url: https://evil\n", "web-shop", ""),
        (
            "name: web-shop # c\nbackend:\n  # where\n  url: s3://bucket?region=x # here\n",
            "web-shop",
            "s3://bucket?region=x",
        ),
        ("name: web-shop\r\nbackend:\r\n    url: https://x.example\r\n", "web-shop", "https://x.example"),
        ("name: web-shop\nbackend:\n", "web-shop", ""),
        ("\ufeffname: web-shop\nruntime: go\n", "web-shop", ""),
        ("name: &n web-shop\n", "web-shop", ""),
        ("name: !!str &n 'web-shop' # ours\nbackend:\n  url: &u https://x.example\n", "web-shop", "https://x.example"),
        ("name: >-\n  web-shop\n\nruntime: go\n", "web-shop", ""),
        ("name: |\n    web-shop\nruntime: go\n", "web-shop", ""),
        ("name: >2- # folded\n  web-shop\n", "web-shop", ""),
        ("{name: web-shop, runtime: nodejs}\n", "web-shop", ""),
        ('{\n  "runtime": "go",\n  "name": "web-shop"\n}\n', "web-shop", ""),
    ],
)
def test_name_and_backend_of_a_project_are_read(tmp_path: Path, text: str, name: str, backend: str) -> None:
    (tmp_path / "Pulumi.yaml").write_bytes(text.encode())
    assert find_project({}, tmp_path) == Project(tmp_path / "Pulumi.yaml", name, backend)


@pytest.mark.parametrize(
    "content",
    [b"", b"runtime: go\n", b"\xff\xfe", b"name:\n", b"- a\n- b\n", *UNREADABLE_NAMES],
)
def test_a_file_that_names_no_project_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "Pulumi.yaml").write_bytes(content)
    assert find_project({}, tmp_path) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"name": "web-shop", "backend": {"url": "https://x.example"}}, ("web-shop", "https://x.example")),
        ({"name": "web-shop", "backend": None}, ("web-shop", "")),
    ],
)
def test_a_project_may_be_json(tmp_path: Path, content: object, expected: tuple[str, str]) -> None:
    (tmp_path / "Pulumi.json").write_text(json.dumps(content))
    assert find_project({}, tmp_path) == Project(tmp_path / "Pulumi.json", *expected)
    (tmp_path / "Pulumi.json").write_text("{")
    assert find_project({}, tmp_path) is None


def test_the_nearest_folder_above_counts(tmp_path: Path) -> None:
    below = tmp_path / "infra" / "src"
    below.mkdir(parents=True)
    (tmp_path / "Pulumi.yaml").write_text("name: outer")
    assert find_project({}, below) == Project(tmp_path / "Pulumi.yaml", "outer")
    (tmp_path / "infra" / "Pulumi.yml").write_text("name: inner")
    assert find_project({}, below) == Project(tmp_path / "infra" / "Pulumi.yml", "inner")


def test_without_a_folder_the_shells_own_name_of_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "Pulumi.yaml").write_text("name: web-shop")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path / "real")
    for told, found in (("link", "link"), ("elsewhere", None), ("", "real")):
        project = find_project({"PWD": str(tmp_path / told)} if told else {})
        assert (project.file.parent.name if project else None) == found


def test_the_selected_stack_is_kept_by_path_of_the_project_and_backend(tmp_path: Path) -> None:
    project = Project(tmp_path / "Pulumi.yaml", "web-shop")
    environ = {"PULUMI_HOME": str(tmp_path)}
    assert selected_stack(environ, project, BACKEND) == ""
    digest = hashlib.sha1(str(project.file).encode()).hexdigest()
    file = tmp_path / "workspaces" / f"web-shop-{digest}-workspace.json"
    file.parent.mkdir()
    for content, expected in (
        ({"stacks": {BACKEND: "acme/web-shop/prod"}, "stack": "old"}, "acme/web-shop/prod"),
        ({"stacks": {"https://other": "x"}, "stack": "old"}, "old"),
        ({"stacks": None}, ""),
        ([], ""),
    ):
        file.write_text(json.dumps(content))
        assert selected_stack(environ, project, BACKEND) == expected
    assert selected_stack({**environ, "PULUMI_STACK": "dev"}, project, BACKEND) == "dev"
    assert selected_stack(environ, None, BACKEND) == ""


@pytest.mark.parametrize(
    ("content", "environ", "expected"),
    [
        ({"backends": {BACKEND: {"defaultOrg": "acme"}}}, {}, "acme"),
        ({"backends": {BACKEND: {"defaultOrg": "acme"}}}, {"PULUMI_DEFAULT_ORGANIZATION": "beta"}, "beta"),
        ({"backends": {"https://other": {"defaultOrg": "acme"}}}, {}, ""),
        ({"backends": None}, {}, ""),
        ({"backends": {BACKEND: {"defaultOrg": None}}}, {}, ""),
        ([], {}, ""),
        (None, {}, ""),
    ],
)
def test_the_default_organization_is_the_users(
    tmp_path: Path, content: object, environ: dict[str, str], expected: str
) -> None:
    if content is not None:
        (tmp_path / "config.json").write_text(json.dumps(content))
    assert default_organization({"PULUMI_HOME": str(tmp_path), **environ}, BACKEND) == expected


@pytest.mark.parametrize(
    "content", [b"", b'{"name": "web', b"\xff", b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"]
)
def test_a_file_of_pulumi_that_cannot_be_read_names_nothing(tmp_path: Path, content: bytes) -> None:
    project = Project(tmp_path / "Pulumi.json", "web-shop")
    digest = hashlib.sha1(str(project.file).encode()).hexdigest()
    (tmp_path / "workspaces").mkdir()
    for name in ("Pulumi.json", "config.json", f"workspaces/web-shop-{digest}-workspace.json"):
        (tmp_path / name).write_bytes(content)
    environ = {"PULUMI_HOME": str(tmp_path)}
    assert find_project({}, tmp_path) is None
    assert default_organization(environ, BACKEND) == ""
    assert selected_stack(environ, project, BACKEND) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("prod", "acme/web-shop/prod"),
        ("beta/prod", "beta/web-shop/prod"),
        ("beta/api/prod", "beta/api/prod"),
        ("a/b/c/d", "a/b/c/d"),
    ],
)
def test_a_short_name_is_made_whole(text: str, expected: str) -> None:
    assert full_name(text, "web-shop", "acme") == expected
