from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacktui.index.resources import ResourceIndex
from stacktui.presentation.resources.resource_jumps import Jump, to_dependencies, to_dependents, to_parent, to_provider
from stacktui.presentation.text.lines import plain_text
from stacktui.pulumi.state.deployment import Deployment, Resource

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX = "urn:pulumi:prod::web"
ROOT, PROVIDER = f"{PREFIX}::pulumi:pulumi:Stack::web-prod", f"{PREFIX}::pulumi:providers:aws::default"
FIRST, SECOND = f"{PREFIX}::aws:s3/bucket:Bucket::first", f"{PREFIX}::aws:s3/bucket:Bucket::second"
INDEX = ResourceIndex(
    Deployment(
        (
            Resource(ROOT, "pulumi:pulumi:Stack"),
            Resource(PROVIDER, "pulumi:providers:aws", True, "0c1d", parent=ROOT),
            Resource(FIRST, "aws:s3/bucket:Bucket", True, "a", parent=ROOT, provider=f"{PROVIDER}::0c1d"),
            Resource(
                SECOND,
                "aws:s3/bucket:Bucket",
                True,
                "b",
                parent=ROOT,
                provider=f"{PROVIDER}::0c1d",
                dependencies=(FIRST, FIRST),
            ),
        )
    )
)


@pytest.mark.parametrize(
    ("jump_of", "urn", "title", "there", "otherwise"),
    [
        (to_parent, SECOND, "Parent", [ROOT], "It has no parent in this state."),
        (to_parent, ROOT, "Parent", [], "It has no parent in this state."),
        (to_provider, SECOND, "Provider", [PROVIDER], "Its provider is not in this state."),
        (to_provider, ROOT, "Provider", [], "Its provider is not in this state."),
        (to_dependencies, SECOND, "Dependencies", [ROOT, PROVIDER, FIRST], "It has no dependencies in this state."),
        (to_dependencies, ROOT, "Dependencies", [], "It has no dependencies in this state."),
        (to_dependents, PROVIDER, "Dependents", [FIRST, SECOND], "It has no dependents in this state."),
        (to_dependents, SECOND, "Dependents", [], "It has no dependents in this state."),
    ],
)
def test_a_jump_names_where_it_leads_and_what_to_say_where_it_leads_nowhere(
    jump_of: Callable[[ResourceIndex, int], Jump], urn: str, title: str, there: list[str], otherwise: str
) -> None:
    jump = jump_of(INDEX, next(node for node in range(len(INDEX)) if INDEX.urn(node) == urn))
    assert (plain_text(jump.title), plain_text(jump.otherwise)) == (title, otherwise)
    assert [INDEX.urn(node) for node in jump.nodes] == there
