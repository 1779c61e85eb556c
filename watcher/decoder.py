"""Content codings undone as the bytes come in: bounded, and satisfied only with a stream that came
to its end.

The HTTP library returns a cut brotli body as empty and a cut gzip body as its first part, both
with status 200, and unpacks bombs before anybody can count; hence this. One coding at most: more
than one is an attack or a mistake.
"""

from __future__ import annotations

import zlib
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # ships no types
import zstandard

STEP = 1 << 16
"""Bytes unpacked at a time."""

MAX_MEMBERS = 16
"""Members of one gzip body; more than a few are a bomb of another kind."""

ZSTD_WINDOW = 1 << 23
"""RFC 9659: what an HTTP client must allow, and no more."""

ZSTD_SLICE = 256
"""Bytes of zstd fed at a time: its library has no bound on output, and a block of 4 bytes may hold
128 KiB.
"""


class CodingError(Exception):
    """The body cannot be decoded; `reason` is one of `bad_encoding decode_error truncated
    too_large`.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Coding(Protocol):
    """One content coding being undone."""

    def feed(self, data: bytes, room: int) -> bytes:
        """The bytes that `data` unpacks to; a little more than `room` is enough to know it is too
        much.
        """

    def finished(self) -> bool:
        """Whether the stream came to its own end."""


class Decoder:
    """Collects a body of at most `limit` bytes."""

    def __init__(self, content_encoding: str, limit: int) -> None:
        self._coding = _coding(content_encoding)
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Take what came in; CodingError as soon as it is too much or nonsense."""
        try:
            part = self._coding.feed(data, self._limit - self._size)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise CodingError("decode_error", f"the content coding is broken: {error}") from error
        self._size += len(part)
        if self._size > self._limit:
            raise CodingError("too_large", f"more than {self._limit} bytes when unpacked")
        self._parts.append(part)

    def finish(self) -> bytes:
        """The whole body; CodingError where the stream was cut."""
        if not self._coding.finished():
            raise CodingError("truncated", "the packed body ends before its end")
        return b"".join(self._parts)


class Identity:
    """No coding: whether the body is whole is the business of HTTP's framing."""

    def feed(self, data: bytes, room: int) -> bytes:  # noqa: ARG002 - the bytes are there anyway
        return data

    def finished(self) -> bool:
        return True


class Zlib:
    """gzip, and deflate with or without its wrapper (servers disagree about the word)."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._stream = zlib.decompressobj(wbits)
        self._members = 1
        self._begun = False

    def feed(self, data: bytes, room: int) -> bytes:
        out: list[bytes] = []
        size = 0
        while data and size <= room:
            if self._stream.eof:
                self._next_member()
            part = self._unpack(data, min(STEP * 16, room - size + 1))
            out.append(part)
            size += len(part)
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
        return b"".join(out)

    def finished(self) -> bool:
        return self._stream.eof

    def _unpack(self, data: bytes, most: int) -> bytes:
        try:
            part = self._stream.decompress(data, most)
        except zlib.error:
            if self._begun or self._wbits != zlib.MAX_WBITS:
                raise
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)  # raw deflate
            part = self._stream.decompress(data, most)
        self._begun = True
        return part

    def _next_member(self) -> None:
        self._members += 1
        if self._wbits != zlib.MAX_WBITS | 16 or self._members > MAX_MEMBERS:
            raise CodingError("decode_error", "bytes after the end of the packed body")
        self._stream = zlib.decompressobj(self._wbits)


class Brotli:
    """br."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> bytes:
        out = [self._stream.process(data, output_buffer_limit=STEP)]
        size = len(out[0])
        while size <= room and not self._stream.can_accept_more_data():
            out.append(self._stream.process(b"", output_buffer_limit=STEP))
            size += len(out[-1])
        return b"".join(out)

    def finished(self) -> bool:
        return bool(self._stream.is_finished())


class Zstd:
    """zstd: not asked for, but some servers send it all the same."""

    def __init__(self) -> None:
        self._stream = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()

    def feed(self, data: bytes, room: int) -> bytes:
        out: list[bytes] = []
        size = 0
        for start in range(0, len(data), ZSTD_SLICE):
            if self._stream.eof:
                raise CodingError("decode_error", "bytes after the end of the packed body")
            out.append(self._stream.decompress(data[start : start + ZSTD_SLICE]))
            size += len(out[-1])
            if size > room:
                break
        return b"".join(out)

    def finished(self) -> bool:
        return bool(self._stream.eof)


def _coding(content_encoding: str) -> Coding:
    name = content_encoding.strip().lower()
    if name in ("", "identity"):
        return Identity()
    if name in ("gzip", "x-gzip"):
        return Zlib(zlib.MAX_WBITS | 16)
    if name == "deflate":
        return Zlib(zlib.MAX_WBITS)
    if name == "br":
        return Brotli()
    if name == "zstd":
        return Zstd()
    shown = content_encoding[:60]
    raise CodingError("bad_encoding", f"content coding {shown!r} is none we undo, or more than one")
