"""The endpoints that serve it."""
