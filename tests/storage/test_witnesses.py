"""A witness cosigns what continues what it saw, and nothing else."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest

from storage import logs, merkle, signed_notes, stamps, witnesses
from storage.checkpoint import Checkpoint
from storage.database import Database
from storage.signed_notes import COSIGNATURE, NoteError, Signer
from storage.tables import CheckpointRow
from storage.witnesses import Stand, Verdict, Witness
from tests.storage.ledger_world import NOON, LedgerWorld

LOG = Signer("werf.example/log", b"l" * 32)
WITNESS = Signer("toezicht.example/witness", b"w" * 32, COSIGNATURE)
STAND = Stand(WITNESS, {"werf.example/log": [LOG.verifier]})
TREE = merkle.Tree.of(f"entry {number}".encode() for number in range(20))
OTHER = merkle.Tree.of(f"another {number}".encode() for number in range(20))


def asked(
    old: int,
    new: int,
    tree: merkle.Tree = TREE,
    signer: Signer = LOG,
    path: list[bytes] | None = None,
) -> bytes:
    """What a log posts."""
    root = merkle.root_at(new, tree.node)
    text = Checkpoint(signer.verifier.name, new, root).text
    if path is None:
        path = merkle.consistency_path(min(old, new), new, tree.node)
    lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in path)
    return f"old {old}\n{lines}\n".encode() + signed_notes.write(text, [signer.sign(text)])


def judged(database: Database, question: bytes) -> Verdict:
    """What the witness answers."""
    with database.transaction() as tx:
        return witnesses.cosign(tx, STAND, question, NOON)


def test_growth_is_cosigned_step_by_step(database: Database) -> None:
    first = judged(database, asked(0, 5))
    grown = judged(database, asked(5, 9))
    same = judged(database, asked(9, 9))

    for verdict, size in ((first, 5), (grown, 9), (same, 9)):
        assert verdict.code == 200
        (line,) = signed_notes.parse_lines(verdict.body)
        text = Checkpoint("werf.example/log", size, merkle.root_at(size, TREE.node)).text
        assert WITNESS.verifier.holds(text, line)
        assert signed_notes.cosigned_at(line) == NOON


def test_whoever_is_out_of_step_is_told_the_size_we_saw(database: Database) -> None:
    judged(database, asked(0, 5))

    behind = judged(database, asked(0, 9))

    assert (behind.code, behind.body, behind.type) == (409, "5\n", "text/x.tlog.size")


def test_a_second_root_for_one_size_is_refused(database: Database) -> None:
    judged(database, asked(0, 5))

    assert judged(database, asked(5, 5, OTHER, path=[])).code == 409


def test_a_forked_log_is_refused(database: Database) -> None:
    judged(database, asked(0, 5))

    assert judged(database, asked(5, 9, OTHER)).code == 422
    assert judged(database, asked(5, 9, path=[])).code == 422
    assert judged(database, asked(5, 9)).code == 200


def test_strangers_shorter_trees_and_nonsense_are_refused(database: Database) -> None:
    stranger = Signer("elders.example/log", b"s" * 32)
    forger = Signer("werf.example/log", b"f" * 32)

    assert judged(database, asked(0, 5, signer=stranger)).code == 404
    assert judged(database, asked(0, 5, signer=forger)).code == 403
    assert judged(database, asked(9, 5, path=[])).code == 400
    false = asked(0, 5)[:-20] + b"AAAAAAAAAAAAAAAAAAA\n"
    assert judged(database, false).code in (400, 403)
    for nonsense in (b"", b"old\n\n", b"old 05\n\nx", b"new 5\n\nx", b"\xff\n\nx", b"old 0\n" * 99):
        assert judged(database, nonsense).code == 400
    many = "".join(f"{base64.b64encode(b'x' * 32).decode()}\n" for _ in range(64))
    assert judged(database, f"old 0\n{many}\n".encode() + b"x").code == 400


# --- asking one ----------------------------------------------------------------------------------


def answered(world: LedgerWorld, old: int) -> tuple[CheckpointRow, Verdict, Witness]:
    """Our newest checkpoint, posted to a witness of ours."""
    with world.database.reading() as tx:
        log = logs.current(tx)
        assert log is not None
        row = logs.newest(tx, log.no, signed=True)
        assert row is not None
        question = witnesses.question(tx, row, old)
    stand = Stand(WITNESS, {log.origin: [log.verifier]})
    with world.database.transaction() as tx:
        verdict = witnesses.cosign(tx, stand, question, world.now)
    return row, verdict, Witness(WITNESS.verifier, "https://toezicht.example/witness")


def test_our_checkpoints_are_cosigned_and_the_cosignature_is_logged(
    database: Database, tmp_path: Path
) -> None:
    world = LedgerWorld(database, tmp_path)
    old = 0
    for count in (3, 300):
        world.many("version", count)
        world.sequence()
        row, verdict, witness = answered(world, old)
        assert verdict.code == 200
        text = signed_notes.parse(row.note or b"").text

        line = witnesses.cosignature_of(witness, text, verdict.body.encode(), world.now)
        with database.transaction() as tx:
            name = witness.key.name
            stamps.keep_cosignature(tx, row, name, line.line, world.now, world.now)
            assert stamps.last_seen_by(tx, 1, name) == row.size
        old = row.size

    world.sequence()
    anchors = [leaf["body"] for leaf in world.leaves() if leaf["type"] == "anchor.recorded"]
    assert [(one["kind"], one["by"]) for one in anchors] == [("witness", WITNESS.verifier.name)] * 2


def test_a_cosignature_of_the_future_is_refused(database: Database, tmp_path: Path) -> None:
    world = LedgerWorld(database, tmp_path)
    world.sequence()
    row, _, witness = answered(world, 0)
    text = signed_notes.parse(row.note or b"").text

    future = WITNESS.cosign(text, world.now + timedelta(minutes=6)).line.encode()
    soon = WITNESS.cosign(text, world.now + timedelta(minutes=4)).line.encode()

    with pytest.raises(NoteError, match="dated in the future"):
        witnesses.cosignature_of(witness, text, future, world.now)
    assert witnesses.cosignature_of(witness, text, soon, world.now)


def test_an_answer_without_the_witnesss_own_signature_counts_for_nothing(
    database: Database, tmp_path: Path
) -> None:
    world = LedgerWorld(database, tmp_path)
    world.sequence()
    row, _, witness = answered(world, 0)
    text = signed_notes.parse(row.note or b"").text
    other = Signer("iemand.example/witness", b"i" * 32, COSIGNATURE)

    with pytest.raises(NoteError, match="not with its signature"):
        witnesses.cosignature_of(witness, text, other.cosign(text, NOON).line.encode(), NOON)
    false = WITNESS.cosign(text + "more\n", NOON).line.encode()
    with pytest.raises(NoteError, match="does not hold"):
        witnesses.cosignature_of(witness, text, false, NOON)
    with pytest.raises(NoteError, match="no signature lines"):
        witnesses.cosignature_of(witness, text, b"\xff", NOON)


def test_a_witness_is_written_as_key_and_address() -> None:
    written = f"{WITNESS.verifier} https://toezicht.example/witness/"

    assert Witness.parse(written) == Witness(WITNESS.verifier, "https://toezicht.example/witness")
    with pytest.raises(NoteError, match="the key of a log, not of a witness"):
        Witness.parse(f"{LOG.verifier} https://toezicht.example/witness")
