"""ULIDs from a time and a seed: ids that sort by time and follow from what they name. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
LENGTH = 26
MOMENT = 10  # signs of it that say when


def make(at: datetime, seed: bytes) -> str:
    """26 signs: 48 bits of time in milliseconds, then the first 80 bits of the seed."""
    number = int(at.timestamp() * 1000) << 80 | int.from_bytes(seed[:10], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def time_of(ulid: str) -> datetime:
    """When it was made. Raises ValueError for what is no ULID."""
    if len(ulid) != LENGTH:
        raise ValueError(f"{ulid!r} is no ULID")
    number = 0
    for sign in ulid:
        number = number << 5 | ALPHABET.index(sign)
    return datetime.fromtimestamp((number >> 80) / 1000, UTC)
