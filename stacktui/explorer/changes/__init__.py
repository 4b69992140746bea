"""The kinds of changes to a stack, one file each."""
