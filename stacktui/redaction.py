"""Takes the access token and revealed values out of text that is about to be written down (SECURITY.md, S2, S9)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacktui.pulumi.access_token import AccessToken

REDACTED = "[redacted]"
SHORTEST = 3
"""Shorter texts stand everywhere; taking them out would tell more than it hides (as pulumi's own filter has it)."""


class Redactor:
    """A filter for log lines and crash reports. It holds secrets, so it shows none of itself."""

    __slots__ = ("_forms",)

    def __init__(self, token: AccessToken | None = None) -> None:
        self._forms: frozenset[str] = frozenset()
        if token is not None:
            self.add_token(token)

    def add_token(self, token: AccessToken) -> None:
        self.add(token.authorization().removeprefix("token "))

    def add(self, secret: str) -> None:
        """From now on take out this text, also as JSON and URLs spell it, and each of its longer lines."""
        if secret.lower() not in {"true", "false"}:
            self._forms |= frozenset(form for form in _forms(secret) if len(form) >= SHORTEST)

    def __call__(self, text: str) -> str:
        for form in sorted(self._forms, key=len, reverse=True):
            text = text.replace(form, REDACTED)
        return text

    def __repr__(self) -> str:
        return "Redactor()"


def _forms(secret: str) -> Iterator[str]:
    import json

    yield secret
    for ascii_only in (True, False):
        yield json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
    encoded = secret.encode("utf-8", "surrogatepass")
    yield quote(encoded, safe="")
    yield quote(encoded)
    lines = secret.split("\n")
    if len(lines) > 1:
        yield from (line.strip() for line in lines if len(line.strip()) >= 8)
