"""A small installation with a log, for tests: what happens in it, and how it is sequenced."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from storage import entries, sequencer
from storage.database import Database
from storage.log_files import LogFiles
from storage.sequencer import Installation, Sequenced
from storage.tables import EntryRow, LeafRow

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
INSTALLATION = Installation("clausewatch.example/log", "Clausewatch test")


@dataclass
class LedgerWorld:
    """A database, the folders of a log, and a clock that is turned by hand."""

    database: Database
    folder: Path
    now: datetime = NOON
    files: LogFiles = field(init=False)

    def __post_init__(self) -> None:
        self.files = LogFiles(self.folder / "keys", self.folder / "log")

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    def happens(self, kind: str, subject: str = "mill/1", stream: str = "", **facts: Any) -> None:
        """Something happens, in a transaction of its own."""
        with self.database.transaction() as tx:
            entries.record(tx, kind, subject, facts, self.now, stream)

    def many(self, kind: str, count: int, stream: str = "") -> None:
        """Many things happen in one transaction."""
        with self.database.transaction() as tx:
            entries.record_many(
                tx,
                [
                    entries.Happened(kind, f"mill/{number}", {"n": number}, self.now, stream)
                    for number in range(count)
                ],
            )

    def sequence(self, *, everything: bool = False) -> Sequenced | None:
        """Run the sequencer until nothing is due."""
        return sequencer.run_until_empty(
            self.database, self.files, INSTALLATION, self.now, everything=everything
        )

    def leaves(self, log_no: int = 1) -> list[dict[str, Any]]:
        """The log's leaves, read."""
        with self.database.reading() as tx:
            rows = tx.exec(
                select(LeafRow).where(LeafRow.log_no == log_no).order_by(LeafRow.no)  # type: ignore[arg-type]
            )
            return [json.loads(row.entry) for row in rows]

    def entries(self, kind: str) -> list[EntryRow]:
        """The entries of a kind."""
        with self.database.reading() as tx:
            rows = tx.exec(select(EntryRow).where(EntryRow.kind == kind).order_by(EntryRow.id))  # type: ignore[arg-type]
            return list(rows)
