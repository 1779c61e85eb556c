"""Entries: what happened, as kind, subject and digest, written in the transaction it speaks of;
the ledger will put them in order.

An entry holds no personal data: the facts that are hashed name policies, versions and hashes,
never addresses of people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import rfc8785
from sqlalchemy import insert, select
from sqlmodel import Session, SQLModel

from storage.tables import EntryRow

INSERT = insert(SQLModel.metadata.tables["entry"])
Facts = Mapping[str, "str | int | bool | Sequence[str] | None"]


def record(tx: Session, kind: str, subject: str, facts: Facts, at: datetime) -> bytes:
    """Write that `kind` happened to `subject` at `at`; the digest of its facts is returned."""
    digest = digest_of(kind, subject, facts, at)
    row = {"kind": kind, "subject": subject, "digest": digest, "at": at}
    tx.connection().execute(INSERT, row)
    return digest


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, as `record` takes it."""

    kind: str
    subject: str
    facts: Facts
    at: datetime


def record_many(tx: Session, happened: Sequence[Happened]) -> None:
    """Write many entries with one statement."""
    rows = [
        {
            "kind": one.kind,
            "subject": one.subject,
            "digest": digest_of(one.kind, one.subject, one.facts, one.at),
            "at": one.at,
        }
        for one in happened
    ]
    if rows:
        tx.execute(insert(EntryRow), rows)


def digest_of(kind: str, subject: str, facts: Facts, at: datetime) -> bytes:
    """SHA-256 of the canonical JSON (RFC 8785) of what happened; anybody with the facts can work
    it out again.
    """
    form = {
        "kind": kind,
        "subject": subject,
        "at": at.isoformat(timespec="microseconds"),
        "facts": {name: list(v) if isinstance(v, tuple) else v for name, v in facts.items()},
    }
    return hashlib.sha256(rfc8785.dumps(form)).digest()  # type: ignore[arg-type]  # its JSON type is invariant


def of(tx: Session, kind: str, subject: str) -> list[EntryRow]:
    """Every entry about one subject, in the order they were written."""
    query = select(EntryRow).where(EntryRow.kind == kind, EntryRow.subject == subject)  # type: ignore[arg-type]
    return list(tx.scalars(query.order_by(EntryRow.id)))  # type: ignore[arg-type]
