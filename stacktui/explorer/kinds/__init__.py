"""The kinds of data that can be asked for: one file each, with its value, the ways to answer, and its queries."""
