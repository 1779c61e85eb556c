"""Texts and versions: what was read, kept once, and which of it was confirmed, numbered, with the
clauses' ids for life.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import zstandard
from sqlalchemy import select
from sqlmodel import Session, col

from policy.jsonable import clause_from_json, reading_from_json, reading_to_json
from policy.model import Clause, Reading
from storage import entries, passages
from storage.errors import UnknownVersionError
from storage.tables_seen import TextRow, VersionRow

LEVEL = 10
"""zstd level of texts: new ones are rare, so bytes count more than time."""


@dataclass(frozen=True, slots=True)
class Version:
    """One confirmed text, its clauses carrying their ids."""

    number: int
    kind: str
    returns_to: int | None
    reading: Reading
    text_id: int
    first_seen_at: datetime
    confirmed_at: datetime

    @property
    def clause_ids(self) -> tuple[str, ...]:
        """The id for life of each clause, in order."""
        return tuple(clause.id or "" for clause in self.reading.clauses)


def keep_text(
    tx: Session, policy_id: str, reading: Reading, fingerprint: str, now: datetime
) -> int:
    """The id of the text, kept once for each policy, fingerprint and number of the extraction
    rules.
    """
    known = text_with(tx, policy_id, fingerprint, reading.rules)
    if known is not None:
        return known
    form = reading_to_json(reading)
    form.pop("text", None)  # follows from the clauses
    row = TextRow(
        policy_id=policy_id,
        fingerprint=fingerprint,
        rules=reading.rules,
        reading=_pack(form),
        created_at=now,
    )
    tx.add(row)
    tx.flush()
    assert row.id is not None  # noqa: S101 - the database has just numbered it
    return row.id


def reading_of(tx: Session, text_id: int) -> Reading:
    """The reading kept under that id; its clauses carry no ids."""
    row = tx.get_one(TextRow, text_id)
    return reading_from_json(_unpack(row.reading))


def fingerprint_of(tx: Session, text_id: int) -> tuple[str, int]:
    """Fingerprint and rules number of a kept text, without unpacking it."""
    query = select(col(TextRow.fingerprint), col(TextRow.rules)).where(col(TextRow.id) == text_id)
    found = tx.execute(query).one()
    return found[0], found[1]


def text_with(tx: Session, policy_id: str, fingerprint: str, rules: int) -> int | None:
    """The id of the policy's text with that fingerprint, made by those rules; None where it is
    new.
    """
    return tx.scalar(
        select(col(TextRow.id)).where(
            col(TextRow.policy_id) == policy_id,
            col(TextRow.fingerprint) == fingerprint,
            col(TextRow.rules) == rules,
        )
    )


def texts_with(tx: Session, policy_id: str, fingerprint: str) -> list[int]:
    """The ids of the policy's texts with that fingerprint, whichever rules made them."""
    query = select(col(TextRow.id)).where(
        col(TextRow.policy_id) == policy_id, col(TextRow.fingerprint) == fingerprint
    )
    return [int(id or 0) for id in tx.scalars(query)]


def record(
    tx: Session,
    policy_id: str,
    *,
    number: int,
    kind: str,
    text_id: int,
    clause_ids: Sequence[str],
    first_seen_at: datetime,
    confirmed_at: datetime,
    returns_to: int | None = None,
    reading: Reading | None = None,
) -> None:
    """A text became version `number`; what it says is searched from now on.

    `reading` is what is kept of the text, where it is at hand. The unique key on policy and number
    makes a second recording fail, never overwrite.
    """
    tx.add(
        VersionRow(
            policy_id=policy_id,
            number=number,
            kind=kind,
            returns_to=returns_to,
            text_id=text_id,
            clause_ids=_pack(list(clause_ids)),
            first_seen_at=first_seen_at,
            confirmed_at=confirmed_at,
        )
    )
    tx.flush()
    fingerprint, rules = fingerprint_of(tx, text_id)
    words = [clause.text for clause in (reading or reading_of(tx, text_id)).clauses]
    passages.record(tx, policy_id, number, clause_ids, words)
    entries.record(
        tx,
        "version",
        f"{policy_id}/{number}",
        {
            "kind": kind,
            "text": fingerprint,
            "rules": rules,
            "returns_to": returns_to,
            "first_seen_at": first_seen_at.isoformat(),
            "clauses": len(clause_ids),
            "clause_ids_sha256": hashlib.sha256("\n".join(clause_ids).encode()).hexdigest(),
        },
        confirmed_at,
    )


def get(tx: Session, policy_id: str, number: int) -> Version:
    """Version `number` of the policy, with its text."""
    query = select(VersionRow).where(
        col(VersionRow.policy_id) == policy_id, col(VersionRow.number) == number
    )
    row = tx.scalar(query)
    if row is None:
        raise UnknownVersionError(
            f"{policy_id} has no version {number}; `clausewatch history {policy_id}` lists them"
        )
    return _version(tx, row)


def listed(tx: Session, policy_id: str) -> list[VersionRow]:
    """Every version of the policy, oldest first, without their texts."""
    query = select(VersionRow).where(col(VersionRow.policy_id) == policy_id)
    return list(tx.scalars(query.order_by(col(VersionRow.number))))


def clauses_of(tx: Session, policy_id: str, number: int, ids: Collection[str]) -> dict[str, Clause]:
    """These clauses of a version, by their ids; the others are left packed."""
    query = (
        select(col(VersionRow.clause_ids), col(TextRow.reading))
        .join(TextRow, col(TextRow.id) == col(VersionRow.text_id))
        .where(col(VersionRow.policy_id) == policy_id, col(VersionRow.number) == number)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        return {}
    forms = zip(_unpack(row[0]), _unpack(row[1])["clauses"], strict=True)
    return {id: replace(clause_from_json(form), id=id) for id, form in forms if id in ids}


def without_clauses(tx: Session, policy_id: str, number: int) -> Reading:
    """What a version states beside its clauses: language, dates, promises; the words stay
    packed.
    """
    query = (
        select(col(TextRow.reading))
        .join(VersionRow, col(TextRow.id) == col(VersionRow.text_id))
        .where(col(VersionRow.policy_id) == policy_id, col(VersionRow.number) == number)
    )
    return reading_from_json(_unpack(tx.execute(query).scalar_one()) | {"clauses": []})


def _version(tx: Session, row: VersionRow) -> Version:
    form = _unpack(tx.get_one(TextRow, row.text_id).reading)
    for clause, id in zip(form["clauses"], _unpack(row.clause_ids), strict=True):
        clause["id"] = id
    return Version(
        number=row.number,
        kind=row.kind,
        returns_to=row.returns_to,
        text_id=row.text_id,
        reading=reading_from_json(form),
        first_seen_at=row.first_seen_at,
        confirmed_at=row.confirmed_at,
    )


def _pack(form: object) -> bytes:
    raw = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
    return zstandard.ZstdCompressor(level=LEVEL).compress(raw)


def _unpack(data: bytes):  # type: ignore[no-untyped-def]  # whatever JSON was packed
    return json.loads(zstandard.ZstdDecompressor().decompress(data))
