from __future__ import annotations

import msgspec
import pytest

from stacktui.index.resources import ResourceIndex
from stacktui.presentation.resources.resource_detail import DetailLine, detail_lines
from stacktui.presentation.resources.resource_facts import EXPLAINED, LIST_LIMIT
from stacktui.presentation.resources.resource_rows import FLAG_WORDS
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.state.deployment import CustomTimeouts, Deployment, PendingOperation, Resource, UnreadableResource
from tests.kit.clock import NOW
from tests.states import decode, export, plaintext, resource

PREFIX = "urn:pulumi:prod::web"
BUCKET, CLUSTER, AWS = "aws:s3/bucket:Bucket", "eks:index:Cluster", "pulumi:providers:aws"
STACK = Resource(f"{PREFIX}::pulumi:pulumi:Stack::web-prod", "pulumi:pulumi:Stack")
PROVIDER = Resource(f"{PREFIX}::{AWS}::default", AWS, True, "0c1d", inputs=msgspec.Raw(b'{"version":"6.22.2"}'))
CLUSTER_MAIN = Resource(f"{PREFIX}::{CLUSTER}::main", CLUSTER, parent=STACK.urn)


def lines(item: Resource | PendingOperation | UnreadableResource, *others: Resource) -> tuple[DetailLine, ...]:
    """The detail of an item that stands after STACK, PROVIDER, CLUSTER_MAIN and the others (nodes 0, 1, 2, …)."""
    before = (STACK, PROVIDER, CLUSTER_MAIN, *others)
    if isinstance(item, Resource):
        deployment = Deployment((*before, item))
    elif isinstance(item, PendingOperation):
        deployment = Deployment(before, (item,))
    else:
        deployment = Deployment(before, (), (item,))
    return detail_lines(ResourceIndex(deployment), len(before), now=NOW)


def text(found: tuple[DetailLine, ...]) -> list[str]:
    return [plain_text(line.line).rstrip() for line in found]


def test_all_facts_of_a_resource_are_shown_in_order() -> None:
    found = lines(
        Resource(
            f"{PREFIX}::{CLUSTER}${BUCKET}::logs",
            BUCKET,
            True,
            "acme-logs",
            parent=CLUSTER_MAIN.urn,
            provider=f"{PROVIDER.urn}::0c1d",
            protect=True,
            init_errors=("timed out\nafter \x1b10m",),
            dependencies=(CLUSTER_MAIN.urn, "urn:gone"),
            property_dependencies=msgspec.Raw(
                f'{{"policy":["{CLUSTER_MAIN.urn}"],"acl":["{CLUSTER_MAIN.urn}"]}}'.encode()
            ),
            deleted_with=CLUSTER_MAIN.urn,
            replace_with=(STACK.urn,),
            view_of=STACK.urn,
            import_id="logs-imported",
            created="2026-05-28T17:26:40.123456789Z",
            modified="0001-01-01T00:00:00Z",
            source_position="project:///index.ts#4,2",
            aliases=("urn:old",),
            custom_timeouts=CustomTimeouts(create=600, delete=0),
            ignore_changes=("tags", "acl"),
            replace_on_changes=("name",),
            refresh_before_update=True,
            resource_hooks={"BeforeCreate": ("check",), "AfterCreate": None},
        )
    )
    assert text(found) == [
        "aws:s3:Bucket  logs  resource",
        "type           aws:s3/bucket:Bucket",
        f"urn            {PREFIX}::{CLUSTER}${BUCKET}::logs",
        "id             acme-logs",
        "imported as    logs-imported",
        "provider       aws 6.22.2  default",
        "parent         main  eks:Cluster",
        "view of        web-prod  Stack",
        "⚠ unhealthy: created or updated, but it did not become healthy; see the errors below",
        "⚠ missing dependency: it depends on urn:gone, which is not in this state",
        "· protected: Pulumi refuses to delete or replace it until `pulumi state unprotect`",
        "· view: a view of another resource; it cannot be changed on its own",
        "  Pulumi rejects this state.",
        "  `pulumi state repair` puts resources in order and removes references to what is missing.",
        "initialization errors",
        "  timed out",
        "  after ␛10m",
        "needs",
        "  main  eks:Cluster  by policy, acl",
        "  urn:gone  not in this state",
        "  main  eks:Cluster  deleted with it",
        "  web-prod  Stack  replaced with it",
        "dependents     none in this state",
        "created        2026-05-28 17:26:40 UTC, 2h ago",
        "modified       never",
        "source         project:///index.ts#4,2",
        "alias          urn:old",
        "timeouts       create 10m 00s",
        "ignores        tags, acl",
        "replaces on    name",
        "refresh        before each update",
        "hooks          BeforeCreate: check; AfterCreate:",
        "",
        "outputs",
        "  none",
    ]
    assert [line.target for line in found if line.target is not None] == [1, 2, 0, 2, 2, 0]
    assert found[2].copy_text == f"{PREFIX}::{CLUSTER}${BUCKET}::logs"
    assert [line.copy_text for line in found if "urn:gone" in plain_text(line.line)] == ["urn:gone"] * 2


def test_a_component_says_so_and_by_how_many_it_is_used() -> None:
    child = Resource(f"{PREFIX}::{CLUSTER}${BUCKET}::logs", BUCKET, True, "x", parent=CLUSTER_MAIN.urn)
    index = ResourceIndex(Deployment((STACK, CLUSTER_MAIN, child)))
    found = text(detail_lines(index, 1, now=NOW))
    assert found[0] == "eks:Cluster  main  component"
    assert "dependents     1 resource" in found
    assert not any(line.startswith("id ") for line in found)


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        (Resource("urn-1", "", True), "id             none"),
        (Resource("urn-1", "", parent="urn:gone"), "parent         urn:gone  not in this state"),
        (Resource("u", BUCKET, True, "x", provider="urn:gone::id"), "provider       urn:gone  not in this state"),
        (
            Resource("u", BUCKET, True, "x", provider=f"{PROVIDER.urn}::04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
            "provider       aws 6.22.2  default  id not known yet  with another ID: 0c1d",
        ),
        (
            Resource("u", BUCKET, True, "x", provider_inputs=msgspec.Raw(b'{"version":"5.0.0"}')),
            "provider       aws 5.0.0",
        ),
        (Resource("u", BUCKET, True, "x", provider_inputs=msgspec.Raw(b'{"version":7}')), "provider       aws"),
        (
            Resource("u", BUCKET, True, "x", delete=True),
            "⚠ pending delete: the old resource of a replacement, not yet deleted; "
            "it still exists in the cloud and may be billed",
        ),
    ],
)
def test_what_is_odd_is_said(resource: Resource, words: str) -> None:
    assert words in text(lines(resource))


def test_timeouts_that_say_nothing_are_not_shown() -> None:
    assert not any(line.startswith("timeouts") for line in text(lines(Resource("u", custom_timeouts=CustomTimeouts()))))


@pytest.mark.parametrize(("kind", "words"), [("creating", "creating"), ("", "working")])
def test_an_interrupted_operation_says_what_was_going_on(kind: str, words: str) -> None:
    found = text(lines(PendingOperation(Resource(f"{PREFIX}::{BUCKET}::new", BUCKET, True), kind)))
    assert found[:2] == [f"↻ interrupted while {words}", "aws:s3:Bucket  new  resource"]
    assert any(line.startswith("⚠ pending operation: an update was interrupted here") for line in found)


@pytest.mark.parametrize(("urn", "words"), [("urn:x\x9b", "urn:x<009B>"), ("", "unreadable")])
def test_an_unreadable_entry_says_why(urn: str, words: str) -> None:
    assert text(lines(UnreadableResource(7, "expected a str\n", urn))) == [
        "? unreadable entry",
        f"urn            {words}",
        "position       7",
        "reason         expected a str␊",
    ]


def test_a_reference_to_an_unreadable_entry_leads_there() -> None:
    broken = UnreadableResource(1, "odd", "urn:broken")
    index = ResourceIndex(
        Deployment((Resource("u", dependencies=("urn:broken",), view_of="urn:broken"),), (), (broken,))
    )
    found = detail_lines(index, 0, now=NOW)
    assert "view of        urn:broken" in text(found)


def test_endless_lists_are_cut_with_a_number() -> None:
    found = text(lines(Resource("u", dependencies=tuple(f"urn:{number}" for number in range(LIST_LIMIT + 7)))))
    assert "  … and 7 more (y copies all)" in found


@pytest.mark.parametrize("name", ["aliases", "init_errors", "dependencies"])
def test_what_is_cut_says_so_and_is_copied_whole(name: str) -> None:
    values = tuple(f"urn:{number}" for number in range(1200))
    found = lines(Resource("u", "t", **{name: values}))  # type: ignore[arg-type]
    cut = [line for line in found if "1,000 more" in plain_text(line.line)]
    assert {line.copy_text for line in cut} == {"\n".join(values)}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("0001-01-01T00:00:00Z", "never"),
        ("2026-05-28T17:26:40Z", "2026-05-28 17:26:40 UTC, 3h ago"),
        ("2126-05-28T19:26:40Z", "2126-05-28 19:26:40 UTC, 36523d 23h from now"),
        ("yesterday\x1b", "yesterday␛, which cannot be read"),
        ("1754000000", "1754000000, which cannot be read"),
        ("1960-01-01T00:00:00Z", "1960-01-01T00:00:00Z, which cannot be read"),
        ("9999-99-99T00:00:00Z", "9999-99-99T00:00:00Z, which cannot be read"),
    ],
)
def test_a_time_that_is_none_is_shown_as_it_is_written(written: str, shown: str) -> None:
    found = text(lines(Resource("u", "t", created=written, modified=written)))
    assert [f"created        {shown}", f"modified       {shown}"] == [line for line in found if shown in line]


def test_every_mark_is_explained() -> None:
    assert set(EXPLAINED) == set(FLAG_WORDS)


def test_who_uses_it_can_be_left_for_later() -> None:
    index = ResourceIndex(Deployment((STACK, CLUSTER_MAIN)))
    later = text(detail_lines(index, 0, now=NOW, counts_users=False))
    assert "dependents     computing…" in later
    assert not index.knows_dependents
    assert "dependents     1 resource" in text(detail_lines(index, 0, now=NOW))
    assert index.knows_dependents


def test_fields_of_a_later_cli_are_shown_as_they_are() -> None:
    state = export(
        resource("app", type="pulumi:pulumi:Stack"),
        resource(
            "a", newer={"x": ["\x1b", plaintext("canary")]}, hideDiff=["tags"], snippetID="s-1", extensionRef="e-1"
        ),
        snippets=[{"uuid": "u"}],
        pending_operations=[{"type": "creating", "resource": resource("b"), "since": 7}],
        metadata={"repaired": True},
        secrets_providers={"type": "passphrase", "state": {"salt": "canary"}},
    )
    index = ResourceIndex(decode(state))
    of_stack, of_resource, of_operation = (
        [" ".join(line.split()) for line in text(detail_lines(index, node, now=NOW))] for node in range(3)
    )
    assert of_resource[-7:] == [
        "other fields",
        "hideDiff",
        "[0] tags",
        "newer",
        "x",
        "[0] ␛",
        "[1] [secret] x reveals it",
    ]
    assert {"snippet s-1", "extension e-1"} <= set(of_resource)
    assert of_operation[-2:] == ["other fields of the operation", "since 7"]
    assert of_stack[-5:] == ["other fields of the state", "snippets", "[0]", "uuid u", "metadata.repaired true"]
