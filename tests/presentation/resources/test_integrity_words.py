"""A state that Pulumi refuses says why, names the other end, leads there, and says what to do."""

from __future__ import annotations

import pytest

from stacktui.index.resources import ResourceIndex
from stacktui.presentation.resources.integrity_words import corruption_lines, fault_words, problem_lines
from stacktui.presentation.resources.resource_detail import detail_lines
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.state.deployment import Deployment, IntegrityError, Manifest, Resource
from tests.kit.clock import NOW
from tests.states import index_of, raw, urn

A, AWS = urn("a"), "pulumi:providers:aws"
PROVIDER = urn("default", AWS)
EDIT = "  Edit the state: `pulumi stack export --file state.json`, then `pulumi stack import --file state.json`."
REPAIR = "  `pulumi state repair` puts resources in order and removes references to what is missing."


def text(index: ResourceIndex, node: int) -> list[str]:
    return [plain_text(line.line).rstrip() for line in detail_lines(index, node, now=NOW)]


@pytest.mark.parametrize(
    ("resource", "sentence", "step"),
    [
        (Resource("b", "t", parent=A), f"orphan: its parent {A} is not in this state", REPAIR),
        (Resource("b", "t", dependencies=(A,)), f"missing dependency: it depends on {A}, which is not in", REPAIR),
        (
            Resource("b", "t", property_dependencies=raw({"vp\x1bc": [A]})),
            f"missing dependency: its input vp␛c depends on {A}, which is not in this state",
            REPAIR,
        ),
        (Resource("b", "t", deleted_with=A), f"missing dependency: it is deleted with {A}, which is not", REPAIR),
        (Resource("b", "t", replace_with=(A,)), f"missing dependency: it is replaced with {A}, which is not", REPAIR),
        (Resource("b", "t", provider="o\x1bdd"), "missing provider: its provider o␛dd cannot be read", EDIT),
        (
            Resource("b", "t", provider=f"{PROVIDER}::2"),
            f"missing provider: its provider {PROVIDER} has the ID 1, but the resource names 2",
            EDIT,
        ),
        (
            Resource("b", "t", provider="urn:pulumi:denied::denied::pulumi:providers:denied::aws::denydefaultprovider"),
            "missing provider: default providers are disabled for aws: give it a provider in the program",
            EDIT,
        ),
        (Resource("b", "", True), "malformed: it has no type", EDIT),
        (Resource("", "t", True), "malformed: it has no URN", EDIT),
        (Resource("b", "t", id="i\x1b"), "malformed: it is a component, but has an ID: i␛", EDIT),
        (Resource("b", AWS, True, "1"), "malformed: it is a provider, but its URN does not name a provider", EDIT),
    ],
)
def test_a_refused_resource_says_why_and_what_to_do(resource: Resource, sentence: str, step: str) -> None:
    found = text(index_of(Resource(PROVIDER, AWS, True, "1"), resource), 1)
    assert any(line.startswith(f"⚠ {sentence}") for line in found)
    assert "  Pulumi rejects this state." in found
    assert step in found
    assert ({REPAIR, EDIT} - {step}).isdisjoint(found)


def test_a_fault_leads_to_the_other_end() -> None:
    index = index_of(Resource("b", "t", dependencies=("c",)), Resource("c", "t"))
    (line,) = [line for line in detail_lines(index, 0, now=NOW) if plain_text(line.line).startswith("⚠")]
    assert (line.target, line.copy_text) == (1, "c")
    assert plain_text(line.line) == "⚠ late dependency: it depends on c, which comes after it in the state"


def test_shared_urns_say_whether_pulumi_allows_them() -> None:
    allowed = index_of(Resource("a", "t"), Resource("a", "t", delete=True))
    assert "· shares its URN: an old copy pending deletion has the same URN, which Pulumi allows" in text(allowed, 0)
    refused = index_of(Resource("a", "t"), Resource("a", "t"))
    assert "⚠ duplicate URN: another resource has the URN a, and neither waits for its deletion" in text(refused, 0)
    assert "  Pulumi rejects this state." not in text(allowed, 0)


def test_what_is_not_refused_is_not_called_so() -> None:
    found = text(index_of(Resource("v", "t", view_of=A)), 0)
    assert f"⚠ missing dependency: it is a view of {A}, which is not in this state" in found
    assert "  Pulumi rejects this state." not in found


def test_the_error_of_the_state_is_shown_whole_and_can_be_copied() -> None:
    long = f"resource {A}'s dependency {urn('x' * 900)} refers to missing resource\nsecond \x1bline"
    error = IntegrityError(long, "3", "pulumi up -c shop:password=hunter2 --yes")
    index = ResourceIndex(Deployment((Resource(A, "t"),), integrity_error=error, manifest=Manifest(version="v3")))
    lines = [
        line for line in detail_lines(index, 0, now=NOW) if line.copies and "refers to missing" in str(line.copies)
    ]
    shown = "".join(plain_text(line.line).strip() for line in lines)
    assert urn("x" * 900) in shown
    assert "second ␛line" in shown
    assert "found by pulumi up -c shop:password=[secret] --yes 3" in shown
    assert all("hunter2" not in str(line.copies) for line in lines)
    assert {line.copies for line in detail_lines(index, 0, now=NOW)} >= {"pulumi state repair", "pulumi refresh"}
    overview = [plain_text(line).strip() for line in problem_lines(index)]
    assert {REPAIR.strip(), "second ␛line", "⚠ 1 resource  corrupt"} <= set(overview)
    assert any("the manifest's magic does not match its version" in line for line in overview)


def test_every_fault_has_words() -> None:
    index = index_of(Resource("b", "t", parent="x", dependencies=("y",), view_of="z", provider="p"))
    assert all(fault_words(index, fault).endswith(("is not in this state", "be read")) for fault in index.faults(0))
    assert len(index.faults(0)) == 4


def test_an_error_of_a_state_may_name_no_command() -> None:
    lines = [plain_text(line.line) for line in corruption_lines(IntegrityError("broken", "", ""))]
    assert not any("found by" in line for line in lines)
    assert any("broken" in line for line in lines)
