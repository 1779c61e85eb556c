"""Technical upgrades: when our rules or a declaration change, what is kept is read anew before
anything new is looked at.

A version that comes out differently gets a successor of kind `technical`, announced to nobody: the
service did not change when we did. From then on looks are compared with that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from policy import identity
from policy.combine import combine
from policy.compare import compare
from policy.fingerprint import fingerprint, links_fingerprint
from policy.memory import memory_from_json, memory_to_json, reread
from policy.model import EXTRACTION_RULES, Declared, Reading
from storage import changes, snapshots, versions, watched
from storage.database import Database
from storage.errors import SnapshotDamagedError
from storage.watched import Locked, Watched
from watcher.reader import Reader, ReadText


@dataclass(frozen=True, slots=True)
class Part:
    """The kept bytes of one source, and how they are to be read today."""

    body: bytes
    headers: Mapping[str, str]
    declared: Declared


@dataclass(frozen=True, slots=True)
class Anew:
    """One kept text, read by today's rules and declaration."""

    before: str
    reading: Reading
    fingerprint: str
    links: str


def is_needed(policy: Watched) -> bool:
    """Whether what is kept was read by other rules, or under another declaration, than
    today's.
    """
    return policy.in_force is not None and (policy.reread or policy.rules != EXTRACTION_RULES)


async def upgrade(db: Database, reader: Reader, policy: Watched, now: datetime) -> bool:
    """Read everything kept of a policy anew; False where it was looked at meanwhile and must be
    asked again.
    """
    anew: dict[int, Anew] = {}
    with db.reading() as tx:
        kept = {row.text_id: row.number for row in versions.listed(tx, policy.id)}
    for text_id in kept:
        read = await _read(db, reader, policy, text_id)
        if read is not None:
            anew[text_id] = read
    with db.transaction() as tx:
        if watched.locked(tx, policy.id) != Locked(policy.memory, policy.edition):
            return False
        _keep(tx, policy, anew, now)
    return True


def _keep(tx: Session, policy: Watched, anew: Mapping[int, Anew], now: datetime) -> None:
    marks = {one.before: (one.fingerprint, one.links) for one in anew.values()}
    memory = reread(memory_from_json(policy.memory), marks)
    for one in anew.values():
        versions.keep_text(tx, policy.id, one.reading, one.fingerprint, now)
    in_force = policy.in_force or 0
    previous = versions.get(tx, policy.id, in_force)
    today = anew.get(previous.text_id)
    if today is not None and today.fingerprint != today.before:
        in_force += 1
        memory = replace(memory, version=in_force)
        _record(tx, policy.id, previous, today, now)
    left = {
        "memory": memory_to_json(memory),
        "in_force": in_force,
        "read_by": EXTRACTION_RULES,
        "reread": False,
        "text_id": None,
        "text_links": None,
    }
    watched.remember(tx, policy.id, left)


def _record(tx: Session, id: str, previous: versions.Version, today: Anew, now: datetime) -> None:
    """The technical version, and what our change of rules changed, told to nobody."""
    number = previous.number + 1
    comparison = compare(previous.reading, today.reading)
    ids = identity.inherit(
        previous.clause_ids, comparison.pairs, len(today.reading.clauses), f"{id}/{number}"
    )
    text_id = versions.keep_text(tx, id, today.reading, today.fingerprint, now)
    versions.record(
        tx,
        id,
        number=number,
        kind="technical",
        text_id=text_id,
        clause_ids=ids,
        first_seen_at=previous.first_seen_at,
        confirmed_at=now,
    )
    changes.record(
        tx,
        id,
        comparison,
        kind="technical",
        from_version=previous.number,
        to_version=number,
        last_seen_old_at=now,
        first_seen_new_at=now,
        detected_at=now,
    )


async def _read(db: Database, reader: Reader, policy: Watched, text_id: int) -> Anew | None:
    """A kept text, read anew; None where its bytes are damaged or make no text today."""
    try:
        with db.reading() as tx:
            before, _ = versions.fingerprint_of(tx, text_id)
            parts = _parts(tx, policy, text_id)
    except SnapshotDamagedError:
        return None
    readings: list[Reading] = []
    for part in parts:
        told = await reader.read(part.body, part.headers, part.declared)
        if not isinstance(told, ReadText) or told.refused is not None:
            return None
        readings.append(told.reading())
    if not readings:
        return None
    whole = combine(readings)
    return Anew(before, whole, fingerprint(whole), links_fingerprint(whole))


def _parts(tx: Session, policy: Watched, text_id: int) -> list[Part]:
    """What was received in the look that first saw a text; only addresses that are still declared
    are read anew.
    """
    declared = {source.id: source.declared for source in policy.sources}
    parts = []
    for row in snapshots.first_of_text(tx, text_id):
        if row.blob_id is None or row.source_id not in declared:
            return []
        exchange = snapshots.exchange_of(tx, row.id or 0)
        body = snapshots.body_of(tx, row.blob_id)
        parts.append(Part(body, dict(exchange["headers"]), declared[row.source_id]))
    return parts
