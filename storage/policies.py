"""Policies: the registry of what is watched, and when each is next due."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from policy.urls import lane_of
from storage import entries
from storage.declared import declared_json, fetch_of, selectors_of
from storage.errors import PolicyExistsError, UnknownPolicyError
from storage.tables import LaneRow, PolicyRow, SourceRow

Put = Literal["added", "changed", "same"]
DEFAULT_INTERVAL_S = 6 * 3600
IDS_AT_ONCE = 500
PLACE_IN_LINE = 0x636C617573650002
"""PostgreSQL's lock for handing out policy numbers, one after the other."""


@dataclass(frozen=True, slots=True)
class WantedSource:
    """One address of a policy as it is declared, with selectors in Open Terms Archive's sense."""

    url: str
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    fetch: str | None = None
    """`browser`: through one; `http`: never through one; None: where it turns out to need one."""

    screenshot: bool = False
    """Whether a picture is kept of what the browser shows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A policy as it is declared: what `add` and `put` take, and what `wanted` gives back."""

    id: str
    service: str
    terms_type: str
    sources: tuple[WantedSource, ...]
    language: str | None = None
    interval_s: int = DEFAULT_INTERVAL_S
    options: Mapping[str, Any] = field(default_factory=dict)
    """Further declared things as JSON; `lane` joins several hosts of one vendor."""


def add(tx: Session, wanted: Wanted, now: datetime) -> PolicyRow:
    """Watch a policy from now on, at once.

    The name of a removed one brings it back with its history.
    """
    known = tx.get(PolicyRow, wanted.id)
    if known is not None and known.state != "removed":
        raise PolicyExistsError(
            f"a policy named {wanted.id} is already watched; choose another name with --id, or "
            f"change it with `clausewatch set {wanted.id}`"
        )
    put(tx, wanted, now)
    return get(tx, wanted.id)


def put(tx: Session, wanted: Wanted, now: datetime) -> Put:
    """Make what is watched as it is declared; twice is harmless. A change is looked at at once."""
    row = tx.get(PolicyRow, wanted.id)
    if row is None:
        row = PolicyRow(
            id=wanted.id,
            no=_next_number(tx),
            service=wanted.service,
            terms_type=wanted.terms_type,
            next_look_at=now,
            created_at=now,
        )
        answer: Put = "added"
    elif row.state == "removed":
        answer = "added"
    elif _wanted(tx, row) == wanted:
        return "same"
    else:
        answer = "changed"
    row.reread = row.reread or _selects_otherwise(tx, row, wanted)
    row.state = "paused" if row.state == "paused" else "active"
    row.removed_at = None
    row.service, row.terms_type, row.language = wanted.service, wanted.terms_type, wanted.language
    row.interval_s, row.declared = wanted.interval_s, _json(wanted.options)
    row.text_id = None  # the kept reading stood on the old declaration
    row.edition = (row.edition or 0) + 1  # a look that began before will be thrown away
    _write(tx, row, now)
    _set_sources(tx, row, wanted.sources, now)
    return answer


def wanted(tx: Session, id: str) -> Wanted:
    """A policy as declared now; change a field with `dataclasses.replace` and `put` it back."""
    return _wanted(tx, get(tx, id))


def pause(tx: Session, id: str, now: datetime) -> PolicyRow:
    """Look no more until it is resumed."""
    return _set_state(tx, id, "paused", now)


def resume(tx: Session, id: str, now: datetime) -> PolicyRow:
    """Look again, at once."""
    return _set_state(tx, id, "active", now)


def remove(tx: Session, id: str, now: datetime) -> PolicyRow:
    """Watch it no longer; everything seen so far is kept."""
    return _set_state(tx, id, "removed", now)


def get(tx: Session, id: str) -> PolicyRow:
    """The policy of that name, also a paused or removed one."""
    row = tx.get(PolicyRow, id)
    if row is None:
        raise _unknown(id)
    return row


def listed(
    tx: Session, *, service: str | None = None, states: Sequence[str] = ("active", "paused")
) -> list[PolicyRow]:
    """The policies in these states, by name."""
    query = select(PolicyRow).where(col(PolicyRow.state).in_(states)).order_by(col(PolicyRow.id))
    if service is not None:
        query = query.where(col(PolicyRow.service) == service)
    return list(tx.scalars(query))


def first_declared_at(tx: Session) -> datetime | None:
    """When the first of the policies that are watched now was declared."""
    watched = col(PolicyRow.state).in_(("active", "paused"))
    return tx.scalar(select(func.min(PolicyRow.created_at)).where(watched))


def sources(tx: Session, id: str) -> list[SourceRow]:
    """The addresses that make up a policy now, in order."""
    query = select(SourceRow).where(
        col(SourceRow.policy_id) == id, col(SourceRow.ended_at).is_(None)
    )
    return list(tx.scalars(query.order_by(col(SourceRow.position))))


def addresses(tx: Session, id: str) -> list[SourceRow]:
    """Every address a policy ever had, each with its period, in the order they were added."""
    query = select(SourceRow).where(col(SourceRow.policy_id) == id)
    return list(tx.scalars(query.order_by(col(SourceRow.added_at), col(SourceRow.id))))


def by_lane(tx: Session, ids: Sequence[str]) -> dict[str, list[str]]:
    """These policies, in their order, under the lane that each is looked at in."""
    lanes: dict[str, str] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        query = (
            select(col(PolicyRow.id), col(SourceRow.lane))
            .outerjoin(
                SourceRow,
                (col(SourceRow.policy_id) == col(PolicyRow.id))
                & (col(SourceRow.position) == 0)
                & col(SourceRow.ended_at).is_(None),
            )
            .where(col(PolicyRow.id).in_(ids[start : start + IDS_AT_ONCE]))
        )
        lanes |= {id: lane or "" for id, lane in tx.execute(query)}
    found: dict[str, list[str]] = {}
    for id in dict.fromkeys(ids):
        if id not in lanes:
            raise _unknown(id)
        found.setdefault(lanes[id], []).append(id)
    return found


def due(tx: Session, now: datetime, limit: int = 1000) -> list[tuple[str, str]]:
    """Name and lane of the policies whose time has come, longest waiting first."""
    query = (
        select(PolicyRow.id, SourceRow.lane)  # type: ignore[call-overload]
        .join(SourceRow, col(SourceRow.policy_id) == col(PolicyRow.id))
        .where(
            col(PolicyRow.state) == "active",
            col(PolicyRow.next_look_at) <= now,
            col(SourceRow.position) == 0,
            col(SourceRow.ended_at).is_(None),
        )
        .order_by(col(PolicyRow.next_look_at), col(PolicyRow.id))
        .limit(limit)
    )
    return [(id, lane) for id, lane in tx.execute(query)]


def due_in(tx: Session, lane: str, now: datetime, limit: int) -> list[str]:
    """Names of the policies of one lane whose time has come, longest waiting first."""
    query = (
        select(col(PolicyRow.id))
        .join(SourceRow, col(SourceRow.policy_id) == col(PolicyRow.id))
        .where(
            col(SourceRow.lane) == lane,
            col(SourceRow.position) == 0,
            col(SourceRow.ended_at).is_(None),
            col(PolicyRow.state) == "active",
            col(PolicyRow.next_look_at) <= now,
        )
        .order_by(col(PolicyRow.next_look_at), col(PolicyRow.id))
        .limit(limit)
    )
    return [str(id) for id in tx.scalars(query)]


def accept_move(tx: Session, id: str, now: datetime) -> Put:
    """Take the addresses that lasting redirects lead to as its own; the old ones keep their
    period.
    """
    moved = {source.url: source.moved_to for source in sources(tx, id)}
    now_wanted = wanted(tx, id)
    return put(
        tx,
        replace(
            now_wanted,
            sources=tuple(replace(s, url=moved.get(s.url) or s.url) for s in now_wanted.sources),
        ),
        now,
    )


def _set_state(tx: Session, id: str, state: str, now: datetime) -> PolicyRow:
    row = get(tx, id)
    if row.state != state:
        row.state = state
        row.removed_at = now if state == "removed" else None
        _write(tx, row, now)
    return row


def _write(tx: Session, row: PolicyRow, now: datetime) -> None:
    row.next_look_at = now
    tx.add(row)
    tx.flush()
    facts = {"state": row.state, "service": row.service, "terms_type": row.terms_type}
    entries.record(tx, "policy", row.id, facts | {"declared": row.declared}, now)


def _set_sources(
    tx: Session, row: PolicyRow, wanted_sources: Sequence[WantedSource], now: datetime
) -> None:
    """End the periods of the addresses that are no longer declared, begin those of new ones."""
    current = {source.url: source for source in sources(tx, row.id)}
    for url, old in current.items():
        if url not in {w.url for w in wanted_sources}:
            old.ended_at = now
            tx.add(old)
    lane = json.loads(row.declared).get("lane")
    for position, w in enumerate(wanted_sources):
        source = current.get(w.url) or SourceRow(policy_id=row.id, url=w.url, lane="", added_at=now)
        source.position, source.lane = position, lane or lane_of(w.url)
        source.declared = declared_json(w.select, w.remove, w.fetch, screenshot=w.screenshot)
        source.by_browser = False  # what it needs shows anew
        source.etag = source.last_modified = None  # everything is read anew
        tx.add(source)
        if tx.get(LaneRow, source.lane) is None:
            tx.add(LaneRow(host=source.lane, not_before=now))
            tx.flush()
    tx.flush()


def _selects_otherwise(tx: Session, row: PolicyRow, wanted: Wanted) -> bool:
    """Whether the same addresses are to be read in another way than until now."""
    before = _wanted(tx, row)
    old, new = ([(s.url, s.select, s.remove) for s in w.sources] for w in (before, wanted))
    return [url for url, _, _ in old] == [url for url, _, _ in new] and old != new


def _wanted(tx: Session, row: PolicyRow) -> Wanted:
    return Wanted(
        id=row.id,
        service=row.service,
        terms_type=row.terms_type,
        language=row.language,
        interval_s=row.interval_s,
        options=json.loads(row.declared),
        sources=tuple(_wanted_source(source) for source in sources(tx, row.id)),
    )


def _wanted_source(source: SourceRow) -> WantedSource:
    select, remove = selectors_of(source.declared)
    fetch, screenshot = fetch_of(source.declared)
    return WantedSource(source.url, select, remove, fetch, screenshot)


def _unknown(id: str) -> UnknownPolicyError:
    return UnknownPolicyError(
        f"no policy named {id}; `clausewatch policies` lists those that are watched"
    )


def _json(form: Mapping[str, Any]) -> str:
    return json.dumps(form, ensure_ascii=False, sort_keys=True)


def _next_number(tx: Session) -> int:
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PLACE_IN_LINE})
    highest = tx.scalar(select(func.max(PolicyRow.no)))
    return int(highest or 0) + 1
