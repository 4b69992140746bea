"""The tests of screens accept keys immediately and check writes without pauses, like those of dialogs."""

from tests.tui.dialogs.conftest import _no_waits

__all__ = ["_no_waits"]
