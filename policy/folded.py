"""A sentence as the phrases of promises and of lists of sub-processors are written for it."""

from __future__ import annotations

import unicodedata
from typing import Final

_PLAIN: Final = (
    ("’", "'"), ("‘", "'"), ("´", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("«", '"'), ("»", '"'),
    ("–", "-"), ("‑", "-"), ("—", "-"), ("ß", "ss"), ("æ", "ae"), ("œ", "oe"),
)  # fmt: skip


def fold(text: str) -> str:
    """Lower case, no accents, straight quotes, single blanks."""
    text = text.lower()
    if not text.isascii():
        for sign, plain in _PLAIN:  # faster than a table: most signs are absent
            text = text.replace(sign, plain)
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(text.split())
