"""Technical upgrades: when our rules or a declaration change, what is kept is read anew before
anything new is looked at.

A version that comes out differently, be it in words, dates or promises, gets a successor of kind
`technical`, announced to nobody: the service did not change when we did. Where two kept pages of
the text in force differ in words that we missed until then, the service did change: that is a
change of kind `late`, told with the looks between which it happened. From then on looks are
compared with the last of these texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from policy import identity
from policy.memory import Memory, memory_from_json, memory_to_json, reread, succeeded
from policy.model import EXTRACTION_RULES, Comparison, Promise
from storage import changes, snapshots, versions, watched
from storage.database import Database
from storage.tables_seen import SnapshotRow, VersionRow
from storage.versions import Version
from storage.watched import Locked, Watched
from watcher.anew import Anew, Rereading, Sighting
from watcher.late import Late, found_late
from watcher.reader import Reader


@dataclass(frozen=True, slots=True)
class Foresight:
    """What reading a policy anew would change."""

    texts: Mapping[int, Anew]
    """What each kept text of a version is today; a text that cannot be read stays as it was."""

    marks: Mapping[str, tuple[str, str]]
    """For each old fingerprint its new ones: of the text and of its links."""

    technical: Comparison | None = None
    """How the version in force differs by our doing alone; empty where only its promises do."""

    promises: tuple[tuple[Promise, ...], tuple[Promise, ...]] = ((), ())
    """Its promises as they are kept, and as they are read today."""

    late: tuple[Late, ...] = ()
    unread: tuple[int, ...] = ()
    """Versions that cannot be read anew and stay as they are."""


def is_needed(policy: Watched) -> bool:
    """Whether what is kept was read by other rules, or under another declaration, than
    today's.
    """
    return policy.in_force is not None and (policy.reread or policy.rules != EXTRACTION_RULES)


async def upgrade(db: Database, reader: Reader, policy: Watched, now: datetime) -> bool:
    """Read everything kept of a policy anew; False where it was looked at meanwhile and must be
    asked again.
    """
    return keep(db, policy, await foresee(db, reader, policy), now)


def keep(db: Database, policy: Watched, foreseen: Foresight, now: datetime) -> bool:
    """Write what was foreseen; False where the policy was looked at meanwhile."""
    with db.transaction() as tx:
        if watched.locked(tx, policy.id) != Locked(policy.memory, policy.edition):
            return False
        _keep(tx, policy, foreseen, now)
    return True


async def foresee(db: Database, reader: Reader, policy: Watched) -> Foresight:
    """What reading a policy anew would change; nothing is written."""
    again = Rereading(db, reader, policy)
    texts: dict[int, Anew] = {}
    marks: dict[str, tuple[str, str]] = {}
    with db.reading() as tx:
        rows = versions.listed(tx, policy.id)
        first = _first_sightings(tx, rows)
        before = {text_id: versions.fingerprint_of(tx, text_id)[0] for text_id in first}
        in_force = versions.get(tx, policy.id, policy.in_force or 0)
    stated: str | None = None
    for text_id, sighting in first.items():
        read = await again.of(sighting)
        if read is not None:
            texts[text_id] = read.first_seen(sighting.at.date(), stated)
            marks[before[text_id]] = (read.fingerprint, read.links)
            stated = texts[text_id].reading.updated_on
    unread = tuple(row.number for row in rows if row.text_id not in texts)
    today = texts.get(in_force.text_id)
    if today is None:
        return Foresight(texts, marks, unread=unread)
    technical = _by_our_doing(in_force, before[in_force.text_id], today)
    sightings = _sightings(db, policy, before[in_force.text_id], in_force.first_seen_at)
    late = await found_late(again, today, sightings)
    promises = (in_force.reading.promises, today.reading.promises)
    return Foresight(texts, marks, technical, promises, late, unread)


def _by_our_doing(in_force: Version, mark: str, today: Anew) -> Comparison | None:
    """How the version in force reads otherwise today; None where it does not.

    Other dates or promises of the same words count where other rules found them: else the next
    true change would be told with them.
    """
    by_other_rules = in_force.reading.rules != today.reading.rules
    if today.fingerprint == mark and not (by_other_rules and not today.says_as(in_force.reading)):
        return None
    from policy.compare import compare  # as in `watch`: only where something changed

    return compare(in_force.reading, today.reading)


def _first_sightings(tx: Session, listed: Sequence[VersionRow]) -> dict[int, Sighting]:
    """For the text of each version, when it was first seen and what was received then; a technical
    one was made of what the version before it was.
    """
    first: dict[int, Sighting] = {}
    rows: tuple[SnapshotRow, ...] = ()
    for version in listed:
        own = tuple(snapshots.first_of_text(tx, version.text_id))
        rows = own or (rows if version.kind == "technical" else ())
        first.setdefault(version.text_id, Sighting(version.first_seen_at, rows))
    return first


def _sightings(db: Database, policy: Watched, mark: str, since: datetime) -> list[Sighting]:
    """The looks that saw the text in force, oldest first, while it was in force."""
    with db.reading() as tx:
        found = snapshots.sightings(tx, policy.no, versions.texts_with(tx, policy.id, mark), since)
    return [Sighting(at, tuple(rows)) for at, rows in found]


def _keep(tx: Session, policy: Watched, foreseen: Foresight, now: datetime) -> None:
    memory = reread(memory_from_json(policy.memory), foreseen.marks)
    for one in foreseen.texts.values():
        versions.keep_text(tx, policy.id, one.reading, one.fingerprint, now)
    previous = versions.get(tx, policy.id, policy.in_force or 0)
    if foreseen.technical is not None:
        today = foreseen.texts[previous.text_id]
        came = previous.first_seen_at
        previous = _version(tx, policy, previous, today, foreseen.technical, "technical", came, now)
        memory = replace(memory, version=previous.number)
    previous, memory = _keep_late(tx, policy, previous, memory, foreseen.late, now)
    left = {
        "memory": memory_to_json(memory),
        "in_force": previous.number,
        "read_by": EXTRACTION_RULES,
        "reread": False,
        "text_id": None,
        "text_links": None,
        "effective_on": previous.reading.effective_on,
    }
    if foreseen.late:
        left["changed_at"] = foreseen.late[-1].first_seen_new_at
    watched.remember(tx, policy.id, left)


def _keep_late(
    tx: Session,
    policy: Watched,
    previous: Version,
    memory: Memory,
    late: Sequence[Late],
    now: datetime,
) -> tuple[Version, Memory]:
    """Each missed change as a version of its own, and the change that led to it, to be told."""
    for one in late:
        memory = succeeded(
            memory, one.after.fingerprint, one.after.links, memory.last_seen_at or now
        )
        came = one.first_seen_new_at
        previous = _version(
            tx, policy, previous, one.after, one.comparison, "late", came, now, one.last_seen_old_at
        )
    return previous, memory


def _version(
    tx: Session,
    policy: Watched,
    previous: Version,
    today: Anew,
    comparison: Comparison,
    kind: Literal["technical", "late"],
    first_seen_at: datetime,
    now: datetime,
    last_seen_old_at: datetime | None = None,
) -> Version:
    """The version after `previous`, and what leads to it."""
    number = previous.number + 1
    ids = identity.inherit(
        previous.clause_ids, comparison.pairs, len(today.reading.clauses), f"{policy.id}/{number}"
    )
    text_id = versions.keep_text(tx, policy.id, today.reading, today.fingerprint, now)
    versions.record(
        tx,
        policy.id,
        number=number,
        kind=kind,
        text_id=text_id,
        clause_ids=ids,
        first_seen_at=first_seen_at,
        confirmed_at=now,
    )
    changes.record(
        tx,
        policy.id,
        comparison,
        kind=kind,
        from_version=previous.number,
        to_version=number,
        last_seen_old_at=last_seen_old_at or now,
        first_seen_new_at=first_seen_at if kind == "late" else now,
        detected_at=now,
    )
    return versions.get(tx, policy.id, number)
