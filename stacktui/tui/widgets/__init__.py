"""Panes: they receive values and post messages."""
