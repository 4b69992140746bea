"""A package index in a folder, and lock files for its packages: no test contacts a real index."""

from __future__ import annotations

import hashlib
import zipfile
from importlib.metadata import distribution
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


class LocalIndex:
    """`PIP_INDEX_URL` for pip is `url`; each package is a wheel that is made here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = folder.as_uri()

    def add(self, name: str, version: str, *, metadata: str = "", files: Mapping[str, str] | None = None) -> str:
        """Publish a release; its line for a lock file."""
        info = f"{name}-{version}.dist-info"
        return self._publish(
            name,
            version,
            {
                f"{name}.py": b"",
                f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}".encode(),
                f"{info}/WHEEL": _WHEEL.encode(),
                **{path: text.encode() for path, text in (files or {}).items()},
            },
        )

    def add_installed(self, name: str) -> str:
        """Publish what is installed here under that name; its line for a lock file."""
        found = distribution(name)
        made_by_pip = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}
        wanted = [
            file
            for file in found.files or ()
            if ".." not in file.parts and file.suffix != ".pyc" and file.name not in made_by_pip
        ]
        return self._publish(name, found.version, {str(file): file.read_binary() for file in wanted})

    def _publish(self, name: str, version: str, content: Mapping[str, bytes]) -> str:
        page = self.folder / name / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        wheel = page.with_name(f"{name.replace('-', '_')}-{version}-py3-none-any.whl")
        info = next(path.split("/")[0] for path in content if ".dist-info/" in path)
        with zipfile.ZipFile(wheel, "w") as archive:
            for path, data in content.items():
                archive.writestr(path, data)
            archive.writestr(f"{info}/RECORD", "".join(f"{path},,\n" for path in [*content, f"{info}/RECORD"]))
        with page.open("a") as links:
            links.write(f'<a href="{wheel.name}">{wheel.name}</a>\n')
        return f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def write_lock(path: Path, lines: Sequence[str]) -> None:
    """A lock file of these lines."""
    path.write_text("".join(sorted(lines)))
