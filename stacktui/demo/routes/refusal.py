"""The error responses of this server."""

from __future__ import annotations


class Refusal(Exception):
    """An error status with Pulumi Cloud's words; `attribute` and `kind` fill its `errors` list."""

    def __init__(self, status: int, message: str, *, attribute: str = "", kind: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.attribute = attribute
        self.kind = kind
