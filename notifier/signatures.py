"""Signatures of the Standard Webhooks specification: who is called can see that it was us."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32  # the specification asks for 24 to 64


def new_secret() -> str:
    """A secret as it is given to who is called."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(id: str, at: datetime, body: bytes, keys: Sequence[str]) -> dict[str, str]:
    """The headers of one try. With several secrets it is signed by each, for a time of change."""
    stamp = str(int(at.timestamp()))
    signed = b".".join((id.encode(), stamp.encode(), body))
    return {
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(_signature(key, signed) for key in keys),
    }


def _signature(key: str, signed: bytes) -> str:
    secret = base64.b64decode(key.removeprefix(PREFIX), validate=True)
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
