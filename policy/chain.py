"""The heaviest set of pairs that keep their order: what stayed in its place, so that the rest is
what moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Link = tuple[int, int, float]
"""Place in the old text, place in the new one, weight."""


def heaviest_chain(links: Sequence[Link]) -> list[Link]:
    """The chain of largest weight that rises strictly on both sides, in O(n log n); ties go to
    what comes first.
    """
    links = sorted(links, key=lambda link: (link[0], -link[1]))
    if all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(links)):
        return links
    ranks = {j: rank for rank, j in enumerate(sorted({link[1] for link in links}), start=1)}
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(ranks) + 1)  # Fenwick tree of prefix maxima
    before = [-1] * len(links)
    end, heaviest = -1, 0.0
    for at, (_, j, weight) in enumerate(links):
        rank = ranks[j]
        total, before[at] = _heaviest_below(best, rank - 1)
        total += weight
        while rank < len(best):
            if best[rank][0] < total:
                best[rank] = (total, at)
            rank += rank & -rank
        if total > heaviest:
            heaviest, end = total, at
    chain = []
    while end >= 0:
        chain.append(links[end])
        end = before[end]
    return chain[::-1]


def _heaviest_below(best: Sequence[tuple[float, int]], rank: int) -> tuple[float, int]:
    found = (0.0, -1)
    while rank > 0:
        if best[rank][0] > found[0]:
            found = best[rank]
        rank -= rank & -rank
    return found


def blocks(links: Sequence[Link]) -> list[list[Link]]:
    """Runs of links that follow one another on both sides, in the order of the old text."""
    runs: list[list[Link]] = []
    for link in sorted(links):
        last = runs[-1][-1] if runs else None
        if last and (link[0], link[1]) == (last[0] + 1, last[1] + 1):
            runs[-1].append(link)
        else:
            runs.append([link])
    return runs


def kept_in_order(links: Sequence[Link]) -> list[Link]:
    """`heaviest_chain` for links that are one to one: whole runs stay or go together."""
    runs = blocks(links)
    tied = [(run[0][0], run[0][1], sum(link[2] for link in run)) for run in runs]
    kept = {(i, j) for i, j, _ in heaviest_chain(tied)}
    return [link for run in runs if (run[0][0], run[0][1]) in kept for link in run]
