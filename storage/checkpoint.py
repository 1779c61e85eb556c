"""Checkpoints (C2SP tlog-checkpoint) and proofs that stand alone (C2SP tlog-proof). Pure."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from storage import merkle, signed_notes
from storage.signed_notes import Note, NoteError, Verifier, unbase64

PROOF_HEAD = "c2sp.org/tlog-proof@v1\n"
SIZE = re.compile(r"0|[1-9]\d{0,18}")
MOST_HASHES = 63  # no tree of 64-bit size has longer proofs


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log commits itself to: its name, how many leaves it has, the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint of a note's text; lines after the third are extensions and passed over."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise NoteError("the note is no checkpoint: three lines are needed")
        origin, size, root = lines[:3]
        if not SIZE.fullmatch(size):
            raise NoteError(f"the checkpoint's size {size[:30]!r} is no number")
        raw = unbase64(root)
        if len(raw) != merkle.HASH_BYTES:
            raise NoteError("the checkpoint's root is no hash")
        return cls(origin, int(size), raw)


def open_checkpoint(data: bytes, log: Verifier) -> tuple[Checkpoint, Note]:
    """The checkpoint of these bytes, if that log signed it; NoteError otherwise."""
    note = signed_notes.parse(data)
    found = Checkpoint.parse(note.text)
    if found.origin != log.name:
        raise NoteError(f"the checkpoint is of {found.origin}, not of {log.name}")
    if log.signature_in(note) is None:
        raise NoteError(f"the checkpoint is not signed by {log.name}")
    return found, note


@dataclass(frozen=True, slots=True)
class Proof:
    """A leaf's way into a checkpoint, in one file."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    """The signed note, byte for byte."""

    @property
    def text(self) -> str:
        """The file's content."""
        hashes = "".join(f"{base64.b64encode(one).decode()}\n" for one in self.path)
        return f"{PROOF_HEAD}index {self.index}\n{hashes}\n{self.checkpoint.decode()}"

    @classmethod
    def parse(cls, written: str) -> Proof:
        """The proof of a file's content; NoteError where it is none."""
        head, _, note = written.partition("\n\n")
        lines = head.split("\n")
        if lines[0] + "\n" != PROOF_HEAD:
            raise NoteError("this is no tlog-proof of version 1")
        if len(lines) > 1 and lines[1].startswith("extra "):
            del lines[1]
        word, _, index = lines[1].partition(" ") if len(lines) > 1 else ("", "", "")
        if word != "index" or not SIZE.fullmatch(index):
            raise NoteError("the proof names no index")
        return cls(int(index), tuple(hashes_of(lines[2:])), note.encode())

    def verify(self, entry: bytes, log: Verifier) -> Checkpoint:
        """The signed checkpoint that this entry is in; NoteError where it is not."""
        signed, _ = open_checkpoint(self.checkpoint, log)
        leaf = merkle.leaf_hash(entry)
        if not merkle.verify_inclusion(leaf, self.index, signed.size, self.path, signed.root):
            raise NoteError(f"the proof does not lead from entry {self.index} to the checkpoint")
        return signed


def hashes_of(lines: Sequence[str]) -> list[bytes]:
    """Hashes in base64, one a line; NoteError for anything else."""
    if len(lines) > MOST_HASHES:
        raise NoteError(f"a proof has at most {MOST_HASHES} hashes")
    hashes = [unbase64(line) for line in lines]
    if any(len(one) != merkle.HASH_BYTES for one in hashes):
        raise NoteError("a line of the proof is no hash")
    return hashes
