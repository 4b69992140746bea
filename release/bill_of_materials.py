"""Writes dist/stacktui.cdx.json, a CycloneDX bill of materials of the lock files, to be published with a release."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from release.lock import read_lock

ROOT = Path(__file__).parent.parent
FILE = ROOT / "dist" / "stacktui.cdx.json"


def bill() -> dict[str, object]:
    """Every package of the lock with its hashes; development-only ones are marked as excluded."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shipped = {one.name for one in read_lock(ROOT / "requirements.lock")}
    components = []
    for name, version, hashes_of, _ in read_lock(ROOT / "requirements-dev.lock"):
        scope = "required" if name in shipped else "excluded"
        url = f"pkg:pypi/{name}@{version}"
        hashes = [{"alg": "SHA-256", "content": one} for one in hashes_of]
        distribution = {"type": "distribution", "url": url, "hashes": hashes}
        components.append(
            {
                "type": "library",
                "bom-ref": url,
                "name": name,
                "version": version,
                "scope": scope,
                "purl": url,
                "externalReferences": [distribution],
            }
        )
    application = {"type": "application", "bom-ref": "stacktui", "name": "stacktui", "version": project["version"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": application},
        "components": components,
    }


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(bill(), indent=1) + "\n", encoding="utf-8")
