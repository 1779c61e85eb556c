"""Cross-references: when clauses are renumbered, the words "Section 2.7" elsewhere follow, and
that is a consequence only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from policy.model import Clause
from policy.tokens import Token, bare
from policy.vocabulary_small import BETWEEN_REFERENCES, REFERENCE_CUES

_NUMBER = re.compile(r"(?:\d+(?:\.\d+)*[a-z]?|[ivxlc]{1,6}|[a-z])", re.IGNORECASE)
_AROUND = re.compile(r"[()\[\].:\s]+")
_DIGITS = re.compile(r"\d+(?:\.\d+)*")
_REACH = 8
"""How many tokens before a number its cue ("Sections 2, 3 and 4") may stand."""
Renumbering = Mapping[str, frozenset[str]]


def renumbering(pairs: Iterable[tuple[str | None, str | None]]) -> Renumbering:
    """Old number → new numbers, of the clauses whose numbers changed; numbers as `numbers` gives
    them.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for old, new in pairs:
        if old and new and old != new:
            found[old].add(new)
    return {old: frozenset(new) for old, new in found.items()}


def numbers(clauses: Sequence[Clause]) -> list[list[str]]:
    """The numbers by which each clause may be referred to: its own, and that of its section before
    it.
    """
    out: list[list[str]] = []
    sections: list[tuple[int, str]] = []
    for clause in clauses:
        own = _plain(clause.label)
        if clause.kind == "heading":
            while sections and sections[-1][0] >= clause.level:
                sections.pop()
        above = sections[-1][1] if sections else ""
        joined = f"{above}.{own}" if above and own and not own.startswith(above + ".") else ""
        out.append([number for number in (own, joined) if number])
        if clause.kind == "heading" and own:
            sections.append((clause.level, own))
    return out


def _plain(label: str | None) -> str:
    """`Art. 4.2.`, `(b)` and `§ 3` without what stands around the number."""
    if not label:
        return ""
    if digits := _DIGITS.search(label):
        return digits[0]
    return _AROUND.sub("", label).casefold()


def follows(
    old: Sequence[Token], at_old: int, new: Sequence[Token], at_new: int, moved: Renumbering
) -> bool:
    """Is the token a reference whose number became what the renumbering made of it?"""
    before, after = old[at_old].text, new[at_new].text
    if not (_NUMBER.fullmatch(before) and _NUMBER.fullmatch(after)):
        return False
    if not is_reference(old, at_old):
        return False
    return _plain(after) in _renumbered(_plain(before), moved)


def _renumbered(number: str, moved: Renumbering) -> frozenset[str]:
    """What became of a number, or of the section it stands in."""
    if number in moved:
        return moved[number]
    head, _, tail = number.rpartition(".")
    if not head:
        return frozenset()
    return frozenset(f"{section}.{tail}" for section in _renumbered(head, moved))


def is_reference(found: Sequence[Token], at: int) -> bool:
    """Does a word like "Section" stand before it, with nothing but other numbers between?"""
    for token in reversed(found[max(0, at - _REACH) : at]):
        word = bare(token.text)
        if word in REFERENCE_CUES:
            return True
        if not (word in BETWEEN_REFERENCES or _NUMBER.fullmatch(word)):
            return False
    return False
