"""What changes in a sentence: this text, or something else. By the nouns near the word for change.

All of it reads the bytes of a *folded* sentence (see `folded`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import re2

from policy import promise_patterns as patterns

_NEAR: Final = 64  # signs between a word for change and the name of the text
_OBJECT: Final = 40  # signs between a verb of change and its object
_TITLE: Final = 4  # words of a heading that need not name the text
_ASKED: Final = 8  # of one that asks for a change
_OPENING: Final = 24  # signs at the head of a sentence in which its subject is named
_AROUND: Final = (24, 40)  # signs before and after a name in which a third party claims it

TEXT: Final = re2.compile("|".join(patterns.TEXT))
CHANGE: Final = re2.compile("|".join(patterns.CHANGE))
OTHER: Final = re2.compile("|".join(patterns.OTHER))
_SELF: Final = re2.compile(patterns.SELF)
_THIRD: Final = re2.compile(patterns.THIRD)
_OF: Final = re2.compile(patterns.GENITIVE)
_QUALIFIES: Final = re2.compile(patterns.QUALIFIES)
_BREAK: Final = re2.compile(patterns.BREAK)
_NOUN: Final = re2.compile(patterns.NOUN)
_SUBJECT: Final = re2.compile(patterns.SUBJECT)
_GOVERNED: Final = re2.compile(patterns.OBJECT)
_COMPOUND: Final = re2.compile(patterns.COMPOUND)
_MATTER: Final = re2.compile(patterns.MATTER)
_QUESTION: Final = re2.compile(patterns.QUESTION)
_SOFT: Final = re2.compile(patterns.SOFT_TEXT)
_PLACE: Final = re2.compile(patterns.PLACE)


def heading_on_topic(folded: str) -> bool:
    """Is a section under this heading about changes of the text?"""
    signs = folded.encode()
    if not CHANGE.search(signs):
        return False
    if TEXT.search(signs):
        return is_text(signs)
    named = _GOVERNED.search(signs)
    if named and not _SOFT.search(signs[named.end() :]):
        return False
    short = len(folded.split()) <= (_ASKED if _QUESTION.search(signs) else _TITLE)
    return short and not OTHER.search(signs)


def names_other(signs: bytes) -> bool:
    """Is another object named with the change itself: "Preisanpassung", "a change of the menu"?"""
    if _COMPOUND.search(signs):
        return True
    named = _GOVERNED.search(signs)
    if named is None or TEXT.search(signs[named.start() :]):
        return False
    return not _SOFT.search(signs[named.end() : named.end() + _OBJECT])


def names_any_other(signs: bytes) -> bool:
    """Is any other thing named at all, changed or not?"""
    return OTHER.search(signs) is not None or names_other(signs)


def is_matter(signs: bytes) -> bool:
    """Does a sentence without a word for change tell of a refund, an assignment, a delivery?"""
    return _MATTER.search(signs) is not None


def is_of_other(signs: bytes, *, told: bool) -> bool:
    """Is another thing what changes? Where somebody is `told`, only what stands at the change."""
    placeless = _PLACE.sub(b" ", signs)  # "on our site" is where, not what
    other = OTHER.search(placeless)
    if other is None:
        return False
    return not told or _is_changed(placeless, *other.span())


def _is_changed(signs: bytes, start: int, end: int) -> bool:
    """Is this noun what the sentence opens with, or what its first change is made to?"""
    change = CHANGE.search(signs)
    if change is None:
        return False
    gap = signs[change.end() : start] if start > change.end() else None
    if gap is not None:
        return len(gap) <= _OBJECT // 2 and not _BREAK.search(gap) and b"," not in gap
    return end <= _OPENING and b"," not in signs[end : change.start()]


def is_text(signs: bytes) -> bool:
    """Is it the text that changes? The noun after the verb decides, or the one before it."""
    names = [found.span() for found in TEXT.finditer(signs)]
    others = [
        found.span() for found in OTHER.finditer(signs) if not _belongs(signs, names, *found.span())
    ]
    nouns = sorted([(*name, True) for name in names] + [(*other, False) for other in others])
    return any(_changes_text(signs, nouns, *change.span()) for change in CHANGE.finditer(signs))


def _changes_text(
    signs: bytes, nouns: Sequence[tuple[int, int, bool]], start: int, end: int
) -> bool:
    if signs[:start].endswith(b"without "):
        return False  # "accepted without modification"
    within = [noun for noun in nouns if noun[0] < end and noun[1] > start]
    after = next((noun for noun in nouns if 0 <= noun[0] - end <= _OBJECT), None)
    before = next((noun for noun in reversed(nouns) if 0 <= start - noun[1] <= _NEAR), None)
    if before and _NOUN.search(signs[max(0, start - _AROUND[0]) : start]):
        before = None  # "those changes" are no verb with a subject before it
    if after and _BREAK.search(signs[end : after[0]]):
        after = None
    if before and not before[2] and _SUBJECT.search(signs[before[1] : start]):
        return False  # "the site may change": something else does
    return any(noun and noun[2] and _is_ours(signs, *noun[:2]) for noun in (*within, after, before))


def _belongs(signs: bytes, names: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """ "The terms of this site", "our cookie policy": the other noun only says whose text it is."""
    return any(
        (0 <= start - name_end <= _AROUND[1] and _OF.fullmatch(signs[name_end:start]))
        or (0 < name_start - end <= _AROUND[0] and _QUALIFIES.fullmatch(signs[end:name_start]))
        for name_start, name_end in names
    )


def _is_ours(signs: bytes, start: int, end: int) -> bool:
    """A third party's terms change too; ours are named so, or no third party stands near."""
    before = max(0, start - _AROUND[0])
    if not _THIRD.search(signs[before : end + _AROUND[1]]):
        return True
    return _SELF.search(signs[before:end]) is not None
