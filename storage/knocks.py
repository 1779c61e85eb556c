"""Limits that hold across processes: each request that one counts is a row, under a keyed hash.

A window slides: so many within the last hour or day, to the second. What was refused is not
counted, so the table never grows beyond what the limits allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, text
from sqlmodel import Session, col, select

from storage.database import Database
from storage.people import Vault
from storage.tables_asked import KnockRow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CEILING = "ceiling reached"
_ONE_AT_A_TIME = 0x636C617573650003
"""PostgreSQL's lock under which knocks are counted; SQLite has one writer anyway."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within `window`, for whoever is named."""

    who: tuple[str, ...]  # what is limited, and for whom: ("sign up", "192.0.2.1")
    most: int
    window: timedelta = HOUR


def allows(db: Database, vault: Vault, limits: Sequence[Limit], now: datetime) -> bool:
    """Count one more under every limit; False, and nothing counted, where one is reached.

    Whoever is over a limit already is refused without a lock: a flood cannot hold up the writers.
    """
    with db.reading() as tx:
        if any(is_reached(tx, vault, limit, now) for limit in limits):
            return False
    with db.transaction() as tx:
        return take(tx, vault, limits, now)


def take(tx: Session, vault: Vault, limits: Sequence[Limit], now: datetime) -> bool:
    """The same within a transaction that writes."""
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
    if any(is_reached(tx, vault, limit, now) for limit in limits):
        return False
    for limit in limits:
        tx.add(KnockRow(who=_who(vault, limit), at=now))
    tx.flush()
    return True


def say_ceiling(tx: Session, now: datetime) -> bool:
    """Keep that the installation's own ceiling was reached; True for the first time in an hour."""
    if ceiling_reached_since(tx, now - HOUR):
        return False
    tx.add(KnockRow(who=CEILING, at=now))
    tx.flush()
    return True


def ceiling_reached_since(tx: Session, since: datetime) -> bool:
    """Whether the installation's own ceiling was reached, for its operator to know."""
    query = select(KnockRow.id).where(KnockRow.who == CEILING, col(KnockRow.at) > since)
    return tx.exec(query.limit(1)).first() is not None


def forget(tx: Session, before: datetime) -> int:
    """Drop what no limit counts any more; how many rows."""
    old = list(tx.exec(select(KnockRow.id).where(col(KnockRow.at) < before)))
    tx.exec(delete(KnockRow).where(col(KnockRow.at) < before))
    return len(old)


def is_reached(tx: Session, vault: Vault, limit: Limit, now: datetime) -> bool:
    """Whether as many came within the window as the limit allows."""
    count = select(func.count()).select_from(KnockRow)
    mine = count.where(KnockRow.who == _who(vault, limit), col(KnockRow.at) > now - limit.window)
    return tx.exec(mine).one() >= limit.most


def _who(vault: Vault, limit: Limit) -> str:
    return vault.seed("knock", *limit.who).hex()
