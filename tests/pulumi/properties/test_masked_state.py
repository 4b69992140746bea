"""A resource or a state as JSON to copy or save: complete, in Pulumi's form, and without secrets."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from stacktui.pulumi.properties.masked_state import masked_deployment_json, masked_resource_json
from stacktui.pulumi.properties.suspicion import looks_secret
from stacktui.pulumi.signatures import SECRET
from stacktui.pulumi.state.deployment import MASKED_MAGIC, Manifest, Resource
from tests.states import ciphertext, decode, export, plaintext, pulumi_imports, resource

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

STATE = export(
    resource("a", id="i", protect=True, dependencies=["u"], propertyDependencies={"x": ["u"]}, inputs={"n": [1, None]}),
    resource("b", outputs={"p": ciphertext("canary"), "q": plaintext("canary")}, customTimeouts={"create": 7}),
    resource("c", additionalSecretOutputs=["r"], outputs={"r": "canary"}, inputs={"r": "canary"}),
    resource("d", initErrors=[json.dumps(ciphertext("canary"))], stackTrace=[{"sourcePosition": "p"}]),
    resource("e", inputs={"password": "canary"}),
    manifest={"time": "t", "version": "v3.1"},
    pending_operations=[{"resource": resource("f", inputs={"s": plaintext("canary")}), "type": "creating"}],
)


@pytest.mark.requirement("S4")
def test_a_masked_state_holds_everything_but_the_secrets() -> None:
    body = masked_deployment_json(decode(STATE))
    assert b"canary" not in body
    assert SECRET.encode() not in body
    again = decode(json.loads(body))
    assert [entry.urn for entry in again.resources] == [entry.urn for entry in decode(STATE).resources]
    assert len(again.pending_operations) == 1
    assert again.manifest == Manifest("t", "v3.1", MASKED_MAGIC)
    assert b"\n  " in body


def test_a_masked_resource_has_the_fields_that_the_state_has() -> None:
    first, second, third, fourth, fifth = (json.loads(masked_resource_json(entry)) for entry in decode(STATE).resources)
    expected = {"id": "i", "protect": True, "dependencies": ["u"], "propertyDependencies": {"x": ["u"]}}
    assert first == {**resource("a"), **expected, "inputs": {"n": [1, None]}}
    assert second["outputs"] == {"p": "[secret]", "q": "[secret]"}
    assert second["customTimeouts"]["create"] == 7
    assert third["inputs"] == third["outputs"] == {"r": "[secret]"}
    assert fourth["initErrors"] == ["[secret]"]
    assert fifth["inputs"] == {"password": "[looks secret]"}


def test_the_second_net_can_be_switched_off() -> None:
    (*_, fifth) = decode(STATE).resources
    assert json.loads(masked_resource_json(fifth, suspect=False))["inputs"] == {"password": "canary"}
    assert b"canary" in masked_deployment_json(decode(STATE), suspect=False)


MAGIC = hashlib.sha256(b"v3.1").hexdigest()
WRITTEN: Json = {"time": "2026-11-28T06:32:46Z", "magic": MAGIC, "version": "v3.1"}
NOT_TOLD: Json = {"version": "unknown", "magic": MASKED_MAGIC}
NEVER_WRITTEN: Json = {"time": "0001-01-01T00:00:00Z", "magic": "", "version": ""}


@pytest.mark.requirement("S8")
@pytest.mark.parametrize(
    ("state", "version"),
    [
        (export(resource("a"), manifest=WRITTEN), "v3.1"),
        (export(resource("a"), manifest={"version": "v3.1"}), "v3.1"),
        (export(resource("a"), manifest=NEVER_WRITTEN), ""),
        (export(resource("a"), manifest={"version": None, "magic": 7}), ""),
        (export(resource("a"), manifest=None), ""),
        (export(resource("a")), ""),
        ({**export(resource("a"), manifest=WRITTEN), "version": 4, "features": ["views"]}, "v3.1"),
        ({**export(resource("a"), manifest=WRITTEN), "version": 1}, "v3.1"),
        ({"version": 3, "checkpoint": {"stack": "s", "latest": {"manifest": WRITTEN, "resources": []}}}, "v3.1"),
        ({"manifest": WRITTEN, "resources": [resource("a")]}, "v3.1"),
        ({"version": 7, "resources": [{"resource": resource("a")}]}, ""),
        ({"version": 3, "deployment": None}, ""),
        ({}, ""),
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_pulumi_refuses_a_masked_state_and_we_read_in_it_who_wrote_it(state: Json, version: str) -> None:
    once = masked_deployment_json(decode(state))
    twice = masked_deployment_json(decode(json.loads(once)))
    for document in (once, twice):
        assert not pulumi_imports(document)
        again = decode(json.loads(document))
        assert again.is_masked
        assert again.manifest is not None
        assert again.manifest.cli_version == version
    assert not decode(state).is_masked


def test_what_the_rule_says_is_what_pulumi_does_with_its_own_states() -> None:
    for manifest in (WRITTEN, NEVER_WRITTEN):
        assert pulumi_imports(json.dumps(export(manifest=manifest)).encode())


def test_the_envelope_is_that_of_an_export() -> None:
    provider: Json = {"type": "service", "state": {"url": "https://api.pulumi.com", "owner": "acme"}}
    state: Json = {**export(secrets_providers=provider), "version": 4, "features": ["views"]}
    assert json.loads(masked_deployment_json(decode(state))) == {
        "version": 4,
        "features": ["views"],
        "deployment": {"manifest": NOT_TOLD, "secrets_providers": provider, "resources": []},
    }
    assert json.loads(masked_deployment_json(decode({}))) == {
        "version": 3,
        "deployment": {"manifest": NOT_TOLD, "resources": []},
    }


def test_a_field_that_is_no_json_is_null() -> None:
    odd = Resource(urn="u", property_dependencies=msgspec.Raw(b"{"))
    assert json.loads(masked_resource_json(odd)) == {
        "urn": "u",
        "type": "",
        "custom": False,
        "propertyDependencies": None,
    }


@pytest.mark.requirement("S5")
@pytest.mark.parametrize(
    "key",
    [
        "password",
        "dbPassword",
        "db_password",
        "PASSWORD",
        "password2",
        "clientSecret",
        "apiKey",
        "API_KEY",
        "privateKey",
        "connectionString",
        "kubeconfig",
        "kubeConfigRaw",
        "authToken",
        "tokens",
        "secretAccessKey",
        "storageAccountKey",
        "privateKeyPem",
        "secretValue",
        "credentials",
        "primaryAccessKey",
    ],
)
def test_a_name_that_suggests_a_secret_is_suspected(key: str) -> None:
    assert looks_secret(key, "x7!")


@pytest.mark.requirement("S5")
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "x7!"),
        ("secretName", "x7!"),
        ("secretArn", "x7!"),
        ("tokenUrl", "x7!"),
        ("passwordLength", "x7!"),
        ("accessKeyId", "x7!"),
        ("publicKey", "x7!"),
        ("compass", "x7!"),
        ("", "x7!"),
        ("secret", "arn:aws:secretsmanager:eu-west-1:1:secret:a"),
        ("token", "urn:pulumi:a::b::c::d"),
        ("password", ""),
        ("password", "true"),
        ("password", "[secret]"),
        ("password", None),
        ("password", 7),
        ("password", ("a",)),
    ],
)
def test_other_names_and_values_are_not(key: str, value: str | int | tuple[str, ...] | None) -> None:
    assert not looks_secret(key, value)


@pytest.mark.requirement("S5")
@pytest.mark.parametrize(
    "value",
    [
        "-----BEGIN RSA PRIVATE KEY-----\nMII",
        "-----BEGIN PRIVATE KEY-----",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc",
        "key AKIAABCDEFGHIJKLMNOP",
        "ghp_abcdefghijklmnopqrstuvwxyz",
        "xoxb-1234567890-abc",
        "pul-0123456789abcdef0123",
        "sk_live_0123456789abc",
        "postgres://user:pw@host/db",
        "DefaultEndpointsProtocol=https;AccountKey=abc;",
        "Server=x;Password=abc",
        "users:\n- user:\n    client-key-data: LS0",
    ],
)
def test_a_value_that_has_the_form_of_a_secret_is_suspected(value: str) -> None:
    assert looks_secret("anything", value)


@pytest.mark.requirement("S5")
@pytest.mark.parametrize(
    "value", ["-----BEGIN CERTIFICATE-----", "https://host:8443/a@b", "AKIA", "eyJ", "arn:aws:iam::1:role/x", "plain"]
)
def test_a_value_without_such_a_form_is_not(value: str) -> None:
    assert not looks_secret("anything", value)


NEWER: Json = {"a": [1, {"password": "canary"}], "s": plaintext("canary")}
MASKED_NEWER: Json = {"a": [1, {"password": "[looks secret]"}], "s": "[secret]"}


@pytest.mark.requirement("S4")
def test_fields_of_a_later_cli_are_kept_at_every_level_and_masked() -> None:
    odd: Json = {"create": 7, "newer": NEWER}
    fields: dict[str, Json] = {"newer": NEWER, "customTimeouts": odd, "replacementTrigger": NEWER, "hideDiff": ["x"]}
    state = export(
        resource("a", snippetID="s", extensionRef="x", **fields),
        manifest={"version": "v3.1", "plugins": [NEWER]},
        secrets_providers={"type": "passphrase", "state": {"salt": "canary"}},
        pending_operations=[{"type": "creating", "resource": resource("b", newer=NEWER), "since": NEWER}],
        metadata={"newer": NEWER, "integrity_error": {"error": "e", "newer": NEWER}},
        snippets=[NEWER],
    )
    body = masked_deployment_json(decode({**state, "newer": NEWER}))
    assert b"canary" not in body
    found = json.loads(body)
    deployment = found["deployment"]
    (first,), (operation,) = deployment["resources"], deployment["pending_operations"]
    assert first["customTimeouts"] == {"create": 7, "newer": MASKED_NEWER}
    assert [first[name] for name in ("newer", "replacementTrigger")] == [MASKED_NEWER] * 2
    assert (first["hideDiff"], first["snippetID"], first["extensionRef"]) == (["x"], "s", "x")
    assert (operation["since"], operation["resource"]["newer"]) == (MASKED_NEWER, MASKED_NEWER)
    assert (deployment["manifest"]["plugins"], deployment["snippets"]) == ([MASKED_NEWER], [MASKED_NEWER])
    assert (found["newer"], deployment["metadata"]["newer"]) == (MASKED_NEWER, MASKED_NEWER)
    assert deployment["metadata"]["integrity_error"]["newer"] == MASKED_NEWER
    assert deployment["secrets_providers"] == {"type": "passphrase"}


def test_a_masked_state_is_as_corrupt_as_it_was() -> None:
    error: Json = {
        "error": "child before parent",
        "version": "3",
        "command": "pulumi up -c a:key=canary",
        "env_vars": {"PULUMI_ACCESS_TOKEN": "canary", "PULUMI_HOME": "/p"},
    }
    body = masked_deployment_json(decode(export(metadata={"integrity_error": error})))
    assert b"canary" not in body
    again = decode(json.loads(body)).integrity_error
    assert again is not None
    assert (again.error, again.command) == ("child before parent", "pulumi up -c a:key=[secret]")
    assert again.env_vars == {"PULUMI_ACCESS_TOKEN": "[looks secret]", "PULUMI_HOME": "/p"}
