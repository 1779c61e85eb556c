"""The story of one look: see, decide, keep. Safe to repeat and to kill anywhere.

The network comes first, with no transaction open; then everything that follows is worked out; then
one transaction keeps it all. If somebody else decided about the same policy meanwhile, what
follows is worked out again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from policy import identity
from policy.compare import compare
from policy.dates import with_first_sight
from policy.decide import Look, Rules, Verdict, decide, missed, seen
from policy.memory import Memory, memory_from_json, memory_to_json
from policy.model import Clause, ClauseChange, Comparison, Outcome, Reading, Refusal
from storage import changes, checks, snapshots, successors, versions, watched
from storage.database import Database
from storage.versions import Version
from storage.watched import Locked, Watched
from watcher import other_way, upgrade
from watcher.answers import BROWSER, Fetched
from watcher.politeness import Holding, header_of, retry_after
from watcher.receive import Eyes, Missed, Received, Seen, Sight, receive
from watcher.schedule import Situation, next_look, quiet_since

ATTEMPTS = 5
"""How often a look is decided anew because another one of the same policy was kept meanwhile."""

Reached = Callable[[str], None]
"""Told the name of each point of a look; the tests kill the process there."""


def nowhere(_: str) -> None:
    """Nobody is told."""


class LaneLostError(Exception):
    """The lease ran out during the look and another worker took the host; what was seen is thrown
    away.
    """


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look came to. `recorded` is False where it could not even begin."""

    policy: str
    outcome: Outcome
    reason: str | None = None
    version: int | None = None
    change: str | None = None
    detail: str | None = None
    recorded: bool = True
    seconds: float = 0.0
    """How long it took, with its waiting for the host's pause."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that follows from a look, worked out before anything is written."""

    verdict: Verdict
    memory_before: str
    clause_ids: tuple[str, ...] = ()
    comparison: Comparison | None = None
    effective_on: str | None = None
    """From when the new version says it holds."""


async def watch(
    id: str,
    eyes: Eyes,
    held: Holding,
    rules: Rules,
    reached: Reached = nowhere,
    known: Watched | None = None,
) -> Looked:
    """Look at one policy once and keep what was seen.

    `known` is the policy as it was read a moment ago: whether it is still so is seen in the end.
    """
    if known is not None:
        policy = known
    else:
        with eyes.db.reading() as tx:
            policy = watched.watched(tx, id)
    if upgrade.is_needed(policy):  # nobody is told that a service changed when we did
        await upgrade.upgrade(eyes.db, eyes.reader, policy, held.clock())
        with eyes.db.reading() as tx:
            policy = watched.watched(tx, id)
    sight = await receive(policy, eyes, held)  # no transaction is open here
    reached("received")
    now = held.clock()
    if other_way.is_ours(policy, sight) and other_way.adopt(eyes.db, policy, sight, now):
        with eyes.db.reading() as tx:
            policy = watched.watched(tx, id)
    for _ in range(ATTEMPTS):
        plan = work_out(eyes.db, policy, sight, rules, now)
        reached("decided")
        looked = keep(eyes.db, policy, sight, plan, held, now, reached)
        if looked is not None:
            return looked
        with eyes.db.reading() as tx:
            again = watched.watched(tx, id)
        if again.edition != policy.edition:
            return await watch(id, eyes, held, rules, reached)  # it was declared anew meanwhile
        policy = again
    raise LaneLostError(f"{id} is looked at by too many at once")


def work_out(db: Database, policy: Watched, sight: Sight, rules: Rules, now: datetime) -> Plan:
    """What this sight comes to, and what a new version and its change would be."""
    memory = memory_from_json(policy.memory)
    found = sight.found
    look = _known_look(memory, found, now)
    if look is not None:  # most looks: nothing kept need be read for them
        verdict = decide(memory, look, rules)
        if not verdict.new_version:
            return Plan(verdict, policy.memory)
    with db.reading() as tx:
        verdict = decide(memory, look or _new_look(tx, policy, found, now), rules)
        if not verdict.new_version or isinstance(found, Missed):
            return Plan(verdict, policy.memory)
        seed = f"{policy.id}/{verdict.version}"
        reading = _as_kept(tx, policy, found, now)
        if verdict.previous is None:
            ids = identity.first_ids(reading.clauses, seed)
            return Plan(verdict, policy.memory, ids, effective_on=reading.effective_on)
        previous = versions.get(tx, policy.id, verdict.previous)
        comparison = compare(previous.reading, reading)
        ids = _ids(tx, policy, verdict, previous, comparison, len(reading.clauses), seed)
    named = _named(comparison, reading.clauses, ids)
    return Plan(verdict, policy.memory, ids, named, reading.effective_on)


def keep(
    db: Database,
    policy: Watched,
    sight: Sight,
    plan: Plan,
    held: Holding,
    now: datetime,
    reached: Reached = nowhere,
) -> Looked | None:
    """Everything the look brought, in one transaction; None where it was decided on what is no
    longer so.
    """
    verdict = plan.verdict
    with db.transaction() as tx:
        if watched.locked(tx, policy.id) != Locked(plan.memory_before, policy.edition):
            return None
        if not held.renew(tx):
            raise LaneLostError(f"{policy.id}: another worker took its host meanwhile")
        good = isinstance(sight.found, Seen) and verdict.outcome is not Outcome.REFUSED
        text_id = _keep_text(tx, policy, sight.found, now) if good else None
        look = replace(_look_row(verdict, text_id, now), origin=sight.origin)
        look_id = checks.record(tx, policy.no, look)
        reached("look recorded")
        kept = [_keep_part(tx, look_id, part, good) for part in sight.parts]
        reached("snapshots kept")
        change = _keep_version(tx, policy, plan, text_id, now)
        reached("version recorded")
        received = tuple(sha256 for sha256, _ in kept if sha256)
        checks.close(tx, policy.id, look_id, look, received, tuple(one for _, one in kept))
        watched.remember(tx, policy.id, _left(policy, sight, plan, text_id, now))
        reached("about to commit")
    reached("committed")
    return Looked(
        policy.id, verdict.outcome, verdict.reason, verdict.version, change, verdict.detail
    )


def _known_look(memory: Memory, found: Seen | Missed, now: datetime) -> Look | None:
    """The look as the decider sees it, where it brought no text or a known one; else None."""
    name = now.isoformat()
    if isinstance(found, Missed):
        if found.outcome is Outcome.REFUSED:
            return Look(now, name, refused=Refusal(found.reason, found.detail))
        return missed(found.outcome, found.reason, found.detail, at=now, name=name)  # type: ignore[arg-type]
    known = {memory.in_force, *(text.fingerprint for text in memory.known)}
    if found.fingerprint in known:
        return Look(now, name, fingerprint=found.fingerprint, links=found.links)
    return None


def _new_look(tx: Session, policy: Watched, found: Seen | Missed, now: datetime) -> Look:
    """The look that brought a new text, which the decider must judge beside the one in force."""
    assert isinstance(found, Seen)  # noqa: S101 - anything else is known without reading
    in_force = policy.in_force
    before = versions.get(tx, policy.id, in_force).reading if in_force is not None else None
    look = seen(found.reading(), before, at=now, name=now.isoformat())
    return replace(look, doubt=look.doubt or found.doubt)


def _ids(
    tx: Session,
    policy: Watched,
    verdict: Verdict,
    previous: Version,
    comparison: Comparison,
    count: int,
    seed: str,
) -> tuple[str, ...]:
    """The ids of the new version's clauses: handed on, or those it had when it was in force
    before.
    """
    if verdict.returns_to is not None:
        earlier = versions.get(tx, policy.id, verdict.returns_to).clause_ids
        if len(earlier) == count:
            return earlier
    return identity.inherit(previous.clause_ids, comparison.pairs, count, seed)


def _named(comparison: Comparison, clauses: tuple[Clause, ...], ids: tuple[str, ...]) -> Comparison:
    """The comparison with the new side's clauses carrying their ids."""
    id_at = {clause.address: id for clause, id in zip(clauses, ids, strict=True)}

    def named(change: ClauseChange) -> ClauseChange:
        if change.new is None:
            return change
        return replace(change, new=replace(change.new, id=id_at.get(change.new.address)))

    return replace(comparison, changes=tuple(named(change) for change in comparison.changes))


def _keep_text(tx: Session, policy: Watched, found: Seen | Missed, now: datetime) -> int | None:
    """The id of the text that was seen, kept once."""
    if isinstance(found, Missed):
        return None
    if found.text_id is not None:
        return found.text_id
    known = versions.text_with(tx, policy.id, found.fingerprint, found.rules)
    if known is not None:
        return known
    reading = _first_sight(tx, policy, found, now)
    return versions.keep_text(tx, policy.id, reading, found.fingerprint, now)


def _as_kept(tx: Session, policy: Watched, found: Seen, now: datetime) -> Reading:
    """The reading a version will hold: the one kept when its text was first seen, else this one.

    The same words may come in other blocks the second time; what is kept is what counts.
    """
    known = versions.text_with(tx, policy.id, found.fingerprint, found.rules)
    if known is not None:
        return versions.reading_of(tx, known)
    return _first_sight(tx, policy, found, now)


def _first_sight(tx: Session, policy: Watched, found: Seen, now: datetime) -> Reading:
    """The reading, its ambiguous dates settled by the day on which the text was first seen and by
    the date that was stated until then.
    """
    number = policy.in_force
    before = versions.get(tx, policy.id, number).reading if number is not None else None
    return with_first_sight(found.reading(), now.date(), before.updated_on if before else None)


def _look_row(verdict: Verdict, text_id: int | None, now: datetime) -> checks.Look:
    return checks.Look(
        at=now,
        outcome=verdict.outcome,
        reason=verdict.reason,
        detail=verdict.detail,
        version=verdict.version,
        text_id=text_id,
        links_only=verdict.links_changed,
    )


def _keep_part(tx: Session, look_id: int, part: Received, good: bool) -> tuple[str | None, str]:
    """Bytes and exchange of one source, and what its next conditional request needs; the hashes of
    both.
    """
    source, answer = part.source, part.answer
    blob_id, sha256 = source.blob_id if part.unchanged else None, None
    if part.unchanged:
        sha256 = source.sha256.hex() if source.sha256 else None
    elif isinstance(answer, Fetched) and answer.body:
        kept = snapshots.keep_body(tx, answer.body, source.blob_id)
        blob_id, sha256 = kept.blob_id, kept.sha256
    exchange = dict(answer.exchange)
    if answer.hops:
        exchange["hops"] = [[hop.url, hop.status, hop.location] for hop in answer.hops]
    screenshot = snapshots.keep_body(tx, part.screenshot, None) if part.screenshot else None
    exchange_id = snapshots.keep_exchange(
        tx, look_id, source.id, blob_id, exchange, source.exchange_id,
        screenshot.blob_id if screenshot else None,
    )  # fmt: skip
    _update_source(tx, part, blob_id, exchange_id, good)
    return sha256, snapshots.exchange_sha256(exchange)


def _update_source(
    tx: Session, part: Received, blob_id: int | None, exchange_id: int, good: bool
) -> None:
    """Only an answer that was read as the policy is one we want to hear "not modified" about."""
    values: dict[str, Any] = {}
    if exchange_id != part.source.exchange_id:
        values["exchange_id"] = exchange_id
    by_hand = (part.origin or "").startswith(checks.BY_HAND)
    if good and isinstance(part.answer, Fetched):
        if not by_hand:  # a saved page knows nothing of where its address leads
            if part.answer.moved_to != part.source.moved_to:
                values["moved_to"] = part.answer.moved_to
            if part.source.by_browser != (part.origin == BROWSER):
                values["by_browser"] = part.origin == BROWSER
        if part.answer.body is not None:
            values["blob_id"] = blob_id
            if part.read is not None:
                values["sketch"] = part.read.sketch
            whole = part.doubt is None  # else "not modified" would speak of more than we have
            values["etag"] = header_of(part.answer, "etag") if whole else None
            values["last_modified"] = header_of(part.answer, "last-modified") if whole else None
    if good and part.source.sought:
        successors.forget(tx, part.source.id)
    if values:
        watched.remember_source(tx, part.source.id, values)


def _keep_version(
    tx: Session, policy: Watched, plan: Plan, text_id: int | None, now: datetime
) -> str | None:
    """The new version and the change that led to it, if there is one; the change's id."""
    verdict = plan.verdict
    if not verdict.new_version or verdict.version is None or text_id is None:
        return None
    kind = "return" if verdict.returns_to else "change" if plan.comparison else "first"
    first_seen_at = verdict.first_seen_at or now
    versions.record(
        tx,
        policy.id,
        number=verdict.version,
        kind=kind,
        text_id=text_id,
        clause_ids=plan.clause_ids,
        first_seen_at=first_seen_at,
        confirmed_at=now,
        returns_to=verdict.returns_to,
    )
    if plan.comparison is None or verdict.previous is None:
        return None
    return changes.record(
        tx,
        policy.id,
        plan.comparison,
        kind=kind,
        from_version=verdict.previous,
        to_version=verdict.version,
        last_seen_old_at=verdict.last_seen_at or first_seen_at,
        first_seen_new_at=first_seen_at,
        detected_at=now,
    )


def _left(
    policy: Watched, sight: Sight, plan: Plan, text_id: int | None, now: datetime
) -> dict[str, Any]:
    """What the look leaves on its policy: what the next one must know, and when it is due."""
    verdict = plan.verdict
    effective_on = plan.effective_on if verdict.new_version else policy.effective_on
    failed, quiet, changed_at = policy.failed_in_a_row + 1, policy.quiet_since, policy.changed_at
    left: dict[str, Any] = {}
    if text_id is not None and isinstance(sight.found, Seen):  # a text of this policy was seen
        failed = 0
        quiet = quiet_since(now, quiet, policy.last_confirmed_at, new=verdict.new_version)
        left = {
            "last_confirmed_at": now,
            "text_id": text_id,
            "text_links": sight.found.links,
            "read_by": sight.found.rules,
        }
    if verdict.outcome is Outcome.FIRST:
        left["reread"] = False  # nothing older is kept
    if verdict.new_version and verdict.previous is not None:
        changed_at = now
    situation = Situation(
        outcome=verdict.outcome,
        interval=timedelta(seconds=policy.interval_s),
        failed_in_a_row=failed,
        quiet_since=quiet,
        changed_at=changed_at,
        effective_on=_day(effective_on),
        confirm_at=verdict.confirm_at,
        retry_after=retry_after(sight.retry_after, now),
    )
    if not (sight.origin or "").startswith(checks.BY_HAND):  # a saved page moves no other look
        left["next_look_at"] = next_look(now, situation, chance(policy.id, now))
    return left | {
        "memory": memory_to_json(verdict.memory),
        "in_force": verdict.version,
        "last_look_at": now,
        "last_outcome": str(verdict.outcome),
        "last_reason": verdict.reason,
        "confirm": verdict.outcome is Outcome.PENDING,
        "failed_in_a_row": failed,
        "quiet_since": quiet,
        "changed_at": changed_at,
        "effective_on": effective_on,
    }


def _day(stated: str | None) -> date | None:
    """A stated date that names a day; a month alone is none."""
    return date.fromisoformat(stated) if stated and len(stated) == len("2026-01-31") else None


def chance(id: str, now: datetime) -> float:
    """From 0 to 1, different for each policy and look, and the same when the look is worked out
    again.
    """
    digest = hashlib.sha256(f"{id} {now.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 0xFFFFFFFF
