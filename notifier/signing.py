"""DKIM signatures (RFC 6376), where no relay makes them. Needs the extra `direct`.

The headers that stop a subscription are signed too: without that, mail programs must not offer the
one click (RFC 8058, 4).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import dkim

SIGNED = (
    b"from", b"to", b"reply-to", b"subject", b"date", b"message-id", b"in-reply-to", b"references",
    b"list-id", b"list-archive", b"list-unsubscribe", b"list-unsubscribe-post", b"mime-version",
    b"content-type", b"content-language", b"auto-submitted",
)  # fmt: skip
_NAME = re.compile(rb"(?m)^([A-Za-z-]+):")


class SigningKeyError(ValueError):
    """The key that should sign our mail cannot; the message says why."""


def signer(key_file: Path, selector: str, domain: str) -> Callable[[bytes], bytes]:
    """A function that puts a signature before a message."""
    try:
        key = key_file.read_bytes()
    except OSError as error:
        raise SigningKeyError(f"{key_file} cannot be read: {error.strerror}") from error

    def sign(message: bytes) -> bytes:
        head = message.partition(b"\r\n\r\n")[0]
        there = {name.lower() for name in _NAME.findall(head)}
        signature: bytes = dkim.sign(
            message,
            selector.encode(),
            domain.encode(),
            key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name for name in SIGNED if name in there],
        )
        return signature + message

    try:
        sign(b"From: a@b.example\r\n\r\ntrial\r\n")
    except (dkim.DKIMException, ValueError, TypeError) as error:
        raise SigningKeyError(f"{key_file} is no key that can sign: {error}") from error
    return sign
