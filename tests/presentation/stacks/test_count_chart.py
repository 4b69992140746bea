from __future__ import annotations

import pytest

from stacktui.index.resources import ResourceIndex
from stacktui.presentation.stacks.count_chart import bar, count_lines
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.stack import ResourceCount
from stacktui.pulumi.state.deployment import Deployment, PendingOperation, Resource, UnreadableResource

PREFIX = "urn:pulumi:prod::web"
BUCKET = "aws:s3/bucket:Bucket"


def resource(type_: str, name: str, *, delete: bool = False) -> Resource:
    return Resource(f"{PREFIX}::{type_}::{name}", type_, True, delete=delete)


STACK = Resource(f"{PREFIX}::pulumi:pulumi:Stack::web-prod", "pulumi:pulumi:Stack")
PROVIDER = resource("pulumi:providers:aws", "default")
OLD = resource(BUCKET, "old", delete=True)


def text(server: ResourceCount | None, *resources: Resource, stack_version: int | None = None) -> list[str]:
    index = ResourceIndex(Deployment(resources, stack_version=stack_version))
    return [plain_text(line) for line in count_lines(server, index)]


@pytest.mark.parametrize(
    ("value", "largest", "is_ascii", "drawn"),
    [
        (0, 10, False, ""),
        (1, 0, False, ""),
        (10, 10, False, "██████████"),
        (5, 10, False, "█████"),
        (1, 80, False, "▏"),
        (1, 100_000, False, "▏"),
        (10, 16, False, "██████▎"),
        (5, 10, True, "#####"),
        (1, 100_000, True, "#"),
    ],
)
def test_whatever_is_there_has_a_bar(value: int, largest: int, is_ascii: bool, drawn: str) -> None:
    assert bar(value, largest, 10, is_ascii=is_ascii) == drawn


@pytest.mark.parametrize(
    ("server", "resources", "version", "why"),
    [
        (3, (STACK, PROVIDER, OLD), None, None),
        (2, (STACK, PROVIDER), 8, None),
        (5, (STACK,), 8, "The counts are from different versions (9 and 8). Press r to reload."),
        (1, (STACK, PROVIDER), 9, "The server's count appears to exclude 1 provider resource: the numbers add up."),
        (1, (STACK, OLD), None, "The server's count appears to exclude 1 pending delete: the numbers add up."),
        (
            1,
            (STACK, PROVIDER, OLD),
            None,
            "The server's count appears to exclude 1 provider and 1 pending delete: the numbers add up.",
        ),
        (9, (STACK,), None, "The state has 8 resources fewer than the server's count, for an unknown reason."),
        (0, (STACK,), None, "The state has 1 resource more than the server's count, for an unknown reason."),
    ],
)
def test_the_reason_of_a_difference_is_an_inference_and_says_so(
    server: int, resources: tuple[Resource, ...], version: int | None, why: str | None
) -> None:
    lines = text(ResourceCount(server, 9), *resources, stack_version=version)
    assert lines[0] == f"server's count {server} resource{'' if server == 1 else 's'}  at version 9"
    assert lines[2] == (f"  {why}" if why else "")


def test_bars_are_drawn_by_package_and_by_type() -> None:
    lines = text(None, STACK, PROVIDER, OLD, resource(BUCKET, "a"), Resource("urn-1", ""))
    assert lines[:2] == ["server's count not reported by this server", "in the state   5 resources"]
    assert lines[3:7] == [
        "by package",
        f"  aws{' ' * 33}2  {'█' * 57}",
        f"  pulumi{' ' * 30}2  {'█' * 57}",
        f"  none{' ' * 32}1  {'█' * 28}▌",
    ]
    assert [line.split()[:2] for line in lines[9:]] == [
        ["aws:s3:Bucket", "2"],
        ["none", "1"],
        ["pulumi:providers:aws", "1"],
        ["pulumi:pulumi:Stack", "1"],
    ]


def test_other_entries_are_counted_beside_the_number() -> None:
    deployment = Deployment((STACK,), (PendingOperation(OLD),), (UnreadableResource(1, "odd", ""),))
    lines = [plain_text(line) for line in count_lines(None, ResourceIndex(deployment))]
    assert lines[1] == "in the state   1 resource  and 1 pending operation  and 1 entry unreadable"


def test_an_empty_state_has_no_chart_and_one_not_loaded_says_so() -> None:
    assert text(ResourceCount(0, 0)) == ["server's count 0 resources  at version 0", "in the state   0 resources"]
    assert [plain_text(line) for line in count_lines(None, None)][1] == "in the state   not loaded: open Resources"


def test_a_long_chart_is_cut_and_the_rest_summed() -> None:
    lines = text(None, *(resource(f"pkg{number}:a:B", "x") for number in range(40)))
    assert lines[-1] == "  … 10 more, 10 in total"
    assert all(len(line) <= 100 for line in lines)
