"""Panes: they are given values and post messages."""
