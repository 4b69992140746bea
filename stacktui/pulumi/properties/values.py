"""The decoded and masked values of inputs and outputs; none of them displays a secret.

In a state, special values are objects with a signature key (sdk/go/common/resource/sig/sig.go:17-42).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NoReturn, TypeAlias

if TYPE_CHECKING:
    from stacktui.pulumi.tolerant_json import Json

MASK = "[secret]"
UNKNOWN_SPECIAL = "[unknown special value]"


class Secret:
    """A secret whose text, representation and length reveal nothing. Cannot be pickled or copied."""

    __slots__ = ("_held", "has_plaintext")

    has_plaintext: bool
    """The state contains it decrypted, so that `reveal` can return it."""

    def __init__(self) -> None:
        self.has_plaintext = False
        self._held: Json = None

    @classmethod
    def of(cls, plain: Json) -> Secret:
        """A secret that the state contains as plaintext."""
        secret = cls()
        secret.has_plaintext = True
        secret._held = plain
        return secret

    def reveal(self) -> Json:
        """The plaintext.

        Raises:
            LookupError: the state contains only its ciphertext.
        """
        if not self.has_plaintext:
            raise LookupError("the state holds only the ciphertext of this secret")
        return self._held

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is not copied or pickled")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file, or the text of one; `hash` is SHA-256 in hex, or empty."""

    kind: Literal["text", "path", "uri", "hash"]
    """The kind of `value`; `hash` if the state contains nothing else."""
    value: str
    hash: str


@dataclass(frozen=True, slots=True)
class Archive:
    """Files together; `hash` is SHA-256 in hex, or empty."""

    kind: Literal["assets", "path", "uri", "hash"]
    value: str
    """The path or URI; empty for the other kinds."""
    hash: str
    assets: PropertyMap
    """Name to asset or archive; empty for the other kinds."""


@dataclass(frozen=True, slots=True)
class ResourceReference:
    """Another resource, as a value."""

    urn: str
    id: str
    """Empty if unknown or not reported."""
    package_version: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that was unknown when the state was written."""


@dataclass(frozen=True, slots=True)
class ByteString:
    """Bytes that are not UTF-8, in base64."""

    base64: str


@dataclass(frozen=True, slots=True)
class UnknownSpecial:
    """A special value of an unknown kind, or a malformed one; its contents are masked."""

    reason: str


@dataclass(frozen=True, slots=True)
class PropertyMap:
    """Names and values in the order of the state."""

    entries: tuple[tuple[str, PropertyValue], ...] = ()

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, name: str) -> PropertyValue:
        """The value of a name; None if there is none, as for null."""
        return next((value for key, value in self.entries if key == name), None)


PropertyValue: TypeAlias = (
    bool
    | int
    | float
    | str
    | Secret
    | Asset
    | Archive
    | ResourceReference
    | Unknown
    | ByteString
    | UnknownSpecial
    | tuple["PropertyValue", ...]
    | PropertyMap
    | None
)


def is_internal(name: str) -> bool:
    """Internal properties of the provider: `__defaults`, `__meta`, `__provider`, `__inputs`."""
    return name.startswith("__")


def holds_secret(value: PropertyValue) -> bool:
    """Whether the value contains something masked."""
    if isinstance(value, tuple):
        return any(map(holds_secret, value))
    if isinstance(value, PropertyMap):
        return any(holds_secret(inner) for _, inner in value.entries)
    if isinstance(value, Archive):
        return holds_secret(value.assets)
    return isinstance(value, Secret | UnknownSpecial)
