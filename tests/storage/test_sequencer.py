"""What happened enters the log once, in batches; what was signed is never contradicted."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard
from sqlalchemy import text
from sqlmodel import select

from storage import (
    commitments,
    entries,
    gathering,
    ledger,
    ledger_check,
    logs,
    merkle,
    publishing,
    sequencer,
    tiles,
)
from storage.checkpoint import Proof, open_checkpoint
from storage.database import Database
from storage.errors import ForkedError, LogKeyError, RolledBackError
from storage.log_files import LogFiles
from storage.tables import BatchRow, CheckpointRow, EntryRow, LeafRow
from tests.conftest import PACKAGES, PROJECT
from tests.storage.ledger_world import INSTALLATION, LedgerWorld


@pytest.fixture
def world(database: Database, tmp_path: Path) -> LedgerWorld:
    """A log that has not begun."""
    return LedgerWorld(database, tmp_path)


def checked(world: LedgerWorld) -> list[str]:
    """What does not add up."""
    with world.database.reading() as tx:
        return ledger_check.check(tx, world.files)


def test_a_log_begins_by_saying_who_keeps_it(world: LedgerWorld) -> None:
    world.happens("version", text="sha256:00")

    done = world.sequence()

    assert done is not None
    assert done.size == 2
    opened, version = world.leaves()
    assert opened["type"] == "log.opened"
    assert opened["body"]["key"] == str(done.log.verifier)
    assert opened["body"]["predecessor"] is None
    assert version == {
        "v": 1,
        "type": "policy.version",
        "time": "2026-11-22T12:00:00.000Z",
        "subject": "mill/1",
        "body": {"text": "sha256:00"},
    }
    assert checked(world) == []


def test_what_is_private_is_committed_to_and_opens(world: LedgerWorld) -> None:
    world.happens("audience.frozen", "notice/7", count=20_000)
    world.sequence()

    (_, leaf), (entry,) = world.leaves(), world.entries("audience.frozen")

    assert set(leaf) == {"v", "type", "time", "commit"}
    assert b"20000" not in json.dumps(leaf).encode()
    opening = ledger.opening_of(entry)
    assert opening is not None
    assert opening["opens"] == {"subject": "notice/7", "body": {"count": 20_000}}
    body = entries.canonical(opening["opens"])
    assert commitments.opens(leaf["commit"], bytes.fromhex(opening["key"]), body)


def test_records_of_persons_wait_and_enter_as_one_root(world: LedgerWorld) -> None:
    for number in range(3):
        world.happens("subscription", f"{number}", what="confirmed")
    world.sequence()
    assert [leaf["type"] for leaf in world.leaves()] == ["log.opened"]

    world.later(hours=1)
    world.sequence()

    assert [leaf["type"] for leaf in world.leaves()] == ["log.opened", "consent.batch"]
    (batch,) = world.entries("consent.batch")
    body = json.loads(batch.record or b"")["body"]
    records = [row.record or b"" for row in world.entries("subscription")]
    assert body["count"] == 3
    assert body["root"] == f"sha256:{merkle.Tree.of(records).root.hex()}"
    assert len({json.loads(record)["blind"] for record in records}) == 3
    assert checked(world) == []


def test_a_gathered_record_is_proved_through_its_batch(world: LedgerWorld) -> None:
    for outcome in ("accepted", "accepted", "rejected"):
        world.happens("delivery", "D1", "notice/7", outcome=outcome)
    world.sequence(everything=True)
    entry = world.entries("delivery")[1]

    with world.database.reading() as tx:
        proven = ledger.prove(tx, entry)

    assert proven is not None
    assert proven.gathered is not None
    checkpoint = proven.proof.verify(proven.leaf, proven.log.verifier)
    assert checkpoint.size == 2
    assert proven.opening is not None
    told = proven.opening["opens"]["body"]
    assert told["outcomes"] == {"accepted": 2, "rejected": 1}
    way = proven.gathered
    root = bytes.fromhex(told["root"].removeprefix("sha256:"))
    assert merkle.verify_inclusion(
        merkle.leaf_hash(way.record), way.index, way.size, way.path, root
    )


def test_each_notice_has_batches_of_its_own_counted_from_one(world: LedgerWorld) -> None:
    for notice in ("notice/7", "notice/8", "notice/7"):
        world.happens("delivery", "D1", notice, outcome="accepted")
        world.sequence(everything=True)

    batches = [json.loads(row.record or b"") for row in world.entries("delivery.batch")]
    assert [(one["subject"], one["body"]["no"]) for one in batches] == [
        ("notice/7", 1),
        ("notice/8", 1),
        ("notice/7", 2),
    ]


def test_every_entry_enters_once_in_its_order_over_many_batches(world: LedgerWorld) -> None:
    world.many("version", sequencer.MOST + 300)
    world.many("look", gathering.MOST + 1)
    world.later(minutes=10)

    done = world.sequence()
    again = world.sequence()

    assert done is not None
    assert again is not None
    assert done.size == again.size == 1 + sequencer.MOST + 300 + 2
    subjects = [leaf["subject"] for leaf in world.leaves() if leaf["type"] == "policy.version"]
    assert subjects == [f"mill/{number}" for number in range(sequencer.MOST + 300)]
    assert [
        json.loads(row.record or b"")["body"]["count"] for row in world.entries("look.batch")
    ] == [gathering.MOST, 1]
    assert checked(world) == []


def test_looks_are_folded_into_their_batch_and_proved_from_it(world: LedgerWorld) -> None:
    for number in (9, 10, 11):
        world.happens("look", str(number), outcome="first", received=["aa"])
    world.sequence(everything=True)

    with world.database.reading() as tx:
        assert tx.exec(select(EntryRow).where(EntryRow.kind == "look")).all() == []
        assert entries.of(tx, "look", "12") == []
        (entry,) = entries.of(tx, "look", "10")
        proven = ledger.prove(tx, entry)

    assert entry.at == world.now
    assert entry.digest == hashlib.sha256(entry.record or b"").digest()
    assert proven is not None
    assert proven.gathered is not None
    way, body = proven.gathered, json.loads(proven.leaf)["body"]
    assert json.loads(way.record)["subject"] == "10"
    assert merkle.verify_inclusion(
        merkle.leaf_hash(way.record),
        way.index,
        way.size,
        way.path,
        bytes.fromhex(body["root"].removeprefix("sha256:")),
    )
    assert checked(world) == []


def test_looks_that_found_nothing_new_wait_longer(world: LedgerWorld) -> None:
    world.happens("look", "1", outcome="changed")
    world.happens("look", "2", stream="unchanged", outcome="same")
    world.later(minutes=10)
    world.sequence()
    assert [leaf["subject"] for leaf in world.leaves()[1:]] == ["looks"]

    world.later(hours=6)
    world.sequence()

    assert [leaf["subject"] for leaf in world.leaves()[1:]] == ["looks", "unchanged"]
    assert checked(world) == []


def test_a_folded_batch_that_was_altered_or_lost_is_found(world: LedgerWorld) -> None:
    world.many("look", 5)
    world.sequence(everything=True)
    with world.database.transaction() as tx:
        batch = tx.exec(select(BatchRow)).one()
        records = zstandard.decompress(batch.records)
        batch.records = zstandard.compress(records.replace(b"mill/3", b"mill/4"))
        tx.add(batch)
    (altered,) = checked(world)
    with world.database.transaction() as tx:
        tx.delete(tx.exec(select(BatchRow)).one())
    (lost,) = checked(world)

    assert altered == lost
    assert "are not those of its batch" in altered


def test_a_body_too_long_for_a_leaf_stands_there_by_its_digest(world: LedgerWorld) -> None:
    reasons = [f"reason {number}" for number in range(1000)]
    world.happens("change", "mill.2", reasons=reasons)
    world.sequence()

    leaf = world.leaves()[1]

    digest = hashlib.sha256(entries.canonical({"reasons": reasons})).hexdigest()
    assert leaf["body_digest"] == f"sha256:{digest}"
    assert "body" not in leaf


def test_silence_is_seen_by_a_heartbeat_a_day(world: LedgerWorld) -> None:
    world.sequence()
    world.later(hours=23)
    world.sequence()
    assert len(world.leaves()) == 1

    world.later(hours=1)
    world.sequence()
    world.sequence()

    assert [leaf["type"] for leaf in world.leaves()] == ["log.opened", "heartbeat"]


def test_what_is_served_is_enough_for_a_stranger(world: LedgerWorld) -> None:
    done = None
    for count in (1, 200, 400, 3):
        world.many("version", count)
        done = world.sequence()
    assert done is not None
    folder = world.files.public

    signed, _ = open_checkpoint((folder / "checkpoint").read_bytes(), done.log.verifier)

    assert signed.size == 605
    got: list[bytes] = []
    for level, number, width in tiles.tiles_at(signed.size):
        if level == 0:
            bundle = (folder / tiles.tile_path("entries", number, width)).read_bytes()
            got += tiles.unbundle(bundle)
            hashes = b"".join(map(merkle.leaf_hash, tiles.unbundle(bundle)))
            assert (folder / tiles.tile_path(0, number, width)).read_bytes() == hashes
    assert merkle.Tree.of(got).root == signed.root
    assert not (folder / "tile/0/000.p").exists()  # full: its beginnings went
    assert sorted(int(file.name) for file in (folder / "tile/0/002.p").iterdir()) == [90, 93]


def test_an_older_database_is_refused_and_signs_nothing(world: LedgerWorld) -> None:
    if not world.database.is_sqlite:
        pytest.skip("the copy of a file stands for every restored backup")
    world.many("version", 3)
    world.sequence()
    file = world.database.file
    assert file is not None
    with world.database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    shutil.copy(file, file.with_suffix(".backup"))
    world.many("version", 2)
    world.sequence()
    served = world.files.published(1)

    world.database.close()
    for leftover in ("-wal", "-shm"):
        file.with_name(file.name + leftover).unlink(missing_ok=True)
    shutil.copy(file.with_suffix(".backup"), file)
    world.many("version", 9)

    with pytest.raises(RolledBackError, match="has signed 6 leaves, and this database knows 4"):
        world.sequence()
    assert world.files.published(1) == served
    assert len(world.leaves()) == 4
    assert any("older copy" in sentence for sentence in checked(world))


def test_a_second_root_for_one_size_is_refused(world: LedgerWorld) -> None:
    world.many("version", 3)
    world.sequence()
    with world.database.transaction() as tx:
        tile = tx.get_one(logs.TileRow, (1, 0, 0))
        tile.hashes = tile.hashes[:-32] + b"x" * 32
        tx.add(tile)
    world.many("version", 1)

    with pytest.raises(ForkedError, match="its past was rewritten"):
        world.sequence()

    assert len(world.leaves()) == 4


def test_an_altered_mark_is_refused(world: LedgerWorld) -> None:
    world.sequence()
    mark = world.files.mark(1)
    assert mark is not None
    world.files.set_mark(1, mark.replace(b"\n1\n", b"\n0\n"))
    world.many("version", 1)

    with pytest.raises(ForkedError, match="was altered"):
        world.sequence()


def test_a_database_without_any_mark_is_not_believed(world: LedgerWorld) -> None:
    world.sequence()
    shutil.rmtree(world.files.public)
    (world.files.keys / "log-1.mark").unlink()
    world.many("version", 1)

    with pytest.raises(RolledBackError, match="restore the folder of keys"):
        world.sequence()


def test_a_lost_or_foreign_key_is_refused(world: LedgerWorld) -> None:
    world.sequence()
    key = world.files.keys / "log-1.key"

    key.write_text("00" * 32)
    with pytest.raises(LogKeyError, match="not the one the log"):
        world.sequence()
    key.unlink()
    with pytest.raises(LogKeyError, match="is gone"):
        world.sequence()


def test_the_key_is_readable_by_its_owner_only(world: LedgerWorld) -> None:
    world.sequence()

    assert (world.files.keys / "log-1.key").stat().st_mode & 0o077 == 0


def test_lost_files_are_served_anew_from_the_database(world: LedgerWorld) -> None:
    world.many("version", 300)
    world.sequence()
    shutil.rmtree(world.files.public)

    world.sequence()

    assert checked(world) == []
    assert (world.files.public / "tile/entries/000").exists()


def test_a_run_that_died_before_signing_is_continued(world: LedgerWorld) -> None:
    world.sequence()
    world.many("version", 2)
    with world.database.transaction() as tx:  # the leaves are durable, then the process dies
        sequencer._append(tx, world.files, INSTALLATION, world.now, everything=False)

    done = world.sequence()

    assert done is not None
    assert (done.size, done.new) == (3, 0)
    assert checked(world) == []
    with world.database.reading() as tx:
        newest = logs.newest(tx, 1, signed=True)
    assert newest is not None
    assert newest.size == 3
    assert world.files.published(1) == newest.note == world.files.mark(1)


def test_two_sequencers_do_not_get_in_each_others_way(world: LedgerWorld) -> None:
    world.sequence()
    world.many("version", 1)

    with world.files.alone() as ours:
        assert ours
        assert world.sequence() is None

    assert world.sequence() is not None
    elsewhere = LogFiles(world.files.keys, world.folder / "another machine")
    signer = elsewhere.signer(1, INSTALLATION.origin, str(world_log(world).verifier))
    assert publishing.settle(world.database, elsewhere, world_log(world), signer) == 2
    assert elsewhere.published(1) == world.files.published(1)


def world_log(world: LedgerWorld) -> logs.Log:
    """The log that goes on."""
    with world.database.reading() as tx:
        log = logs.current(tx)
    assert log is not None
    return log


def test_a_rewritten_entry_or_record_is_found(world: LedgerWorld) -> None:
    world.many("version", 2)
    world.many("receipt", 2)
    world.sequence(everything=True)
    assert checked(world) == []

    with world.database.transaction() as tx:
        for kind in ("version", "receipt"):
            row = tx.get_one(EntryRow, world.entries(kind)[0].id)
            row.record = (row.record or b"").replace(b"mill/0", b"mill/9")
            tx.add(row)

    version, receipt = checked(world)
    assert "is not what leaf 1 says" in version
    assert "the records of leaf 3 are not those of its batch" in receipt


def test_a_rewritten_leaf_tile_or_file_is_found(world: LedgerWorld) -> None:
    world.many("version", 300)
    world.sequence()
    with world.database.transaction() as tx:
        leaf = tx.get_one(LeafRow, (1, 7))
        leaf.entry = leaf.entry.replace(b"mill", b"kiln")
        tx.add(leaf)
    file = world.files.public / "tile/entries/001.p/45"
    file.write_bytes(file.read_bytes().replace(b"mill/299", b"mill/300"))

    found = checked(world)

    assert any("the root over 301 leaves is not the one" in sentence for sentence in found)
    assert any("entry" in sentence and "leaf 7" in sentence for sentence in found)
    assert any("entries that are served are not those" in sentence for sentence in found)


def test_an_entry_from_before_the_ledger_enters_by_its_digest(world: LedgerWorld) -> None:
    with world.database.transaction() as tx:
        tx.add(
            EntryRow(
                kind="version", subject="mill/1", digest=b"d" * 32, at=world.now, stream="early"
            )
        )
    world.sequence()

    (entry,) = world.entries("version")
    assert json.loads(entry.record or b"")["body"] == {
        "kind": "version",
        "digest": f"sha256:{(b'd' * 32).hex()}",
    }
    assert [leaf["type"] for leaf in world.leaves()] == ["log.opened", "early.batch"]
    assert checked(world) == []


def test_a_proof_is_of_the_checkpoint_that_is_asked_for(world: LedgerWorld) -> None:
    world.many("version", 5)
    world.sequence()
    world.many("version", 5)
    world.sequence()
    first, *_, last = world.entries("version")

    with world.database.reading() as tx:
        newest, older = ledger.prove(tx, first), ledger.prove(tx, first, 6)
        assert ledger.prove(tx, last, 6) is None
        assert ledger.prove(tx, last, 7) is None

    assert newest is not None
    assert older is not None
    assert (newest.checkpoint.size, older.checkpoint.size) == (11, 6)
    for proven in (newest, older):
        assert Proof.parse(proven.proof.text).verify(proven.leaf, proven.log.verifier)


def test_what_waits_is_counted_and_has_no_proof_yet(world: LedgerWorld) -> None:
    world.happens("version")
    (entry,) = world.entries("version")

    with world.database.reading() as tx:
        assert entries.waiting(tx) == 1
        assert ledger.prove(tx, entry) is None
        assert ledger.standing(tx, world.files) is None
    world.sequence()

    with world.database.reading() as tx:
        standing = ledger.standing(tx, world.files)
    assert standing is not None
    assert (standing.size, standing.waiting, standing.published) == (2, 0, 2)
    assert (standing.stamped_size, standing.witnesses) == (0, {})


def test_an_entry_holds_no_fractions(world: LedgerWorld) -> None:
    with pytest.raises(TypeError, match="no fractions"):
        world.happens("version", share=0.5)


def test_every_kind_of_entry_in_the_code_is_in_the_list() -> None:
    import ast

    used = set()
    for package in PACKAGES:
        for file in (PROJECT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in ("record", "Happened")
                    and getattr(node.func.value, "id", "") == "entries"
                ):
                    used |= {
                        one.value
                        for one in node.args[:2]
                        if isinstance(one, ast.Constant) and isinstance(one.value, str)
                    }

    assert used
    assert used - set(entries.KINDS) == set()


def test_every_stream_can_be_closed() -> None:
    gathered = {kind.stream for kind in entries.KINDS.values() if kind.way == "gathered"}

    assert gathered <= set(gathering.STREAMS)
    assert {stream.kind for stream in gathering.STREAMS.values()} <= set(entries.KINDS)
    for name, stream in gathering.STREAMS.items():
        if name in ("consents", "erasures", "digests", "acks"):
            assert stream.wait >= timedelta(hours=1)


def test_checkpoints_of_every_batch_are_kept(world: LedgerWorld) -> None:
    for _ in range(3):
        world.many("version", 1)
        world.sequence()

    with world.database.reading() as tx:
        rows = list(tx.exec(select(CheckpointRow).order_by(CheckpointRow.size)))  # type: ignore[arg-type]
    assert [(row.size, row.told) for row in rows] == [(2, 2), (3, 3), (4, 4)]
