"""Writes large states in the form that `export` answers, like those of real AWS and Kubernetes stacks.

python -m bench.states COUNT [wide|deep|mixed|chain|flat] > state.json

The same arguments give the same bytes, and exactly COUNT resources of about 2 kB, parents, providers and dependencies
first, as an engine writes them.
"""

from __future__ import annotations

import json
import random
import sys
from typing import NamedTuple

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
PREFIX = "urn:pulumi:prod::shop::"
STACK_TYPE = "pulumi:pulumi:Stack"
PROVIDER_ID = "6f0e1d5c-7b1a-4c51-9a55-0d8f4f8f2b11"
LEAVES = (
    "aws:s3/bucket:Bucket",
    "aws:iam/role:Role",
    "aws:ec2/subnet:Subnet",
    "aws:lambda/function:Function",
    "kubernetes:core/v1:Secret",
    "kubernetes:apps/v1:Deployment",
    "random:index/randomPassword:RandomPassword",
)
COMPONENTS = ("awsx:ec2:Vpc", "eks:index:Cluster", "acme:app:Service")
BRANCHING = {"wide": (400, 1), "deep": (6, 12), "mixed": (14, 5), "chain": (1, sys.maxsize), "flat": (sys.maxsize, 0)}
"""Leaves of a component, and how many components stand one in another."""


class Place(NamedTuple):
    """The position of a resource: its URN, its chain of types, its depth."""

    urn: str
    chain: str
    depth: int


def make_state(count: int, shape: str = "mixed", seed: int = 1) -> bytes:
    """An export of `count` resources."""
    rng = random.Random(f"{shape}/{seed}")
    leaves, deepest = BRANCHING[shape]
    root = Place(f"{PREFIX}{STACK_TYPE}::shop-prod", "", 0)
    provider = f"{PREFIX}pulumi:providers:aws::default_6_66_2"
    resources = [_plain(root.urn, STACK_TYPE), _provider(provider)][:count]
    reference = f"{provider}::{PROVIDER_ID}"
    place, left, latest = root, leaves, root.urn
    while len(resources) < count:
        number = len(resources)
        if (left > 0 and place is not root) or deepest == 0:
            left -= 1
            kind = rng.choice(LEAVES)
            latest, resource = _leaf(rng, number, kind, place, (reference, latest))
            resources.append(resource)
            continue
        above = root if place.depth >= deepest or (rng.random() < 1 / (deepest + 1) and shape != "chain") else place
        kind = rng.choice(COMPONENTS)
        chain = f"{above.chain}{kind}$" if len(above.chain) < 400 else above.chain
        place = Place(f"{PREFIX}{above.chain}{kind}::part-{number}", chain, above.depth + 1)
        resources.append(_plain(place.urn, kind, above.urn))
        left = rng.randint(1, 2 * leaves - 1) if leaves < sys.maxsize else leaves
    state = {"version": 3, "deployment": {"manifest": _manifest(), "resources": resources}}
    return json.dumps(state, separators=(",", ":")).encode()


def _manifest() -> dict[str, str]:
    return {"time": "2026-04-17T15:27:39.424863844Z", "magic": "", "version": "v3.145.0"}


def _plain(urn: str, kind: str, parent: str = "") -> dict[str, object]:
    resource: dict[str, object] = {"urn": urn, "custom": False, "type": kind}
    if parent:
        resource["parent"] = parent
    return resource


def _provider(urn: str) -> dict[str, object]:
    return {"urn": urn, "custom": True, "id": PROVIDER_ID, "type": "pulumi:providers:aws", "inputs": {"region": "eu"}}


def _leaf(
    rng: random.Random, number: int, kind: str, place: Place, needs: tuple[str, str]
) -> tuple[str, dict[str, object]]:
    provider, dependency = needs
    urn = f"{PREFIX}{place.chain}{kind}::thing-{number}"
    identifier = f"{number:x}-{rng.getrandbits(64):016x}"
    name = f"thing-{number}-{rng.getrandbits(28):07x}"
    inputs: dict[str, object] = {
        "name": name,
        "tags": {f"team-{tag}": f"{rng.getrandbits(80):020x}" for tag in range(6)},
        "policy": json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": [name] * 3}]}),
        "__defaults": [],
    }
    outputs = {
        **inputs,
        "id": identifier,
        "arn": f"arn:aws:service:eu-west-1:894850187425:thing/{name}",
        "endpoints": [f"https://{name}-{zone}.example.com:8443/{rng.getrandbits(64):016x}" for zone in "abcdef"],
        "password": {SIGNATURE: SECRET, "ciphertext": f"v1:{rng.getrandbits(96):024x}:{rng.getrandbits(400):0100x}"},
        "__meta": json.dumps({"schema_version": "1", "timeouts": {"create": 1_200_000_000_000}}),
    }
    resource: dict[str, object] = {
        "urn": urn,
        "custom": True,
        "id": identifier,
        "type": kind,
        "inputs": inputs,
        "outputs": outputs,
        "parent": place.urn,
        "dependencies": [dependency],
        "provider": provider,
        "propertyDependencies": {"name": [dependency], "tags": [], "policy": None},
        "created": "2025-12-30T09:46:08.328445968Z",
        "modified": "2026-02-26T19:10:31.350763401Z",
    }
    if rng.random() < 0.02:
        resource[rng.choice(("protect", "taint", "external", "retainOnDelete"))] = True
    return urn, resource


def main() -> int:
    """Write one state to standard output."""
    shape = sys.argv[2] if len(sys.argv) > 2 else "mixed"
    sys.stdout.buffer.write(make_state(int(sys.argv[1]), shape))
    return 0


if __name__ == "__main__":
    sys.exit(main())
