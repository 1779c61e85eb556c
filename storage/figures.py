"""How the installation stands, in numbers: what metrics, health and the operator's mail all say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage import canary, entries, outbox, tallies
from storage.changes import TOLD_KINDS
from storage.gathering import ALONE
from storage.tables_logged import StampRow
from storage.tables_proved import EntryRow
from storage.tables_seen import ChangeRow, CheckRow
from storage.tables_told import DeliveryRow
from storage.tables_watched import LaneRow, PolicyRow

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of one moment; none of them speaks of a person."""

    at: datetime
    policies: Mapping[str, int]
    """How many are active, paused, removed."""

    looks: Mapping[str, int]
    """How many looks of the last day came to which outcome."""

    due: int
    lag_s: float
    """How many looks are due, and how long the oldest of them waits."""

    failing: int
    """Policies whose last look brought no text."""

    resting_hosts: int
    """Hosts that asked us to stay away for a while."""

    outbox: Mapping[str, int]
    unannounced: int
    unannounced_s: float
    """Changes nobody was told of yet, and the age of the oldest."""

    delivery_lag_s: float
    """How long the oldest delivery that is due has waited."""

    entries_waiting: int
    ledger_lag_s: float
    """How many entries are not in the ledger yet; the age of the oldest that nothing is gathered
    with.
    """

    canary_silent_s: float | None
    """Since a mail about the canary left; None where none is kept."""

    counted: Mapping[tuple[str, str], float]
    """What all processes counted since there is this installation, by name and labels."""

    oldest_look_s: float
    """Since the active policy that was longest not looked at, was; one never looked at is due."""

    stamp_s: float | None
    """Since an outside time stamp over the ledger; None where there never was one."""


def gather(tx: Session, now: datetime) -> Figures:
    """All figures of this moment."""
    active = (col(PolicyRow.state) == "active",)
    due = (*active, col(PolicyRow.next_look_at) <= now)
    unannounced = (col(ChangeRow.announced_at).is_(None), col(ChangeRow.kind).in_(TOLD_KINDS))
    oldest_due = tx.scalar(select(func.min(PolicyRow.next_look_at)).where(*due))
    oldest_change = tx.scalar(select(func.min(ChangeRow.detected_at)).where(*unannounced))
    states = select(col(PolicyRow.state), func.count()).group_by(col(PolicyRow.state))
    looks = (
        select(col(CheckRow.outcome), func.count())
        .where(col(CheckRow.at) > now - DAY)
        .group_by(col(CheckRow.outcome))
    )
    oldest_look = tx.scalar(select(func.min(PolicyRow.last_look_at)).where(*active))
    stamped_at = tx.scalar(select(func.max(StampRow.stamped_at)))
    due_mail = (col(DeliveryRow.state) == "pending", col(DeliveryRow.due_at) <= now)
    oldest_mail = tx.scalar(select(func.min(DeliveryRow.due_at)).where(*due_mail))
    unlogged = col(EntryRow.leaf_no).is_(None)
    oldest_entry = tx.scalar(
        select(func.min(EntryRow.at)).where(unlogged, col(EntryRow.stream).in_(ALONE))
    )
    song = canary.heard(tx)
    resting = (col(LaneRow.penalty_s) > 0, col(LaneRow.not_before) > now)
    return Figures(
        at=now,
        policies={str(state): int(count) for state, count in tx.execute(states)},
        looks={str(outcome): int(count) for outcome, count in tx.execute(looks)},
        due=_count(tx, PolicyRow, *due),
        lag_s=_age(oldest_due, now),
        failing=_count(tx, PolicyRow, *active, col(PolicyRow.failed_in_a_row) > 0),
        resting_hosts=_count(tx, LaneRow, *resting),
        outbox=outbox.counts(tx),
        unannounced=_count(tx, ChangeRow, *unannounced),
        unannounced_s=_age(oldest_change, now),
        delivery_lag_s=_age(oldest_mail, now),
        entries_waiting=entries.waiting(tx),
        ledger_lag_s=_age(oldest_entry, now),
        canary_silent_s=song.silent_s(now) if song else None,
        counted=tallies.total(tx),
        oldest_look_s=_age(oldest_look, now),
        stamp_s=_age(stamped_at, now) if stamped_at else None,
    )


def _count(tx: Session, table: type, *where: object) -> int:
    query = select(func.count()).select_from(table).where(*where)  # type: ignore[arg-type]
    return int(tx.scalar(query) or 0)


def _age(at: datetime | None, now: datetime) -> float:
    return max(0.0, (now - at).total_seconds()) if at else 0.0
