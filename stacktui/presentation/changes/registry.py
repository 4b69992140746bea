"""Maps every kind of change to its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.explorer.changes.create import Create
from stacktui.explorer.changes.delete import Delete
from stacktui.explorer.changes.transfer import Transfer
from stacktui.presentation.changes.create_words import CreateWords
from stacktui.presentation.changes.delete_words import DeleteWords, ForceDeleteWords
from stacktui.presentation.changes.transfer_words import TransferWords

if TYPE_CHECKING:
    from stacktui.explorer.changes.change import Change
    from stacktui.presentation.changes.change_words import ChangeWords


def words_of(change: Change) -> ChangeWords[Change]:
    """The words of a change."""
    match change:
        case Create():
            return CreateWords(change)
        case Transfer():
            return TransferWords(change)
        case Delete(force=False):
            return DeleteWords(change)
        case Delete():
            return ForceDeleteWords(change)
    raise LookupError(f"{type(change).__name__} has no words")
