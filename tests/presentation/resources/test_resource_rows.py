from __future__ import annotations

import pytest

from stacktui.index.resources import Flag, ResourceIndex
from stacktui.presentation.resources.resource_rows import FLAG_WORDS, ResourceRow, resource_row
from stacktui.presentation.text.lines import Tone
from stacktui.pulumi.state.deployment import Deployment, PendingOperation, Resource, UnreadableResource

PREFIX = "urn:pulumi:prod::web"
STACK = Resource(f"{PREFIX}::pulumi:pulumi:Stack::web-prod", "pulumi:pulumi:Stack")
BUCKET = "aws:s3/bucket:Bucket"


def row(item: Resource | PendingOperation | UnreadableResource) -> ResourceRow:
    resources = (STACK, item) if isinstance(item, Resource) else (STACK,)
    operations = (item,) if isinstance(item, PendingOperation) else ()
    unreadable = (item,) if isinstance(item, UnreadableResource) else ()
    return resource_row(ResourceIndex(Deployment(resources, operations, unreadable)), 1)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            Resource(f"{PREFIX}::{BUCKET}::logs", BUCKET, True, "logs-a4"),
            ("aws:s3:Bucket", "logs", "logs-a4", (), Tone.MUTED, False, "·"),
        ),
        (
            Resource(f"{PREFIX}::eks:index:Cluster::main", "eks:index:Cluster"),
            ("eks:Cluster", "main", "", (), Tone.MUTED, True, "◇"),
        ),
        (
            Resource(f"{PREFIX}::{BUCKET}::l\x1bogs", BUCKET, True, "i\u202ed", protect=True),
            ("aws:s3:Bucket", "l␛ogs", "i<202E>d", ("protected",), Tone.MUTED, False, "·"),
        ),
        (
            Resource(f"{PREFIX}::{BUCKET}::logs", BUCKET, True, "x", delete=True, protect=True),
            ("aws:s3:Bucket", "logs", "x", ("pending delete", "protected"), Tone.WARNING, False, "⚠"),
        ),
        (
            Resource(f"{PREFIX}::{BUCKET}::logs", BUCKET, True, "x", init_errors=("no",)),
            ("aws:s3:Bucket", "logs", "x", ("unhealthy",), Tone.DANGER, False, "⚠"),
        ),
        (Resource("urn-1", ""), ("unknown type", "urn-1", "", ("malformed",), Tone.DANGER, True, "⚠")),
        (
            PendingOperation(Resource(f"{PREFIX}::{BUCKET}::new", BUCKET, True), "creating"),
            ("aws:s3:Bucket", "new", "", ("↻ creating",), Tone.DANGER, False, "⚠"),
        ),
        (
            PendingOperation(Resource(f"{PREFIX}::{BUCKET}::new", BUCKET, True)),
            ("aws:s3:Bucket", "new", "", ("↻ pending operation",), Tone.DANGER, False, "⚠"),
        ),
        (
            UnreadableResource(7, "odd", f"{PREFIX}::{BUCKET}::logs"),
            ("aws:s3:Bucket", "logs", "", ("unreadable",), Tone.DANGER, False, "?"),
        ),
        (UnreadableResource(7, "odd", ""), ("unreadable", "entry 7", "", ("unreadable",), Tone.DANGER, False, "?")),
        (UnreadableResource(7, "odd", "urn-2"), ("unreadable", "urn-2", "", ("unreadable",), Tone.DANGER, False, "?")),
    ],
)
def test_a_node_becomes_a_row(item: Resource | PendingOperation | UnreadableResource, expected: ResourceRow) -> None:
    assert row(item) == expected


def test_the_root_is_called_a_stack() -> None:
    index = ResourceIndex(Deployment((STACK,)))
    assert resource_row(index, 0)[:2] == ("Stack", "web-prod")


def test_every_mark_has_words() -> None:
    assert set(FLAG_WORDS) == set(Flag)
