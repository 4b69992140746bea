"""Demo data: an invented company, served by Pulumi Cloud's protocol.

`server.create_app()` is an ASGI application with about 300 stacks, writes included, in memory and reproducible.
Importing this package loads nothing; states are built on request.
"""

DEMO_TOKEN = "pul-demo"  # noqa: S105 - opens nothing but invented data
"""The access token that the demo accepts."""
