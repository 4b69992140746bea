"""Reads a state from a file or standard input: exports, checkpoints and responses of resources/latest, also gzipped."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO

from stacktui.cli.failures import CommandFailed
from stacktui.pulumi.errors import UnusableAnswer
from stacktui.pulumi.state.decoding import decode_deployment
from stacktui.pulumi.state.deployment import Deployment

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
        state = decode_deployment(data)
    except UnusableAnswer as error:
        raise CommandFailed(f"{name} does not contain a state: {_EXPECTED}. {error.message}") from None
    if state._replace(size=0) == Deployment(()):
        raise CommandFailed(f"{name} does not contain a state: {_EXPECTED}.")
    return state, data


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
