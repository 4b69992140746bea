"""Removes access token, proxy password and revealed values from all received and logged text.

A server or gateway may quote the Authorization header: in an error, a warning, a request ID, a name. Every response
passes through here before it is decoded (SECURITY.md, S1), and so does every line of a log or report (S2, S9).
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacktui.pulumi.access_token import AccessToken
    from stacktui.pulumi.tolerant_json import Json

REDACTED = "[redacted]"
WITHHELD = "[redacted: it quotes a secret]"
SHORTEST = 3
"""Shorter texts occur everywhere; removing them would reveal more than it hides (as in pulumi's own filter)."""
UNMISTAKABLE = 16
"""A shorter secret may be part of a stack's name: in a response's data it is removed only after the word `token`."""
CLOSELY = 1 << 16
"""Bytes of a response that is searched in every form; in a larger one, a state, only complete secrets are found."""
_STEP = 1 << 20

_HIDDEN = bytes(code for code in range(256) if not 0x21 <= code <= 0x7E) + b"\\"
_BREAKS = (b"\\n", b"\\r", b"\\t", b"\\b", b"\\f", b"\\0")
_ESCAPE_SIGNS = (b"\\u", b"\\x", b"%", b"&#")


class Redactor:
    """The secrets of a run; its representation shows none of them."""

    __slots__ = ("_clues", "_data", "_forms", "_skeletons")

    def __init__(self, token: AccessToken | None = None) -> None:
        self._forms: frozenset[str] = frozenset()
        self._data: frozenset[bytes] = frozenset()
        """The forms for which data is searched."""
        self._clues: frozenset[bytes] = frozenset()
        """Those of them for which a state is searched."""
        self._skeletons: frozenset[bytes] = frozenset()
        """The forms in lower case, for texts reduced to their visible characters."""
        if token is not None:
            self.add_token(token)

    def add_token(self, token: AccessToken) -> None:
        self.add(token.authorization().removeprefix("token "))

    def add(self, secret: str) -> None:
        """Remove this text from now on, also in its JSON, URL and base64 forms, and each of its longer lines."""
        if secret.lower() in {"true", "false"}:
            return
        spelled = {form for form in _spellings(secret) if len(form) >= SHORTEST}
        in_base64 = set(_in_base64(_bytes(secret))) if len(secret) >= UNMISTAKABLE else set()
        clues = {_bytes(form if len(form) >= UNMISTAKABLE else f"token {form}") for form in spelled}
        data = clues | set(map(_bytes, in_base64))
        self._forms |= spelled | in_base64
        self._clues |= clues
        self._data |= data
        self._skeletons |= {_skeleton(form) for form in data if not form.startswith(b"token ")}

    def __call__(self, text: str) -> str:
        """A line of a log or report without known secrets."""
        for form in sorted(self._forms, key=len, reverse=True):
            text = text.replace(form, REDACTED)
        return text

    def words(self, text: str) -> str:
        """The server's words; nothing if a secret in them is split by invisible characters or escaped."""
        told = self(text)
        return WITHHELD if self._is_hidden_in(_bytes(told)) else told

    def answer(self, body: bytes) -> bytes:
        """The body of a response, JSON or not."""
        if len(body) > CLOSELY and not any(_holds(body, clue) for clue in self._clues):
            return body
        for form in self._data:
            body = body.replace(form, REDACTED.encode())
        return self._reworded(body) if self._is_hidden_in(body) else body

    def refusal(self, body: bytes) -> bytes:
        """The body of an error, in which short secrets are removed too."""
        return self.answer(self(body.decode("latin-1")).encode("latin-1"))

    def _is_hidden_in(self, text: bytes) -> bool:
        if not self._skeletons:
            return False
        skeleton = _skeleton(text)
        return any(form in skeleton for form in self._skeletons)

    def _reworded(self, body: bytes) -> bytes:
        import json

        try:
            return json.dumps(self._each_text(json.loads(body))).encode()
        except (ValueError, RecursionError):
            return WITHHELD.encode()

    def _each_text(self, value: Json) -> Json:
        match value:
            case str():
                return self.words(value)
            case list():
                return [self._each_text(one) for one in value]
            case dict():
                return {self.words(name): self._each_text(one) for name, one in value.items()}
        return value

    def __repr__(self) -> str:
        return "Redactor()"


def _holds(body: bytes, form: bytes) -> bool:
    """Whether a body contains a form; in steps, so that other threads can run."""
    return any(body.find(form, at, at + _STEP + len(form)) >= 0 for at in range(0, len(body), _STEP))


def _skeleton(text: bytes) -> bytes:
    """The visible characters of a text in lower case, unescaped."""
    lower = text.lower()
    for line_break in _BREAKS if b"\\" in lower else ():
        lower = lower.replace(line_break, b"")
    if any(sign in lower for sign in _ESCAPE_SIGNS):
        lower = _escapes().sub(_unescaped, lower)
    return lower.translate(None, _HIDDEN)


@cache
def _escapes() -> re.Pattern[bytes]:
    """For JSON, shells, URLs and HTML; characters beyond ASCII are treated as invisible."""
    return re.compile(
        rb"\\u00([0-9a-f]{2})|\\x([0-9a-f]{2})|%([0-9a-f]{2})|&#x0*([0-9a-f]{2});|&#0*(\d\d\d?);|\\u[0-9a-f]{4}"
    )


def _unescaped(found: re.Match[bytes]) -> bytes:
    *hexadecimal, decimal = found.groups()
    code = int(decimal) if decimal else int(next(filter(None, hexadecimal), b"0"), 16)
    return bytes((code & 0xFF,)).lower()


_PLAIN = re.compile(r"[ !#-\[\]-~]*")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _spellings(secret: str) -> Iterator[str]:
    yield secret
    if not _PLAIN.fullmatch(secret):  # JSON does not change such a text, and need not be loaded for a token
        import json

        for ascii_only in (True, False):
            yield json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
    yield quote(_bytes(secret), safe="")
    yield quote(_bytes(secret))
    lines = secret.split("\n")
    if len(lines) > 1:
        yield from (line.strip() for line in lines if len(line.strip()) >= 8)


def _in_base64(secret: bytes) -> Iterator[str]:
    """The base64 forms of a secret at any offset, in both alphabets."""
    for before in range(3):
        whole = b2a_base64(bytes(before) + secret, newline=False).decode()
        sure = whole[(0, 2, 3)[before] : (before + len(secret)) * 8 // 6]
        yield sure
        yield sure.translate({ord("+"): "-", ord("/"): "_"})
