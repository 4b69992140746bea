"""What is secret by its place or its form is masked, on every exit; what only bears such a name is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stacktui.pulumi.properties.masked_state import masked_resource_json
from stacktui.pulumi.properties.masking import masked_json
from stacktui.pulumi.properties.of_resource import read_properties, resource_properties, shown_id
from stacktui.pulumi.properties.suspicion import looks_secret
from stacktui.pulumi.state.deployment import Resource
from tests.states import ciphertext, plaintext, raw

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

CANARY = "canary-7f3a"
SECRET_OF: dict[str, Json] = {"metadata": {"name": "a"}, "data": {"login": CANARY}, "stringData": {"x": CANARY}}
LISTED: dict[str, Json] = {"kind": "SecretList", "items": [SECRET_OF, {"kind": "Secret", **SECRET_OF}, 7, None]}


def masked(kind: str, **fields: Json) -> str:
    resource = Resource("u", kind, True, **{name: raw(value) for name, value in fields.items()})  # type: ignore[arg-type]
    return masked_resource_json(resource, suspect=False).decode()


@pytest.mark.requirement("S4")
@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("pulumi-nodejs:dynamic:Resource", {"__provider": f"exports.handler = '{CANARY}'"}),
        ("pulumi-python:dynamic:Resource", {"__provider": CANARY}),
        ("pulumi-python:dynamic/x:Other", {"nested": {"__provider": {"code": CANARY}}}),
        ("kubernetes:core/v1:Secret", SECRET_OF),
        ("kubernetes:core/v1:SecretPatch", SECRET_OF),
        ("kubernetes:core/v1:SecretList", LISTED),
        ("kubernetes:core/v1:SecretList", {"items": [SECRET_OF]}),
        ("kubernetes:core/v1:SecretListPatch", {"items": [SECRET_OF]}),
        ("kubernetes:yaml:ConfigFile", {"resources": [LISTED]}),
        ("kubernetes:yaml:ConfigFile", {"text": json.dumps(LISTED)}),
        ("a:b:C", {"config": {"secure": CANARY}}),
    ],
)
@pytest.mark.parametrize("part", ["inputs", "outputs"])
def test_what_is_secret_by_its_place_is_masked(kind: str, properties: dict[str, Json], part: str) -> None:
    assert CANARY not in masked(kind, **{part: properties})


def test_what_stands_beside_a_secret_is_shown() -> None:
    assert '"name": "a"' in masked("kubernetes:core/v1:Secret", outputs=SECRET_OF)
    assert '"name": "a"' in masked("kubernetes:core/v1:SecretList", outputs=LISTED)
    assert CANARY in masked("kubernetes:core/v1:ConfigMap", outputs=SECRET_OF)
    assert CANARY in masked("kubernetes:core/v1:SecretX", outputs=SECRET_OF)


@pytest.mark.parametrize("value", [True, False, None, 7, "no", "True", "", {"a": 1}, ["x"]])
def test_a_switch_called_secure_is_no_secret(value: Json) -> None:
    found = read_properties(raw({"cookie": {"secure": value}})).get("cookie")
    assert masked_json(found) == {"secure": value}


@pytest.mark.requirement("S5")
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("clientKey", CANARY),
        ("client_key_pem", CANARY),
        ("primaryAccessKey", CANARY),
        ("DB_PASSWORD_PROD", CANARY),
        ("SECRET_ENV_VAR", CANARY),
        ("rawConfig", "apiVersion: v1\nusers:\n- user:\n    token: canary\n"),
        ("rawConfig", 'users:\n  - "password": canary'),
        ("anything", "users:\n- user:\n    client-key-data: canary\n"),
        ("yaml", "apiVersion: v1\nkind: Secret\nstringData:\n  login: canary\n"),
        ("yaml", "---\n- kind: 'SecretList'\n"),
        ("userData", "#!/bin/bash\nexport DB_PASSWORD=canary\n"),
        ("create", "curl -H 'Authorization: Bearer canary-abcdef0123456789' https://x"),
    ],
)
def test_what_is_secret_by_its_form_looks_secret(key: str, value: str) -> None:
    assert looks_secret(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("partitionKey", "id"),
        ("clientId", "c"),
        ("passwordPolicy", "strict"),
        ("text", "kind: SecretStore"),
        ("text", "kind: Secrets are kept elsewhere"),
        ("text", "the token: it is kept elsewhere"),
        ("text", "secret:\n  name: x"),
        ("text", "token: {}"),
        ("text", "Bearer tokens"),
    ],
)
def test_what_only_talks_of_secrets_does_not_look_like_one(key: str, value: str) -> None:
    assert not looks_secret(key, value)


@pytest.mark.requirement("S4")
@pytest.mark.parametrize(
    "fields",
    [
        {"outputs": {"result": plaintext(CANARY)}},
        {"outputs": {"deep": [{"x": plaintext({"y": [CANARY]})}]}},
        {"inputs": {"x": ciphertext()}, "outputs": {"x": CANARY}},
    ],
)
def test_an_id_that_is_a_secret_of_its_resource_is_masked(fields: dict[str, Json]) -> None:
    parts = {name: raw(value) for name, value in fields.items()}
    resource = Resource("u", "a:b:C", True, CANARY, import_id=CANARY, **parts)  # type: ignore[arg-type]
    assert shown_id(resource) == "[secret]"
    assert CANARY not in masked_resource_json(resource).decode()


def test_an_id_in_additional_secret_outputs_is_masked_and_any_other_is_not() -> None:
    secret = Resource("u", "a:b:C", True, CANARY, outputs=raw({"k": CANARY}), additional_secret_outputs=("k",))
    plain = Resource("u", "a:b:C", True, "i", outputs=raw({"k": plaintext(CANARY), "id": "i"}))
    assert (shown_id(secret), shown_id(plain), shown_id(Resource("u"))) == ("[secret]", "i", "")
    assert resource_properties(plain).outputs.get("id") == "i"
