"""How mail servers stood when they were last used, for the operator: nothing is decided by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlmodel import Session, select

from storage.tables_sent import RelayRow


class Standing(Protocol):
    """What a worker knows of one mail server."""

    @property
    def name(self) -> str: ...
    @property
    def breaker(self) -> str: ...
    @property
    def failures(self) -> int: ...
    @property
    def per_minute(self) -> float | None: ...
    @property
    def says(self) -> str: ...


def note(tx: Session, standings: Sequence[Standing], accepted: set[str], now: datetime) -> None:
    """Keep how servers stand; `accepted` names those that took something just now."""
    for one in standings:
        row = tx.get(RelayRow, one.name) or RelayRow(
            name=one.name, breaker="", changed_at=now, seen_at=now
        )
        if row.breaker != one.breaker:
            row.breaker, row.changed_at = one.breaker, now
        row.failures, row.per_minute, row.says = one.failures, one.per_minute, one.says
        row.seen_at = now
        if one.name in accepted:
            row.accepted_at = now
        tx.add(row)
    tx.flush()


def listed(tx: Session) -> list[RelayRow]:
    """Every server that was used, by name."""
    return sorted(tx.exec(select(RelayRow)), key=lambda row: row.name)
