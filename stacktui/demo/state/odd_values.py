"""Unusual property values and names: secrets in every form, special values, special names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from stacktui.demo.state import kinds, values

if TYPE_CHECKING:
    from stacktui.demo.state.builder import StateBuilder, StateResource
    from stacktui.demo.state.values import Json

CANARY = "plaintext-canary-7f3a"
"""Part of every plaintext secret: must never be visible unless requested."""

_CERTIFICATE = (
    "-----BEGIN CERTIFICATE-----\n" + "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n" * 18
)


def _component(builder: StateBuilder, name: str, outputs: Json) -> StateResource:
    made = builder.component("acme:odd:Values", name)
    made.outputs = msgspec.Raw(kinds.encode(outputs))
    return made


def add_secrets(builder: StateBuilder) -> None:
    """Secrets as ciphertext, as plaintext, in lists, in objects, inside JSON strings and by name only."""
    plain = values.plaintext(json.dumps(CANARY))
    cipher = values.ciphertext("AAABAPt5Q0s3ZkJmM2pIb0dPZ3pVd2dCSkFRPT0=")
    nested = json.dumps({"user": "app", "password": plain, "hosts": ["a", "b"]})
    _component(builder, "forms", {"cipher": cipher, "plain": plain, "both": [cipher, plain, "public"]})
    _component(builder, "deep", {"config": {"database": {"credentials": [{"name": "app", "password": plain}]}}})
    _component(builder, "in-json", {"kubeconfig": nested, "twice": json.dumps({"inner": nested})})
    _component(builder, "whole", values.plaintext(json.dumps({"user": "app", "password": CANARY})))
    odd: Json = {values.SIGNATURE: values.SECRET, "plaintext": f'"{CANARY}"', "ciphertext": "AAAA"}
    _component(builder, "malformed", {"both": odd, "neither": {values.SIGNATURE: values.SECRET}})
    named = builder.custom("aws:secretsmanager/secret:Secret", "by-name")
    named.additional_secret_outputs = ["policy", "hint"]
    named.outputs = msgspec.Raw(kinds.encode({"name": "by-name", "policy": CANARY, "hint": {"of": [CANARY, 17]}}))
    named.inputs = msgspec.Raw(kinds.encode({"name": "by-name", "policy": CANARY}))
    looks: Json = {"dbPassword": "hunter2", "apiToken": "tok_live_1234", "publicUrl": "https://acme.example"}
    _component(builder, "unmarked", looks)


def _special_values() -> Json:
    return {
        "bytes": values.byte_string("/v8AAQIDBAU="),
        "nan": values.special_number("7ff8000000000001"),
        "infinite": values.special_number("7ff0000000000000"),
        "notYetKnown": values.UNKNOWN,
        "newKind": {values.SIGNATURE: "00000000000000000000000000000000", "value": "from the future"},
        "big": 9_007_199_254_740_993,
        "tiny": 1e-300,
        "precise": 0.1,
        "nothing": None,
        "empty": {"list": [], "object": {}, "text": ""},
    }


def add_odd_values(builder: StateBuilder) -> None:
    """Assets, archives, references, bytes, unknowns, long and deep values."""
    script = "#!/bin/sh\nset -eu\necho hello\n"
    files: dict[str, Json] = {
        "run.sh": values.text_asset(script),
        "lib": values.remote_archive("https://acme.example/a"),
    }
    _component(
        builder,
        "assets",
        {
            "script": values.text_asset(script),
            "logo": values.file_asset("./public/logo.svg"),
            "bundle": values.archive(files),
            "hashOnly": {values.SIGNATURE: values.ASSET, "hash": "9f86d081884c7d659a2feaa0c55ad015"},
        },
    )
    _component(
        builder,
        "references",
        {
            "bucket": values.reference(builder.root, "logs-a4a3a07", "6.52.0"),
            "old": values.reference(builder.root, {"V": "logs-a4a3a07"}),
            "unknownId": values.reference(builder.root, values.UNKNOWN),
        },
    )
    _component(builder, "special", _special_values())
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    _component(builder, "texts", {"certificate": _CERTIFICATE, "policy": policy, "line": "0123456789" * 900})
    deep: Json = "the bottom"
    for level in range(40, 0, -1):
        deep = {f"level{level}": deep}
    _component(builder, "deep", {"deep": deep, "wide": {f"key{at:03d}": at for at in range(300)}})
    lists: Json = {"matrix": [[1, 2, 3], [4, 5, 6]], "mixed": [1, "two", None, {"three": [4.5, True]}]}
    last = _component(builder, "lists", lists)
    last.property_dependencies = {"matrix": None, "mixed": [builder.root]}


def add_odd_names(builder: StateBuilder) -> None:
    """Names with arbitrary content: Unicode allows it, and a URN escapes nothing."""
    for name in (
        "注文データベース",
        "🚀-rocket-👩‍👩‍👧‍👦",
        "عربي-مخزن",
        "naïve café",
        "[red]not red[/red]",
        "[/]",
        "a::b::c",
        'quotes "and" $dollars',
        "x" * 180,
        "e\u0301 against é",
    ):
        builder.custom("aws:sns/topic:Topic", name)
