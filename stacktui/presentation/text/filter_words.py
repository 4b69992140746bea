"""Explains terms of a filter line that were not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from stacktui.index.filter_line import MistakeKind
from stacktui.index.query import State
from stacktui.index.resource_query import FLAG_WORDS, KIND_WORDS
from stacktui.presentation.text.safe_text import SafeText, fill, words

if TYPE_CHECKING:
    from stacktui.index.filter_line import FilterMistake


def mistake_words(mistake: FilterMistake) -> SafeText:
    """One sentence: what is wrong, and what is allowed."""
    typed = mistake.typed
    match mistake.kind:
        case MistakeKind.OPEN_QUOTE:
            return words('A closing quote is missing: add ".')
        case MistakeKind.NO_SUCH_FILTER:
            return fill("`{}:` is not a filter: use org:, project:, tag:, state: or resources:.", typed)
        case MistakeKind.NO_SUCH_STATE:
            return fill("`{}` is not a state: use {}.", typed, ", ".join(get_args(State)))
        case MistakeKind.NOT_A_COUNT:
            return fill("`{}` is not a count: use resources:>100 or resources:<=5.", typed)
        case _:  # MistakeKind.NO_SUCH_CLAIM
            return fill("`is:{}` is unknown: use one of {}.", typed, ", ".join((*FLAG_WORDS, *KIND_WORDS)))
