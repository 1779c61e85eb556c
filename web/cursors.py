"""Where the next part of a list begins, as an opaque word that stays right while the list grows."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

Place = tuple[datetime, str]


def cursor(place: Place) -> str:
    """The word for a place: its time and its id."""
    written = json.dumps([place[0].isoformat(), place[1]], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def place(cursor: str | None) -> Place | None:
    """The place a word of ours stands for; None for none and for what is no word of ours."""
    if not cursor:
        return None
    try:
        at, id = json.loads(base64.b64decode(_padded(cursor), altchars=b"-_", validate=True))
        found = datetime.fromisoformat(at)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None
    return (found, id) if found.tzinfo is not None and isinstance(id, str) else None


def _padded(cursor: str) -> bytes:
    return cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
