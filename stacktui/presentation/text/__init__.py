"""Safe text, lines, and messages."""
