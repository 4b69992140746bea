"""Parses URNs, type tokens and provider references; never fails on an unusual one.

Grammar: sdk/go/common/resource/urn/urn.go:36-187. Nothing in a URN is escaped, so its name may contain `::`, `$`,
spaces, newlines and any Unicode.
"""

from __future__ import annotations

from typing import NamedTuple

PREFIX = "urn:pulumi:"
SEPARATOR = "::"
ROOT_STACK_TYPE = "pulumi:pulumi:Stack"
PROVIDER_TYPE = "pulumi:providers:"
UNKNOWN_ID = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands in a reference to a provider that has no ID yet."""
DENIED_ID = "denydefaultprovider"
"""Stands in a reference to a default provider that the project's configuration forbids."""


class Urn(NamedTuple):
    """`urn:pulumi:<stack>::<project>::<qualified type>::<name>`."""

    stack: str
    project: str
    qualified_type: str
    """The types of the parents, outermost first and without the root stack's, then its own, joined by `$`."""
    name: str

    @property
    def type(self) -> str:
        return self.qualified_type.rpartition("$")[2]

    def __str__(self) -> str:
        return PREFIX + SEPARATOR.join(self)


def parse_urn(text: str) -> Urn | None:
    """Parse a URN; None if `text` is not one. As in Pulumi, stack, project and type are not validated."""
    if not text.startswith(PREFIX):
        return None
    parts = text[len(PREFIX) :].split(SEPARATOR, 3)
    return Urn(*parts) if len(parts) == 4 else None


class TypeToken(NamedTuple):
    """`package:module:name`; missing parts are empty."""

    package: str
    module: str
    name: str

    @property
    def short(self) -> str:
        """The short form: `aws:s3:Bucket` for `aws:s3/bucket:Bucket`, `eks:Cluster` for `eks:index:Cluster`.

        As in the CLI, the file is omitted if it repeats the name, and so is the module `index`.
        """
        module, slash, file = self.module.rpartition("/")
        if not slash or file.lower() != self.name.lower():
            module = self.module
        if module == "index":
            module = ""
        return ":".join(part for part in (self.package, module, self.name) if part)


def parse_type_token(text: str) -> TypeToken:
    """Parse a type token: the first colon ends the package, the last one begins the name."""
    package, colon, rest = text.partition(":")
    if not colon:
        return TypeToken("", "", text)
    module, _, name = rest.rpartition(":")
    return TypeToken(package, module, name)


def split_provider_reference(reference: str) -> tuple[str, str]:
    """Split `<provider urn>::<provider id>` at the last `::`; the ID is empty if there is none."""
    urn, separator, identifier = reference.rpartition(SEPARATOR)
    return (urn, identifier) if separator else (reference, "")


def provider_reference(urn: str, identifier: str | None) -> str:
    """How a resource names a provider."""
    return f"{urn}{SEPARATOR}{identifier or UNKNOWN_ID}"


def is_provider_urn(text: str) -> bool:
    """Whether a URN is one that may be referred to as a provider (sdk/go/common/providers/reference.go)."""
    urn = parse_urn(text)
    return urn is not None and urn.type.startswith(PROVIDER_TYPE) and urn.type != PROVIDER_TYPE
