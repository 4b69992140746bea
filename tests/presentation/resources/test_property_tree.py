from __future__ import annotations

import json

import msgspec
import pytest

from stacktui.index.resources import ResourceIndex
from stacktui.presentation.resources import property_tree
from stacktui.presentation.resources.detail_lines import DetailLine
from stacktui.presentation.resources.property_tree import property_lines, property_path
from stacktui.presentation.resources.resource_detail import detail_lines
from stacktui.presentation.text.lines import Tone, plain_text
from stacktui.pulumi.properties.values import (
    Archive,
    Asset,
    ByteString,
    PropertyMap,
    PropertyValue,
    ResourceReference,
    Secret,
    Unknown,
    UnknownSpecial,
)
from stacktui.pulumi.state.deployment import Deployment, Resource

TARGET = Resource("urn:pulumi:d::p::a:b:C::there", "a:b:C", True, "x")
INDEX = ResourceIndex(Deployment((TARGET,)))
HASH = "0123456789abcdef" * 4


def lines(value: PropertyValue, *, name: str = "v", revealed: frozenset[str] = frozenset()) -> tuple[DetailLine, ...]:
    return tuple(property_lines(INDEX, "outputs", PropertyMap(((name, value),)), revealed))


def text(found: tuple[DetailLine, ...]) -> list[str]:
    return [plain_text(line.line).rstrip() for line in found]


@pytest.mark.parametrize(
    ("value", "shown", "copied"),
    [
        ("plain", ["  v  plain"], "plain"),
        ("", ['  v  ""'], ""),
        ("a\x1b[2J", ["  v  a␛[2J"], "a\x1b[2J"),
        ("one\ntwo", ["  v  │", "    one", "    two"], "one\ntwo"),
        (None, ["  v  null"], "null"),
        (True, ["  v  true"], "true"),
        (42, ["  v  42"], "42"),
        (1.5, ["  v  1.5"], "1.5"),
        (float("inf"), ["  v  Infinity"], "Infinity"),
        ((), ["  v  []"], "[]"),
        (PropertyMap(), ["  v  {}"], "{}"),
        (("a", 1), ["  v", "    [0]  a", "    [1]  1"], '["a", 1]'),
        (
            PropertyMap((("long", "a"), ("b\n", PropertyMap((("c", 1),))))),
            ["  v", "    long  a", "    b␊", "      c  1"],
            None,
        ),
        ('{"a": [1]}', ["  v  JSON", "    {", '      "a": [', "        1", "      ]", "    }"], '{"a": [1]}'),
        ("[broken", ["  v  [broken"], "[broken"),
        ("[" * 4000, ["  v  " + "[" * 4000], "[" * 4000),
        ("[" + " " * 5000 + "]", None, None),
        (Secret(), ["  v  [secret]"], None),
        (Secret.of("hunter2"), ["  v  [secret]  x reveals it"], None),
        (Unknown(), ["  v  [not known yet]"], None),
        (UnknownSpecial("odd\n"), ["  v  [unknown special value: odd␊]"], None),
        (ByteString("AAE="), ['  v  b"AAE="'], "AAE="),
        (ResourceReference("urn:gone", "", ""), ["  v  → urn:gone"], "urn:gone"),
        (ResourceReference(TARGET.urn, "i\x1b", ""), [f"  v  → {TARGET.urn}  id i␛"], TARGET.urn),
        (Asset("path", "./a.txt", HASH), ["  v  [asset path] ./a.txt  sha256 0123456789ab…"], "./a.txt"),
        (Asset("uri", "https://x", ""), ["  v  [asset uri] https://x"], "https://x"),
        (Asset("hash", HASH, HASH), [f"  v  [asset hash] {HASH}"], HASH),
        (
            Asset("text", "a\nb", HASH),
            ["  v  [asset text]   sha256 0123456789ab…", "    text  │", "      a", "      b"],
            None,
        ),
        (Asset("text", "a", ""), ["  v  [asset text]", "    text  a"], None),
        (Archive("path", "./d", "", PropertyMap()), ["  v  [archive path] ./d"], "./d"),
        (Archive("hash", "", HASH, PropertyMap()), [f"  v  [archive hash] {HASH}"], HASH),
        (
            Archive("assets", "", "", PropertyMap((("a.js", Asset("path", "a", "")),))),
            ["  v  [archive assets]", "    a.js  [asset path] a"],
            "",
        ),
    ],
)
def test_a_value_is_shown_as_what_it_is(value: PropertyValue, shown: list[str] | None, copied: str | None) -> None:
    found = lines(value)
    assert shown is None or text(found) == shown
    if copied is not None or isinstance(value, Secret):
        assert found[0].copy_text == copied


def test_a_reference_leads_to_its_resource() -> None:
    assert lines(ResourceReference(TARGET.urn, "", ""))[0].target == 0


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("tags", "o.tags"),
        ("a.b", 'o["a.b"]'),
        ('q"', 'o["q\\""]'),
        ("", 'o[""]'),
        ("my-key", "o.my-key"),
        ("1", 'o["1"]'),
    ],
)
def test_paths_are_written_as_pulumi_does(name: str, path: str) -> None:
    assert property_path("o", name) == path


def test_every_line_knows_its_path() -> None:
    value = PropertyMap((("a", (PropertyMap((("x.y", "1"),)),)), ("b", "t\nu")))
    assert [line.path for line in lines(value)] == [
        "outputs.v",
        "outputs.v.a",
        "outputs.v.a[0]",
        'outputs.v.a[0]["x.y"]',
        "outputs.v.b",
        "outputs.v.b",
        "outputs.v.b",
    ]


@pytest.mark.requirement("S5")
def test_what_looks_secret_is_shown_and_copied_where_the_settings_say_so() -> None:
    value = PropertyMap((("password", "hunter2"), ("real", Secret.of("kept"))))
    index = ResourceIndex(Deployment(()))
    outer = PropertyMap((("v", value),))
    found = tuple(property_lines(index, "outputs", outer, frozenset(), mask_suspected_secrets=False))
    assert [line.strip() for line in text(found)] == ["v", "password  hunter2", "real      [secret]  x reveals it"]
    assert found[0].copy_text == '{"password": "hunter2", "real": "[secret]"}'


@pytest.mark.requirement("S4", "S6")
def test_a_secret_is_shown_only_where_it_was_asked_for() -> None:
    value = (Secret.of("one"), Secret.of({"k": "two\n"}))
    assert not any("one" in line or "two" in line for line in text(lines(value)))
    shown = lines(value, revealed=frozenset({"outputs.v[0]"}))
    assert text(shown) == ["  v", "    [0]  one", "    [1]  [secret]  x reveals it"]
    assert [(line.is_secret, line.copy_text) for line in shown[1:]] == [(True, "one"), (True, None)]
    assert shown[0].copy_text == '["[secret]", "[secret]"]'
    assert shown[1].line[-1].tone is Tone.SECRET
    both = lines(value, revealed=frozenset({"outputs.v[1]"}))
    assert text(both)[2:] == ["    [1]  │", "      {", '        "k": "two\\n"', "      }"]
    assert all(line.is_secret for line in both[2:])


def test_what_cannot_be_revealed_does_not_offer_it() -> None:
    (line,) = lines(Secret(), revealed=frozenset({"outputs.v"}))
    assert (plain_text(line.line), line.is_secret) == ("  v  [secret]", False)


@pytest.mark.requirement("S5")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password", "hunter2"),
        ("note", "-----BEGIN RSA PRIVATE KEY-----\nabc"),
        ("config", '{"db": {"password": "hunter2"}}'),
        ("config", '[{"password": "hunter2"}]'),
    ],
)
def test_what_looks_secret_is_shown_only_where_it_was_asked_for(name: str, value: str) -> None:
    (hidden,) = lines(value, name=name)
    assert plain_text(hidden.line).endswith("[looks secret]  x reveals it")
    assert (hidden.is_secret, hidden.copy_text) == (True, None)
    shown = lines(value, name=name, revealed=frozenset({f"outputs.{name}"}))
    assert shown[0].copy_text == value
    assert value.split("\n")[-1] in text(shown)[-1]


@pytest.mark.requirement("S5")
def test_what_looks_secret_is_not_copied_with_its_list_or_map() -> None:
    assert lines(("hunter2",), name="password")[0].copy_text == '["[looks secret]"]'
    assert lines(PropertyMap((("password", "hunter2"),)))[0].copy_text == '{"password": "[looks secret]"}'
    assert not any("hunter2" in line for line in text(lines(Asset("text", "hunter2", ""), name="password")))


def test_what_providers_keep_for_themselves_is_dim() -> None:
    found = lines(PropertyMap((("x", "1"),)), name="__meta")
    assert {span.tone for line in found for span in line.line if span.text.strip()} == {Tone.MUTED}


def test_a_list_without_a_name_is_copied_too() -> None:
    assert DetailLine((), "", None, ("a",)).copy_text == '["a"]'


def test_a_deep_value_is_cut_with_a_word() -> None:
    value: PropertyValue = "bottom"
    for _ in range(100):
        value = (value,)
    assert text(lines(value))[-1].strip() == "[0]  … 1 entry nested deeper"


@pytest.mark.requirement("T5")
def test_a_section_is_cut_with_a_word() -> None:
    found = lines(tuple(range(5000)))
    assert len(found) == property_tree.LINES_LIMIT + 1
    assert text(found)[-1] == "  … more lines (ctrl+s: save, y: copy all)"
    assert json.loads(found[-1].copy_text or "")["v"][-1] == 4999


@pytest.mark.requirement("T5")
def test_a_huge_value_costs_no_more_than_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    monkeypatch.setattr(property_tree, "looks_secret", lambda name, value: looked_at.append(len(value)))
    outputs = msgspec.Raw(json.dumps({"v": "x\x1b" * 2_500_000}).encode())
    index = ResourceIndex(Deployment((Resource("u", "a:b:C", True, "x", outputs=outputs),)))
    found = detail_lines(index, 0, now=0)
    assert sum(len(span.text) for line in found for span in line.line) < 150_000
    assert text(found)[-1].strip() == "… +4934464 bytes (ctrl+s: save, y: copy all)"
    assert max(looked_at) <= 65_536


def test_outputs_inputs_and_the_providers_inputs_follow_each_other() -> None:
    def raw(value: str) -> msgspec.Raw:
        return msgspec.Raw(json.dumps({value: value}).encode())

    resource = Resource("u", "a:b:C", True, "x", inputs=raw("i"), outputs=raw("o"), provider_inputs=raw("p"))
    found = text(detail_lines(ResourceIndex(Deployment((resource,))), 0, now=0))
    assert found[-9:] == ["", "outputs", "  o  o", "", "inputs", "  i  i", "", "provider's inputs", "  p  p"]
