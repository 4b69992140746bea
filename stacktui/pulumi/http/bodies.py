"""Reads response bodies with limits before and after decompression, and detects truncation.

httpx decodes gzip without a limit and accepts a truncated stream (security.md §6), so this module reads raw bytes and
decompresses them itself.
"""

from __future__ import annotations

import asyncio
import io
import zlib
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, NamedTuple

from stacktui.pulumi.errors import NotJson, TooLarge

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterator

    from stacktui.pulumi.http.conditions import Progress

_STEP = 1 << 20
_GZIP = 16 + zlib.MAX_WBITS


class BrokenEncoding(NotJson):
    """The compressed body is corrupt or truncated."""


class CutEncoding(BrokenEncoding):
    """The compressed body is truncated."""


class UnknownEncoding(NotJson):
    """A Content-Encoding that was not requested."""


class Caps(NamedTuple):
    """Maximum number of bytes received, and after decompression."""

    wire: int
    decoded: int


class _Plain:
    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def finish(self) -> None:
        """The end of a plain body is known only from the connection."""


class _Gzip:
    """Decompresses one or several gzip members in limited steps."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(_GZIP)
        self._started = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        more = self._started = self._started or bool(chunk)
        while more:
            if self._inflater.eof and chunk:
                self._inflater = zlib.decompressobj(_GZIP)
            try:
                piece = self._inflater.decompress(chunk, _STEP)
            except zlib.error as error:
                raise BrokenEncoding("The response's compression is corrupt.") from error
            yield piece
            chunk = self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail
            # A full piece may leave output in the decompressor even if all input is consumed.
            more = bool(chunk) or (len(piece) == _STEP and not self._inflater.eof)

    def finish(self) -> None:
        if self._started and not self._inflater.eof:
            raise CutEncoding("The response's compressed body ended early.")


def _decoder(content_encoding: str) -> _Plain | _Gzip:
    name = content_encoding.strip().lower()
    if name in {"", "identity"}:
        return _Plain()
    if name in {"gzip", "x-gzip"}:
        return _Gzip()
    raise UnknownEncoding(f"The response is encoded as `{content_encoding.strip()[:40]}`, which was not requested.")


class BodyReader:
    """Reads one body; `received` counts bytes as they arrive, also if reading fails."""

    def __init__(self, content_encoding: str, caps: Caps, *, cut: bool = False) -> None:
        """Prepare for a body.

        Args:
            content_encoding: The header's value.
            caps: Limits.
            cut: At a limit, keep what arrived instead of raising TooLarge; a broken encoding is not an error either.

        Raises:
            UnknownEncoding: neither identity, gzip nor x-gzip.
        """
        self._decoder = _decoder(content_encoding)
        self._caps = caps
        self._cut = cut
        self._body = io.BytesIO()
        self.received = 0

    async def read(self, chunks: AsyncIterable[bytes], progress: Progress | None, total: int | None) -> bytes:
        """Read to the end.

        Raises:
            TooLarge: a limit was exceeded.
            BrokenEncoding: corrupt or truncated gzip.
        """
        iterator = aiter(chunks)
        try:
            async for chunk in iterator:
                self.received += len(chunk)
                if self.received > self._caps.wire or not await self._take(chunk):
                    if self._cut:
                        return self._body.getvalue()
                    raise TooLarge(f"The response is larger than {self._caps.decoded >> 20} MiB.")
                if progress:
                    progress(self.received, total)
            if not self._cut:
                self._decoder.finish()
        except BrokenEncoding:
            if not self._cut:
                raise
        finally:
            if isinstance(iterator, AsyncGenerator):
                await iterator.aclose()
        return self._body.getvalue()

    async def _take(self, chunk: bytes) -> bool:
        """Decode a chunk, yielding between steps; False if the limit is exceeded."""
        for piece in self._decoder.pieces(chunk):
            left = self._caps.decoded - self._body.tell()
            self._body.write(piece[:left])
            if len(piece) > left:
                return False
            if len(piece) == _STEP:
                await asyncio.sleep(0)
        return True
