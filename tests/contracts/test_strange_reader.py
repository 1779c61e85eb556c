"""A program that shares no line with us accepts our log, and refuses it with any bit changed.

It is written in Go on the packages of the Go project (golang.org/x/mod/sumdb: note and tlog).
"""

from __future__ import annotations

import base64
import os
import random
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from storage import ledger, logs, merkle, tiles
from storage.checkpoint import open_checkpoint
from storage.database import Database
from storage.tables import EntryRow
from tests.conftest import PROJECT, missing
from tests.storage.ledger_world import LedgerWorld

SIZE, OLD = 10_000, 6_789
GO_PACKAGES = Path("/usr/share/gocode")
SOURCE = PROJECT / "tests" / "contracts" / "strange_reader" / "main.go"
SPOILT = 400
SEED = 20261122


@dataclass(frozen=True)
class Stranger:
    """The program, and what it is given."""

    program: Path
    folder: Path
    key: str
    beside: Path

    def reads(self, spoilt: str = "", key: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run it."""
        beside = (self.beside / name for name in ("old", "consistency", "proofs"))
        return subprocess.run(
            [self.program, self.folder, key or self.key, *beside],
            input=spoilt, capture_output=True, text=True, timeout=120,
        )  # fmt: skip


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The strange reader, built from Debian's packages without asking any network."""
    go = shutil.which("go")
    if go is None or not (GO_PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        missing("Go is missing: install the packages golang-go and golang-golang-x-mod-dev.")
    folder = tmp_path_factory.mktemp("go")
    outside = os.environ | {"GO111MODULE": "off", "GOPATH": str(GO_PACKAGES), "GOPROXY": "off"}
    built = subprocess.run(
        [go, "build", "-o", folder / "strange_reader", SOURCE],
        env=outside, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    return folder / "strange_reader"


@pytest.fixture(scope="module")
def stranger(
    program: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Stranger:
    """A log of 10,000 entries as it is served, with an older checkpoint and some proofs."""
    folder = tmp_path_factory.mktemp("log")
    shutil.copy(sqlite_template, folder / "clausewatch.db")
    world = LedgerWorld(Database(f"sqlite:///{folder / 'clausewatch.db'}"), folder)
    beside = folder / "beside"
    (beside / "proofs").mkdir(parents=True)
    world.many("version", OLD - 1)  # the first entry says who keeps the log
    world.sequence()
    (beside / "old").write_bytes(world.files.published(1) or b"")
    world.many("receipt", 500)  # a leaf for all of them
    world.many("audience.frozen", SIZE - OLD - 1)
    done = world.sequence(everything=True)
    assert done is not None
    assert done.size == SIZE
    with world.database.reading() as tx:
        path = merkle.consistency_path(OLD, SIZE, logs.nodes_of(tx, 1))
        lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in path)
        (beside / "consistency").write_text(lines)
        for leaf_no in (0, 1, 255, 256, 6788, 6789, 9999):
            query = select(EntryRow).where(EntryRow.leaf_no == leaf_no, EntryRow.place == None)  # noqa: E711
            proven = ledger.prove(tx, tx.exec(query).one())
            assert proven is not None
            (beside / "proofs" / f"{leaf_no}.tlog-proof").write_text(proven.proof.text)
    world.database.close()
    return Stranger(program, world.files.public, str(done.log.verifier), beside)


def test_a_stranger_accepts_checkpoint_consistency_proofs_and_every_entry(
    stranger: Stranger,
) -> None:
    seen = stranger.reads()

    assert seen.returncode == 0, seen.stderr
    assert f"accepted {SIZE} entries" in seen.stdout


def test_one_changed_bit_anywhere_is_refused(stranger: Stranger) -> None:
    note = (stranger.folder / "checkpoint").read_bytes()
    size = open_checkpoint(note, logs.Verifier.parse(stranger.key))[0].size
    served = ["checkpoint"]
    for level, number, width in tiles.tiles_at(size):
        served.append(tiles.tile_path(level, number, width))
        if level == 0:
            served.append(tiles.tile_path("entries", number, width))
    chance = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    flips = [(file, chance.randrange(1 << 30), chance.randrange(8)) for file in served]
    flips += [("checkpoint", at, chance.randrange(8)) for at in range(len(note))]
    while len(flips) < SPOILT:
        flips.append((chance.choice(served), chance.randrange(1 << 30), chance.randrange(8)))

    seen = stranger.reads("".join(f"{file} {at} {bit}\n" for file, at, bit in flips))

    assert seen.returncode == 0, seen.stderr
    assert f"refused {len(flips)} spoilt bits" in seen.stdout


@pytest.mark.parametrize("beside", ["old", "consistency", "proofs/6789.tlog-proof"])
def test_a_changed_proof_is_refused(stranger: Stranger, beside: str, tmp_path: Path) -> None:
    copy = tmp_path / "beside"
    shutil.copytree(stranger.beside, copy)
    written = bytearray((copy / beside).read_bytes())
    written[40] ^= 1
    (copy / beside).write_bytes(written)

    seen = Stranger(stranger.program, stranger.folder, stranger.key, copy).reads()

    assert seen.returncode == 1
    assert "refused:" in seen.stderr


def test_a_log_under_another_key_is_refused(stranger: Stranger) -> None:
    other = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

    assert stranger.reads(key=other).returncode == 1
