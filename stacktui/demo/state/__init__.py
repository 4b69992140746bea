"""The states of its stacks."""
