"""Witnesses (C2SP tlog-witness), both sides: asking one to cosign our checkpoint, and being one
for the logs of others. A witness signs only what continues what it signed before.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, SQLModel

from storage import logs, merkle, signed_notes
from storage.checkpoint import SIZE, Checkpoint, hashes_of
from storage.signed_notes import Note, NoteError, Signature, Signer, Verifier
from storage.tables_logged import CheckpointRow, WitnessedRow
from storage.upserts import insert_into

WITNESSED = SQLModel.metadata.tables["witnessed"]
SIZE_TYPE = "text/x.tlog.size"
FUTURE = timedelta(minutes=5)
"""How far two clocks may be apart before a cosignature counts as one of the future."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness as we know it: its key, and where it is asked."""

    key: Verifier
    url: str

    @classmethod
    def parse(cls, written: str) -> Witness:
        """`name+id+key https://witness.example/prefix`, as a setting has it."""
        name, _, url = written.strip().partition(" ")
        key = Verifier.parse(name)
        if key.kind != signed_notes.COSIGNATURE:
            raise NoteError(f"{key.name} is the key of a log, not of a witness")
        return cls(key, url.strip().rstrip("/"))


def question(tx: Session, row: CheckpointRow, old: int) -> bytes:
    """What a witness that last saw `old` leaves is posted."""
    path = merkle.consistency_path(old, row.size, logs.nodes_of(tx, row.log_no))
    lines = [f"old {old}", *(base64.b64encode(one).decode() for one in path), "", ""]
    return "\n".join(lines).encode() + (row.note or b"")


def cosignature_of(witness: Witness, text: str, answer: bytes, now: datetime) -> Signature:
    """The witness's signature out of its answer; NoteError where it does not hold or is dated in
    the future.
    """
    try:
        given = signed_notes.parse_lines(answer.decode())
    except UnicodeDecodeError as error:
        raise NoteError(f"{witness.key.name} answers no signature lines") from error
    found = witness.key.signature_in(Note(text, tuple(given)))
    if found is None:
        raise NoteError(f"{witness.key.name} answers, but not with its signature")
    if signed_notes.cosigned_at(found) > now + FUTURE:
        raise NoteError(
            f"the cosignature of {witness.key.name} is dated in the future: one of the two clocks "
            "is wrong"
        )
    return found


# --- being one ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stand:
    """What a witness has: its key, and the keys of the logs it looks after, by origin."""

    signer: Signer
    known: Mapping[str, Sequence[Verifier]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a witness answers: the HTTP code, the body, and the type of it."""

    code: int
    body: str
    type: str = "text/plain; charset=utf-8"


def cosign(tx: Session, stand: Stand, asked: bytes, now: datetime) -> Verdict:
    """Judge a checkpoint that was posted; where it continues what we know, it is kept and
    cosigned.
    """
    try:
        old, path, note = _parse(asked)
        checkpoint = Checkpoint.parse(note.text)
    except NoteError as error:
        return Verdict(400, f"{error}\n")
    keys = stand.known.get(checkpoint.origin)
    if keys is None:
        return Verdict(404, f"{checkpoint.origin} is not witnessed here\n")
    try:
        if not signed_notes.signed_by(note, keys):
            return Verdict(403, f"{checkpoint.origin} did not sign this\n")
    except NoteError as error:
        return Verdict(403, f"{error}\n")
    if old > checkpoint.size:
        return Verdict(400, "the old size is larger than the new one\n")
    seen = tx.get(WitnessedRow, checkpoint.origin, with_for_update=True)
    size, root = (seen.size, seen.root) if seen else (0, merkle.EMPTY_ROOT)
    if old != size:
        return _conflict(size)
    if old == checkpoint.size and root != checkpoint.root:
        return _conflict(size)  # a second root for one size
    if not merkle.verify_consistency(old, checkpoint.size, root, checkpoint.root, path):
        return Verdict(422, "the proof does not show that the log only grew\n")
    if not _keep(tx, seen, checkpoint, note, now):
        return _conflict(size)  # another one was first
    return Verdict(200, stand.signer.cosign(note.text, now).line)


def _parse(asked: bytes) -> tuple[int, list[bytes], Note]:
    head, empty_line, rest = asked.partition(b"\n\n")
    if not empty_line:
        raise NoteError("an empty line stands before the checkpoint")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise NoteError("the lines before the checkpoint are ASCII") from error
    word, _, size = lines[0].partition(" ")
    if word != "old" or not SIZE.fullmatch(size):
        raise NoteError("the first line is `old` and a size")
    return int(size), hashes_of(lines[1:]), signed_notes.parse(rest)


def _keep(
    tx: Session, seen: WitnessedRow | None, new: Checkpoint, note: Note, now: datetime
) -> bool:
    """Whether ours was the first checkpoint to follow the one that was seen."""
    values = {"size": new.size, "root": new.root, "note": note.data, "seen_at": now}
    connection = tx.connection()
    if seen is None:
        insert = insert_into(WITNESSED, connection.dialect.name)
        first = insert.values(origin=new.origin, **values).on_conflict_do_nothing()
        return connection.execute(first.returning(WITNESSED.c.origin)).first() is not None
    of_what_was_seen = (
        WITNESSED.c.origin == new.origin,
        WITNESSED.c.size == seen.size,
        WITNESSED.c.root == seen.root,
    )
    return (
        connection.execute(update(WITNESSED).where(*of_what_was_seen).values(**values)).rowcount
        == 1
    )


def _conflict(size: int) -> Verdict:
    return Verdict(409, f"{size}\n", SIZE_TYPE)
