"""What Pulumi's check of a state refuses is found, with the other end of it, and what the check lets pass is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from stacktui.index.integrity import FaultKind, StateFault, Wrong
from stacktui.index.resources import PROBLEMS, Flag, ResourceIndex
from stacktui.pulumi.state.deployment import (
    MASKED_MAGIC,
    Deployment,
    IntegrityError,
    Manifest,
    Resource,
    UnknownField,
    magic_of,
)
from stacktui.pulumi.urn import UNKNOWN_ID
from tests.states import index_of, raw, urn

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

AWS = "pulumi:providers:aws"
PROVIDER_URN = urn("default", AWS)
PROVIDER = Resource(PROVIDER_URN, AWS, True, "id-1")


def made(name: str, **fields: object) -> Resource:
    return Resource(**{"urn": urn(name), "type": "a:b:C", "custom": True, "id": name, **fields})  # type: ignore[arg-type]


A, B = urn("a"), urn("b")
MISSING, LATE, MALFORMED, OTHER = Wrong.MISSING, Wrong.LATE, Wrong.MALFORMED, Wrong.OTHER_COPY
ENDS: list[tuple[dict[str, object], FaultKind, str]] = [
    ({"parent": A}, FaultKind.PARENT, ""),
    ({"dependencies": ("", A, A)}, FaultKind.DEPENDENCY, ""),
    ({"property_dependencies": raw({"none": None, "vpc": ["", A]})}, FaultKind.PROPERTY_DEPENDENCY, "vpc"),
    ({"deleted_with": A}, FaultKind.DELETED_WITH, ""),
    ({"replace_with": (A,)}, FaultKind.REPLACE_WITH, ""),
]


@pytest.mark.parametrize(("fields", "kind", "by"), ENDS)
@pytest.mark.parametrize("old", [False, True])
def test_what_a_resource_refers_to_stands_before_it(
    fields: dict[str, object], kind: FaultKind, by: str, old: bool
) -> None:
    end, needy = made("a", delete=old), made("b", **fields)
    for index, expected in (
        (index_of(end, needy), []),
        (index_of(needy), [(kind, MISSING, A, by, None)]),
        (index_of(needy, end), [(kind, LATE, A, by, 1)]),
    ):
        node = next(node for node in range(len(index)) if index.urn(node) == B)
        assert list(map(tuple, index.faults(node))) == expected
        flags = {MISSING: Flag.MISSING_DEPENDENCY, LATE: Flag.LATE_DEPENDENCY}
        if kind is FaultKind.PARENT:
            flags = {MISSING: Flag.ORPHAN, LATE: Flag.LATE_PARENT}
        assert index.flags(node) == (flags[expected[0][1]] if expected else Flag(0))
        assert (node in index.problems) is bool(expected)


def test_one_copy_before_it_is_enough() -> None:
    for _, fields in enumerate(entry[0] for entry in ENDS):
        index = index_of(made("a", delete=True), made("b", **fields), made("a"))
        assert index.faults(1) == ()
        assert not index.flags(1) & PROBLEMS


@pytest.mark.parametrize(
    ("before", "reference", "fields", "expected"),
    [
        pytest.param([PROVIDER], f"{PROVIDER_URN}::id-1", {}, None, id="there"),
        pytest.param([], f"{PROVIDER_URN}::id-1", {}, (MISSING, None), id="missing"),
        pytest.param([], f"{PROVIDER_URN}::id-1", {"pending_replacement": True}, None, id="pending replacement"),
        pytest.param([], f"{PROVIDER_URN}::id-1", {"delete": True}, (MISSING, None), id="pending delete is no excuse"),
        pytest.param([PROVIDER], f"{PROVIDER_URN}::id-2", {}, (OTHER, 0), id="another ID"),
        pytest.param([PROVIDER], f"{PROVIDER_URN}::{UNKNOWN_ID}", {}, (OTHER, 0), id="unknown ID"),
        pytest.param([Resource(PROVIDER_URN, AWS, True)], f"{PROVIDER_URN}::{UNKNOWN_ID}", {}, None, id="no ID yet"),
        pytest.param([PROVIDER], PROVIDER_URN, {}, (MALFORMED, None), id="a URN alone"),
        pytest.param([PROVIDER], "aws", {}, (MALFORMED, None), id="a word"),
        pytest.param([made("a")], f"{A}::a", {}, (MALFORMED, None), id="a resource that is no provider"),
        pytest.param([], "nonsense", {"pending_replacement": True}, (MALFORMED, None), id="malformed and pending"),
        pytest.param(
            [Resource(urn("eu::west", AWS), AWS, True, "x")], f"{urn('eu::west', AWS)}::x", {}, None, id="colons"
        ),
    ],
)
def test_a_provider_is_a_urn_and_an_id(
    before: list[Resource], reference: str, fields: dict[str, object], expected: tuple[Wrong, int | None] | None
) -> None:
    index = index_of(*before, made("r", provider=reference, **fields))
    node = len(before)
    found = [(fault.wrong, fault.node) for fault in index.faults(node) if fault.kind is FaultKind.PROVIDER]
    assert found == ([] if expected is None else [expected])
    assert bool(index.flags(node) & Flag.MISSING_PROVIDER) is (expected is not None)


def test_a_provider_after_what_it_manages_is_late() -> None:
    index = index_of(made("r", provider=f"{PROVIDER_URN}::id-1"), PROVIDER)
    assert [(fault.kind, fault.wrong, fault.node) for fault in index.faults(0)] == [(FaultKind.PROVIDER, LATE, 1)]


def test_each_copy_of_a_provider_has_users_of_its_own() -> None:
    old = Resource(PROVIDER_URN, AWS, True, "id-0", delete=True)
    index = index_of(
        PROVIDER,
        old,
        made("new", provider=f"{PROVIDER_URN}::id-1"),
        made("late", provider=f"{PROVIDER_URN}::id-0"),
        made("lost", provider=f"{PROVIDER_URN}::id-9"),
    )
    assert [index.provider(node) for node in (2, 3, 4)] == [0, 1, 0]
    assert [index.dependent_count(node) for node in (0, 1)] == [1, 1]
    assert [edge.node for edge in index.dependencies(4)] == [None]


@pytest.mark.parametrize(
    ("resource", "kinds"),
    [
        (Resource("", "a:b:C", True, "x"), [FaultKind.NO_URN]),
        (Resource(A, "", True, "x"), [FaultKind.NO_TYPE]),
        (Resource(A, "a:b:C", False, "x"), [FaultKind.COMPONENT_WITH_ID]),
        (Resource(A, "a:b:C", False, ""), []),
        (Resource(A, AWS, True, "x"), [FaultKind.NO_PROVIDER_URN]),
        (Resource("default", AWS, True, "x"), [FaultKind.NO_PROVIDER_URN]),
        (Resource(urn("x", "pulumi:providers:"), "pulumi:providers:", True, "x"), []),
        (Resource("", "", False, "x"), [FaultKind.NO_URN, FaultKind.NO_TYPE, FaultKind.COMPONENT_WITH_ID]),
    ],
)
def test_what_every_resource_needs(resource: Resource, kinds: list[FaultKind]) -> None:
    index = index_of(resource)
    assert [fault.kind for fault in index.faults(0)] == kinds
    assert index.flags(0) == (Flag.MALFORMED if kinds else Flag(0))


def test_a_view_needs_what_it_is_a_view_of_wherever_it_stands() -> None:
    view = made("v", view_of=A)
    assert index_of(view, made("a")).faults(0) == ()
    missing = index_of(view)
    assert [(fault.kind, fault.wrong) for fault in missing.faults(0)] == [(FaultKind.VIEW_OF, MISSING)]
    assert missing.problems == (0,)


def test_two_live_copies_name_each_other() -> None:
    index = index_of(made("a"), made("a", delete=True), made("a"))
    assert [[fault.node for fault in index.faults(node)] for node in range(3)] == [[2], [], [0]]


@pytest.mark.parametrize(
    ("manifest", "faults"),
    [
        (None, ()),
        (Manifest(), ()),
        (Manifest(version="v3.1", magic=magic_of("v3.1")), ()),
        (Manifest(version="v3.1"), (StateFault.MAGIC,)),
        (Manifest(version="v3.2", magic=magic_of("v3.1")), (StateFault.MAGIC,)),
        (Manifest(magic="x"), (StateFault.MAGIC,)),
        (Manifest(version="v3.1", magic=MASKED_MAGIC), ()),
    ],
)
def test_the_magic_belongs_to_the_version(manifest: Manifest | None, faults: tuple[StateFault, ...]) -> None:
    assert ResourceIndex(Deployment((), manifest=manifest)).state_faults == faults


@pytest.mark.parametrize(
    ("snippets", "is_sound"),
    [
        ([], True),
        ([{"uuid": "a"}, {"uuid": "b"}], True),
        ([{"uuid": "a"}, {"uuid": "a"}], False),
        ([{"uuid": ""}], False),
        ([{"code": "x"}], False),
    ],
)
def test_each_snippet_has_an_id_of_its_own(snippets: Json, is_sound: bool) -> None:
    unknown = (UnknownField("deployment", "snippets", raw(snippets)),)
    found = ResourceIndex(Deployment((), unknown_fields=unknown)).state_faults
    assert found == (() if is_sound else (StateFault.SNIPPET,))


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (f"resource {A}'s dependency {urn('gone')} refers to missing resource", (0,)),
        (f"child resource {B}'s parent {A} comes after it", (1, 0)),
        (f"duplicate resource {urn('odd name')} (not marked for deletion)", (2,)),
        ("magic cookie mismatch", ()),
        ("", ()),
    ],
)
def test_the_error_of_the_state_leads_to_the_resources_that_it_names(error: str, named: tuple[int, ...]) -> None:
    state = Deployment((made("a"), made("b"), made("odd name")), integrity_error=IntegrityError(error))
    index = ResourceIndex(state)
    assert tuple(index.named_as_corrupt) == named
    assert index.flagged(Flag.CORRUPT) == tuple(sorted(named))
    assert set(named) <= set(index.problems)


def test_property_dependencies_that_cannot_be_read_are_looked_at() -> None:
    odd = made("odd", property_dependencies=msgspec.Raw(b"5"))
    assert len(ResourceIndex(Deployment((PROVIDER, odd)))) == 2
