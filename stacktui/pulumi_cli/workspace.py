"""The current directory's project, its selected stack, and the default organization, as the pulumi CLI sees them.

Reads Pulumi.yaml, config.json and the workspace file; writes none. Sources, in the CLI: pkg/workspace/workspace.go:182,
pkg/backend/state/stacks.go:77-99, hs/backend.go:244-271.
"""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from stacktui.files import private_files
from stacktui.pulumi.tolerant_json import read_or
from stacktui.pulumi_cli.pulumi_home import pulumi_home

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")


class Project(Struct, frozen=True):
    """A Pulumi project: its file, its name, and its backend (empty: none)."""

    file: Path
    name: str
    backend_url: str = ""


class _Backend(msgspec.Struct):
    url: str | None = None


class _Project(msgspec.Struct):
    name: str = ""
    backend: _Backend | None = None


class _BackendConfig(msgspec.Struct, rename="camel"):
    default_org: str | None = None


class _Config(msgspec.Struct, rename="camel"):
    backends: dict[str, _BackendConfig] | None = None


class _Workspace(msgspec.Struct):
    stack: str | None = None
    stacks: dict[str, str] | None = None


def find_project(environ: Mapping[str, str], folder: Path | None = None) -> Project | None:
    """The project of a folder or of the nearest one above it; None if there is none or it is unreadable."""
    start = folder or _current_folder(environ)
    if start is None:
        return None
    for above in (start, *start.parents):
        for name in PROJECT_FILES:
            try:
                data = private_files.read(above / name)
            except OSError:
                continue
            return _read_project(above / name, data)
    return None


def _current_folder(environ: Mapping[str, str]) -> Path | None:
    """The path as the shell names it: the CLI hashes it with its symbolic links, like Go's os.Getwd."""
    try:
        told = Path(environ.get("PWD") or ".")
        here = Path.cwd()
        return told if told.is_absolute() and told.samefile(here) else here
    except OSError:
        return None


def _read_project(file: Path, data: bytes) -> Project | None:
    try:
        if file.suffix == ".json":
            read = read_or(data, _Project, _Project())
            name, backend = read.name, (read.backend.url if read.backend else "") or ""
        else:
            name, backend = _read_yaml(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None
    return Project(file, name, backend) if _NAME.fullmatch(name) else None


_NAME = re.compile(r"[\w.-]+")
"""What the CLI takes for a project's name; anything else was not understood, and no server is asked for it."""
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
"""Anchors and tags before a value."""
_FLOW_NAME = r"""\{[^{}]*?["']?\bname["']?\s*:\s*(?P<value>"[^"]*"|'[^']*'|[^,}\s]+)"""
_SCALAR = r"""(?P<indent> *)["']?(?P<key>[A-Za-z]+)["']?\s*:(?:\s+(?P<value>.*))?"""
_FLOW_URL = r"""\{\s*["']?url["']?\s*:\s*(?P<value>"[^"]*"|'[^']*'|[^,}\s]+)"""


def _read_yaml(text: str) -> tuple[str, str]:
    """`name` and `backend.url` of a Pulumi.yaml: two scalars, which do not justify a YAML parser."""
    name = backend = section = ""
    if flow := re.match(_FLOW_NAME, text.strip(), re.DOTALL):
        name = _scalar(flow["value"])
    for indent, key, value in _entries(text):
        if indent == 0:
            section = key
            if key == "name" and not name:
                name = _scalar(value)
            if key == "backend" and (flow := re.match(_FLOW_URL, value)):
                backend = _scalar(flow["value"])
        elif section == "backend" and key == "url" and not backend:
            backend = _scalar(value)
    return name, backend


def _entries(text: str) -> Iterator[tuple[int, str, str]]:
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if (found := re.fullmatch(_SCALAR, line.rstrip())) is not None:
            value = _PROPERTIES.sub("", found["value"] or "", count=1)
            if re.match(r"[|>][-+0-9]*(?:\s+#.*)?$", value):
                value = _block(lines[number + 1 :], len(found["indent"]))
            yield len(found["indent"]), found["key"], value


def _block(lines: Sequence[str], indent: int) -> str:
    """The words of a folded or literal scalar: the lines below that stand further in."""
    inner = takewhile(lambda line: not line.strip() or len(line) - len(line.lstrip()) > indent, lines)
    return " ".join(line.strip() for line in inner).strip()


def _scalar(text: str) -> str:
    quote = text[:1]
    if quote in {'"', "'"} and (end := text.find(quote, 1)) > 0:
        return text[1:end]
    return re.split(r"\s+#|^#", text)[0].strip()


def selected_stack(environ: Mapping[str, str], project: Project | None, backend_url: str) -> str:
    """The stack chosen with `pulumi stack select`, as `stack`, `organization/stack` or in full; empty: none."""
    if told := environ.get("PULUMI_STACK"):
        return told
    if project is None:
        return ""
    import hashlib

    digest = hashlib.sha1(str(project.file).encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()
    file = pulumi_home(environ) / "workspaces" / f"{project.name.replace('/', '-')}-{digest}-workspace.json"
    try:
        read = read_or(private_files.read(file), _Workspace, _Workspace())
    except OSError:
        return ""
    return (read.stacks or {}).get(backend_url) or read.stack or ""


def default_organization(environ: Mapping[str, str], backend_url: str) -> str:
    """The user's default organization; empty: ask the server."""
    if told := environ.get("PULUMI_DEFAULT_ORGANIZATION"):
        return told
    try:
        config = read_or(private_files.read(pulumi_home(environ) / "config.json"), _Config, _Config())
    except OSError:
        return ""
    found = (config.backends or {}).get(backend_url)
    return (found.default_org if found else "") or ""


def full_name(text: str, project: str, organization: str) -> str:
    """A stack's full name from `stack`, `organization/stack` or `organization/project/stack` (hs/backend.go:1086).

    A missing part stays empty: `/web-shop/prod` lacks its organization. More than three parts are returned as they are.
    """
    parts = text.split("/")
    if len(parts) == 1:
        return f"{organization}/{project}/{text}"
    if len(parts) == 2:
        return f"{parts[0]}/{project}/{parts[1]}"
    return text
