"""Shared by tests of several packages: the clock, the gate in front of the demo, and how to wait."""
