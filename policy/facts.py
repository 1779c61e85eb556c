"""What exactly became different in a clause, as data: the statements that went, and those that
came in their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from policy.mentions import Mention
from policy.model import Fact
from policy.redline import Hunk, Marked
from policy.tokens import Token
from policy.vocabulary_small import GENERIC_NAMES

Common = Callable[[str], bool]
"""Does a word stand in the documents without its capital? Then it is no name."""

KINDS = (
    "period", "amount", "percentage", "date", "age", "negation", "modality", "guarantee", "party",
    "country", "number", "data", "purpose", "right", "basis", "recipient", "law", "liability",
    "price", "retention", "text",
)  # fmt: skip
"""In the order in which they are told."""

_SMALL = 8
"""Within a hunk of so many words a word of duty or negation counts by itself; in a longer one it
belongs to a new sentence.
"""
_NEW_TEXT = 8
"""So many words in a row that only come or only go are a statement of their own."""
_NEAR = 8
_LOUD, _SHOUTING = 3, 6
"""So many different words in capitals, among so many, are a guarantee as contracts shout it."""
_FEW_CONCEPTS = 4
_VALUES = frozenset({"period", "amount", "percentage", "date", "age"})
_ENDS = frozenset(".!?;")


def facts(
    marked: Marked,
    loud: Sequence[Hunk],
    stated: tuple[Sequence[Mention], Sequence[Mention]],
    common: Common,
) -> tuple[Fact, ...]:
    """The facts of a rewording, from the hunks that were found to say something.

    `stated`: everything the old tokens state, and the new ones.
    """
    gone = _touched(stated[0], [(h.old_start, h.old_end) for h in loud], common)
    come = _touched(stated[1], [(h.new_start, h.new_end) for h in loud], common)
    balance = Counter((m.kind, m.value) for m in come)
    balance.subtract(Counter((m.kind, m.value) for m in gone))
    only_gone = _only(gone, {key: -n for key, n in balance.items()})
    only_come = _only(come, dict(balance))
    small = [hunk for hunk in loud if _is_small(hunk)]
    only_gone = _heard(only_gone, [(h.old_start, h.old_end) for h in small])
    only_come = _heard(only_come, [(h.new_start, h.new_end) for h in small])
    found = [
        _with_subject(fact, marked, only_come, stated[1])
        for fact in _paired(only_gone, only_come, marked, loud)
    ]
    found += _capitals(marked, loud)
    found += _new_text(marked, loud)
    found += _rewritten(marked, loud, stated)
    if not found:
        found += _places_of_law(marked, loud, stated)
    found.sort(key=lambda fact: KINDS.index(fact.kind))
    once = {(f.kind, _same(f.old), _same(f.new)): f for f in reversed(found)}
    return tuple(reversed(once.values()))


def _same(value: str | None) -> str | None:
    return value.casefold() if value else None


def facts_of_whole(
    found: Sequence[Token], stated: Sequence[Mention], common: Common, *, added: bool
) -> tuple[Fact, ...]:
    """The facts of a clause that was added or removed: what it names, each thing once, a few.

    Plain numbers and small words say nothing there.
    """
    told = _touched(stated, [(0, len(found))], common)
    out: dict[tuple[str, str], Fact] = {}
    for m in sorted(told, key=lambda m: KINDS.index(m.kind)):
        if m.kind in {"modality", "negation", "number"}:
            continue
        printed = _printed(found, m)
        fact = Fact(m.kind, new=printed) if added else Fact(m.kind, old=printed)
        out.setdefault((m.kind, m.value), fact)
    return tuple(list(out.values())[:_FEW_CONCEPTS])


def _touched(
    stated: Sequence[Mention], spots: Sequence[tuple[int, int]], common: Common
) -> list[Mention]:
    """The mentions that touch one of the places; a name of ordinary words is none."""
    touched = [
        mention
        for mention in stated
        if mention.kind in KINDS
        and any(mention.first < end and start < mention.last for start, end in spots)
    ]
    countries = {n for m in touched if m.kind == "country" for n in range(m.first, m.last)}
    return [
        m
        for m in touched
        if m.kind != "party"
        or not (
            countries.issuperset(range(m.first, m.last))
            or all(
                word.casefold() in GENERIC_NAMES or common(word.casefold())
                for word in m.value.split()
            )
        )
    ]


def _only(stated: Sequence[Mention], surplus: dict[tuple[str, str], int]) -> list[Mention]:
    """The mentions beyond those that the other side has as well."""
    out = []
    for mention in stated:
        if surplus.get((mention.kind, mention.value), 0) > 0:
            surplus[mention.kind, mention.value] -= 1
            out.append(mention)
    return out


def _is_small(hunk: Hunk) -> bool:
    return max(hunk.old_end - hunk.old_start, hunk.new_end - hunk.new_start) <= _SMALL


def _heard(stated: Sequence[Mention], small: Sequence[tuple[int, int]]) -> list[Mention]:
    """Small words only where little else changed around them."""
    return [
        m
        for m in stated
        if m.kind not in {"modality", "negation"}
        or any(m.first < end and start < m.last for start, end in small)
    ]


def _paired(
    gone: Sequence[Mention], come: Sequence[Mention], marked: Marked, loud: Sequence[Hunk]
) -> list[Fact]:
    """One fact for what took the place of another of its kind; what has no partner stands alone.

    Only within one hunk, as many as went: values in any, names and words in a small one. In a
    passage that was rewritten nothing became anything.
    """
    places = [[(h.old_start, h.old_end) for h in loud], [(h.new_start, h.new_end) for h in loud]]
    at_place: dict[tuple[int, str], tuple[list[str], list[str]]] = {}
    for side, (stated, tokens) in enumerate(((gone, marked.old), (come, marked.new))):
        for mention in stated:
            place = _place_of(mention, places[side])
            lists = at_place.setdefault((place, mention.kind), ([], []))
            lists[side].append(_printed(tokens, mention))
    found: list[Fact] = []
    for (place, kind), (old, new) in at_place.items():
        if len(old) == len(new) and (kind in _VALUES or _is_small(loud[place])):
            found += [Fact(kind, *pair) for pair in zip(old, new, strict=True)]
        else:
            found += [Fact(kind, value, None) for value in old]
            found += [Fact(kind, None, value) for value in new]
    return [fact for fact in found if fact.old != fact.new]


def _place_of(mention: Mention, places: Sequence[tuple[int, int]]) -> int:
    """The first of the places that the mention touches; it touches one."""
    return next(
        n for n, (start, end) in enumerate(places) if mention.first < end and start < mention.last
    )


def _with_subject(
    fact: Fact, marked: Marked, come: Sequence[Mention], stated: Sequence[Mention]
) -> Fact:
    """A period with the kind of data that the same sentence names before it."""
    if fact.kind != "period" or not fact.new:
        return fact
    period = next(m for m in come if m.kind == "period" and _printed(marked.new, m) == fact.new)
    begin = period.first
    while begin and not _ends_sentence(marked.new, begin - 1):
        begin -= 1
    for named in stated:
        if named.kind == "data" and begin <= named.first and named.last <= period.first:
            return replace(fact, about=_printed(marked.new, named))
    return fact


def _ends_sentence(found: Sequence[Token], at: int) -> bool:
    """A full stop before a capital; one inside brackets ends an abbreviation."""
    after = found[at + 1].text if at + 1 < len(found) else "A"
    return found[at].text in _ENDS and (after[0].isupper() or after[0].isdigit())


def _printed(found: Sequence[Token], mention: Mention) -> str:
    """The mention as printed; between its tokens there is at most one space."""
    out = found[mention.first].text
    for before, token in zip(
        found[mention.first : mention.last], found[mention.first + 1 : mention.last], strict=False
    ):
        out += (" " if token.start > before.end else "") + token.text
    return out


def _capitals(marked: Marked, loud: Sequence[Hunk]) -> list[Fact]:
    """Words in capitals that went or came, among others: the limits that contracts shout."""
    gone = [w for h in loud for w in _shouted(marked.old[h.old_start : h.old_end])]
    come = [w for h in loud for w in _shouted(marked.new[h.new_start : h.new_end])]
    around = max(len(_shouted(marked.old)), len(_shouted(marked.new)))
    if len({*gone, *come}) < _LOUD or around < _SHOUTING:
        return []
    return [Fact("guarantee", _shortened(gone), _shortened(come))]


def _shouted(found: Sequence[Token]) -> list[str]:
    """Words of three letters and more in capitals; shorter ones are names of things."""
    return [t.text for t in found if len(t.text) > 2 and t.text.isalpha() and t.text.isupper()]


def _new_text(marked: Marked, loud: Sequence[Hunk]) -> list[Fact]:
    """Whole statements that came or went inside the clause."""
    found = []
    for hunk in loud:
        old = [t.text for t in marked.old[hunk.old_start : hunk.old_end]]
        new = [t.text for t in marked.new[hunk.new_start : hunk.new_end]]
        counts = [sum(word[0].isalnum() for word in side) for side in (old, new)]
        if counts[1] >= _NEW_TEXT and counts[1] >= 4 * counts[0]:
            found.append(Fact("text", None, _shortened(new)))
        elif counts[0] >= _NEW_TEXT and counts[0] >= 4 * counts[1]:
            found.append(Fact("text", _shortened(old), None))
    return found


def _rewritten(
    marked: Marked, loud: Sequence[Hunk], stated: tuple[Sequence[Mention], Sequence[Mention]]
) -> list[Fact]:
    """Passages that were rewritten with other words of duty or denial in them."""
    found = []
    for hunk in loud:
        old, new = (hunk.old_start, hunk.old_end), (hunk.new_start, hunk.new_end)
        small = [
            sorted(
                m.value
                for m in side
                if m.kind in {"modality", "negation"} and m.first < end and start < m.last
            )
            for side, (start, end) in zip(stated, (old, new), strict=True)
        ]
        sizes = sorted((old[1] - old[0], new[1] - new[0]))
        if not _is_small(hunk) and small[0] != small[1] and sizes[1] < 4 * sizes[0]:
            gone = [t.text for t in marked.old[old[0] : old[1]]]
            come = [t.text for t in marked.new[new[0] : new[1]]]
            found.append(Fact("text", _shortened(gone), _shortened(come)))
    return found


def _places_of_law(
    marked: Marked, loud: Sequence[Hunk], stated: tuple[Sequence[Mention], Sequence[Mention]]
) -> list[Fact]:
    """Another name beside a law or a court: the town that decides disputes."""
    found = []
    for hunk in (hunk for hunk in loud if _is_small(hunk)):
        old = marked.old[hunk.old_start : hunk.old_end]
        new = marked.new[hunk.new_start : hunk.new_end]
        near = range(hunk.new_start - _NEAR, hunk.new_end + _NEAR)
        named = [any(t.text[0].isupper() for t in side) for side in (old, new)]
        if all(named) and any(m.kind == "law" and m.first in near for m in stated[1]):
            gone, come = ([t.text for t in side] for side in (old, new))
            found.append(Fact("law", _shortened(gone), _shortened(come)))
    return found


def _shortened(words: Sequence[str], most: int = 12) -> str | None:
    """The first words, for a reason or a sentence."""
    if not words:
        return None
    out = words[0]
    for word in words[1:most]:
        out += word if word in ".,;:!?)”" else " " + word
    return out + (" …" if len(words) > most else "")
