"""Effects: from when each change holds, worked out once, so that lists of days cost no texts.

A row is derived from the two texts of a change and may be thrown away at any time. A change that
has none yet is worked out where it is asked for; `work_out` keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, func, or_, outerjoin, select
from sqlmodel import Session, col

from policy.agenda import Appointment, Dated, appointments
from policy.takes_effect import TakesEffect, takes_effect
from storage import versions
from storage.changes import TOLD_KINDS
from storage.database import Database
from storage.tables_seen import ChangeRow
from storage.tables_shown import EffectRow

RULES = 1
"""Number of the rules days are worked out by; raise it where `policy.takes_effect` says other
days, and they are worked out anew.
"""
BATCH = 50


@dataclass(frozen=True, slots=True)
class Told:
    """The few columns of a change that days are worked out from."""

    id: str
    policy_id: str
    kind: str
    from_version: int
    to_version: int
    last_seen_old_at: datetime
    first_seen_new_at: datetime
    detected_at: datetime
    retracted_at: datetime | None


COLUMNS = tuple(col(getattr(ChangeRow, one.name)) for one in fields(Told))


def work_out(db: Database, zone: str, now: datetime) -> int:
    """Keep the days of every change that has none yet, newest first; how many. Safe to repeat."""
    done = 0
    while True:
        with db.reading() as tx:
            missing = _missing(tx)
            rows = [_row(tx, one, zone, now) for one in missing]
        if not rows:
            return done
        with db.transaction() as tx:
            for row in rows:
                tx.merge(row)
        done += len(rows)


def of(tx: Session, changes: Sequence[ChangeRow], zone: str, now: datetime) -> dict[str, EffectRow]:
    """The day of each of these changes by its id: the kept one, or worked out for this answer."""
    ids = [one.id for one in changes if one.kind in TOLD_KINDS]
    query = select(EffectRow).where(col(EffectRow.change_id).in_(ids), _is_current())
    found = {row.change_id: row for row in tx.scalars(query)} if ids else {}
    for one in changes:
        if one.kind in TOLD_KINDS and one.id not in found:
            told = Told(*(getattr(one, part.name) for part in fields(Told)))
            found[one.id] = _row(tx, told, zone, now)
    return found


def agenda(
    tx: Session,
    among: ColumnElement[bool],
    since: datetime,
    zone: str,
    now: datetime,
    ahead_of: date | None = None,
    most: int | None = None,
) -> list[tuple[str, Appointment]]:
    """Policy and appointment for every day of the changes that were detected since then, as far as
    the days did not pass before `ahead_of`.

    `among` says, over `change`, which policies. One of whose days some lies ahead is read whole:
    what became of a day follows from all its changes. With `most`, of so many policies: those
    whose next day comes soonest.
    """
    ahead = (ahead_of or date.min).isoformat()
    with_days = select(col(EffectRow.policy_id)).where(
        or_(col(EffectRow.earliest) >= ahead, col(EffectRow.exit_until) >= ahead)
    )
    if most is not None:
        with_days = _soonest(with_days, among, since, now.date().isoformat(), most)
    query = (
        select(EffectRow, *COLUMNS)
        .join(ChangeRow, col(ChangeRow.id) == col(EffectRow.change_id))
        .where(among, col(ChangeRow.detected_at) >= since, _is_current())
        .where(col(EffectRow.policy_id).in_(with_days))
    )
    rows = [(row[0], Told(*row[1:])) for row in tx.execute(query)]
    missing = _missing(tx, among & (col(ChangeRow.detected_at) >= since))
    rows += [(_row(tx, one, zone, now), one) for one in missing]
    rows.sort(key=lambda row: row[0].policy_id)
    found: list[tuple[str, Appointment]] = []
    for policy_id, mine in groupby(rows, key=lambda row: row[0].policy_id):
        dated = [_dated(effect, told, zone) for effect, told in mine]
        found += [
            (policy_id, one)
            for one in appointments(dated)
            if ahead_of is None or one.last_day >= ahead_of
        ]
    return sorted(found, key=lambda entry: (entry[1].first_day, entry[1].uid))


def _soonest(
    with_days: Select[Any], among: ColumnElement[bool], since: datetime, today: str, most: int
) -> Select[Any]:
    """Those of these policies whose next day comes soonest; the ones whose days are over, last."""
    day = col(EffectRow.earliest)
    to_come = func.min(case((day >= today, day)))
    mine = with_days.join(ChangeRow, col(ChangeRow.id) == col(EffectRow.change_id))
    return (
        mine.where(among, col(ChangeRow.detected_at) >= since, _is_current())
        .group_by(col(EffectRow.policy_id))
        .order_by(func.coalesce(to_come, "9999"), col(EffectRow.policy_id))
        .limit(most)
    )


def mark(tx: Session, among: ColumnElement[bool]) -> tuple[object, ...]:
    """What an agenda over these changes follows from: where this is the same, so is the agenda."""
    told = (
        func.count(col(ChangeRow.id)),
        func.max(col(ChangeRow.detected_at)),
        func.max(col(ChangeRow.retracted_at)),
    )
    kept = func.max(col(EffectRow.worked_out_at)), func.count(col(EffectRow.change_id))
    query = select(*told, *kept).select_from(
        outerjoin(ChangeRow, EffectRow, col(EffectRow.change_id) == col(ChangeRow.id))
    )
    return tuple(tx.execute(query.where(among, col(ChangeRow.kind).in_(TOLD_KINDS))).one())


def coming(
    tx: Session, among: ColumnElement[bool], today: date, limit: int = 20
) -> list[tuple[ChangeRow, EffectRow]]:
    """The changes that are known and still to hold, soonest first, without their comparisons."""
    query = (
        select(ChangeRow, EffectRow)
        .join(EffectRow, col(ChangeRow.id) == col(EffectRow.change_id))
        .where(
            among,
            col(EffectRow.earliest) >= today.isoformat(),
            col(EffectRow.certainty).in_(("stated", "derived")),
            col(ChangeRow.retracted_at).is_(None),
        )
        .order_by(col(EffectRow.earliest), col(EffectRow.change_id))
        .limit(limit)
    )
    return [(change, effect) for change, effect in tx.execute(query)]


def is_missing() -> ColumnElement[bool]:
    """The condition, over `change`, of those whose day was not worked out yet."""
    known = select(col(EffectRow.change_id)).where(
        col(EffectRow.change_id) == col(ChangeRow.id), _is_current()
    )
    return ~known.exists()


def _is_current() -> ColumnElement[bool]:
    return col(EffectRow.rules) == RULES


def _missing(tx: Session, among: ColumnElement[bool] | None = None) -> list[Told]:
    query = (
        select(*COLUMNS)
        .where(col(ChangeRow.kind).in_(TOLD_KINDS), is_missing())
        .where(*(() if among is None else (among,)))
        .order_by(col(ChangeRow.detected_at).desc(), col(ChangeRow.id))
        .limit(BATCH)
    )
    return [Told(*row) for row in tx.execute(query)]


def _row(tx: Session, change: Told, zone: str, now: datetime) -> EffectRow:
    before = versions.get(tx, change.policy_id, change.from_version).reading
    after = versions.get(tx, change.policy_id, change.to_version).reading
    found = takes_effect(before, after, change.last_seen_old_at, change.first_seen_new_at, zone)
    return _kept(change, found, zone, now)


def _kept(change: Told, found: TakesEffect, zone: str, now: datetime) -> EffectRow:
    right = found.exit_right
    return EffectRow(
        change_id=change.id,
        policy_id=change.policy_id,
        rules=RULES,
        time_zone=zone,
        certainty=found.certainty,
        earliest=_iso(found.earliest),
        latest=_iso(found.latest),
        exit_until=_iso(right.until if right else None),
        rewritten_from=found.rewritten_from,
        form=json.dumps(found.to_json(), ensure_ascii=False),
        worked_out_at=now,
    )


def _dated(effect: EffectRow, change: Told, zone: str) -> Dated:
    return Dated(
        change_id=change.id,
        kind=change.kind,
        from_version=change.from_version,
        to_version=change.to_version,
        seen_on=change.first_seen_new_at.astimezone(ZoneInfo(zone)).date(),
        detected_at=change.detected_at,
        certainty=effect.certainty,
        earliest=_day(effect.earliest),
        latest=_day(effect.latest),
        exit_until=_day(effect.exit_until),
        rewritten_from=effect.rewritten_from,
        retracted_at=change.retracted_at,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
