"""The tests of dialogs share the fixtures of the tests of screens."""

from tests.tui.screens.conftest import _no_waits, server

__all__ = ["_no_waits", "server"]
