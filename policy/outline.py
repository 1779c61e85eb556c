"""The outline of a page: one hash of its bytes without the tokens in it that change at every fetch.

Parsing a page only to learn that nothing of it changed is most of what looking costs. Here no byte
is understood, so an outline alone shows nothing: the tokens of a page may stand where they are
read. That is tried out once, where the page is parsed: `shaken` gives each token another value, and
only where the sketch of the shaken page is still that of the page do its tokens stand in places
that nobody reads. Two pages of one outline have the same bytes around their tokens, so those stand
in the same places.

A token is a long run of hexadecimal digits, or the nonce of a script. The code that hides an e-mail
address counts as the address.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping

HEX = b"0123456789abcdef"
KINDS = bytes(ord("x") if byte in HEX else ord(" ") for byte in range(256))
RUN = b"x" * 16
TOKENS = 64
"""A page that holds more of them has no outline."""

NONCE = re.compile(rb'nonce="([A-Za-z0-9+/=_-]{8,200})"')
ADDRESS_CODES = (b'data-cfemail="', b"email-protection#")
HEADERS = ("content-type", "content-encoding", "content-length")
"""Those on which a reading depends."""

_TURNED = bytes.maketrans(HEX, HEX[7:] + HEX[:7])


def outline(body: bytes, headers: Mapping[str, str]) -> str | None:
    """The hash of a page without its tokens; None where it holds too many."""
    quiet = _with_tokens(body, lambda token: b"0" * len(token), _address)
    if quiet is None:
        return None
    about = repr([headers.get(name) for name in HEADERS]).encode()
    return hashlib.blake2b(about + NONCE.sub(b"nonce", quiet), digest_size=16).hexdigest()


def shaken(body: bytes) -> bytes | None:
    """The page with another value for each token, and the same addresses under another key."""
    other = _with_tokens(body, lambda token: token.translate(_TURNED), _under_another_key)
    return other and NONCE.sub(lambda found: b'nonce="%s"' % found[1].swapcase()[::-1], other)


def _with_tokens(
    body: bytes, token: Callable[[bytes], bytes], address: Callable[[bytes], bytes]
) -> bytes | None:
    """The bytes with each run of digits made another; searched by kinds of bytes, for a pattern
    takes longer than parsing the page.
    """
    parts: list[bytes] = []
    kinds, end = body.translate(KINDS) + b" ", 0
    while (begin := kinds.find(RUN, end)) >= 0:
        parts.append(body[end:begin])
        end = kinds.find(b" ", begin)
        is_address = parts[-1].endswith(ADDRESS_CODES)
        parts.append((address if is_address else token)(body[begin:end]))
        if len(parts) > 2 * TOKENS:
            return None
    parts.append(body[end:])
    return b"".join(parts)


def _address(code: bytes) -> bytes:
    """What an address's code hides: each byte crossed with the first."""
    if len(code) % 2:
        return code
    key, *hidden = bytes.fromhex(code.decode("ascii"))
    return bytes(byte ^ key for byte in hidden)


def _under_another_key(code: bytes) -> bytes:
    """The same address, hidden otherwise: the key and what is crossed with it alike."""
    if len(code) % 2:
        return code
    return bytes(byte ^ 0x55 for byte in bytes.fromhex(code.decode("ascii"))).hex().encode()
