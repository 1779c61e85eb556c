"""Differences that change nothing of what a clause says: one small rule each, in a visible list."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from policy.damage import is_damaged_copy, repaired
from policy.date_grammar import written_dates
from policy.mentions import value_of
from policy.redline import Hunk, Marked
from policy.references import Renumbering, follows
from policy.tokens import Token, bare, words, words_key
from policy.vocabulary_small import VERSION_WORDS

Common = Callable[[str], bool]


def _no_word(_: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What weighing one clause needs to know of the two documents."""

    language: str | None = None
    common: Common = _no_word
    """Does a word stand anywhere without its capital?"""
    renumbering: Renumbering = field(default_factory=dict)
    old_dates: frozenset[str] = frozenset()
    new_dates: frozenset[str] = frozenset()
    """The dates each document states of itself."""
    old_version: str | None = None
    new_version: str | None = None
    old_elsewhere: tuple[str, ...] = ()
    new_elsewhere: tuple[str, ...] = ()
    """Clauses that were merged into this one, or split off from it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One hunk with the tokens around it."""

    marked: Marked
    hunk: Hunk
    around: Surroundings

    @property
    def gone(self) -> list[Token]:
        """Its tokens in the old text."""
        return self.marked.old[self.hunk.old_start : self.hunk.old_end]

    @property
    def come(self) -> list[Token]:
        """Its tokens in the new text."""
        return self.marked.new[self.hunk.new_start : self.hunk.new_end]


def quiet_reason(spot: Spot) -> str | None:
    """Why this hunk says nothing new; None where it does."""
    return next((reason for reason, holds in RULES if holds(spot)), None)


def _joined(found: Sequence[Token]) -> str:
    return " ".join(token.text for token in found)


def _letter_case(spot: Spot) -> bool:
    """The same words with other capitals: emphasis."""
    gone, come = _joined(spot.gone), _joined(spot.come)
    return gone != come and gone.casefold() == come.casefold()


def _typography(spot: Spot) -> bool:
    """Other quotes, dashes, hyphens, spaces or punctuation around the same words."""
    if words_key(_joined(spot.gone)) != words_key(_joined(spot.come)):
        return False
    return not _joins_names(spot)


def _joins_names(spot: Spot) -> bool:
    """`Uptime Robot` and `UptimeRobot` are two names: a blank between capitals is no typography."""
    sides = [[t.text for t in side if t.is_word] for side in (spot.gone, spot.come)]
    if len(sides[0]) == len(sides[1]):
        return False
    apart = max(sides, key=len)
    return len(apart) > 1 and all(word[0].isupper() for word in apart)


def _spelling(spot: Spot) -> bool:
    """The same words, spelt otherwise or without a slip."""
    gone, come = spot.gone, spot.come
    if not gone or len(gone) != len(come):
        return False
    return all(
        a.text.casefold() == b.text.casefold() or same_spelling(a.text, b.text)
        for a, b in zip(gone, come, strict=True)
    )


def _same_value(spot: Spot) -> bool:
    """The same number in words or digits, the same date in another order."""
    gone, come = _values(spot.gone), _values(spot.come)
    return gone is not None and gone == come


def _values(found: Sequence[Token]) -> list[str] | None:
    """The values of tokens that are all numbers or dates; None where one is something else."""
    out: list[str] = []
    for token in found:
        value = value_of(token.text)
        if token.text.isalpha() and value is None:
            return None
        dates = written_dates(token.text.casefold()) if len(token.text) > 5 else []
        if dates and dates[0].iso:
            out.append(dates[0].iso)
        elif value is not None:
            out.append(value)
        elif token.is_word:
            return None
    return out or None


def _reference(spot: Spot) -> bool:
    """A cross-reference that follows a renumbering."""
    old, new, hunk = spot.marked.old, spot.marked.new, spot.hunk
    count = hunk.old_end - hunk.old_start
    if count == 0 or count != hunk.new_end - hunk.new_start:
        return False
    places = zip(
        range(hunk.old_start, hunk.old_end), range(hunk.new_start, hunk.new_end), strict=True
    )
    return all(
        old[i].text == new[j].text or follows(old, i, new, j, spot.around.renumbering)
        for i, j in places
    )


def _own_date(spot: Spot) -> bool:
    """The document's own date or version, told in `dates`."""
    gone, come = _values(spot.gone), _values(spot.come)
    if not gone or not come:
        return False
    old_known, new_known = spot.around.old_dates, spot.around.new_dates
    if set(gone) <= old_known and set(come) <= new_known:
        return True
    before = spot.marked.old[: spot.hunk.old_start]
    return bool(before and bare(before[-1].text) in VERSION_WORDS and spot.around.new_version)


def _hidden_address(spot: Spot) -> bool:
    """An e-mail address that the page now hides from robots, or shows again: which one it is
    cannot be seen.
    """
    gone, come = _joined(spot.gone), _joined(spot.come)
    if not gone or not come:
        return _is_tail_of_hidden(spot)
    return any(
        _HIDDEN.search(one) and (_HIDDEN.search(other) or _ADDRESS.search(other))
        for one, other in ((gone, come), (come, gone))
    )


def _is_tail_of_hidden(spot: Spot) -> bool:
    """The end of an address that the page hides by halves: it clings to the sign of the hidden
    part.
    """
    found, at = spot.marked.old, spot.hunk.old_start
    side = spot.gone
    if not side:
        found, at, side = spot.marked.new, spot.hunk.new_start, spot.come
    before = found[max(0, at - 4) : at]
    clings = bool(before) and before[-1].end == side[0].start and len(side) <= 3
    return clings and _HIDDEN.search(_joined(before)) is not None


def _elsewhere(spot: Spot) -> bool:
    """Words that stand in the clause that was split off, or stood in the one that was merged."""
    return _stands_in(spot.gone, spot.around.new_elsewhere) and _stands_in(
        spot.come, spot.around.old_elsewhere
    )


def _stands_in(found: Sequence[Token], texts: Sequence[str]) -> bool:
    mine = f" {' '.join(words(_joined(found)))} "
    return not mine.strip() or any(mine in f" {' '.join(words(text))} " for text in texts)


def _damage(spot: Spot) -> bool:
    """Letters that were lost or restored."""
    gone, come = ("".join(token.text for token in side) for side in (spot.gone, spot.come))
    return is_damaged_copy(gone, come) or (repaired(gone) != gone and repaired(gone) == come) or (
        repaired(come) != come and repaired(come) == gone)  # fmt: skip


def _front_matter(spot: Spot) -> bool:
    """`title:` before a title: a key of the source that became visible."""
    if spot.hunk.old_start or spot.hunk.new_start:
        return False
    both = [[token.text.casefold() for token in side] for side in (spot.gone, spot.come)]
    return sorted(both, key=len) in ([[], ["title", ":"]], [[], ["title:"]])


_HIDDEN = re.compile(r"\[\s?e-?mail\s*protected\s?\]", re.IGNORECASE)
_ADDRESS = re.compile(r"^\W*\S{1,64}@\S{1,255}$")

OWN_DATE = "the document's own date or version"
RULES: tuple[tuple[str, Callable[[Spot], bool]], ...] = (
    ("letter case only (emphasis)", _letter_case),
    ("typography only", _typography),
    ("cross-reference follows the renumbering", _reference),
    ("same value, written otherwise", _same_value),
    ("spelling of the same word", _spelling),
    (OWN_DATE, _own_date),
    ("e-mail address hidden from robots", _hidden_address),
    ("encoding repaired", _damage),
    ("the same words, in another clause now", _elsewhere),
    ("key of the source, not of the text", _front_matter),
)
"""Reason → rule; the first that holds names the hunk."""


def same_spelling(one: str, other: str) -> bool:
    """Are both the same word: accents, British and American forms, one letter doubled or two
    swapped by a slip?
    """
    a, b = bare(one), bare(other)
    if a == b:
        return True
    if _has_stray_capital(one) != _has_stray_capital(other) and _one_letter_less(a, b):
        return True
    if not (a.isalpha() and b.isalpha()) or a[0] != b[0] or min(len(a), len(b)) < 5:
        return False
    if _simplified(a) == _simplified(b):
        return True
    return len(a) == len(b) and min(len(a), len(b)) > 6 and _swapped(a, b)


def _has_stray_capital(word: str) -> bool:
    """`fFor`: a small letter before a capital at the start of a word that goes on in small
    letters.
    """
    return len(word) > 2 and word[0].islower() and word[1].isupper() and word[2:].islower()


def _one_letter_less(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _simplified(word: str) -> str:
    for variant, form in _VARIANTS:
        word = variant.sub(form, word)
    return word


_VARIANTS = (
    (re.compile(r"is(?=(?:e|ed|es|ing|er|ers|ation|ations|ational)$)"), "iz"),
    (re.compile(r"yse(?=d?$|s$)"), "yze"),
    (re.compile(r"our(?=$|s$|ed$|ing$|able$|ite$|ites$)"), "or"),
    (re.compile(r"tre(?=s?$)"), "ter"),
    (re.compile(r"ence(?=s?$)"), "ense"),
    (re.compile(r"æ|ae"), "e"),
    (re.compile(r"œ|oe"), "e"),
    (re.compile(r"ß"), "ss"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def _swapped(a: str, b: str) -> bool:
    spots = [n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return (
        len(spots) == 2
        and spots[1] == spots[0] + 1
        and a[spots[0]] == b[spots[1]]
        and a[spots[1]] == b[spots[0]]
    )
