"""Text that lost its letters on the way: what it said, where that can be known."""

from __future__ import annotations

import re

from policy.mojibake import repair

_LOST = re.compile("[^\x00-\x7f]+|\\?+")
_LOST_QUOTE = re.compile(
    "â€\ufffd?"
)  # the closing quotation mark has a byte that Windows-1252 lacks
_SIGNS_OF_LOSS = frozenset("?\ufffd")


def repaired(text: str) -> str:
    """The text as it was before it was read in the wrong encoding; itself where nothing shows that
    it was.
    """
    return text if text.isascii() else _LOST_QUOTE.sub("”", repair(text))


def damaged_key(text: str) -> str | None:
    """Equal for a text and its copy with lost letters; None for a text that has no letter that
    could be lost.
    """
    if text.isascii() and "?" not in text:
        return None
    return _LOST.sub("?", text)


def is_damaged_copy(one: str, other: str) -> bool:
    """Do the texts differ only where one of them shows the sign of a lost letter, and the other a
    letter that can be lost?
    """
    key = damaged_key(one)
    if one == other or key is None or key != damaged_key(other):
        return False
    spots = zip(_LOST.findall(one), _LOST.findall(other), strict=True)
    return all(
        a == b or _SIGNS_OF_LOSS.issuperset(a) != _SIGNS_OF_LOSS.issuperset(b) for a, b in spots
    )
