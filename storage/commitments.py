"""Commitments: what the ledger says in place of what it must not show. Pure.

A commitment opens with a key of exactly 32 bytes. The length is checked wherever one is opened:
HMAC fills short keys up with zeros, so a key of 31 bytes and the same key with a zero byte behind
it would open the same commitment.
"""

from __future__ import annotations

import hmac

KEY_BYTES = 32
PREFIX = "hmac-sha256:"


class KeyLengthError(ValueError):
    """A key of a commitment has exactly 32 bytes."""


def commit(key: bytes, body: bytes) -> str:
    """What stands in the leaf for a body that is held back."""
    return PREFIX + keyed(key, "entry/v1", body)


def opens(commitment: str, key: bytes, body: bytes) -> bool:
    """Whether key and body are what was committed to."""
    return len(key) == KEY_BYTES and hmac.compare_digest(commitment, commit(key, body))


def notice_key(secret: bytes, notice_id: str) -> bytes:
    """A person's key for one notice: opening that notice says nothing about others."""
    return bytes.fromhex(keyed(secret, "notice-key/v1", notice_id.encode()))


def recipient(key: bytes, address: str) -> str:
    """Who a record speaks of, as 64 signs only the notice's key ties to an address."""
    return keyed(key, "recipient/v1", address.encode())


def keyed(key: bytes, purpose: str, data: bytes) -> str:
    """A digest that nobody can guess at without the key; in hexadecimal."""
    if len(key) != KEY_BYTES:
        raise KeyLengthError(f"a key of {len(key)} bytes instead of {KEY_BYTES}")
    return hmac.digest(key, purpose.encode() + b"\0" + data, "sha256").hex()
