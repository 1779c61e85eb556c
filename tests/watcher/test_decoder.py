"""Content codings: undone in any pieces, bounded, and never satisfied with a cut stream."""

from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from watcher.decoder import CodingError, Decoder

PACK = {
    "gzip": lambda data: gzip.compress(data, 1, mtime=0),
    "deflate": lambda data: zlib.compress(data, 1),
    "br": lambda data: brotli.compress(data, quality=3),
    "zstd": lambda data: zstandard.ZstdCompressor(level=1).compress(data),
}
TEXT = b"We mill your grain and keep your data for 30 days. " * 200


def unpacked(coding: str, data: bytes, limit: int = 1 << 20, piece: int = 1000) -> bytes:
    decoder = Decoder(coding, limit)
    for start in range(0, len(data), piece):
        decoder.feed(data[start : start + piece])
    return decoder.finish()


@pytest.mark.parametrize("coding", PACK)
@given(data=st.binary(max_size=3000), piece=st.integers(1, 500))
def test_what_was_packed_comes_out_in_whatever_pieces_it_came(
    coding: str, data: bytes, piece: int
) -> None:
    assert unpacked(coding, PACK[coding](data), piece=piece) == data


@pytest.mark.parametrize("coding", PACK)
@pytest.mark.parametrize("cut", [1, 7, 40])
def test_a_cut_stream_is_never_taken_for_a_whole_one(coding: str, cut: int) -> None:
    with pytest.raises(CodingError) as error:
        unpacked(coding, PACK[coding](TEXT)[:-cut])

    assert error.value.reason == "truncated"


@pytest.mark.parametrize("coding", PACK)
def test_a_bomb_is_too_large_before_it_is_unpacked(coding: str) -> None:
    with pytest.raises(CodingError) as error:
        unpacked(coding, PACK[coding](bytes(64 << 20)), limit=1 << 20)

    assert error.value.reason == "too_large"


@pytest.mark.parametrize("coding", PACK)
def test_bytes_that_are_not_packed_are_an_error_of_ours(coding: str) -> None:
    with pytest.raises(CodingError) as error:
        unpacked(coding, b"<html>not packed at all</html>" * 10)

    assert error.value.reason in ("decode_error", "truncated")


def test_deflate_without_its_wrapper_is_understood_too() -> None:
    raw = zlib.compress(TEXT)[2:-4]

    assert unpacked("deflate", raw) == TEXT


@pytest.mark.parametrize("coding", ["foo", "gzip, gzip", "br,gzip", "aes128gcm"])
def test_an_unknown_or_repeated_coding_is_named(coding: str) -> None:
    with pytest.raises(CodingError) as error:
        Decoder(coding, 1000)

    assert error.value.reason == "bad_encoding"


@pytest.mark.parametrize("members", [2, 3])
def test_a_few_gzip_members_are_one_body(members: int) -> None:
    assert unpacked("gzip", gzip.compress(b"a") * members) == b"a" * members


def test_a_million_empty_members_are_not() -> None:
    with pytest.raises(CodingError):
        unpacked("x-gzip", gzip.compress(b"") * 10_000)
