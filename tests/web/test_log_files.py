"""The ledger's files over the web: what a stranger may fetch, for how long, and nothing besides."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from storage import merkle, signed_notes, tiles
from storage.checkpoint import Checkpoint
from storage.signed_notes import COSIGNATURE, Signer
from storage.witnesses import Stand
from tests.storage.ledger_world import LedgerWorld
from tests.web.conftest import Pages
from web.pages import Desk

LOG = Signer("werf.example/log", b"l" * 32)
STAND = Stand(
    Signer("hier.example/witness", b"w" * 32, COSIGNATURE), {LOG.verifier.name: [LOG.verifier]}
)


@pytest.fixture
def served(desk: Desk, tmp_path: Path) -> Pages:
    """The pages of an installation with 300 leaves, which witnesses a log."""
    world = LedgerWorld(desk.database, tmp_path / "data")
    world.many("version", 299)
    world.sequence()
    (tmp_path / "data/log/secret").write_text("not for strangers")
    (tmp_path / "data/log/.checkpoint.new").write_text("half written")
    return Pages(replace(desk, log_folder=tmp_path / "data/log", witness=STAND))


def test_checkpoint_tiles_and_entries_are_served_with_their_lives(served: Pages) -> None:
    checkpoint = served.get("/log/checkpoint")
    tile = served.get("/log/tile/0/000")
    entries = served.get("/log/tile/entries/001.p/44")

    assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
    assert checkpoint.headers["cache-control"] == "public, max-age=5"
    size = Checkpoint.parse(signed_notes.parse(checkpoint.content).text).size
    assert size == 300
    for answer in (tile, entries):
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert len(tile.content) == 256 * merkle.HASH_BYTES
    assert len(tiles.unbundle(entries.content)) == 44


@pytest.mark.parametrize(
    "path",
    ["secret", ".checkpoint.new", "../keys/log-1.key", "..%2fkeys%2flog-1.key", "tile/0/9", "",
     "tile/0/000/../../../keys/log-1.key", "2/checkpoint", "tile/0/001", "checkpoints/9",
     "%2e%2e/keys/log-1.mark", "tile/entries/000.p/256", "//etc/passwd"],
)  # fmt: skip
def test_nothing_else_is_served(served: Pages, path: str) -> None:
    assert served.get(f"/log/{path}").status_code == 404


def test_an_installation_without_a_log_or_a_witness_has_nothing_there(pages: Pages) -> None:
    assert pages.get("/log/checkpoint").status_code == 404
    assert pages.post("/witness/add-checkpoint", content=b"old 0\n\nx").status_code == 404


def test_the_witness_endpoint_cosigns_and_shows_what_it_saw(served: Pages) -> None:
    text = Checkpoint(LOG.verifier.name, 1, merkle.leaf_hash(b"one")).text
    note = signed_notes.write(text, [LOG.sign(text)])

    cosigned = served.post("/witness/add-checkpoint", content=b"old 0\n\n" + note)
    behind = served.post("/witness/add-checkpoint", content=b"old 0\n\n" + note)
    origin = hashlib.sha256(LOG.verifier.name.encode()).hexdigest()
    shown = served.get(f"/witness/{origin}/checkpoint")

    assert cosigned.status_code == 200
    (line,) = signed_notes.parse_lines(cosigned.text)
    assert STAND.signer.verifier.holds(text, line)
    assert (behind.status_code, behind.text) == (409, "1\n")
    assert behind.headers["content-type"].startswith("text/x.tlog.size")
    assert shown.content == note
    assert served.get(f"/witness/{'0' * 64}/checkpoint").status_code == 404
    assert served.get("/witness/add-checkpoint").status_code == 405
