"""Property values and their masking."""
