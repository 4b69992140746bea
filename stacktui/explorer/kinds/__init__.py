"""The kinds of data, one file each: value type, ways to answer, and queries."""
