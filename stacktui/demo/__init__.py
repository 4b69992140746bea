"""A company that does not exist, served by Pulumi Cloud's protocol.

`server.create_app()` is an ASGI application with about 300 stacks, writes included, all in memory and always the same.
Importing this package loads nothing; the states are built when they are asked for.
"""

DEMO_TOKEN = "pul-demo"  # noqa: S105 - opens nothing but invented data
"""The access token that the demo takes."""
