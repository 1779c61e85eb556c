"""Sightings: how often and when each version was seen, and where nobody could look.

"Not changed" and "not looked" are different facts; these are the numbers behind both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, Interval, func, literal, select, type_coerce
from sqlmodel import Session, col

from storage.tables_seen import CheckRow
from storage.tables_watched import PolicyRow

GOOD = ("first", "same", "pending", "changed", "variant")  # a text of the policy was seen
FAILED = ("refused", "unreachable", "unreadable")
LEAST_GAP = timedelta(days=1)
GAP_IN_INTERVALS = 3
MOST_RUNS = 200  # of failed looks that are told one by one, newest first
MOST_GAPS = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """How often a version's text was found standing there, and when first and last."""

    looks: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """Looks of one outcome after another, without a good one between them."""

    outcome: str
    reason: str | None
    looks: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which no look saw the policy; `until` is None where it lasts."""

    after: datetime
    until: datetime | None


def by_version(tx: Session, policy: PolicyRow) -> dict[int, Seen]:
    """For each version, the looks that saw its text while it was in force."""
    query = (
        select(
            col(CheckRow.version),
            func.count(),
            func.min(col(CheckRow.at), type_=CheckRow.__table__.c.at.type),  # type: ignore[attr-defined]
            func.max(col(CheckRow.at), type_=CheckRow.__table__.c.at.type),  # type: ignore[attr-defined]
        )
        .where(
            col(CheckRow.policy_no) == policy.no,
            col(CheckRow.outcome).in_(("first", "same", "changed")),
            col(CheckRow.version).is_not(None),
        )
        .group_by(col(CheckRow.version))
    )
    return {number: Seen(looks, first, last) for number, looks, first, last in tx.execute(query)}


def runs(tx: Session, policy: PolicyRow) -> list[Run]:
    """The looks that were not as usual, those that failed and those that saw an unconfirmed or an
    earlier text, one entry where several of one kind came in a row; oldest first.
    """
    query = (
        select(col(CheckRow.id), col(CheckRow.at), col(CheckRow.outcome), col(CheckRow.reason))
        .where(
            col(CheckRow.policy_no) == policy.no,
            col(CheckRow.outcome).in_((*FAILED, "pending", "variant")),
        )
        .order_by(col(CheckRow.at).desc(), col(CheckRow.id).desc())
        .limit(MOST_RUNS * 10)
    )
    looks = list(tx.execute(query))[::-1]
    ends = _ends_of_runs(tx, policy, looks[0].at) if looks else []
    found: list[Run] = []
    at_end = 0
    for look in looks:
        broken = False
        while at_end < len(ends) and ends[at_end] <= look.at:
            at_end += 1
            broken = True
        last = found[-1] if found and not broken else None
        if last and (last.outcome, last.reason) == (look.outcome, look.reason):
            found[-1] = Run(last.outcome, last.reason, last.looks + 1, last.first_at, look.at)
        else:
            found.append(Run(look.outcome, look.reason, 1, look.at, look.at))
    return found[-MOST_RUNS:]


def gaps(tx: Session, policy: PolicyRow, now: datetime) -> list[Gap]:
    """The times, longer than a day and than three of its intervals, in which no look saw it."""
    least = max(LEAST_GAP, GAP_IN_INTERVALS * timedelta(seconds=policy.interval_s))
    kind = CheckRow.__table__.c.at.type  # type: ignore[attr-defined]  # SQLModel makes it
    good = (
        select(
            col(CheckRow.at).label("at"),
            func.lag(col(CheckRow.at), type_=kind).over(order_by=col(CheckRow.at)).label("before"),
        )
        .where(col(CheckRow.policy_no) == policy.no, col(CheckRow.outcome).in_(GOOD))
        .subquery()
    )
    if tx.get_bind().dialect.name == "sqlite":  # there a time is a number of microseconds
        at, before = type_coerce(good.c.at, Integer), type_coerce(good.c.before, Integer)
        longer = at - before > literal(least // timedelta(microseconds=1), Integer)
    else:
        longer = good.c.at.op("-", return_type=Interval())(good.c.before) > literal(least, Interval)
    query = select(good.c.before, good.c.at).where(longer).order_by(good.c.at.desc())
    found = [Gap(before, at) for before, at in tx.execute(query.limit(MOST_GAPS))][::-1]
    if policy.last_confirmed_at and now - policy.last_confirmed_at > least:
        found.append(Gap(policy.last_confirmed_at, None))
    return found


def _ends_of_runs(tx: Session, policy: PolicyRow, since: datetime) -> list[datetime]:
    """The looks that found everything as usual, of those that follow an unusual one."""
    looks = (
        select(
            col(CheckRow.at).label("at"),
            col(CheckRow.outcome).label("outcome"),
            func.lag(col(CheckRow.outcome))
            .over(order_by=(col(CheckRow.at), col(CheckRow.id)))
            .label("before"),
        )
        .where(col(CheckRow.policy_no) == policy.no, col(CheckRow.at) >= since)
        .subquery()
    )
    usual = ("first", "same", "changed")
    query = select(looks.c.at).where(looks.c.outcome.in_(usual), looks.c.before.not_in(usual))
    return list(tx.scalars(query.order_by(looks.c.at)))
