"""Pulumi's special property values as JSON, and reproducible random-looking digits.

Signatures: sdk/go/common/resource/sig/sig.go:17-42.
"""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Item = TypeVar("Item")

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the published mark of a secret, not one
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e"
BYTES = "803fd3297a5875dc03ca845dda5d2a98"
SPECIAL_NUMBER = "8ad145fe-0d11-4827-bfd7-1abcbf086f5c"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def ciphertext(text: str) -> Json:
    """A secret as sent by Pulumi Cloud."""
    return {SIGNATURE: SECRET, "ciphertext": text}


def plaintext(json_text: str) -> Json:
    """A secret in a decrypted file; `json_text` is JSON."""
    return {SIGNATURE: SECRET, "plaintext": json_text}


def text_asset(text: str) -> Json:
    return {SIGNATURE: ASSET, "hash": hashlib.sha256(text.encode()).hexdigest(), "text": text}


def file_asset(path: str) -> Json:
    return {SIGNATURE: ASSET, "hash": hashlib.sha256(path.encode()).hexdigest(), "path": path}


def remote_archive(uri: str) -> Json:
    return {SIGNATURE: ARCHIVE, "hash": hashlib.sha256(uri.encode()).hexdigest(), "uri": uri}


def archive(assets: dict[str, Json]) -> Json:
    return {SIGNATURE: ARCHIVE, "hash": hashlib.sha256(repr(sorted(assets)).encode()).hexdigest(), "assets": assets}


def reference(urn: str, identifier: Json, version: str = "") -> Json:
    """A resource reference; `identifier` may be the old form `{"V": …}`."""
    return {SIGNATURE: REFERENCE, "urn": urn, "id": identifier, "packageVersion": version}


def byte_string(base64: str) -> Json:
    return {SIGNATURE: BYTES, "value": base64}


def special_number(hex64: str) -> Json:
    """NaN and infinities: the sixteen hexadecimal digits of the IEEE 754 form."""
    return {SIGNATURE: SPECIAL_NUMBER, "value": hex64}


def timestamp(seconds: float, fraction: str = "") -> str:
    """RFC 3339 in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + (f".{fraction}Z" if fraction else "Z")


class Draw:
    """An endless sequence of hexadecimal digits that depends only on a name."""

    __slots__ = ("_at", "_digits", "_name", "_round")

    def __init__(self, name: str) -> None:
        self._name = name
        self._round = 0
        self._digits = ""
        self._at = 0

    def hex(self, length: int) -> str:
        """The next `length` digits."""
        while self._at + length > len(self._digits):
            fresh = hashlib.blake2b(f"{self._name}#{self._round}".encode("utf-8", "surrogatepass")).hexdigest()
            self._digits, self._at, self._round = self._digits[self._at :] + fresh, 0, self._round + 1
        self._at += length
        return self._digits[self._at - length : self._at]

    def below(self, limit: int) -> int:
        """A number from 0 to `limit - 1`."""
        return int(self.hex(8), 16) % limit

    def pick(self, choices: Sequence[Item]) -> Item:
        return choices[self.below(len(choices))]

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def uuid(self) -> str:
        digits = self.hex(32)
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
