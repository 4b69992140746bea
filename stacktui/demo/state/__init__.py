"""The states of the demo stacks."""
