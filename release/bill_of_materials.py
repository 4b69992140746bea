"""Writes dist/stacktui.cdx.json, a CycloneDX bill of materials of the locks, to be published with a release."""

from __future__ import annotations

import json
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release.lock import read_lock

ROOT = Path(__file__).parent.parent
FILE = ROOT / "dist" / "stacktui.cdx.json"


def bill() -> dict[str, object]:
    """Every package of the lock with its hashes; what only development needs is marked as excluded."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for wanted in project["optional-dependencies"].values() for one in wanted]
    shipped = {one.name for one in read_lock(ROOT / "requirements.lock")}
    optional = _with_their_own(extras)
    components = []
    for name, version, hashes_of, _ in read_lock(ROOT / "requirements-dev.lock"):
        scope = "required" if name in shipped else "optional" if name in optional else "excluded"
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


def _with_their_own(wanted: list[str]) -> set[str]:
    """Names of these requirements and of all that they require here."""
    waiting, found = [Requirement(one) for one in wanted], set[str]()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if name in found:
            continue
        found.add(name)
        try:
            theirs = [Requirement(each) for each in requires(name) or ()]
        except PackageNotFoundError:  # only another system needs it
            continue
        waiting += [each for each in theirs if _is_wanted(each, ("", *one.extras))]
    return found


def _is_wanted(one: Requirement, extras: tuple[str, ...]) -> bool:
    return one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras)


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(bill(), indent=1) + "\n", encoding="utf-8")
