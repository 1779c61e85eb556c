"""Politeness: one request at a time to a host, a least pause between two, and what the host asks
for is kept.

A lane is claimed in the database, so this holds across all workers. Its holder drains a few
policies, pausing between requests, and gives it back with the time before which nobody may ask
again.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sqlmodel import Session

from policy.said import said
from storage import lanes
from storage.database import Database
from storage.lanes import Claim
from watcher.answers import Failure, Fetched

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]

LONGEST_PENALTY_S = 3600
LONGEST_CRAWL_DELAY_S = 60
GOOD_TO_FORGIVE = 3
LONGEST_RETRY_AFTER = timedelta(hours=24)
"""A server that asks for more is asked again after this; some name the year 9999."""

BUSY_STATUS = (429, 503)


class LaneBusyError(Exception):
    """Another worker holds a host that a redirect leads to; the look is put off."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient we are with a host."""

    min_delay: timedelta = timedelta(seconds=5)
    lease: timedelta = timedelta(seconds=180)  # longer than the slowest fetch and reading
    first_penalty: timedelta = timedelta(seconds=30)  # after a 429 or 503; it doubles
    longest_wait: timedelta = timedelta(seconds=60)  # for a lane that is not ours yet


@dataclass
class Standing:
    """How a host has answered while its lane was ours."""

    claim: Claim
    free_at: datetime | None = None  # when the next request may begin; None: at once
    penalty_s: int = 0
    good_in_a_row: int = 0
    crawl_delay_s: int = 0
    reason: str | None = None
    retry_after: timedelta | None = None


@dataclass
class Holding:
    """The lanes one worker holds while it looks: the one it drains, and those redirects led to."""

    db: Database
    worker: str
    manners: Manners
    clock: Clock
    sleep: Sleep
    standings: dict[str, Standing] = field(default_factory=dict)
    renewed_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.renewed_at = self.clock()

    async def turn(self, host: str) -> None:
        """Wait until `host` may be asked; LaneBusyError where that takes too long."""
        standing = self.standings.get(host) or await self._claimed(host)
        wait = standing.free_at - self.clock() if standing.free_at else timedelta(0)
        if wait > self.manners.longest_wait:
            raise LaneBusyError(
                said(
                    "%(host)s asks to be left alone for %(n)d seconds",
                    host=host,
                    n=round(wait.total_seconds()),
                )
            )
        if wait > timedelta(0):
            await self.sleep(wait.total_seconds())
        standing.retry_after = None
        self._rest(standing)
        self._stay()

    def answered(self, host: str, answer: Fetched | Failure) -> None:
        """Learn from an answer: the pause begins at its end, trouble doubles it, good answers
        halve the penalty.
        """
        standing = self.standings.get(host)
        if standing is None:
            return
        status = answer.exchange.get("status")
        if status in BUSY_STATUS:
            self._punish(standing)
            standing.good_in_a_row, standing.reason = 0, f"status {status}"
            standing.retry_after = retry_after(header_of(answer, "retry-after"), self.clock())
        elif isinstance(answer, Fetched):
            standing.good_in_a_row += 1
            if standing.good_in_a_row >= GOOD_TO_FORGIVE and standing.penalty_s:
                half = standing.penalty_s // 2
                least = self.manners.first_penalty.total_seconds() / 2
                standing.penalty_s = half if half >= least else 0
                standing.good_in_a_row = 0
        self._rest(standing)

    def asked_to_wait(self, host: str, seconds: float) -> None:
        """Remember what the host's robots.txt asks for between two requests."""
        standing = self.standings.get(host)
        if standing is not None:
            standing.crawl_delay_s = min(int(seconds), LONGEST_CRAWL_DELAY_S)
            self._rest(standing)

    @property
    def must_rest(self) -> bool:
        """Whether a host of ours may not be asked at once."""
        now = self.clock()
        return any(one.free_at and one.free_at > now for one in self.standings.values())

    def in_penalty(self, host: str) -> bool:
        """Whether the host has just asked us to stay away."""
        standing = self.standings.get(host)
        return standing is not None and standing.reason is not None

    def renew(self, tx: Session) -> bool:
        """Prolong every claim, in the look's own transaction; False where one was lost."""
        now = lanes.clock_of(tx, self.clock())
        self.renewed_at = self.clock()
        return all(
            lanes.renew(tx, standing.claim, now, self.manners.lease)
            for standing in self.standings.values()
        )

    def _stay(self) -> None:
        """Prolong the claims when a third of the lease is gone: many pages take long."""
        if self.clock() - self.renewed_at < self.manners.lease / 3:
            return
        with self.db.transaction() as tx:
            if not self.renew(tx):
                raise LaneBusyError(said("another worker took the host meanwhile"))

    def release(self) -> None:
        """Give every lane back, each to rest as its host deserves."""
        if not self.standings:
            return
        with self.db.transaction() as tx:
            shift = lanes.clock_of(tx, self.clock()) - self.clock()
            for standing in self.standings.values():
                lanes.release(
                    tx,
                    standing.claim,
                    (standing.free_at or self.clock()) + shift,
                    penalty_s=standing.penalty_s,
                    good_in_a_row=standing.good_in_a_row,
                    crawl_delay_s=standing.crawl_delay_s,
                    reason=standing.reason,
                )
        self.standings.clear()

    async def _claimed(self, host: str) -> Standing:
        """Claim a lane, waiting for it as long as is sensible."""
        patience = self.clock() + self.manners.longest_wait
        while True:
            with self.db.transaction() as tx:
                now = lanes.clock_of(tx, self.clock())
                claim = lanes.claim(tx, host, self.worker, now, self.manners.lease)
                wait = lanes.free_at(tx, host, now) - now
            if claim is not None:
                return self.take(claim)
            if self.clock() + wait > patience:
                raise LaneBusyError(
                    said(
                        "%(host)s is busy or rests for %(n)d seconds",
                        host=host,
                        n=round(wait.total_seconds()),
                    )
                )
            await self.sleep(max(wait.total_seconds(), 0.05))

    def take(self, claim: Claim) -> Standing:
        """Hold a lane that was claimed."""
        standing = Standing(
            claim,
            penalty_s=claim.penalty_s,
            good_in_a_row=claim.good_in_a_row,
            crawl_delay_s=claim.crawl_delay_s,
        )
        self.standings[claim.host] = standing
        return standing

    def _punish(self, standing: Standing) -> None:
        """Double the pause; without a least delay the host is the operator's own, and gets none."""
        if self.manners.min_delay:
            first = int(self.manners.first_penalty.total_seconds())
            doubled = max(standing.penalty_s * 2, first)
            standing.penalty_s = min(doubled, LONGEST_PENALTY_S)

    def _rest(self, standing: Standing) -> None:
        delay = max(self.manners.min_delay, timedelta(seconds=standing.crawl_delay_s))
        delay = max(delay, timedelta(seconds=standing.penalty_s))
        if standing.retry_after is not None:
            delay = max(delay, standing.retry_after)
        standing.free_at = self.clock() + delay


@contextlib.asynccontextmanager
async def holding(
    db: Database, worker: str, manners: Manners, clock: Clock, sleep: Sleep
) -> AsyncIterator[Holding]:
    """Lanes claimed inside are given back at the end, whatever happens."""
    held = Holding(db, worker, manners, clock, sleep)
    try:
        yield held
    finally:
        held.release()


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a server asks to be left alone: seconds or a date, never more than a day, None for
    nonsense.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), LONGEST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), LONGEST_RETRY_AFTER)


def header_of(answer: Fetched | Failure, name: str) -> str | None:
    """A header of whatever answer there was."""
    headers = answer.exchange.get("headers", ())
    return next((value for key, value in headers if key == name), None)
