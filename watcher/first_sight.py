"""The first look at a policy that nobody watches yet: seen before it is declared, kept when it is.

What an operator looks at before adding a policy is the look that is kept afterwards: the service is
asked once. Other selectors are tried on the bytes that came.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from policy.decide import Rules
from policy.model import Declared, Outcome
from policy.urls import lane_of
from storage import policies, watched
from storage.database import Database
from storage.policies import Wanted, WantedSource
from storage.watched import Watched, WatchedSource
from watcher.answers import Fetched
from watcher.keeping import Looked, Waiting, keep
from watcher.politeness import Holding
from watcher.reader import Reader, ReadFailure, ReadSame, ReadText
from watcher.receive import Eyes, Missed, Received, Sight, by_reading, receive, together
from watcher.watch import ATTEMPTS, work_out

SPARE = timedelta(minutes=5)
"""So long no other look at a new policy begins: the one that was had is being kept."""


async def see(wanted: Wanted, eyes: Eyes, held: Holding) -> Sight:
    """Look at what is wanted, through the same guards as any look; nothing is kept of it."""
    return await receive(_as_watched(wanted), eyes, held)


async def see_again(wanted: Wanted, sight: Sight, reader: Reader) -> Sight:
    """The same answers, read with the selectors of `wanted`; nothing is fetched."""
    parts: list[Received] = []
    reads: list[ReadText] = []
    for source, before in zip(_as_watched(wanted).sources, sight.parts, strict=False):
        part = replace(before, source=source, read=None)
        answer = part.answer
        if not isinstance(answer, Fetched) or answer.body is None or answer.status != 200:
            return sight
        read = await reader.read(answer.body, dict(answer.headers), source.declared)
        assert not isinstance(read, ReadSame)  # noqa: S101 - no sketch was given
        if isinstance(read, ReadFailure):
            missed = Missed(Outcome.UNREADABLE, read.reason, read.detail)
            return Sight((*parts, part), missed)
        parts.append(replace(part, read=read))
        refused = by_reading(read)
        if refused is not None:
            return Sight(tuple(parts), refused)
        reads.append(read)
    found = together(reads)
    doubt = next((part.doubt for part in parts if part.doubt), None)
    return Sight(tuple(parts), replace(found, doubt=doubt) if doubt else found)


def same_pages(wanted: Wanted, before: Wanted) -> bool:
    """Whether the same is fetched for both, in the same way: only the reading may differ."""

    def fetched(one: Wanted) -> list[tuple[str, str | None, bool]]:
        return [(source.url, source.fetch, source.screenshot) for source in one.sources]

    return fetched(wanted) == fetched(before) and wanted.language == before.language


def adopt(
    db: Database, wanted: Wanted, sight: Sight, seen_at: datetime, held: Holding, rules: Rules
) -> Looked:
    """Watch the policy from now on, and keep what was seen of it at `seen_at` as its first look.

    PolicyExistsError where it is watched already. Killed in between, it is watched and looked at.
    """
    now = held.clock()
    with db.transaction() as tx:
        row = policies.add(tx, wanted, now)
        row.next_look_at = now + SPARE
        tx.add(row)
    for _ in range(ATTEMPTS):
        with db.reading() as tx:
            policy = watched.watched(tx, wanted.id)
        pairs = zip(policy.sources, sight.parts, strict=False)
        parts = tuple(replace(part, source=source) for source, part in pairs)
        ours = replace(sight, parts=parts)
        plan = work_out(db, policy, ours, rules, seen_at)
        looked = keep(db, [Waiting(policy, ours, plan, seen_at)], held)[0]
        if looked is not None:
            return looked
    return Looked(wanted.id, Outcome.UNREACHABLE, "host_busy", recorded=False)


def _as_watched(wanted: Wanted) -> Watched:
    """A declaration as a look takes it, with nothing known."""
    return Watched(
        id=wanted.id, no=0, service=wanted.service, terms_type=wanted.terms_type,
        language=wanted.language, edition=0, reread=False, rules=None, memory="",
        interval_s=wanted.interval_s, in_force=None, failed_in_a_row=0, quiet_since=None,
        last_confirmed_at=None, changed_at=None, effective_on=None, text=None,
        sources=tuple(_source(wanted, one) for one in wanted.sources),
    )  # fmt: skip


def _source(wanted: Wanted, one: WantedSource) -> WatchedSource:
    declared = Declared(one.select, one.remove, wanted.language, wanted.service, wanted.terms_type)
    return WatchedSource(
        id=0, url=one.url, lane=lane_of(one.url), declared=declared, fetch=one.fetch,
        screenshot=one.screenshot,
    )  # fmt: skip
