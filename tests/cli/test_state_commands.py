"""`tree` and `resource` print a state from the server or a file in the same way, without secrets."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from typing import TYPE_CHECKING

import pytest

from stacktui.cli import state_file
from stacktui.demo.server import create_app
from stacktui.pulumi.state.deployment import magic_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.shell import Shell

PROD = "acme/web-shop/prod"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"canary-5d1c"'}
URN = "urn:pulumi:prod::shop::"
STACK = {"urn": f"{URN}pulumi:pulumi:Stack::shop-prod", "custom": False, "type": "pulumi:pulumi:Stack"}
BUCKET = {
    "urn": f"{URN}aws:s3/bucket:Bucket::logs",
    "custom": True,
    "id": "logs-1",
    "type": "aws:s3/bucket:Bucket",
    "parent": STACK["urn"],
    "protect": True,
    "outputs": {"arn": "arn:x", "password": SECRET},
}
REFERENCE = {
    "urn": f"{URN}pulumi:pulumi:StackReference::net",
    "custom": True,
    "id": "acme/network/prod",
    "type": "pulumi:pulumi:StackReference",
    "external": True,
    "inputs": {"name": "acme/network/prod"},
    "outputs": {"name": "acme/network/prod", "outputs": {"vpcId": "vpc-1"}},
}
RESOURCES = [STACK, BUCKET, {**BUCKET, "id": "logs-0", "delete": True}, REFERENCE]
MANIFEST = {"time": "2026-01-01T00:00:00Z", "magic": magic_of("v3"), "version": "v3"}
DEPLOYMENT = {"manifest": MANIFEST, "resources": RESOURCES}
FORMS = {
    "export": {"version": 3, "deployment": DEPLOYMENT},
    "checkpoint": {"version": 3, "checkpoint": {"stack": "organization/shop/prod", "latest": DEPLOYMENT}},
    "latest": {"resources": [{"resource": resource} for resource in RESOURCES], "version": 7},
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "state.json"
    path.write_text(json.dumps(FORMS["export"]))
    return path


@pytest.mark.parametrize("form", list(FORMS))
@pytest.mark.parametrize("packed", [False, True])
def test_every_form_of_a_state_is_recognised(shell: Shell, tmp_path: Path, form: str, packed: bool) -> None:
    data = json.dumps(FORMS[form]).encode()
    (tmp_path / "state").write_bytes(gzip.compress(data) if packed else data)
    found = shell.run(f"tree --json --state {tmp_path / 'state'}").values
    assert [(value["name"], value["depth"]) for value in found] == [
        ("shop-prod", 0),
        ("logs", 1),
        ("logs", 1),
        ("net", 0),
    ]
    assert shell.opened == 0


def test_standard_input_is_read_for_a_dash(shell: Shell) -> None:
    result = shell.run("count --json --state -", json.dumps(FORMS["latest"]))
    assert result.values == [{"resourceCount": 4, "version": 7, "source": "state"}]


def test_a_tree_is_drawn_for_people(shell: Shell, file: Path) -> None:
    result = shell.run(f"tree --state {file}", terminal=True)
    shown = [" ".join(line.split()) for line in shell.run(f"tree --state {file}").out.splitlines()]
    assert shown[0].endswith("Stack shop-prod")
    assert shown[1].startswith("├─")
    assert shown[2].startswith("└─")
    assert "pending delete" in shown[2]
    assert shown[3].endswith("net acme/network/prod external")
    assert "4 resources" in result.err


@pytest.mark.parametrize(
    ("terms", "names"),
    [("type:bucket", ["logs", "logs"]), ("is:protected -is:pending-delete", ["logs"]), ("id:network", ["net"])],
)
def test_terms_choose_resources_and_people_see_their_parents(
    shell: Shell, file: Path, terms: str, names: list[str]
) -> None:
    assert [value["name"] for value in shell.run(f"tree --json --state {file} {terms}").values] == names
    assert shell.run(f"tree --state {file} type:bucket").out.splitlines()[0].endswith("shop-prod")


def test_no_match_and_an_unknown_term_are_distinguished(shell: Shell, file: Path) -> None:
    nothing = shell.run(f"tree --state {file} zzz")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "No resource matches.\n")
    wrong = shell.run(f"tree --state {file} is:lovely")
    assert (wrong.code, wrong.out) == (2, "")
    assert "`is:lovely` is unknown" in wrong.err


def test_each_line_holds_what_is_documented(shell: Shell, file: Path) -> None:
    assert shell.run(f"tree --json --state {file} id:logs-0").values == [
        {
            "kind": "resource",
            "urn": BUCKET["urn"],
            "name": "logs",
            "type": "aws:s3/bucket:Bucket",
            "id": "logs-0",
            "parent": STACK["urn"],
            "provider": None,
            "custom": True,
            "depth": 1,
            "flags": ["protected", "pending-delete", "old-copy"],
        }
    ]


def test_pending_operations_and_unreadable_entries_are_lines_too(shell: Shell, tmp_path: Path) -> None:
    state = {
        **DEPLOYMENT,
        "resources": [STACK, {"urn": 5}],
        "pending_operations": [{"type": "creating", "resource": BUCKET}],
    }
    (tmp_path / "s").write_text(json.dumps({"version": 3, "deployment": state}))
    found = {str(value["kind"]): value for value in shell.run(f"tree --json --state {tmp_path / 's'}").values}
    assert found["pendingOperation"]["operation"] == "creating"
    assert found["unreadable"]["reason"]
    assert "1 pending operation, 1 unreadable entry" in shell.run(f"tree --state {tmp_path / 's'}", terminal=True).err


@pytest.mark.requirement("S4", "S1")
def test_a_resource_is_found_by_urn_id_or_name_and_its_secrets_are_masked(shell: Shell, file: Path) -> None:
    for text, count in ((str(BUCKET["urn"]), 2), ("logs-1", 1), ("logs", 2)):
        result = shell.run(f"resource --json --state {file}", words=(text,))
        assert len(result.values) == count
        assert [value["outputs"] for value in result.values] == [{"arn": "arn:x", "password": "[secret]"}] * count
    shown = shell.run(f"resource --state {file} logs-1").out
    assert "[secret]" in shown
    assert "canary" not in shown
    missing = shell.run(f"resource --state {file} nothing")
    assert (missing.code, missing.err) == (3, "No resource has the URN, ID or name `nothing`.\n")


def test_refs_of_a_file_tell_what_a_state_can_tell(shell: Shell, file: Path) -> None:
    [value] = shell.run(f"refs --json --state {file}").values
    assert (value["direction"], value["name"], value["outputs"]) == ("upstream", "acme/network/prod", ["vpcId"])
    assert "acme/network/prod" in shell.run(f"refs --state {file}").out
    assert "does not record which stacks read it" in shell.run(f"refs --state {file}").err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"{", "does not contain a state"),
        (b"{}", "does not contain a state"),
        (b"[]", "does not contain a state"),
        (b"<html>", "does not contain a state"),
        (b"\x1f\x8bbroken", "truncated or corrupt gzip file"),
        (gzip.compress(b"{}" * 99, mtime=0)[:-9], "truncated or corrupt gzip file"),
        (b" " * 2000, "larger than 1,000 bytes"),
        (gzip.compress(b" " * 2000, mtime=0), "larger than 1,000 bytes"),
        (None, "No such file"),
    ],
)
def test_a_file_that_is_no_state_says_so(
    shell: Shell, tmp_path: Path, content: bytes | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_file, "LARGEST", 1000)
    if content is not None:
        (tmp_path / "x").write_bytes(content)
    result = shell.run(f"tree --state {tmp_path / 'x'}")
    assert (result.code, result.out) == (1, "")
    assert words in result.err


def test_the_same_state_is_the_same_from_the_cloud(shell: Shell, tmp_path: Path) -> None:
    online = shell.run(f"tree {PROD} --json")
    assert shell.run(f"export {PROD} -o {tmp_path / 'prod.json'}").code == 0
    assert shell.run(f"tree --state {tmp_path / 'prod.json'} --json").out == online.out
    assert len(online.values) == 413  # 412 resources and one pending operation


def test_an_older_version_is_asked_for(shell: Shell) -> None:
    older = shell.run(f"tree {PROD} --version 3 --json")
    assert older.code == 0
    assert len(older.values) < 413
    assert shell.app.journal[-1].path.endswith("/export/3")


@pytest.mark.requirement("T2")
@pytest.mark.parametrize("form", ["", "--json"])
def test_a_hostile_state_reaches_no_terminal(shell: Shell, form: str) -> None:
    shell.app = create_app(failures="", latency=0, poison=True)
    listed = shell.run("ls --json").values
    names = [str(value["name"]) for value in listed if str(value["stack"]).startswith("stack")]
    askable = [
        name for name in names if name.count("/") == 2 and not re.search(r"[\x00-\x1f\x7f-\x9f\ud800\ufffd]", name)
    ]
    assert len(askable) > 3
    for command, stack in itertools.product(("tree", "show", "refs", "count --by type"), askable):
        result = shell.run(f"{command} --plain {form} --", words=(stack,))
        assert result.out
        assert all(
            line.replace("\u200d", "").isprintable() for line in [*result.out.split("\n"), *result.err.split("\n")]
        )


OUTPUTS = {"vpcId": "vpc-1", "ports": [80, 443], "password": SECRET, "none": None, "apiToken": "a-plain-token-value"}


@pytest.fixture
def with_outputs(tmp_path: Path) -> Path:
    path = tmp_path / "outputs.json"
    resources = [{**STACK, "outputs": OUTPUTS}, BUCKET, {**STACK, "parent": STACK["urn"], "outputs": {"inner": 1}}]
    path.write_text(json.dumps({"version": 3, "deployment": {**DEPLOYMENT, "resources": resources}}))
    return path


def test_the_outputs_of_the_stack_are_printed_and_what_is_secret_is_masked(shell: Shell, with_outputs: Path) -> None:
    result = shell.run(f"outputs --state {with_outputs}")
    assert [line.split(maxsplit=1) for line in result.out.splitlines()[1:]] == [
        ["vpcId", "vpc-1"], ["ports", "[80, 443]"], ["password", "[secret]"],
        ["none", "null"], ["apiToken", "[looks secret]"],
    ]  # fmt: skip
    values = shell.run(f"outputs --state {with_outputs} --json").values
    assert values[:3] == [
        {"name": "vpcId", "value": "vpc-1", "secret": False},
        {"name": "ports", "value": [80, 443], "secret": False},
        {"name": "password", "value": "[secret]", "secret": True},
    ]
    assert (values[4]["name"], values[4]["secret"]) == ("apiToken", True)


@pytest.mark.parametrize(
    ("name", "code", "out"),
    [("vpcId", 0, "vpc-1\n"), ("ports", 0, "[80, 443]\n"), ("password", 0, "[secret]\n"), ("inner", 3, "")],
)
def test_one_output_is_printed_by_its_name(shell: Shell, with_outputs: Path, name: str, code: int, out: str) -> None:
    result = shell.run(f"outputs --state {with_outputs} {name}")
    assert (result.code, result.out) == (code, out)
    assert ("has no output `inner`" in result.err) is (code == 3)


def test_a_state_without_outputs_says_so(shell: Shell, file: Path) -> None:
    result = shell.run(f"outputs --state {file}")
    assert (result.code, result.out, result.err) == (0, "", "The stack has no outputs.\n")


def test_the_outputs_of_a_stack_of_the_service_are_printed(shell: Shell) -> None:
    assert shell.run(f"outputs {PROD}").out.startswith("OUTPUT")
    assert shell.run("outputs acme/none/none").code == 3
