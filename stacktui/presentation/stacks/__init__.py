"""Lines about stacks."""
