"""Builds small states for tests, in every form that the program reads."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import msgspec

from stacktui.index.resources import ResourceIndex
from stacktui.pulumi.signatures import SECRET, SIGNATURE
from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.pulumi.state.deployment import Deployment, PendingOperation, Resource

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

PREFIX = "urn:pulumi:prod::shop::"


def urn(name: str, kind: str = "a:b:C") -> str:
    return f"{PREFIX}{kind}::{name}"


def resource(name: str, **fields: Json) -> dict[str, Json]:
    """A resource as an export holds one; `parent` and the like may be given by name."""
    kind = fields.pop("type", "a:b:C")
    return {"urn": urn(name, str(kind)), "custom": True, "type": kind, **fields}


def raw(value: Json) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def ciphertext(text: str = "v1:abc:def") -> dict[str, Json]:
    return {SIGNATURE: SECRET, "ciphertext": text}


def plaintext(value: Json) -> dict[str, Json]:
    return {SIGNATURE: SECRET, "plaintext": json.dumps(value)}


def pulumi_imports(document: bytes) -> bool:
    """Whether `pulumi stack import` takes a state without --force, as its manifest goes (pkg/resource/deploy)."""
    manifest = json.loads(document)["deployment"]["manifest"]
    version = manifest["version"]
    return bool(manifest["magic"] == (hashlib.sha256(version.encode()).hexdigest() if version else ""))


def export(*resources: Json, **deployment: Json) -> dict[str, Json]:
    return {"version": 3, "deployment": {"resources": list(resources), **deployment}}


def decode(value: Json) -> Deployment:
    return decode_deployment(json.dumps(value).encode())


def index_of(*resources: Resource, operations: tuple[PendingOperation, ...] = ()) -> ResourceIndex:
    return ResourceIndex(Deployment(resources, operations))
