"""What is counted as it happens: looks, letters, seconds. Each process counts for itself and adds
what it has to its own rows, so that no two wait for each other; together they are the sum.

A process that is killed loses what it counted since it last added: some seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlmodel import Session, SQLModel, col

from storage.tables_operated import TallyRow
from storage.upserts import insert_into

_TALLIES = SQLModel.metadata.tables["tally"]

BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, float("inf"))
"""Upper bounds of the classes that seconds are counted in."""

RESTED = timedelta(days=1)
"""A process that added nothing for so long is gone; its counts go to the nameless one."""

Counted = Mapping[tuple[str, str], float]
"""By name and labels, the labels as they are shown: `outcome="same"`."""


class Tallies:
    """What one process has counted and not added yet."""

    def __init__(self) -> None:
        self._counts: defaultdict[tuple[str, str], float] = defaultdict(float)

    def count(self, name: str, labels: str = "", by: float = 1) -> None:
        """Count once more, or so many more."""
        if by:
            self._counts[name, labels] += by

    def time(self, name: str, seconds: float) -> None:
        """Count something that took so long."""
        for bound in BUCKETS:
            if seconds <= bound:
                self.count(f"{name}_bucket", f'le="{"+Inf" if bound == BUCKETS[-1] else bound}"')
        self.count(f"{name}_sum", by=seconds)
        self.count(f"{name}_count")

    def take(self) -> Counted:
        """Everything counted so far; from now on it is whoever took it that must add it."""
        taken, self._counts = self._counts, defaultdict(float)
        return taken

    def put_back(self, taken: Counted) -> None:
        """Have what could not be added again."""
        for key, amount in taken.items():
            self._counts[key] += amount


def add(tx: Session, worker: str, counted: Counted, now: datetime) -> None:
    """Add what a process has counted to what it had added before."""
    rows = [
        {"worker": worker, "name": name, "labels": labels, "amount": amount, "added_at": now}
        for (name, labels), amount in sorted(counted.items())
    ]
    if not rows:
        return
    statement = insert_into(_TALLIES, tx.get_bind().dialect.name)
    summed = {
        "amount": col(TallyRow.amount) + statement.excluded.amount,
        "added_at": statement.excluded.added_at,
    }
    key = ["worker", "name", "labels"]
    tx.execute(statement.on_conflict_do_update(index_elements=key, set_=summed), rows)


def total(tx: Session) -> dict[tuple[str, str], float]:
    """The sums over all processes that ever counted."""
    query = select(
        col(TallyRow.name), col(TallyRow.labels), func.sum(col(TallyRow.amount))
    ).group_by(col(TallyRow.name), col(TallyRow.labels))
    return {(name, labels): float(amount) for name, labels, amount in tx.execute(query)}


def fold(tx: Session, now: datetime) -> None:
    """Give the counts of processes that are gone to the nameless one, so that rows stay few."""
    gone = (
        delete(TallyRow)
        .where(col(TallyRow.worker) != "", col(TallyRow.added_at) < now - RESTED)
        .returning(col(TallyRow.name), col(TallyRow.labels), col(TallyRow.amount))
        .execution_options(synchronize_session=False)
    )
    counted: defaultdict[tuple[str, str], float] = defaultdict(float)
    for name, labels, amount in tx.execute(gone):
        counted[name, labels] += amount
    add(tx, "", counted, now)
