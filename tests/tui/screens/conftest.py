"""The tests of screens hear keys at once and look after writes without pauses, as those of dialogs do."""

from tests.tui.dialogs.conftest import _no_waits

__all__ = ["_no_waits"]
