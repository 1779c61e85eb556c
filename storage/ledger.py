"""The ledger as certificates and operators ask it: proofs of entries, and how it stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage import batches, entries, logs, merkle
from storage.checkpoint import Proof
from storage.log_files import LogFiles
from storage.logs import Log
from storage.tables_logged import CheckpointRow, CosignatureRow, LeafRow, StampRow
from storage.tables_proved import EntryRow


@dataclass(frozen=True, slots=True)
class Gathered:
    """The way of a record into the root of its batch."""

    record: bytes
    index: int
    size: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry with everything that ties it to a signed checkpoint."""

    log: Log
    leaf: bytes
    leaf_no: int
    checkpoint: CheckpointRow
    proof: Proof
    opening: dict[str, Any] | None
    """Key and body of a committed leaf; None where the leaf shows itself."""

    gathered: Gathered | None
    """Of an entry that entered with others of its stream."""


class Prover:
    """Proves entries one after the other; what several proofs need is read and worked out once.

    It sees the log as its transaction does: one prover for one transaction.
    """

    def __init__(self, tx: Session) -> None:
        self._tx = tx
        self._logs: dict[int, tuple[Log, merkle.Nodes]] = {}
        self._checkpoints: dict[tuple[int, int, int | None], CheckpointRow | None] = {}
        self._batches: dict[tuple[int, int], tuple[EntryRow, merkle.Tree]] = {}

    def prove(self, entry: EntryRow, size: int | None = None) -> Proven | None:
        """The proof of an entry in the checkpoint of that size, else in the first one that was
        stamped after it, else in the newest; None while it waits.
        """
        if entry.log_no is None or entry.leaf_no is None:
            return None
        row = self._checkpoint(entry.log_no, entry.leaf_no, size)
        if row is None:
            return None
        log, nodes = self._log(entry.log_no)
        closing, gathered = entry, None
        if entry.place is not None:
            closing, tree = self._batch(entry.log_no, entry.leaf_no)
            path = tuple(tree.inclusion(entry.place))
            gathered = Gathered(entry.record or b"", entry.place, tree.size, path)
        way = merkle.inclusion_path(entry.leaf_no, row.size, nodes)
        return Proven(
            log=log,
            leaf=self._tx.get_one(LeafRow, (entry.log_no, entry.leaf_no)).entry,
            leaf_no=entry.leaf_no,
            checkpoint=row,
            proof=Proof(entry.leaf_no, tuple(way), row.frozen or row.note or b""),
            opening=opening_of(closing),
            gathered=gathered,
        )

    def _log(self, no: int) -> tuple[Log, merkle.Nodes]:
        if no not in self._logs:
            self._logs[no] = logs.get(self._tx, no), logs.nodes_of(self._tx, no)
        return self._logs[no]

    def _checkpoint(self, log_no: int, leaf_no: int, size: int | None) -> CheckpointRow | None:
        asked = (log_no, leaf_no, size)
        if asked not in self._checkpoints:
            self._checkpoints[asked] = checkpoint_for(self._tx, *asked)
        return self._checkpoints[asked]

    def _batch(self, log_no: int, leaf_no: int) -> tuple[EntryRow, merkle.Tree]:
        """The entry that closed a batch, and its tree: hashes only, the records are let go."""
        at = (log_no, leaf_no)
        if at not in self._batches:
            tree = merkle.Tree.of(records_of(self._tx, log_no, leaf_no))
            self._batches[at] = batch_of(self._tx, log_no, leaf_no), tree
        return self._batches[at]


def prove(tx: Session, entry: EntryRow, size: int | None = None) -> Proven | None:
    """The proof of one entry, as a `Prover` gives it."""
    return Prover(tx).prove(entry, size)


def opening_of(entry: EntryRow) -> dict[str, Any] | None:
    """What opens a committed leaf: its key, and what it commits to."""
    if entry.key is None or entry.record is None:
        return None
    form = json.loads(entry.record)
    return {"key": entry.key.hex(), "opens": {"subject": form["subject"], "body": form["body"]}}


def checkpoint_for(
    tx: Session, log_no: int, leaf_no: int, size: int | None = None
) -> CheckpointRow | None:
    """The signed checkpoint to prove a leaf in: the first that is stamped, else the newest."""
    if size is not None:
        row = tx.get(CheckpointRow, (log_no, size))
        return row if row and row.note and row.size > leaf_no else None
    stamped = (
        select(CheckpointRow)
        .join(
            StampRow,
            (col(StampRow.log_no) == col(CheckpointRow.log_no))
            & (col(StampRow.size) == col(CheckpointRow.size)),
        )
        .where(
            col(CheckpointRow.log_no) == log_no,
            col(CheckpointRow.size) > leaf_no,
            col(StampRow.stamped_at).is_not(None),
        )
        .order_by(col(CheckpointRow.size))
        .limit(1)
    )
    found = tx.scalar(stamped)
    if found is None:
        newest = logs.newest(tx, log_no, signed=True)
        found = newest if newest and newest.size > leaf_no else None
    return found


def checkpoint_before(tx: Session, log_no: int, leaf_no: int) -> CheckpointRow | None:
    """The last checkpoint whose token was logged before that leaf: what follows it is younger than
    the token.
    """
    anchor = tx.scalar(
        select(EntryRow)
        .where(
            col(EntryRow.kind) == "anchor",
            col(EntryRow.log_no) == log_no,
            col(EntryRow.leaf_no) < leaf_no,
        )
        .order_by(col(EntryRow.leaf_no).desc())
        .limit(1)
    )
    if anchor is None or anchor.record is None:
        return None
    return tx.get(CheckpointRow, (log_no, json.loads(anchor.record)["body"]["size"]))


def batch_of(tx: Session, log_no: int, leaf_no: int) -> EntryRow:
    """The entry that closed the batch of that leaf."""
    query = select(EntryRow).where(
        col(EntryRow.log_no) == log_no,
        col(EntryRow.leaf_no) == leaf_no,
        col(EntryRow.place).is_(None),
    )
    return tx.scalars(query).one()


def records_of(tx: Session, log_no: int, leaf_no: int) -> list[bytes]:
    """The records of a batch in their order."""
    folded = batches.records_of(tx, log_no, leaf_no)
    if folded is not None:
        return folded
    query = select(col(EntryRow.record)).where(
        col(EntryRow.log_no) == log_no,
        col(EntryRow.leaf_no) == leaf_no,
        col(EntryRow.place).is_not(None),
    )
    return [record or b"" for record in tx.scalars(query.order_by(col(EntryRow.place)))]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the ledger stands, for the operator."""

    log: Log
    size: int
    waiting: int
    signed_at: datetime | None
    published: int
    stamped_size: int
    stamped_at: datetime | None
    stamps_waiting: int
    trouble: str | None
    """Why the last time stamp that was asked for has not come."""

    witnesses: dict[str, int]
    """Each witness, and the size it saw last."""


def standing(tx: Session, files: LogFiles) -> Standing | None:
    """How the log that goes on stands; None before the first entry was sequenced."""
    log = logs.current(tx)
    if log is None:
        return None
    newest = logs.newest(tx, log.no, signed=True)
    outside = logs.last_signed(files, log)
    of_log = col(StampRow.log_no) == log.no
    stamped = tx.scalar(
        select(StampRow)
        .where(of_log, col(StampRow.stamped_at).is_not(None))
        .order_by(col(StampRow.size).desc())
        .limit(1)
    )
    due = select(StampRow).where(of_log, col(StampRow.next_try_at).is_not(None))
    waiting = list(tx.scalars(due.order_by(col(StampRow.size).desc())))
    seen = select(col(CosignatureRow.witness), func.max(col(CosignatureRow.size)))
    named = seen.where(col(CosignatureRow.log_no) == log.no).group_by(col(CosignatureRow.witness))
    return Standing(
        log=log,
        size=logs.size_of(tx, log.no),
        waiting=entries.waiting(tx),
        signed_at=newest.made_at if newest else None,
        published=outside[0].size if outside else 0,
        stamped_size=stamped.size if stamped else 0,
        stamped_at=stamped.stamped_at if stamped else None,
        stamps_waiting=len(waiting),
        trouble=next((row.trouble for row in waiting if row.trouble), None),
        witnesses={name: size for name, size in tx.execute(named)},  # noqa: C416 - mypy
    )
