"""A clause's name for life: given at its first sight, handed on to the clause it lives on in.

Ids are made from the seed (policy and version) and the clause's place, so the same history gives
the same ids again.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from policy.model import Clause

Pair = tuple[int, int]


def first_ids(clauses: Sequence[Clause], seed: str) -> tuple[str, ...]:
    """Ids for the clauses of a first version."""
    return tuple(_fresh(seed, place) for place in range(len(clauses)))


def inherit(
    old_ids: Sequence[str], pairs: Sequence[Pair], new_count: int, seed: str
) -> tuple[str, ...]:
    """Ids for the next version: a paired clause keeps its forebear's, the others get new ones.
    `seed` differs for each version.
    """
    kept = {new: old_ids[old] for old, new in pairs}
    taken = set(old_ids)
    out: list[str] = []
    for place in range(new_count):
        name = kept.get(place)
        if name is None:
            name = _untaken(seed, place, taken)
            taken.add(name)
        out.append(name)
    return tuple(out)


def _untaken(seed: str, place: int, taken: set[str]) -> str:
    """A fresh id that no clause of the text bears, also where a seed was used twice."""
    name, turn = _fresh(seed, place), 0
    while name in taken:
        turn += 1
        name = _fresh(f"{seed}#{turn}", place)
    return name


def _fresh(seed: str, place: int) -> str:
    """Twelve letters and digits: 60 bits, short enough for an address line."""
    digest = hashlib.sha256(f"{seed}/{place}".encode()).digest()
    return base64.b32encode(digest[:8]).decode().casefold()[:12]
