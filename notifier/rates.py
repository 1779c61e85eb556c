"""How many letters a minute: token buckets that are halved by a server's protest and recover.

Pure: a bucket is a value, its time comes in as seconds. A set rate and the recipients' domains have
theirs in the database (`storage/throttles.py`), a relay that protests in the process that it told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

RECOVERY = 1.1  # a minute: what was halved is whole again after some seven of them
FREE = 6000.0  # letters a minute from which on a bucket that nobody set limits nothing
SLOWEST = 1.0
BURST_S = 10.0  # how much unused time counts at most


@dataclass(frozen=True, slots=True)
class Bucket:
    """A rate that holds now, and the tokens left of it."""

    per_minute: float
    tokens: float
    at: float  # seconds

    @property
    def whole(self) -> int:
        """How many letters may leave now."""
        return int(self.tokens + 1e-9)


def full(per_minute: float, at: float) -> Bucket:
    """A bucket nobody drew from yet."""
    return Bucket(per_minute, _most(per_minute), at)


def refilled(bucket: Bucket, at: float, limit: float | None) -> Bucket | None:
    """The bucket at a later time: filled, and its rate recovered towards `limit`.

    None where nothing limits any more: no limit is set and the protest is long past.
    """
    minutes = max(0.0, at - bucket.at) / 60
    rate = min(bucket.per_minute * RECOVERY**minutes, FREE)
    if limit is not None:
        rate = min(rate, limit)
    elif rate >= FREE:
        return None
    tokens = min(_most(rate), bucket.tokens + bucket.per_minute * minutes)
    return Bucket(rate, tokens, max(at, bucket.at))


def taken(bucket: Bucket, letters: int) -> Bucket:
    """The bucket after so many letters."""
    return replace(bucket, tokens=bucket.tokens - letters)


def slowed(bucket: Bucket | None, at: float, seen_per_minute: float) -> Bucket:
    """The bucket after a protest: half as fast as it was, or as we were seen to be, and empty."""
    rate = min(bucket.per_minute, seen_per_minute) if bucket else seen_per_minute
    return Bucket(max(SLOWEST, rate / 2), 0.0, at)


def wait_s(bucket: Bucket, place: int) -> float:
    """How long the letter at this place of the queue (from 0) has to wait for its token."""
    return max(0.0, (place + 1 - bucket.tokens) * 60 / bucket.per_minute)


def _most(per_minute: float) -> float:
    return max(1.0, per_minute * BURST_S / 60)
