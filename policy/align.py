"""Which clause of the old text lives on in which clause of the new one.

Same words first, then what is alike. Clauses whose words stand once on both sides pin the two
texts together; between two pins the rest is paired by likeness, label, table key and place; what
is then left is looked for anywhere (moved) and asked whether it is a part of something else
(split, merged). No step compares every clause with every other, none looks at a clock, and the
side that sorts first always plays the old one, so that the result mirrors when the texts change
places.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from rapidfuzz.distance import Indel

from policy.chain import Link, blocks, heaviest_chain, kept_in_order
from policy.likeness import Forms, Side, alike, lead_in, row_key
from policy.model import Clause
from policy.parts import parts

Key = TypeVar("Key", bound=Hashable)
Pair = tuple[int, int]
Gap = tuple[list[int], list[int]]

SMALL_GAP = 64
"""Up to this many combinations everything between two pins is compared with everything."""
REPEATED = 25_000_000
"""Up to this many combinations repeated clauses are laid side by side by their longest common
subsequence.
"""
CANDIDATES, POSTINGS = 5, 12
"""In larger gaps: with how many clauses one is compared, found by words that so few share."""
FIRST_WORDS = 2000
"""Rare words are looked for among the first so many of a clause."""
WEIGHTY = 4
"""So many words must a clause, or the run it stands in, have before its being elsewhere is called
a move.
"""
SAME_PLACE, SHORT_PLACE, ELSEWHERE = 0.4, 0.5, 0.6
"""How alike two clauses must be to be one, reworded: between the same pins, there but short, and
anywhere.
"""
SHORT = 8
ALONE, ALONE_SHORT, LINE = 0.25, 0.15, 20
"""How alike they must be where nothing else stands between the pins; less for a line of so many
words.
"""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs in the order of the new text, which of them moved, and the clauses that are a part of
    another one.
    """

    pairs: tuple[Pair, ...] = ()
    moved: frozenset[Pair] = frozenset()
    same: frozenset[Pair] = frozenset()
    """Pairs known to have the same words."""
    split: dict[int, int] = field(default_factory=dict)
    """New clause → the old one it was split from."""
    merged: dict[int, int] = field(default_factory=dict)
    """Old clause → the new one it was merged into."""


def align(old: Sequence[Clause], new: Sequence[Clause], *, damaged: bool = False) -> Alignment:
    """Pair the clauses of two texts: the same on every machine, mirrored when the texts are
    swapped.

    `damaged`: one side was read in a wrong encoding; the repaired words are compared.
    """
    if not _sorts_first(new, old):
        return _align(Forms(old, new, damaged=damaged))
    found = _align(Forms(new, old, damaged=damaged))
    return Alignment(
        pairs=tuple(sorted(((i, j) for j, i in found.pairs), key=lambda pair: pair[1])),
        moved=frozenset((i, j) for j, i in found.moved),
        same=frozenset((i, j) for j, i in found.same),
        split=found.merged,
        merged=found.split,
    )


def _sorts_first(one: Sequence[Clause], other: Sequence[Clause]) -> bool:
    for a, b in zip(one, other, strict=False):
        if (a.text, a.label or "") != (b.text, b.label or ""):
            return (a.text, a.label or "") < (b.text, b.label or "")
    return len(one) < len(other)


def _align(forms: Forms) -> Alignment:
    found = _Found(forms)
    found.take(_trimmed(forms))
    found.take(_pins(forms, found))
    for gap in found.gaps():
        found.take(_same_in_gap(forms, gap))
    found.take(_headings_by_children(forms, found, least=ELSEWHERE))
    for gap in found.gaps():
        found.take(_alike_in_gap(forms, gap))
    found.take(_headings_by_children(forms, found, least=0.0))
    found.take(_same_elsewhere(forms, found))
    found.take(_alike_elsewhere(forms, found))
    split = parts(forms.old, forms.new, found.new_of, found.old_of)
    merged = parts(forms.new, forms.old, found.old_of, found.new_of)
    return found.alignment(split, merged)


class _Found:
    """The pairs found so far, one to one."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.new_of: dict[int, int] = {}
        self.old_of: dict[int, int] = {}

    def take(self, pairs: Sequence[Pair]) -> None:
        """Keep the pairs whose clauses are both still free."""
        for i, j in pairs:
            if i not in self.new_of and j not in self.old_of:
                self.new_of[i], self.old_of[j] = j, i

    def free(self) -> Gap:
        """The clauses that have no partner yet."""
        return (
            [i for i in range(len(self.forms.old.clauses)) if i not in self.new_of],
            [j for j in range(len(self.forms.new.clauses)) if j not in self.old_of],
        )

    def links(self) -> list[Link]:
        """The pairs, each with the weight of its words."""
        weigh = self.forms.old.weight
        return [(i, j, weigh(i)) for i, j in sorted(self.new_of.items())]

    def gaps(self) -> list[Gap]:
        """What is still free on both sides between two neighbouring pairs that keep their order."""
        free_old, free_new = self.free()
        if not free_old or not free_new:
            return []
        ends = [(i, j) for i, j, _ in kept_in_order(self.links())]
        ends.append((len(self.forms.old.clauses), len(self.forms.new.clauses)))
        found: list[Gap] = []
        at_old = at_new = 0
        for i, j in ends:
            first_old, first_new = at_old, at_new
            while at_old < len(free_old) and free_old[at_old] < i:
                at_old += 1
            while at_new < len(free_new) and free_new[at_new] < j:
                at_new += 1
            if first_old < at_old and first_new < at_new:
                found.append((free_old[first_old:at_old], free_new[first_new:at_new]))
        return found

    def alignment(self, split: dict[int, int], merged: dict[int, int]) -> Alignment:
        """The finished result: what is off the heaviest chain has moved."""
        stayed = {(i, j) for i, j, _ in kept_in_order(self.links())}
        pairs = tuple(sorted(self.new_of.items(), key=lambda pair: pair[1]))
        ids_old, ids_new = self.forms.old.ids, self.forms.new.ids
        return Alignment(
            pairs=pairs,
            moved=frozenset(pairs) - stayed,
            same=frozenset((i, j) for i, j in pairs if ids_old[i] == ids_new[j]),
            split=split,
            merged=merged,
        )


def _trimmed(forms: Forms) -> list[Pair]:
    """The clauses that are the same from the beginning on, and from the end on."""
    old, new = forms.old.ids, forms.new.ids
    most = min(len(old), len(new))
    head = next((n for n in range(most) if old[n] != new[n]), most)
    tail = next((n for n in range(most - head) if old[-1 - n] != new[-1 - n]), most - head)
    pairs = [(n, n) for n in range(head)]
    return pairs + [(len(old) - n, len(new) - n) for n in range(tail, 0, -1)]


def _pins(forms: Forms, found: _Found) -> list[Pair]:
    """Clauses whose words stand once on both sides, by themselves or under their headings: those
    in order, and real moves.
    """
    free_old, free_new = found.free()
    if not free_old or not free_new:
        return []
    once = _once(forms.old.ids, free_old, forms.new.ids, free_new)
    old_places = list(zip(forms.old.contexts, forms.old.ids, strict=True))
    new_places = list(zip(forms.new.contexts, forms.new.ids, strict=True))
    once.update(_once(old_places, free_old, new_places, free_new))
    links = [(i, j, float(forms.old.weight(i))) for i, j in sorted(once.items())]
    stayed = kept_in_order(links)
    gone = set(links) - set(stayed)
    moves = [run for run in blocks(list(gone)) if _is_weighty(forms, run)]
    return [(i, j) for i, j, _ in (*stayed, *(link for run in moves for link in run))]


def _is_weighty(forms: Forms, run: Sequence[Link]) -> bool:
    """Enough words to call it a move; a heading that stands once on both sides is enough, and so is
    an item or row that stays under its heading.
    """
    heading = any(forms.old.clauses[i].kind == "heading" for i, _, _ in run)
    if heading or sum(weight for _, _, weight in run) >= WEIGHTY:
        return True
    return all(
        {forms.old.clauses[i].kind, forms.new.clauses[j].kind} <= {"item", "row"}
        and forms.old.contexts[i] == forms.new.contexts[j]
        for i, j, _ in run
    )


def _once(
    old: Sequence[Key], free_old: Sequence[int], new: Sequence[Key], free_new: Sequence[int]
) -> dict[int, int]:
    count_old = Counter(old[i] for i in free_old)
    count_new = Counter(new[j] for j in free_new)
    place = {new[j]: j for j in free_new if count_new[new[j]] == 1}
    return {i: place[old[i]] for i in free_old if count_old[old[i]] == 1 and old[i] in place}


def _same_in_gap(forms: Forms, gap: Gap) -> list[Pair]:
    """Repeated clauses between two pins, laid side by side in their order."""
    free_old, free_new = gap
    old = [forms.old.ids[i] for i in free_old]
    new = [forms.new.ids[j] for j in free_new]
    if set(old).isdisjoint(new) or len(old) * len(new) > REPEATED:
        return []
    pairs: list[Pair] = []
    for code in Indel.opcodes(old, new):
        if code.tag == "equal":
            pairs += zip(
                free_old[code.src_start : code.src_end],
                free_new[code.dest_start : code.dest_end],
                strict=True,
            )
    return pairs


def _alike_in_gap(forms: Forms, gap: Gap) -> list[Pair]:
    """What was reworded between two pins: the heaviest set of likely pairs that keeps the order."""
    free_old, free_new = gap
    links: list[Link] = []
    for i, j in _likely(forms, free_old, free_new):
        score = alike(forms, i, j)
        if score and score >= _least(forms, i, j, alone=len(free_old) == len(free_new) == 1):
            links.append((i, j, score))
    return [(i, j) for i, j, _ in heaviest_chain(links)]


def _least(forms: Forms, i: int, j: int, *, alone: bool) -> float:
    """How alike two clauses between the same pins must be; less where nothing else stands there."""
    old, new = forms.old.clauses[i], forms.new.clauses[j]
    lengths = len(forms.old.spelled(i)), len(forms.new.spelled(j))
    if alone and old.kind == new.kind:
        return ALONE if max(lengths) > LINE else ALONE_SHORT
    return SHORT_PLACE if min(lengths) < SHORT else SAME_PLACE


def _likely(forms: Forms, free_old: Sequence[int], free_new: Sequence[int]) -> list[Pair]:
    """The pairs of a gap worth comparing: all of a small one, else those that share rare words, a
    label, a key or a place.
    """
    if len(free_old) * len(free_new) <= SMALL_GAP:
        return [(i, j) for i in free_old for j in free_new]
    found = set(_sharing_rare_words(forms, free_old, free_new))
    by_sign: dict[tuple[str, str], list[int]] = defaultdict(list)
    for j in free_new:
        for sign in _signs(forms.new, j):
            by_sign[sign].append(j)
    for i in free_old:
        for sign in _signs(forms.old, i):
            if len(by_sign[sign]) <= POSTINGS:
                found.update((i, j) for j in by_sign[sign])
    found.update(zip(free_old, free_new, strict=False))
    found.update(zip(free_old[::-1], free_new[::-1], strict=False))
    return sorted(found)


def _signs(side: Side, at: int) -> list[tuple[str, str]]:
    clause = side.clauses[at]
    signs = {"label": clause.label or "", "key": row_key(clause), "lead": lead_in(clause)}
    return [(name, sign) for name, sign in signs.items() if sign]


def _sharing_rare_words(
    forms: Forms, free_old: Sequence[int], free_new: Sequence[int]
) -> list[Pair]:
    """For each free old clause the few new ones with which it shares most rare words."""
    postings: dict[str, list[int]] = defaultdict(list)
    asked = {word for i in free_old for word in forms.old.spelled(i)[:FIRST_WORDS]}
    for j in free_new:
        for word in asked.intersection(forms.new.spelled(j)[:FIRST_WORDS]):
            postings[word].append(j)
    if not postings:
        return []
    pairs: list[Pair] = []
    for i in free_old:
        shared: Counter[int] = Counter()
        for word in set(forms.old.spelled(i)[:FIRST_WORDS]):
            if len(holders := postings.get(word, ())) <= POSTINGS:
                shared.update(holders)
        best = sorted(shared.items(), key=lambda item: (-item[1], abs(item[0] - i), item[0]))
        pairs += [(i, j) for j, _ in best[:CANDIDATES]]
    return pairs


def _headings_by_children(forms: Forms, found: _Found, *, least: float) -> list[Pair]:
    """Headings without a partner most of whose clauses live on under one other heading: renamed."""
    votes: Counter[Pair] = Counter()
    for i, j in found.new_of.items():
        above = forms.old.parents[i], forms.new.parents[j]
        if min(above) >= 0 and above[0] not in found.new_of and above[1] not in found.old_of:
            votes[above] += 1
    ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    return [
        (i, j)
        for (i, j), count in ranked
        if 2 * count > min(forms.old.children[i], forms.new.children[j])
        and alike(forms, i, j) >= least
    ]


def _same_elsewhere(forms: Forms, found: _Found) -> list[Pair]:
    """Clauses of some length with the same words that are left in any place: moved, twins in their
    order.
    """
    free_old, free_new = found.free()
    places: dict[int, list[int]] = defaultdict(list)
    for j in reversed(free_new):
        places[forms.new.ids[j]].append(j)
    return [
        (i, places[number].pop())
        for i in free_old
        if forms.old.weight(i) >= WEIGHTY and places[number := forms.old.ids[i]]
    ]


def _alike_elsewhere(forms: Forms, found: _Found) -> list[Pair]:
    """Clauses of some length that are left and much alike: moved and reworded; the likest first."""
    old, new = ([n for n in free if side.weight(n) >= WEIGHTY] for side, free in zip(
        (forms.old, forms.new), found.free(), strict=True))  # fmt: skip
    scored = [(alike(forms, i, j), i, j) for i, j in _sharing_rare_words(forms, old, new)]
    return [
        (i, j) for score, i, j in sorted(scored, key=lambda s: (-s[0], s[1:])) if score >= ELSEWHERE
    ]
