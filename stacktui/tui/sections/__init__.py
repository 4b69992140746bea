"""The parts of the browser: each owns the state of its panes, is given what arrived, and posts what is wanted."""
