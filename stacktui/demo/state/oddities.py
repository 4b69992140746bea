"""States with problems: every flag, interrupted operations, broken structure.

Each problem is applied to a valid state after it was built; `building` reserves its resources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from stacktui.demo.state import odd_values
from stacktui.demo.state.builder import StateOperation, StateResource

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacktui.demo.state.builder import StateBuilder
    from stacktui.demo.state.values import Json

BUCKET = "aws:s3/bucket:Bucket"
QUEUE = "aws:sqs/queue:Queue"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"


class Trouble(NamedTuple):
    """A change to a valid state."""

    apply: Callable[[StateBuilder], None]
    features: tuple[str, ...] = ()
    metadata: tuple[tuple[str, Json], ...] = ()


def _copy(of: StateResource, identifier: str) -> StateResource:
    """The old half of a replacement: the same URN, another ID, pending deletion."""
    old = msgspec.structs.replace(of, id=identifier, delete=True)
    old.created = old.modified = "2025-11-02T08:14:09.118273645Z"
    return old


def _flags(builder: StateBuilder) -> None:
    """One resource for every flag of a resource."""
    top = builder.component("acme:data:Archive", "order-archive")
    kept = builder.custom(BUCKET, "order-archive", top.urn)
    kept.protect = kept.retain_on_delete = True
    kept.custom_timeouts = {"create": 600, "update": 600, "delete": 1200}
    kept.aliases = [builder.urn(BUCKET, "orders-archive"), f"urn:pulumi:prod::old-shop::{BUCKET}::order-archive"]
    kept.ignore_changes, kept.replace_on_changes = ["tags", "lifecycleRules[*].id"], ["bucket"]
    read = builder.custom("aws:ec2/securityGroup:SecurityGroup", "office-vpn", top.urn)
    read.external, read.import_id = True, read.id
    tainted = builder.custom(DEPLOYMENT, "report-builder", top.urn)
    tainted.taint = True
    ill = builder.custom(DEPLOYMENT, "thumbnailer", top.urn)
    ill.init_errors = [
        "2 errors occurred:\n"
        "\t* Timeout occurred polling for 'thumbnailer'\n"
        "\t* [Pod thumbnailer-7d9c6b6f5-x2l8k]: containers with unready status: [app] -- "
        '[ImagePullBackOff] Back-off pulling image "thumbnailer:v0.14.2"',
        "resource thumbnailer was successfully created, but the Kubernetes API server reported that it failed to "
        "fully initialize or become live: 3 of 3 replicas unavailable",
    ]
    gone = builder.custom(QUEUE, "replayed-orders", top.urn)
    gone.pending_replacement = True
    follower = builder.custom("aws:s3/bucketObject:BucketObject", "robots.txt", top.urn)
    follower.deleted_with, follower.replace_with = kept.urn, [kept.urn]
    follower.refresh_before_update = True
    view = builder.custom("aws:cloudwatch/logGroup:LogGroup", "order-archive-view", top.urn)
    view.view_of, view.id = kept.urn, ""
    hooked = builder.custom("random:index/randomPassword:RandomPassword", "archive-key", top.urn)
    hooked.resource_hooks = {"BeforeDelete": ["ask-oncall"], "AfterCreate": ["tell-slack"]}
    position = "project:///lib/archive.ts#"
    hooked.stack_trace = [{"sourcePosition": f"{position}118,9"}, {"sourcePosition": "project:///index.ts#41,3"}]
    builder.append(_copy(kept, f"{kept.id[:-7]}0ld5c21"))
    builder.append(_copy(gone, gone.id + "-2"))
    _pending(builder, ("updating",), tainted)


def _pending(builder: StateBuilder, kinds: tuple[str, ...], like: StateResource) -> None:
    for kind in kinds:
        caught = msgspec.structs.replace(like)
        if kind == "creating":
            caught.urn, caught.id = builder.urn(like.type, f"{like.urn.rsplit('::', 1)[1]}-v2", like.parent), ""
        builder.pending.append(StateOperation(caught, kind))


def _interrupted(builder: StateBuilder) -> None:
    """The CLI was killed during an update."""
    top = builder.component("acme:app:Service", "invoice-printer")
    queue = builder.custom(QUEUE, "invoice-printer", top.urn)
    table = builder.custom("aws:dynamodb/table:Table", "invoice-printer", top.urn)
    table.pending_replacement = True
    bucket = builder.custom(BUCKET, "invoice-printer", top.urn)
    bucket.init_errors = ["1 error occurred:\n\t* updating bucket policy: AccessDenied: s3:PutBucketPolicy"]
    builder.append(_copy(bucket, bucket.id[:-1] + "z"))
    _pending(builder, ("creating", "updating", "deleting"), queue)
    _pending(builder, ("reading", "importing"), bucket)


def _orphans(builder: StateBuilder) -> None:
    """Resources whose parent does not exist, one below the other."""
    lost = builder.urn("acme:app:Service", "removed-by-hand", builder.root)
    for name in ("stranded", "stranded-too"):
        builder.custom(QUEUE, name).parent = lost
    child = builder.component("acme:app:Worker", "below-the-stranded")
    child.parent = lost
    builder.custom(BUCKET, "grandchild", child.urn).dependencies = [lost]


def _cycle(builder: StateBuilder) -> None:
    """Three components that form a cycle of parents, something below them, and one that is its own parent."""
    ring = [builder.component("acme:app:Loop", name) for name in ("first", "second", "third")]
    for at, member in enumerate(ring):
        member.parent = ring[at - 1].urn
    builder.custom(QUEUE, "in-the-loop", ring[0].urn)
    alone = builder.component("acme:app:Loop", "itself")
    alone.parent = alone.urn


def _duplicates(builder: StateBuilder) -> None:
    """A URN with two live resources, which Pulumi rejects, and one with two old copies, which it accepts."""
    twice = builder.custom(QUEUE, "twice")
    builder.append(msgspec.structs.replace(twice, id=twice.id + "-again"))
    old = builder.custom(BUCKET, "replaced")
    builder.append(_copy(old, old.id + "-1"))
    builder.append(_copy(old, old.id + "-2"))
    child = builder.custom("aws:s3/bucketPolicy:BucketPolicy", "replaced", old.urn)
    builder.append(_copy(child, child.id + "-1"))


def _late_parents(builder: StateBuilder) -> None:
    builder.resources.reverse()


def _no_root(builder: StateBuilder) -> None:
    del builder.resources[0]


def _views(builder: StateBuilder) -> None:
    """A resource with views, as created by a provider that wraps another tool."""
    owner = builder.component("acme:terraform:Module", "vpc-module")
    for at in range(5):
        view = builder.custom("aws:ec2/subnet:Subnet", f"module.vpc.aws_subnet.private[{at}]", owner.urn)
        view.view_of, view.id = owner.urn, ""


def _malformed(builder: StateBuilder) -> None:
    """Entries that are not resources: no URN, a number for a URN, a text for an object."""
    for entry in (
        b'{"custom":true,"type":"aws:s3/bucket:Bucket","id":"no-urn"}',
        b'{"urn":17,"custom":"perhaps","type":"aws:s3/bucket:Bucket"}',
        b'"a resource"',
    ):
        builder.resources.append(msgspec.Raw(entry))
    urn = builder.urn(BUCKET, "half", builder.root)
    builder.resources.append(msgspec.Raw(b'{"urn":"' + urn.encode() + b'","custom":true,"type":"x","parent":{"a":1}}'))


def _nothing(builder: StateBuilder) -> None:
    """The state is valid; the problem is elsewhere."""


TROUBLES: dict[str, Trouble] = {
    "": Trouble(_nothing),
    "flags": Trouble(_flags),
    "every-flag": Trouble(_flags),
    "interrupted": Trouble(_interrupted),
    "orphans": Trouble(_orphans),
    "cycle": Trouble(_cycle),
    "duplicate-urns": Trouble(_duplicates),
    "late-parents": Trouble(_late_parents),
    "no-root": Trouble(_no_root),
    "views": Trouble(_views),
    "malformed": Trouble(_malformed),
    "features": Trouble(_flags, ("refreshBeforeUpdate", "views", "hooks", "taint", "replaceWith", "somethingNew")),
    "corrupt": Trouble(
        _orphans,
        metadata=(
            (
                "integrity_error",
                {
                    "version": "v3.186.0",
                    "command": "pulumi up --yes --skip-preview",
                    "error": "child resource urn:pulumi:corrupt::triage::aws:sqs/queue:Queue::stranded refers to "
                    "missing parent",
                },
            ),
        ),
    ),
    "secrets": Trouble(odd_values.add_secrets),
    "odd-values": Trouble(odd_values.add_odd_values),
    "unicode": Trouble(odd_values.add_odd_names),
}
