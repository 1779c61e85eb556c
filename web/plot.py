"""The picture of a timeline: where each mark stands, how high it is, which dates stand below. Pure.

Places are hundredths of the width, so that the picture fits a telephone and its letters do not
shrink; the list beside it holds the same as words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log2

LEFT, RIGHT = 3.0, 97.0
LOWEST, HIGHEST = 10, 56  # pixels of a change by its words
LEAST_FULL = 100  # words: where no change has more, none is drawn as high as it goes
MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """One version: where, how high, and what it is."""

    x: float
    height: int
    kind: str  # first, technical, cosmetic, wording, substance
    link: str
    label: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A time in which nobody could see the policy (`gap`), or looks that failed or wait."""

    x: float
    width: float
    kind: str  # gap, failed, pending


@dataclass(frozen=True, slots=True)
class Tick:
    """A date below the line."""

    x: float
    year: int
    month: int  # 0 where the year alone is written


@dataclass(frozen=True, slots=True)
class Span:
    """The time a picture covers."""

    first: datetime
    last: datetime

    def place(self, at: datetime) -> float:
        """Where a moment stands, in hundredths of the width."""
        whole = (self.last - self.first) / timedelta(seconds=1) or 1.0
        part = (min(max(at, self.first), self.last) - self.first) / timedelta(seconds=1) / whole
        return round(LEFT + (RIGHT - LEFT) * part, 2)


def height(words: int, most: int) -> int:
    """How high a mark is among those of a policy whose largest change has `most` words: twice the
    words are one step more, and a change without words is the lowest.
    """
    part = log2(1 + words) / log2(1 + max(most, LEAST_FULL, words))
    return round(LOWEST + (HIGHEST - LOWEST) * part)


def ticks(span: Span) -> list[Tick]:
    """At most five dates: years where the picture covers some, else months."""
    first, last = span.first.astimezone(UTC), span.last.astimezone(UTC)
    years = [datetime(year, 1, 1, tzinfo=UTC) for year in range(first.year + 1, last.year + 1)]
    if len(years) > 1:
        return [Tick(span.place(at), at.year, 0) for at in _some(years)]
    months = [
        datetime(first.year + (first.month + n - 1) // 12, (first.month + n - 1) % 12 + 1, 1,
                 tzinfo=UTC)
        for n in range(1, 24)
    ]  # fmt: skip
    inside = [at for at in months if at <= last]
    return [Tick(span.place(at), at.year, at.month) for at in _some(inside)]


def _some(moments: Sequence[datetime]) -> Sequence[datetime]:
    step = -(-len(moments) // MOST_TICKS) or 1
    return moments[::step]
