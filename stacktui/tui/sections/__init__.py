"""The parts of the browser: each owns the state of its panes, receives data, and posts what it needs."""
