"""Clauses that are a part of another one: a paragraph that was split in two, or two that were
merged.
"""

from __future__ import annotations

from policy.likeness import Side

LEAST_WORDS = 4
"""Shorter clauses are parts only where they and the rest are the whole: their words stand in too
many others.
"""
LEAST_SHARE = 0.7
"""Which share of a part's word triples must stand in the whole."""
LEAST_OWN = 0.4
"""Which share must stand in the whole and not in the part that is paired with it already."""
FAR = 8
"""How many clauses away from its place a part's whole is looked for."""


def parts(
    whole: Side, part: Side, part_of: dict[int, int], whole_of: dict[int, int]
) -> dict[int, int]:
    """Free clauses of the `part` side that were cut from one clause of the `whole` side.

    The whole is paired with its first part; where the pairing held a later one, both maps are
    corrected.
    """
    found: dict[int, int] = {}
    ahead = _known_ahead(part, whole_of)
    behind = [-1] * len(part.clauses)
    for at in range(len(part.clauses)):
        behind[at] = _known_behind(at, part, whole_of, found, behind)
        if at in whole_of or (ahead[at] < 0 and behind[at] < 0) or not part.spelled(at):
            continue
        for one in _candidates(at, (behind[at], ahead[at]), whole, part, part_of, whole_of, found):
            if not _is_cut_from(at, one, whole, part, part_of):
                continue
            first = part_of.get(one)
            if first is None:
                part_of[one], whole_of[at] = at, one
            elif first > at and part.clauses[at].kind != "heading":
                del whole_of[first]
                part_of[one], whole_of[at] = at, one
                found[first] = one
            else:
                found[at] = one
            break
    return {at: one for at, one in found.items() if part_of.get(one) is not None}


def _known_ahead(part: Side, whole_of: dict[int, int]) -> list[int]:
    """For each clause the next one that has a partner, in its section; -1 where none."""
    known = [-1] * len(part.clauses)
    for at in range(len(part.clauses) - 2, -1, -1):
        if at + 1 in whole_of:
            known[at] = at + 1
        elif part.clauses[at + 1].kind != "heading":
            known[at] = known[at + 1]
    return known


def _known_behind(
    at: int, part: Side, whole_of: dict[int, int], found: dict[int, int], behind: list[int]
) -> int:
    """The last clause before that has a partner or is a part, in its section; -1 where none."""
    if at == 0:
        return -1
    if at - 1 in whole_of or at - 1 in found:
        return at - 1
    return behind[at - 1] if part.clauses[at - 1].kind != "heading" else -1


def _is_cut_from(at: int, one: int, whole: Side, part: Side, part_of: dict[int, int]) -> bool:
    """Do its words stand in the whole, and not in the clause that the whole is paired with
    already?
    """
    if part.weight(at) < LEAST_WORDS:
        rest = part_of.get(one)
        return rest is not None and _joined(part, at, rest) == whole.spelled(one)
    mine = part.triples(at)
    shared = mine & whole.triples(one)
    if len(shared) < LEAST_SHARE * len(mine):
        return False
    taken = part.triples(part_of[one]) if one in part_of else frozenset()
    return len(shared - taken) >= LEAST_OWN * len(mine)


def _joined(part: Side, one: int, other: int) -> str:
    """The words of two clauses in their order."""
    first, second = sorted((one, other))
    return part.spelled(first) + part.spelled(second)


def _candidates(
    at: int,
    known: tuple[int, int],
    whole: Side,
    part: Side,
    part_of: dict[int, int],
    whole_of: dict[int, int],
    found: dict[int, int],
) -> list[int]:
    """Clauses of the whole side that stand where the part stands, the nearest first."""
    near: list[int] = []
    for other, step in zip(known, (-1, 1), strict=True):
        one = whole_of.get(other, found.get(other)) if _within(part, other, at) else None
        if one is None:
            continue
        near.append(one)
        beyond = one - step
        while _within(whole, beyond, one) and beyond not in part_of:
            near.append(beyond)
            beyond -= step
    return list(dict.fromkeys(near))


def _within(side: Side, at: int, start: int) -> bool:
    """Near enough, and no heading but the next clause: what was cut stays in its section."""
    if not 0 <= at < len(side.clauses) or abs(at - start) > FAR:
        return False
    return side.clauses[at].kind != "heading" or abs(at - start) == 1
