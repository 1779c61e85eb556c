"""Links that prove a purpose: `v1.<key id>.<payload>.<mac>`; one made to stop never confirms.

A token holds a number and a time, nothing of a person; who stole the database cannot make one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

Purpose = Literal[
    "confirm", "manage", "session", "unsub", "unsub_digest", "unsub_together", "unsub_all",
    "no_reminders", "again", "reconfirm", "proof", "bounce", "canary",
]  # fmt: skip
VERSION = "v1"
MAC_BYTES = 16  # 128 bits: nobody guesses one, and the link stays short
MAX_LENGTH = 200
MAX_AGE: dict[Purpose, timedelta | None] = {
    "confirm": timedelta(days=7),
    "manage": timedelta(minutes=15),
    "session": timedelta(hours=24),
    "unsub": None,  # a link to stop works for ever
    "unsub_digest": None,
    "unsub_together": None,
    "unsub_all": None,
    "no_reminders": None,
    "again": timedelta(days=30),
    "reconfirm": timedelta(days=30),
    "proof": None,
    "bounce": timedelta(days=10),
    "canary": None,  # a place, and no link in a mail
}


@dataclass(frozen=True, slots=True)
class Token:
    """What a link says: the number it speaks of, and when it was made."""

    number: int
    issued_at: datetime


class Tokens:
    """Makes and reads links. Old keys stay in `retired`: an old mail can still be stopped."""

    def __init__(self, key: bytes, retired: tuple[bytes, ...] = ()) -> None:
        self._current = _key_id(key)
        self._keys = {_key_id(secret): secret for secret in (*retired, key)}

    def issue(self, purpose: Purpose, number: int, now: datetime) -> str:
        """A token for this purpose and number."""
        payload = _encode(f"{number}.{int(now.timestamp())}".encode())
        signed = f"{VERSION}.{self._current}.{payload}"
        return f"{signed}.{_encode(self._mac(purpose, self._current, signed))}"

    def read(self, purpose: Purpose, token: str, now: datetime) -> Token | None:
        """What the token says; None if it is forged, too old, or was made for another purpose."""
        if len(token) > MAX_LENGTH or not token.isascii():
            return None
        signed, _, mac = token.rpartition(".")
        parts = signed.split(".")
        if len(parts) != 3 or parts[0] != VERSION or parts[1] not in self._keys:
            return None
        expected = _encode(self._mac(purpose, parts[1], signed))
        if not hmac.compare_digest(expected.encode(), mac.encode()):
            return None
        number, issued = _decode(parts[2]).decode().split(".")  # ours: the seal holds
        issued_at = datetime.fromtimestamp(int(issued), UTC)
        age = MAX_AGE[purpose]
        if age is not None and now - issued_at > age:
            return None
        return Token(int(number), issued_at)

    def short_mac(self, purpose: Purpose, text: str) -> str:
        """16 hex signs that prove `text` is ours: for the envelope address, which must be short."""
        return self._mac(purpose, self._current, text).hex()[:16]

    def knows(self, purpose: Purpose, text: str, mac: str) -> bool:
        """Whether `mac` was made by `short_mac` for this text, under any of our keys."""
        made = [self._mac(purpose, key_id, text).hex()[:16] for key_id in self._keys]
        return any(hmac.compare_digest(one.encode(), mac.encode()) for one in made)

    def _mac(self, purpose: Purpose, key_id: str, text: str) -> bytes:
        assert purpose in get_args(Purpose)  # noqa: S101 - a purpose of its own would be a bug
        derived = hmac.digest(self._keys[key_id], f"clausewatch link {purpose}".encode(), "sha256")
        return hmac.digest(derived, text.encode(), "sha256")[:MAC_BYTES]


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"clausewatch key id" + key).hexdigest()[:8]


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:  # pragma: no cover - the seal was checked before
        raise ValueError("a sealed token does not decode") from error
