"""Policies: the registry of what is watched, and when each is next due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from policy.said import said
from storage import declaring, entries
from storage.declared import Wanted, WantedSource
from storage.declaring import Put
from storage.errors import PolicyExistsError, UnknownPolicyError
from storage.many_rows import in_parts
from storage.tables_watched import PolicyRow, SourceRow

__all__ = ["Put", "Wanted", "WantedSource"]  # what those who declare need beside this


def add(tx: Session, wanted: Wanted, now: datetime) -> PolicyRow:
    """Watch a policy from now on, at once.

    The name of a removed one brings it back with its history.
    """
    known = tx.get(PolicyRow, wanted.id)
    if known is not None and known.state != "removed":
        raise PolicyExistsError(
            said(
                "a policy named %(policy)s is already watched; choose another name with --id, or "
                "change it with `clausewatch set %(policy)s`",
                policy=wanted.id,
            )
        )
    put(tx, wanted, now)
    return get(tx, wanted.id)


def put(tx: Session, wanted: Wanted, now: datetime) -> Put:
    """Make what is watched as it is declared; twice is harmless. A change is looked at at once."""
    return declaring.put_many(tx, [wanted], now)[wanted.id]


def wanted(tx: Session, id: str) -> Wanted:
    """A policy as declared now; change a field with `dataclasses.replace` and `put` it back."""
    return declaring.wanted_of(get(tx, id), sources(tx, id))


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


def names(tx: Session) -> set[str]:
    """The names of all policies there ever were."""
    return set(tx.scalars(select(col(PolicyRow.id))))


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
    for some in in_parts(ids):
        query = (
            select(col(PolicyRow.id), col(SourceRow.lane))
            .outerjoin(
                SourceRow,
                (col(SourceRow.policy_id) == col(PolicyRow.id))
                & (col(SourceRow.position) == 0)
                & col(SourceRow.ended_at).is_(None),
            )
            .where(col(PolicyRow.id).in_(some))
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
        row.next_look_at = now
        tx.add(row)
        tx.flush()
        entries.record_many(tx, [declaring.what_happened(row, now)])
    return row


def _unknown(id: str) -> UnknownPolicyError:
    return UnknownPolicyError(
        f"no policy named {id}; `clausewatch policies` lists those that are watched"
    )
