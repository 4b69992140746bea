"""Answers questions about loaded data in memory."""
