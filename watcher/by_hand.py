"""A page that a person saved, kept as a look of its own origin: behind a wall, a login or in an app
nobody else can look.

It goes the way of any other look: read in the limited process, decided on, and confirmed by a
second sighting. What was kept says for ever that it came by hand, and from whom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from policy.decide import Rules
from policy.model import Outcome
from storage import checks, watched
from storage.database import Database
from storage.watched import Watched, WatchedSource
from watcher import upgrade
from watcher.answers import Fetched
from watcher.keeping import Looked, Waiting, keep
from watcher.politeness import Holding
from watcher.reader import Reader, ReadFailure, ReadSame, ReadText
from watcher.receive import Missed, Received, Sight, by_reading, together
from watcher.watch import ATTEMPTS, work_out


@dataclass(frozen=True, slots=True)
class Saved:
    """One page as a person saved it."""

    name: str
    body: bytes
    headers: Mapping[str, str]


class NotInOrderError(Exception):
    """Something newer was kept already: looks stand in the order of time."""

    def __init__(self, last: datetime) -> None:
        super().__init__("looks are kept in the order of time")
        self.last = last


async def keep_saved(
    id: str,
    pages: Sequence[Saved],
    by: str,
    seen_at: datetime,
    *,
    db: Database,
    reader: Reader,
    rules: Rules,
    held: Holding,
) -> Looked:
    """Keep what a person saw at `seen_at`, one page a source; NotInOrderError where a look of that
    time or a later one is kept.
    """
    for _ in range(ATTEMPTS):
        policy = _policy(db, id)
        if upgrade.is_needed(policy):
            await upgrade.upgrade(db, reader, policy, held.clock())
            policy = _policy(db, id)
        sight = await _sight(policy, pages, by, seen_at, held.clock(), reader)
        _check_order(db, id, seen_at)
        plan = work_out(db, policy, sight, rules, seen_at)
        looked = keep(db, [Waiting(policy, sight, plan, seen_at)], held)[0]
        if looked is not None:
            return looked
    raise NotInOrderError(held.clock())


def _policy(db: Database, id: str) -> Watched:
    with db.reading() as tx:
        return watched.watched(tx, id)


def _check_order(db: Database, id: str, seen_at: datetime) -> None:
    with db.reading() as tx:
        last = checks.last(tx, id)
    if last is not None and last.at >= seen_at:
        raise NotInOrderError(last.at)


async def _sight(
    policy: Watched,
    pages: Sequence[Saved],
    by: str,
    seen_at: datetime,
    now: datetime,
    reader: Reader,
) -> Sight:
    """The saved pages as a look sees them; the first that is none ends it."""
    parts: list[Received] = []
    reads: list[ReadText] = []
    for source, saved in zip(policy.sources, pages, strict=True):
        answer = _answer(source, saved, by, seen_at, now)
        read = await reader.read(saved.body, saved.headers, source.declared)
        assert not isinstance(read, ReadSame)  # noqa: S101 - no sketch was given
        if isinstance(read, ReadFailure):
            parts.append(Received(source, answer))
            return Sight(tuple(parts), Missed(Outcome.UNREADABLE, read.reason, read.detail))
        parts.append(Received(source, answer, read=read, sketch=read.sketch))
        missed = by_reading(read)
        if missed is not None:
            return Sight(tuple(parts), missed)
        reads.append(read)
    return Sight(tuple(parts), together(reads))


def _answer(
    source: WatchedSource, saved: Saved, by: str, seen_at: datetime, now: datetime
) -> Fetched:
    """The exchange that there was none of: who brought the page, when, as which file."""
    headers = tuple(saved.headers.items())
    exchange = {
        "by": f"{checks.BY_HAND}{by}",
        "url": source.url,
        "file": saved.name,
        "seen_at": seen_at.isoformat(),
        "kept_at": now.isoformat(),
        "status": 200,
        "headers": [list(pair) for pair in headers],
    }
    return Fetched(source.url, source.url, 200, headers, saved.body, exchange=exchange)
