from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.explorer.selection import Property, ResourceRow
from stacktui.index.resources import ResourceIndex
from stacktui.presentation.copying import (
    Copyable,
    copied_line,
    copyable,
    copyables_of_resource,
    copyables_of_stack,
    link_line,
    obvious_copyable,
)
from stacktui.presentation.text.lines import Tone, cleaned
from stacktui.presentation.text.safe_text import words
from stacktui.pulumi.stack import StackIdentifier, StackSummary
from stacktui.pulumi.state.deployment import Deployment, PendingOperation, Resource, UnreadableResource

STACK = StackIdentifier("acme", "web-shop", "prod")
LINK = "https://app.pulumi.com/acme/web-shop/prod"
URN = "urn:pulumi:prod::web-shop::eks:index:Cluster$aws:s3/bucket:Bucket::logs"
BUCKET = Resource(URN, "aws:s3/bucket:Bucket", True, "acme-logs-a4")


def of(
    item: Resource | PendingOperation | UnreadableResource, *, path: str | None = None, value: str | None = None
) -> dict[str, Copyable]:
    if isinstance(item, Resource):
        deployment = Deployment((item,))
    elif isinstance(item, PendingOperation):
        deployment = Deployment((), (item,))
    else:
        deployment = Deployment((), (), (item,))
    row = ResourceRow(STACK, ResourceIndex(deployment), 0)
    line = None if path is None else Property(row, path, value)
    found = copyables_of_resource(row, line, console_link=LINK)
    assert len({one.key for one in found}) == len(found)
    return {one.key: one for one in found}


def test_the_copy_menu_of_a_stack() -> None:
    found = copyables_of_stack(STACK, console_link=LINK, summary=StackSummary("acme", "web-shop", "prod"))
    assert [(one.key, one.text) for one in found if one.key != "j"] == [
        ("f", "acme/web-shop/prod"),
        ("n", "prod"),
        ("c", "pulumi stack select acme/web-shop/prod"),
        ("w", LINK),
    ]
    assert json.loads(found[3].text)["stackName"] == "prod"
    assert obvious_copyable(found) == found[0]
    assert [one.key for one in copyables_of_stack(STACK)] == ["f", "n", "c"]


def test_the_command_that_ends_a_running_update_is_copied_ready_for_a_shell() -> None:
    found = {one.key: one.text for one in copyables_of_stack(STACK, is_running=True)}
    assert found["x"] == "pulumi cancel acme/web-shop/prod"
    odd = copyables_of_stack(StackIdentifier("acme", "web shop", "$(x)"), is_running=True)
    assert "pulumi cancel 'acme/web shop/$(x)'" in [one.text for one in odd]


def test_the_copy_menu_of_a_resource() -> None:
    found = of(BUCKET, path="outputs.arn", value="arn:x")
    assert {key: one.text for key, one in found.items() if key != "j"} == {
        "u": URN,
        "i": "acme-logs-a4",
        "n": "logs",
        "c": f"pulumi preview --target '{URN}' --stack acme/web-shop/prod",
        "f": "acme/web-shop/prod",
        "p": "outputs.arn",
        "v": "arn:x",
        "w": LINK,
    }
    assert json.loads(found["j"].text)["urn"] == URN
    assert obvious_copyable(tuple(found.values())) == found["u"]


def test_of_a_line_without_path_and_value_neither_is_offered() -> None:
    assert set(of(BUCKET, path="")) == set(of(BUCKET)) == set("uincjfw")


def test_without_a_link_none_is_offered() -> None:
    row = ResourceRow(STACK, ResourceIndex(Deployment((BUCKET,))), 0)
    assert "w" not in {one.key for one in copyables_of_resource(row)}


def test_nothing_obvious_is_there_without_urn_and_stack() -> None:
    assert obvious_copyable([copyable("n", words("name"), "x")]) is None


@pytest.mark.parametrize(
    ("item", "line"),
    [
        (Resource(URN, "", True, protect=True), f"pulumi state unprotect '{URN}' --stack acme/web-shop/prod"),
        (Resource(URN, "", True, taint=True), f"pulumi state untaint '{URN}' --stack acme/web-shop/prod"),
        (PendingOperation(Resource(URN, "")), "pulumi refresh --stack acme/web-shop/prod"),
        (Resource("u'; rm", ""), "pulumi preview --target 'u'\"'\"'; rm' --stack acme/web-shop/prod"),
    ],
)
def test_the_command_fits_what_is_the_matter_and_is_quoted(item: Resource | PendingOperation, line: str) -> None:
    assert of(item)["c"].text == line


@pytest.mark.parametrize(("urn", "keys", "name"), [("urn-1", "unfw", "urn-1"), ("", "nfw", "entry 7")])
def test_of_an_unreadable_entry_its_urn_and_name_are_copied(urn: str, keys: str, name: str) -> None:
    found = of(UnreadableResource(7, "odd", urn))
    assert ("".join(found), found["n"].text) == (keys, name)


@pytest.mark.requirement("C4", "S4")
def test_a_masked_secret_is_not_copied() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"hunter2"'}
    resource = Resource(URN, "", True, outputs=msgspec.Raw(json.dumps({"a": secret}).encode()))
    found = of(resource, path="outputs.a")
    assert "v" not in found
    assert not any("hunter2" in one.text + one.raw for one in found.values())


@pytest.mark.requirement("C4")
@pytest.mark.parametrize("value", ["rm -rf /\n", "a\x1b[201~b", "a\u202eb", "a\u200bb", "a\u3164b", "a\tb"])
def test_what_could_surprise_a_shell_is_quoted_first_and_raw_second(value: str) -> None:
    found = copyable("v", words("value"), value)
    assert found.risky
    assert found.text.isascii()
    assert found.text.isprintable()
    assert json.loads(found.text) == value
    assert found.raw == value


@pytest.mark.requirement("C4")
@pytest.mark.parametrize("value", ["arn:aws:s3:::x", " spaces ", "日本", "", "x" * 100_000])
def test_a_plain_value_is_copied_as_it_is(value: str) -> None:
    assert copyable("v", words("value"), value) == ("v", "value", value, value, False)


@pytest.mark.requirement("C5")
@given(st.text(alphabet=st.characters(), max_size=10), st.sampled_from(["", "\ud800", "\udfff"]))
def test_whatever_is_copied_can_be_encoded(text: str, surrogate: str) -> None:
    found = copyable("v", words("value"), text + surrogate)
    (found.text + found.raw).encode()


@pytest.mark.requirement("C4")
def test_json_escapes_what_is_not_plain_and_keeps_its_lines() -> None:
    outputs = msgspec.Raw('{"a":"é\u202e😀"}'.encode())
    found = of(Resource(URN, "", True, outputs=outputs))["j"]
    assert found.text.isascii()
    assert "\n" in found.text
    assert json.loads(found.text)["outputs"] == {"a": "é\u202e😀"}


SENT = "sent to your terminal"


@pytest.mark.parametrize(
    ("value", "raw", "is_certain", "said"),
    [
        ("plain", False, True, cleaned(f"ID: {SENT}", Tone.GOOD)),
        ("plain", False, False, cleaned(f"ID: {SENT}", Tone.PLAIN)),
        (
            "a\nb",
            False,
            True,
            cleaned(f"ID (quoted: it contains line breaks or invisible characters): {SENT}", Tone.GOOD),
        ),
        ("a\nb", True, True, cleaned(f"ID: {SENT}", Tone.GOOD)),
    ],
)
def test_what_was_copied_is_named_and_how_far_it_got(value: str, raw: bool, is_certain: bool, said: object) -> None:
    chosen = copyable("i", words("ID"), value)
    assert copied_line(chosen, raw=raw, reached=SENT, is_certain=is_certain) == (said,)


def test_a_link_that_is_not_known_is_not_made_up() -> None:
    assert link_line(LINK) == (cleaned(LINK, Tone.LINK),)
    assert link_line(None) == (cleaned("No web link for this backend.", Tone.WARNING),)
