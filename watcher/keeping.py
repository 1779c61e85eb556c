"""What a look brought, kept: looks, bytes, texts, versions and changes, and what the next look must
know, in one transaction.

Looks that make no version may wait for each other and be kept together; each statement then serves
them all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from policy.dates import with_first_sight
from policy.decide import Verdict
from policy.memory import memory_to_json
from policy.model import Comparison, Outcome, Reading
from storage import changes, checks, snapshots, successors, versions, watched
from storage.database import Database
from storage.watched import Locked, Watched
from watcher.answers import BROWSER, Fetched
from watcher.politeness import Holding, header_of, retry_after
from watcher.receive import Received, Seen, Sight
from watcher.schedule import Situation, next_look, quiet_since

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

    look: int | None = None
    """The id under which it is on record."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that follows from a look, worked out before anything is written."""

    verdict: Verdict
    memory_before: str
    reading: Reading | None = None
    """The text as it is to be kept, where it was needed to decide."""

    clause_ids: tuple[str, ...] = ()
    comparison: Comparison | None = None
    effective_on: str | None = None
    """From when the new version says it holds."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A look that waits to be kept: what was seen and when, and what follows from it."""

    policy: Watched
    sight: Sight
    plan: Plan
    at: datetime
    seconds: float = 0.0
    """How long it took to see."""

    so_far: int = 0
    """Bytes that it and those which wait with it hold."""

    @property
    def makes_a_version(self) -> bool:
        """Whether it brings what people are told of."""
        return self.plan.verdict.new_version

    @property
    def is_good(self) -> bool:
        """Whether it saw a text of the policy."""
        refused = self.plan.verdict.outcome is Outcome.REFUSED
        return isinstance(self.sight.found, Seen) and not refused

    @property
    def size(self) -> int:
        """Bytes that it holds until it is kept."""
        answers = (part.answer for part in self.sight.parts)
        return sum(len(one.body or b"") for one in answers if isinstance(one, Fetched))


def keep(
    db: Database, waiting: Sequence[Waiting], held: Holding, reached: Reached = nowhere
) -> list[Looked | None]:
    """Everything these looks brought, in one transaction; None for one that was decided on what is
    no longer so.
    """
    with db.transaction() as tx:
        valid = _still_valid(tx, waiting)
        if not valid:
            return [None for _ in waiting]
        if not held.renew(tx):
            raise LaneLostError(f"{waiting[0].policy.id}: another worker took its host meanwhile")
        texts = [_keep_text(tx, one) if one.is_good else None for one in valid]
        looks = [_look(one, text_id) for one, text_id in zip(valid, texts, strict=True)]
        numbered = zip((one.policy.no for one in valid), looks, strict=True)
        look_ids = checks.record_all(tx, list(numbered))
        reached("look recorded")
        marks = _keep_parts(tx, valid, look_ids)
        reached("snapshots kept")
        led = [_keep_version(tx, one, text_id) for one, text_id in zip(valid, texts, strict=True)]
        reached("version recorded")
        checks.close_all(
            tx,
            [
                checks.Closed(one.policy.id, look_id, look, mark.received, mark.exchanges)
                for one, look_id, look, mark in zip(valid, look_ids, looks, marks, strict=True)
            ],
        )
        left = zip(valid, texts, strict=True)
        watched.remember_all(tx, {one.policy.id: _left(one, text_id) for one, text_id in left})
        reached("about to commit")
    reached("committed")
    kept = {
        id(one): _looked(one, change, look_id)
        for one, change, look_id in zip(valid, led, look_ids, strict=True)
    }
    return [kept.get(id(one)) for one in waiting]


def _still_valid(tx: Session, waiting: Sequence[Waiting]) -> list[Waiting]:
    """Those that were decided on what is still so; of one policy the first, for the second would
    have to know it.
    """
    still = watched.all_locked(tx, [one.policy.id for one in waiting])
    valid: dict[str, Waiting] = {}
    for one in waiting:
        decided_on = Locked(one.plan.memory_before, one.policy.edition)
        if still.get(one.policy.id) == decided_on:
            valid.setdefault(one.policy.id, one)
    return list(valid.values())


def _looked(one: Waiting, change: str | None, look_id: int) -> Looked:
    verdict = one.plan.verdict
    return Looked(
        one.policy.id,
        verdict.outcome,
        verdict.reason,
        verdict.version,
        change,
        verdict.detail,
        seconds=one.seconds,
        look=look_id,
    )


def _keep_text(tx: Session, one: Waiting) -> int | None:
    """The id of the text that was seen, kept once."""
    found, policy = one.sight.found, one.policy
    if not isinstance(found, Seen):
        return None
    if found.text_id is not None:
        return found.text_id
    known = versions.text_with(tx, policy.id, found.fingerprint, found.rules)
    if known is not None:
        return known
    reading = one.plan.reading
    if reading is None:  # known to the decider, but not kept as today's rules read it
        stated = _stated(tx, policy)
        reading = with_first_sight(found.reading(), one.at.date(), stated)
    return versions.keep_text(tx, policy.id, reading, found.fingerprint, one.at)


def _stated(tx: Session, policy: Watched) -> str | None:
    """The date that the version in force states."""
    number = policy.in_force
    return versions.without_clauses(tx, policy.id, number).updated_on if number else None


def _look(one: Waiting, text_id: int | None) -> checks.Look:
    verdict = one.plan.verdict
    return checks.Look(
        at=one.at,
        outcome=verdict.outcome,
        reason=verdict.reason,
        detail=verdict.detail,
        version=verdict.version,
        text_id=text_id,
        links_only=verdict.links_changed,
        origin=one.sight.origin,
    )


def _keep_parts(tx: Session, looks: Sequence[Waiting], look_ids: Sequence[int]) -> list[Marks]:
    """Bytes and exchanges of every source of these looks, and what its next conditional request
    needs; the hashes of both, by look.
    """
    parts = [
        _Part(part, look_id, one.is_good)
        for one, look_id in zip(looks, look_ids, strict=True)
        for part in one.sight.parts
    ]
    _keep_bodies(tx, parts)
    exchange_ids = snapshots.keep_exchanges(tx, [one.exchange() for one in parts])
    left: dict[int, dict[str, Any]] = {}
    for one, exchange_id in zip(parts, exchange_ids, strict=True):
        left[one.part.source.id] = _left_on_source(one, exchange_id)
        if one.good and one.part.source.sought:
            successors.forget(tx, one.part.source.id)
    watched.remember_sources(tx, {id: values for id, values in left.items() if values})
    marks = {look_id: Marks() for look_id in look_ids}
    for one in parts:
        marks[one.look_id] = marks[one.look_id].and_of(one)
    return list(marks.values())


@dataclass(frozen=True, slots=True)
class Marks:
    """The hashes of what one look received, and of the exchanges around it."""

    received: tuple[str, ...] = ()
    exchanges: tuple[str, ...] = ()

    def and_of(self, one: _Part) -> Marks:
        """These, and those of one source more."""
        received = (*self.received, one.sha256) if one.sha256 else self.received
        return Marks(received, (*self.exchanges, snapshots.exchange_sha256(one.form)))


class _Part:
    """One source's part in a look, on its way into the tables."""

    def __init__(self, part: Received, look_id: int, good: bool) -> None:
        self.part, self.look_id, self.good = part, look_id, good
        answer, source = part.answer, part.source
        self.body = answer.body if isinstance(answer, Fetched) and not part.unchanged else None
        self.blob_id = source.blob_id if part.unchanged else None
        self.sha256 = source.sha256.hex() if part.unchanged and source.sha256 else None
        self.screenshot_id: int | None = None
        self.form = dict(answer.exchange)
        if answer.hops:
            self.form["hops"] = [[hop.url, hop.status, hop.location] for hop in answer.hops]

    def exchange(self) -> snapshots.Exchange:
        """The exchange as it is kept, once its bytes are."""
        source = self.part.source
        return snapshots.Exchange(
            self.look_id, source.id, self.blob_id, self.form, source.exchange_id,
            self.screenshot_id,
        )  # fmt: skip


def _keep_bodies(tx: Session, parts: Sequence[_Part]) -> None:
    """Keep what was received and the pictures of it, and note where they lie."""
    came = [one for one in parts if one.body]
    bodies = [snapshots.Body(one.body or b"", one.part.source.blob_id) for one in came]
    for one, kept in zip(came, snapshots.keep_bodies(tx, bodies), strict=True):
        one.blob_id, one.sha256 = kept.blob_id, kept.sha256
    for one in parts:
        if one.part.screenshot:
            one.screenshot_id = snapshots.keep_body(tx, one.part.screenshot, None).blob_id


def _left_on_source(one: _Part, exchange_id: int) -> dict[str, Any]:
    """What a look leaves on one source: what its next conditional request needs.

    Only an answer that was read as the policy is one we want to hear "not modified" about.
    """
    part, good = one.part, one.good
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
            values["blob_id"] = one.blob_id
            if not part.unchanged and part.sketch != part.source.sketch:
                values["sketch"] = part.sketch
            whole = part.doubt is None  # else "not modified" would speak of more than we have
            values["etag"] = header_of(part.answer, "etag") if whole else None
            values["last_modified"] = header_of(part.answer, "last-modified") if whole else None
    return values


def _keep_version(tx: Session, one: Waiting, text_id: int | None) -> str | None:
    """The new version and the change that led to it, if there is one; the change's id."""
    policy, plan, now = one.policy, one.plan, one.at
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
        reading=plan.reading,
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


def _left(one: Waiting, text_id: int | None) -> dict[str, Any]:
    """What the look leaves on its policy: what the next one must know, and when it is due."""
    policy, sight, plan, now = one.policy, one.sight, one.plan, one.at
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
