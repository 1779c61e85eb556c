"""Changes found late: kept pages that were one text by the old rules, and differ in words today.

The looks at the text in force are searched by halves, so that a year of them costs a few readings;
a text that came and went between two looks that agree is not found, and would be a variant. Like
any new text, one found late counts where two looks in a row saw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from policy.model import Comparison
from watcher.anew import Anew, Rereading, Sighting

MOST = 5
"""A text with more differences than this is one that never rests by the new rules: none is told."""


@dataclass(frozen=True, slots=True)
class Late:
    """One missed change: what came, how it differs from what was before, and between which looks
    it came.
    """

    after: Anew
    comparison: Comparison
    last_seen_old_at: datetime
    first_seen_new_at: datetime


async def found_late(
    again: Rereading, before: Anew, sightings: Sequence[Sighting]
) -> tuple[Late, ...]:
    """What changed unseen while the text in force was seen, oldest first; `before` is that text
    read anew.
    """
    readable = _Readable(again, before, sightings)
    steps = await readable.steps(0, len(sightings) - 1) if sightings else []
    if len(steps) > MOST:
        return ()
    from policy.compare import compare  # as in `watch`: only where something changed

    found: list[Late] = []
    for place in steps:
        seen_at, stated = sightings[place].at, before.reading.updated_on
        after = (await readable.at(place)).first_seen(seen_at.date(), stated)
        if after.fingerprint != (await readable.at(place + 1)).fingerprint:
            continue
        comparison = compare(before.reading, after.reading)
        if comparison.significance is None:
            continue
        old_at = await readable.last_before(place)
        found.append(Late(after, comparison, old_at, seen_at))
        before = after
    return tuple(found)


class _Readable:
    """Sightings by their place; one that cannot be read today counts as what was read before."""

    def __init__(self, again: Rereading, first: Anew, sightings: Sequence[Sighting]) -> None:
        self._again = again
        self._first = first
        self._sightings = sightings

    async def at(self, place: int) -> Anew:
        """What was to be read there; past the end nothing that was ever read."""
        if place >= len(self._sightings):
            return Anew(self._first.reading, "", "")
        for earlier in range(place, -1, -1):
            read = await self._again.of(self._sightings[earlier])
            if read is not None:
                return read
        return self._first

    async def last_before(self, place: int) -> datetime:
        """When the text before that place was last read."""
        for earlier in range(place - 1, 0, -1):
            if await self._again.of(self._sightings[earlier]) is not None:
                return self._sightings[earlier].at
        return self._sightings[0].at

    async def steps(self, low: int, high: int) -> list[int]:
        """The places at which another text begins; sides that read alike are not looked into."""
        if (await self.at(low)).fingerprint == (await self.at(high)).fingerprint:
            return []
        if high - low == 1:
            return [high]
        middle = (low + high) // 2
        return await self.steps(low, middle) + await self.steps(middle, high)
