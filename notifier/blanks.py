"""Blanks in a kept notice: what differs by reader is filled in when the letter is written.

A blank stands between two Unicode noncharacters, which no policy text gets into a notice (`clean`):
whatever a page says, it can never be taken for a blank of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

OPEN, CLOSE = "\ufdd0", "\ufdd1"
_BLANK = re.compile(f"{OPEN}([a-z_]+){CLOSE}")
NO_BREAK = "\u00a0\u202f"
"""Spaces at which no line is broken: French has them before `:` `;` `?` `!` and in its quotes."""

_UNSEEN = frozenset({"Cc", "Cs", "Cn"})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def blank(name: str) -> str:
    """A blank of this name."""
    return f"{OPEN}{name}{CLOSE}"


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled in. A blank without a value is a bug and raises."""
    return _BLANK.sub(lambda found: values[found[1]], text)


def split(text: str) -> list[tuple[str, bool]]:
    """The text in order as (words, False) and (name of a blank, True)."""
    pieces = _BLANK.split(text)
    return [(piece, bool(place % 2)) for place, piece in enumerate(pieces) if piece]


def clean(text: str, keep: str = "") -> str:
    """Words of a policy, fit for a message: one line, no signs that control or turn the writing.

    Of what is cleaned away otherwise, the signs of `keep` stay.
    """
    kept = (
        " " if sign.isspace() and sign not in keep else sign
        for sign in text
        if sign in keep
        or sign.isspace()
        or (unicodedata.category(sign) not in _UNSEEN and sign not in _BIDI)
    )
    return re.sub(" {2,}", " ", "".join(kept)).strip(" ")


def clean_ours(text: str) -> str:
    """The same for a sentence of ours, whose spaces that do not break stay."""
    return clean(text, keep=NO_BREAK)
