"""The endpoints of the demo server."""
