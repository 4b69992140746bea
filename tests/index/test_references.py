"""The stacks that a stack reads, from the names in its own state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.index.references import UpstreamReference, behind, upstream_references
from stacktui.pulumi.stack import StackIdentifier
from stacktui.pulumi.state.deployment import Resource
from tests.states import ciphertext, index_of, raw

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

READER = StackIdentifier("acme", "shop", "prod")


def reference(name: Json, outputs: Json = None, *, id: str | None = None) -> Resource:  # noqa: A002  # the field's name
    return Resource(
        urn=f"urn-{name}",
        type="pulumi:pulumi:StackReference",
        id=id,
        external=True,
        inputs=raw({"name": name}),
        outputs=raw({"name": name, "outputs": outputs}),
    )


def test_each_stack_is_returned_once_with_all_known_outputs() -> None:
    index = index_of(
        Resource(urn="a", type="aws:s3/bucket:Bucket"),
        reference("acme/net/prod", {"vpcId": "v", "password": ciphertext()}),
        reference("acme/dns/prod"),
        reference("acme/net/prod", {"zone": 1, "vpcId": "v"}),
    )
    assert upstream_references(index) == (
        UpstreamReference(StackIdentifier("acme", "net", "prod"), ("vpcId", "password", "zone"), 1),
        UpstreamReference(StackIdentifier("acme", "dns", "prod"), (), 2),
    )


@pytest.mark.parametrize(
    ("name", "reader", "expected"),
    [
        ("acme/net/prod", None, ("acme", "net", "prod")),
        ("other/prod", READER, ("other", "shop", "prod")),
        ("prod", READER, ("acme", "shop", "prod")),
        ("prod", None, ("", "", "prod")),
        ("a/b/c/d", None, ("a", "b", "c/d")),
        ("", None, ("", "", "")),
    ],
)
def test_a_name_that_leaves_parts_out_means_the_reader_s(
    name: str, reader: StackIdentifier | None, expected: tuple[str, str, str]
) -> None:
    (found,) = upstream_references(index_of(reference(name)), reader)
    assert found.stack == expected


@pytest.mark.parametrize(("id", "expected"), [("acme/net/prod", "acme/net/prod"), (None, "//")])
def test_without_a_name_the_id_identifies_the_stack(id: str | None, expected: str) -> None:  # noqa: A002  # the field's name
    (found,) = upstream_references(index_of(reference(7, id=id)))
    assert str(found.stack) == expected


@pytest.mark.parametrize(("read", "current", "expected"), [(3, 5, 2), (5, 5, 0), (6, 5, 0)])
def test_a_reference_is_behind_by_versions_and_never_ahead(read: int, current: int, expected: int) -> None:
    assert behind(read, current) == expected
