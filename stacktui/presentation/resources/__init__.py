"""Lines about resources."""
