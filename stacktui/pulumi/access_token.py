"""The access token in an object that cannot be printed, so that no log, error or crash report can contain it."""

from __future__ import annotations

import re
from typing import NoReturn

_VISIBLE_ASCII = re.compile(r"[\x21-\x7e]+")


class AccessToken:
    """A Pulumi access token; its text is available only as the value of an Authorization header.

    Raises:
        ValueError: empty, or contains a character that is invalid in a header; the text is not quoted.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        stripped = text.strip()
        if not _VISIBLE_ASCII.fullmatch(stripped):
            raise ValueError("the access token is empty or contains a character that access tokens cannot have")
        self._text = stripped

    def authorization(self) -> str:
        """The value of the Authorization header (cl/api.go:150-155)."""
        return f"token {self._text}"

    def __repr__(self) -> str:
        return "****"

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return "****"

    def __eq__(self, other: object) -> bool:
        import hmac

        return isinstance(other, AccessToken) and hmac.compare_digest(self._text, other._text)

    __hash__ = None  # type: ignore[assignment]  # a hash would tell something of the text

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("an access token is not copied or pickled")
