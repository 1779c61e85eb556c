"""Passwords, kept as Argon2id hashes: a stolen database does not give them away cheaply."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

PASSES, LANES, MEMORY_KIB = 3, 4, 65_536  # RFC 9106, section 4: the second recommended option
SALT_BYTES, HASH_BYTES = 16, 32
SHORTEST, LONGEST = 12, 512  # signs; the longest bounds what one attempt costs us


class BadPasswordError(ValueError):
    """The password cannot be taken; the message says why."""


def hashed(password: str) -> str:
    """The hash of a new password, with salt and costs, as a PHC string."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadPasswordError(
            f"A password has {SHORTEST} to {LONGEST} signs; this one has {len(password)}."
        )
    if len(set(password)) < 4:
        raise BadPasswordError("A password of the same few signs is guessed at once.")
    return _kdf().derive_phc_encoded(password.encode())


def fits(password: str, phc: str | None) -> bool:
    """Whether this is the password. Without a hash to compare with it takes as long, and is not."""
    if len(password) > LONGEST:
        return False
    if phc is None:
        _kdf().derive(password.encode())
        return False
    try:
        Argon2id.verify_phc_encoded(password.encode(), phc)
    except InvalidKey:
        return False
    return True


def _kdf() -> Argon2id:
    return Argon2id(
        salt=secrets.token_bytes(SALT_BYTES),
        length=HASH_BYTES,
        iterations=PASSES,
        lanes=LANES,
        memory_cost=MEMORY_KIB,
    )
