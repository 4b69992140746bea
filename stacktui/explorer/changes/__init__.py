"""The kinds of change of a stack, each a value in a file of its own."""
