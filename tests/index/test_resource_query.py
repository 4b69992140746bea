from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.index.filter_line import OPEN_QUOTE, FilterMistake, MistakeKind
from stacktui.index.resource_query import (
    FLAG_WORDS,
    FieldTerm,
    IsTerm,
    ResourceQuery,
    ResourceSearch,
    match_resources,
    parse_resource_query,
    suggest_resource_terms,
)
from stacktui.index.resources import Flag, ResourceIndex
from stacktui.pulumi.state.deployment import Deployment, PendingOperation, Resource, UnreadableResource

PREFIX = "urn:pulumi:prod::web"
BUCKET, CLUSTER = "aws:s3/bucket:Bucket", "eks:index:Cluster"
RESOURCES = (
    Resource(f"{PREFIX}::pulumi:pulumi:Stack::web-prod", "pulumi:pulumi:Stack"),
    Resource(f"{PREFIX}::pulumi:providers:aws::default", "pulumi:providers:aws", True, "0c1d"),
    Resource(f"{PREFIX}::{CLUSTER}::main", CLUSTER),
    Resource(f"{PREFIX}::{CLUSTER}${BUCKET}::Logs", BUCKET, True, "acme-logs-A4", protect=True),
    Resource(f"{PREFIX}::{BUCKET}::old", BUCKET, True, "acme-old", delete=True),
    Resource("urn-1", "aws-native:s3:Bucket", True),
)
INDEX = ResourceIndex(
    Deployment(
        RESOURCES,
        (PendingOperation(Resource(f"{PREFIX}::{BUCKET}::new", BUCKET, True), "creating"),),
        (UnreadableResource(9, "odd", f"{PREFIX}::{BUCKET}::broken"),),
    )
)
BUCKETS = [3, 4, 6]


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("", ResourceQuery()),
        ("type: - is:", ResourceQuery()),
        ('Logs -"Two words"', ResourceQuery(("logs",), ("two words",))),
        ("aws:s3 urn:pulumi:prod", ResourceQuery(("aws:s3",), fields=(FieldTerm("urn", "pulumi:prod", False),))),
        ("eks:", ResourceQuery(("eks:",))),
        (
            "-type:Bucket name:a",
            ResourceQuery(fields=(FieldTerm("type", "bucket", True), FieldTerm("name", "a", False))),
        ),
        ("is:Protected", ResourceQuery(claims=(IsTerm("protected", False),))),
        ('-is:"pending delete"', ResourceQuery(claims=(IsTerm("pending-delete", True),))),
        ("is:prot", ResourceQuery()),
    ],
)
def test_a_line_is_understood(line: str, query: ResourceQuery) -> None:
    assert parse_resource_query(line) == query
    assert query.is_empty is (query == ResourceQuery())


def test_what_is_not_understood_is_reported() -> None:
    query = parse_resource_query('is:blue "x')
    assert query.words == ("x",)
    assert query.mistakes == (FilterMistake(MistakeKind.NO_SUCH_CLAIM, "blue"), OPEN_QUOTE)


@pytest.mark.parametrize(
    ("line", "nodes"),
    [
        ("", [0, 1, 2, 3, 4, 5, 6, 7]),
        ("logs", [3]),
        ("LOGS acme", [3]),
        ("logs-a4", [3]),
        ("aws:s3:bucket", BUCKETS),
        ("bucket -old", [3, 5, 6, 7]),
        ("type:bucket", [3, 4, 5, 6]),
        ("-type:bucket", [0, 1, 2, 7]),
        ("package:aws", BUCKETS),
        ("package:aws-n", [5]),
        ("name:main", [2]),
        ("name:urn", [5]),
        ("id:acme", [3, 4]),
        (f"urn:pulumi:prod::web::{CLUSTER}$", [3]),
        (f"{PREFIX}::{CLUSTER}${BUCKET}::Logs", [3]),
        ("is:protected", [3]),
        ("is:pending", [4, 6]),
        ("is:pending-delete", [4]),
        ("is:unreadable", [7]),
        ("is:problem", [4, 6, 7]),
        ("-is:problem", [0, 1, 2, 3, 5]),
        ("is:component", [0, 2]),
        ("is:custom", [1, 3, 4, 5, 6]),
        ("is:provider", [1]),
        ("-is:provider is:custom", [3, 4, 5, 6]),
    ],
)
def test_a_line_finds_resources(line: str, nodes: list[int]) -> None:
    assert list(match_resources(INDEX, parse_resource_query(line))) == nodes


@pytest.mark.parametrize(
    "before", ["", "b", "bucket", "bucket -old", "-old", "bucket is:protected", "type:bucket id:o", "is:problem"]
)
@pytest.mark.parametrize("after", ["", "b", "bucket", "bucket -old", "-old", "is:protected", "type:bucket", "m"])
def test_what_was_asked_before_does_not_change_the_answer(before: str, after: str) -> None:
    search = ResourceSearch(INDEX)
    search.match(parse_resource_query(before))
    query = parse_resource_query(after)
    assert search.match(query) == match_resources(INDEX, query)


def test_a_search_can_be_prepared_before_it_is_asked() -> None:
    assert ResourceSearch(INDEX).prepare() == len(INDEX)


def test_every_mark_can_be_asked_for() -> None:
    assert {mark for mark in Flag if mark in FLAG_WORDS.values()} == set(Flag)


@pytest.mark.requirement("E4")
@given(st.text(alphabet=st.sampled_from('ab:-"\\ is:type'), max_size=20))
def test_no_line_is_an_accident(line: str) -> None:
    assert set(match_resources(INDEX, parse_resource_query(line))) <= set(range(len(INDEX)))


@pytest.mark.parametrize(
    ("line", "suggestions"),
    [
        ("", ("type:", "id:", "name:", "urn:", "package:", "is:")),
        ("t", ("type:",)),
        ("-i", ("-id:", "-is:")),
        ("type:buck", ("type:aws:s3:Bucket",)),
        ("package:e", ("package:eks",)),
        ("is:pro", ("is:protected", "is:problem", "is:provider", "is:missing-provider")),
        ("name:x", ()),
    ],
)
def test_suggestions_come_from_what_is_known(line: str, suggestions: tuple[str, ...]) -> None:
    found = suggest_resource_terms(line, len(line), types=("aws:s3:Bucket", "eks:Cluster"), packages=("aws", "eks"))
    assert found == suggestions
