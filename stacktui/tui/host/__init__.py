"""The terminal: drivers, input, clipboard, crash reports, diff rendering. Knows nothing of Pulumi."""
