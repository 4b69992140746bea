"""A state as bytes and as structs."""
