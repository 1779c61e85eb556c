"""Passages: in which versions the words of a clause stood. Written with each version, in its
transaction; a phrase that was deleted last year is found by them, and dated.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import zstandard
from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, SQLModel, col

from storage import passage_words
from storage.many_rows import in_parts
from storage.tables_found import PassageRow
from storage.tables_seen import TextRow, VersionRow
from storage.tables_watched import PolicyRow

INSERT = insert(SQLModel.metadata.tables["passage"])


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of one clause, from version `from_number` to `to_number`; None: to the newest."""

    id: int
    clause_id: str
    from_number: int
    to_number: int | None


def record(
    tx: Session, policy_id: str, number: int, clause_ids: Sequence[str], words: Sequence[str]
) -> None:
    """Note what version `number` says: words that went end with the version before it."""
    no = tx.execute(select(col(PolicyRow.no)).where(col(PolicyRow.id) == policy_id)).scalar_one()
    _record(tx, no, number, clause_ids, words)


def of_clause(tx: Session, policy_no: int, clause_id: str) -> list[Passage]:
    """The life of one clause: each wording it had and the versions it stood in, oldest first."""
    query = select(
        col(PassageRow.id),
        col(PassageRow.clause_id),
        col(PassageRow.from_number),
        col(PassageRow.to_number),
    ).where(col(PassageRow.policy_no) == policy_no, col(PassageRow.clause_id) == clause_id)
    return [Passage(*row) for row in tx.execute(query.order_by(col(PassageRow.from_number)))]


def rebuild(tx: Session) -> int:
    """Make the whole index anew from the versions; how many passages it holds is returned.

    Columns are named one by one: a migration calls this on a schema that is not today's.
    """
    passage_words.empty(tx)
    tx.execute(delete(PassageRow))
    query = (
        select(
            col(PolicyRow.no), col(VersionRow.number), col(VersionRow.clause_ids),
            col(TextRow.reading),
        )
        .join(PolicyRow, col(PolicyRow.id) == col(VersionRow.policy_id))
        .join(TextRow, col(TextRow.id) == col(VersionRow.text_id))
        .order_by(col(PolicyRow.no), col(VersionRow.number))
    )  # fmt: skip
    count = 0
    for no, number, ids, reading in tx.execute(query).yield_per(100):
        words = [clause["text"] for clause in _unpacked(reading)["clauses"]]
        count += _record(tx, no, number, _unpacked(ids), words)
    return count


def _record(
    tx: Session, no: int, number: int, clause_ids: Sequence[str], words: Sequence[str]
) -> int:
    """Compare what stands there now with what is open, end what went, begin what came."""
    now = dict(zip(clause_ids, words, strict=True))
    digests = {id: _digest(said) for id, said in now.items()}
    standing = set()
    gone = []
    query = select(col(PassageRow.id), col(PassageRow.clause_id), col(PassageRow.digest)).where(
        col(PassageRow.policy_no) == no, col(PassageRow.to_number).is_(None)
    )
    for id, clause_id, digest in tx.execute(query):
        if digests.get(clause_id) == digest:
            standing.add(clause_id)
        else:
            gone.append(id)
    for some in in_parts(gone):
        ended = update(PassageRow).where(col(PassageRow.id).in_(some))
        tx.execute(ended.values(to_number=number - 1))
    came = [id for id in now if id not in standing and now[id].strip()]
    _begin(tx, no, number, [(id, digests[id], now[id]) for id in came])
    return len(came)


def _begin(tx: Session, no: int, number: int, came: Sequence[tuple[str, bytes, str]]) -> None:
    rows = [
        {"policy_no": no, "clause_id": id, "digest": digest, "from_number": number}
        for id, digest, _ in came
    ]
    if not rows:
        return
    table = SQLModel.metadata.tables["passage"]
    made = tx.connection().execute(INSERT.returning(table.c.id, sort_by_parameter_order=True), rows)
    ids = made.scalars().all()
    passage_words.keep(tx, no, [(id, said) for id, (_, _, said) in zip(ids, came, strict=True)])


def _digest(said: str) -> bytes:
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _unpacked(data: bytes):  # type: ignore[no-untyped-def]  # whatever JSON was packed
    return json.loads(zstandard.ZstdDecompressor().decompress(data))
