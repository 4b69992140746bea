from __future__ import annotations

import pytest

from stacktui.index.filter_line import FilterMistake, MistakeKind
from stacktui.presentation.text.filter_words import mistake_words

SENTENCES = {
    MistakeKind.OPEN_QUOTE: 'A closing quote is missing: add ".',
    MistakeKind.NO_SUCH_FILTER: "`od␛d:` is not a filter: use org:, project:, tag:, state: or resources:.",
    MistakeKind.NO_SUCH_STATE: "`od␛d` is not a state: use never, running, updated.",
    MistakeKind.NOT_A_COUNT: "`od␛d` is not a count: use resources:>100 or resources:<=5.",
    MistakeKind.NO_SUCH_CLAIM: "`is:od␛d` is unknown: use one of protected, external, pending-delete, "
    "pending-replacement, tainted, unhealthy, retained, pending-operation, orphan, cycle, late-parent, duplicate, "
    "old-copy, malformed, missing-provider, missing-dependency, late-dependency, corrupt, "
    "unreadable, view, pending, refused, problem, component, custom, provider.",
}


@pytest.mark.requirement("T1")
@pytest.mark.parametrize("kind", MistakeKind, ids=lambda kind: kind.name)
def test_each_mistake_says_what_to_write_instead_and_is_harmless(kind: MistakeKind) -> None:
    assert mistake_words(FilterMistake(kind, "od\x1bd")) == SENTENCES[kind]
