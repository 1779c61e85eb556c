"""Checks: every look at a policy, also the ones that found nothing or failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlmodel import Session, SQLModel, col

from policy.model import Outcome
from storage import entries
from storage.many_rows import in_parts
from storage.tables_seen import CheckRow, VersionRow
from storage.tables_watched import PolicyRow

LOOK = SQLModel.metadata.tables["look"]
INSERT = insert(LOOK).returning(LOOK.c.id, sort_by_parameter_order=True)


@dataclass(frozen=True, slots=True)
class Look:
    """One look as `record` keeps it."""

    at: datetime
    outcome: Outcome
    reason: str | None = None
    detail: str | None = None
    version: int | None = None
    text_id: int | None = None
    links_only: bool = False
    origin: str | None = None
    """`browser`, or `by hand: NAME`; None: fetched as usual."""


BY_HAND = "by hand: "
UNCHANGED = "unchanged"
"""The stream of looks that found nothing new; the ledger takes them less often than others."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A look that was recorded, with the hashes of what was received and of the exchanges around
    it: from where, with which headers, at which address.
    """

    policy: str
    look_id: int
    look: Look
    snapshots: tuple[str, ...]
    exchanges: tuple[str, ...] = ()


def record(tx: Session, policy_no: int, look: Look) -> int:
    """Keep one look; the id of its row is returned."""
    return record_all(tx, [(policy_no, look)])[0]


def record_all(tx: Session, looks: Sequence[tuple[int, Look]]) -> list[int]:
    """Keep looks, each with the number of its policy; the ids of their rows, in their order."""
    rows = [
        {
            "policy_no": policy_no,
            "at": look.at,
            "outcome": str(look.outcome),
            "reason": look.reason,
            "detail": look.detail,
            "version": look.version,
            "text_id": look.text_id,
            "links_only": look.links_only,
            "origin": look.origin,
        }
        for policy_no, look in looks
    ]
    return [int(id) for id in tx.connection().execute(INSERT, rows).scalars()]


def close(
    tx: Session,
    id: str,
    look_id: int,
    look: Look,
    snapshots: tuple[str, ...],
    exchanges: tuple[str, ...] = (),
) -> None:
    """Write the entry of one look; as `close_all`."""
    close_all(tx, [Closed(id, look_id, look, snapshots, exchanges)])


def close_all(tx: Session, closed: Sequence[Closed]) -> None:
    """Write the entries of looks: what each came to, and the hashes that stand for what it
    brought.
    """
    entries.record_many(tx, [_entry(one) for one in closed])


def _entry(closed: Closed) -> entries.Happened:
    """Who saved a page by hand is no business of the ledger's; that it was so is."""
    look = closed.look
    if look.origin:
        around: dict[str, object] = {"origin": look.origin.partition(":")[0]}
    else:
        around = {"exchanges": closed.exchanges}
    facts = {
        "policy": closed.policy,
        "outcome": str(look.outcome),
        "reason": look.reason,
        "version": look.version,
        "received": closed.snapshots,
        **around,
    }
    stream = UNCHANGED if look.outcome is Outcome.SAME else ""
    return entries.Happened("look", str(closed.look_id), facts, look.at, stream)


def of(tx: Session, id: str, limit: int | None = None) -> list[CheckRow]:
    """The looks at a policy, oldest first; with `limit` the newest of them, still oldest first."""
    query = select(CheckRow).where(col(CheckRow.policy_no) == _no(id))
    newest_first = query.order_by(col(CheckRow.at).desc(), col(CheckRow.id).desc())
    return list(tx.scalars(newest_first.limit(limit) if limit else newest_first))[::-1]


def last(tx: Session, id: str) -> CheckRow | None:
    """The latest look at a policy."""
    return next(iter(of(tx, id, limit=1)), None)


def last_of_each(tx: Session, ids: Iterable[str]) -> dict[int, CheckRow]:
    """The latest look at each of these policies, by the policy's number."""
    newest = (
        select(col(CheckRow.id))
        .where(col(CheckRow.policy_no) == col(PolicyRow.no))
        .order_by(col(CheckRow.at).desc(), col(CheckRow.id).desc())
        .limit(1)
        .correlate(PolicyRow)
        .scalar_subquery()
    )
    found: dict[int, CheckRow] = {}
    for some in in_parts(ids):
        looks = list(tx.scalars(select(newest).where(col(PolicyRow.id).in_(some))))
        rows = tx.scalars(select(CheckRow).where(col(CheckRow.id).in_(looks)))
        found |= {row.policy_no: row for row in rows}
    return found


def origins(tx: Session, id: str) -> dict[datetime, str]:
    """The looks at a policy that were not simply fetched, by time: `browser`, `by hand: NAME`."""
    query = select(col(CheckRow.at), col(CheckRow.origin)).where(
        col(CheckRow.policy_no) == _no(id), col(CheckRow.origin).is_not(None)
    )
    return {at: str(origin) for at, origin in tx.execute(query)}


def origins_of_versions(tx: Session, id: str) -> dict[int, str]:
    """By number, how the versions were come by that were not simply fetched."""
    query = (
        select(col(VersionRow.number), col(CheckRow.origin))
        .join(PolicyRow, col(PolicyRow.id) == col(VersionRow.policy_id))
        .join(
            CheckRow,
            (col(CheckRow.policy_no) == col(PolicyRow.no))
            & col(CheckRow.at).in_((col(VersionRow.first_seen_at), col(VersionRow.confirmed_at))),
        )
        .where(col(VersionRow.policy_id) == id, col(CheckRow.origin).is_not(None))
        .order_by(col(CheckRow.at).desc())
    )
    return {number: str(origin) for number, origin in tx.execute(query)}


def counted(tx: Session, id: str) -> dict[str, int]:
    """How many looks at a policy came to which outcome."""
    query = (
        select(col(CheckRow.outcome), func.count())
        .where(col(CheckRow.policy_no) == _no(id))
        .group_by(col(CheckRow.outcome))
    )
    return {outcome: count for outcome, count in tx.execute(query)}  # noqa: C416 - rows, not pairs


def _no(id: str):  # type: ignore[no-untyped-def]  # a scalar subquery
    return select(col(PolicyRow.no)).where(col(PolicyRow.id) == id).scalar_subquery()
