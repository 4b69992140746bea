"""Reads a state from a file or standard input: exports, checkpoints and responses of resources/latest.

Each may be gzipped, in UTF-16 or UTF-32, or surrounded by other output.
"""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO

from stacktui.cli.failures import CommandFailed
from stacktui.pulumi.errors import NotJson, UnusableAnswer
from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.pulumi.state.deployment import Deployment
from stacktui.pulumi.state.foreign_files import ZSTD, as_utf8, json_within, place_of_fault, what_it_is

LARGEST = 1 << 30
"""The maximum size of a state in bytes, before and after decompression."""
_GZIP = b"\x1f\x8b"
_EXPECTED = "expected an export, a checkpoint or a resources/latest response"


def read_state(file: str, stdin: BinaryIO) -> Deployment:
    """The state in a file, or from standard input if `file` is `-`.

    Raises:
        CommandFailed: it cannot be read, is too large, or is not a state.
    """
    return read_state_and_bytes(file, stdin)[0]


def read_state_and_bytes(file: str, stdin: BinaryIO) -> tuple[Deployment, bytes]:
    """The state and the JSON it was decoded from; raises what `read_state` raises."""
    name = "Standard input" if file == "-" else file
    data = _read(name, file, stdin)
    try:
        state, data = _decoded(data)
    except UnusableAnswer as error:
        why = what_it_is(data) or (place_of_fault(data) if isinstance(error, NotJson) else "") or error.message
        raise CommandFailed(f"{name} does not contain a state: {_EXPECTED}. {why}") from None
    if not state.resources and (why := what_it_is(data)):
        raise CommandFailed(f"{name} does not contain a state. {why}")
    if state._replace(size=0) == Deployment(()):
        raise CommandFailed(f"{name} does not contain a state: {_EXPECTED}.")
    return state, data


def _decoded(data: bytes) -> tuple[Deployment, bytes]:
    """The state in a text, and the text without what was printed around it."""
    try:
        return decode_deployment(data), data
    except NotJson as error:
        within = json_within(data)
        if within is None:
            raise
        try:
            state = decode_deployment(within)
        except UnusableAnswer:
            raise error from None
        if not (state.resources or state.manifest):
            raise
        return state, within


def _read(name: str, file: str, stdin: BinaryIO) -> bytes:
    try:
        if file == "-":
            data = stdin.read(LARGEST + 1)
        else:
            with open(file, "rb") as opened:  # noqa: PTH123 - also /dev/fd/63 of a shell, which is no path to a file
                data = opened.read(LARGEST + 1)
    except OSError as error:
        raise CommandFailed(f"{name} cannot be read: {error.strerror or error}.") from None
    if data.startswith(_GZIP):
        data = _unpacked(name, data)
    if data.startswith(ZSTD):
        raise CommandFailed(f"{name} is compressed with zstd: write `zstd -dc FILE | stacktui open -`.")
    data = as_utf8(data)
    if len(data) > LARGEST:
        raise CommandFailed(f"{name} is larger than {LARGEST:,} bytes, the limit.")
    if not data.strip():
        raise CommandFailed(f"{name} is empty: {_EXPECTED}.")
    return data


def _unpacked(name: str, data: bytes) -> bytes:
    parts: list[bytes] = []
    left = LARGEST + 1
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            while left > 0 and (part := packed.read(min(left, 1 << 20))):
                parts.append(part)
                left -= len(part)
    except (OSError, EOFError, zlib.error):
        raise CommandFailed(f"{name} is a truncated or corrupt gzip file.") from None
    return b"".join(parts)
