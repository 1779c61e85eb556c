"""What was received comes back byte for byte, or its damage is said; and it takes little room."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text, update
from sqlmodel import Session, col

from policy.model import Outcome
from storage import checks, policies, snapshots
from storage.database import Database
from storage.errors import SnapshotDamagedError
from storage.tables import BlobRow
from tests.programs import PATIENCE_S
from tests.storage.test_policies import MILL, NOON


def page(number: int) -> bytes:
    """A page of some 20 kB of which a few bytes differ from number to number."""
    chance = random.Random(7)  # noqa: S311 - the same page every time, no secret
    words = " ".join(str(chance.randrange(10**6)) for _ in range(3000))
    return f"<html><script nonce={number * 7919:x}></script><p>{words}</p></html>".encode()


def size(tx: Session, blob_id: int) -> int:
    row = tx.get(BlobRow, blob_id)
    assert row is not None
    return len(row.data)


def test_the_same_bytes_are_kept_once(database: Database) -> None:
    with database.transaction() as tx:
        first = snapshots.keep_body(tx, b"We mill.", None)
        again = snapshots.keep_body(tx, b"We mill.", first.blob_id)
        other = snapshots.keep_body(tx, b"We bake.", first.blob_id)

    assert first == again
    assert other.blob_id != first.blob_id


def test_two_lookers_may_receive_the_same_bytes_at_once(database: Database) -> None:
    """Two hosts show the same notice in the same second; the later one waits, then finds it."""

    def keep(_: int) -> int:
        with database.transaction() as tx:
            return snapshots.keep_body(tx, b"We mill.", None).blob_id

    with ThreadPoolExecutor(2) as others:
        with database.transaction() as tx:
            first = snapshots.keep_body(tx, b"We mill.", None).blob_id
            later = [others.submit(keep, number) for number in range(2)]
            end = time.monotonic() + PATIENCE_S
            while not _waiting(tx, 2):
                assert time.monotonic() < end, "the two others do not come to wait"
                time.sleep(0.01)

        assert {one.result(timeout=PATIENCE_S) for one in later} == {first}


def _waiting(tx: Session, wanted: int) -> bool:
    """Whether that many others stand before what we have not yet committed; SQLite lets them begin
    only when we are done.
    """
    if tx.get_bind().dialect.name == "sqlite":
        return True
    lines = tx.execute(
        text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
    )
    return lines.scalar_one() >= wanted


def test_a_long_chain_of_differences_gives_every_page_back(database: Database) -> None:
    base: int | None = None
    kept: list[int] = []
    with database.transaction() as tx:
        for number in range(snapshots.MAX_DEPTH * 2 + 3):
            base = snapshots.keep_body(tx, page(number), base).blob_id
            kept.append(base)

    with database.reading() as tx:
        assert all(snapshots.body_of(tx, id) == page(n) for n, id in enumerate(kept))
        wholes = [id for id in kept if size(tx, id) > 1000]
    assert len(wholes) == 3  # the chain is bounded


@pytest.mark.parametrize("where", [5, -5])
def test_damaged_bytes_are_never_given_out(database: Database, where: int) -> None:
    with database.transaction() as tx:
        first = snapshots.keep_body(tx, page(1), None).blob_id
        second = snapshots.keep_body(tx, page(2), first).blob_id
        row = tx.get_one(BlobRow, first)
        data = bytearray(row.data)
        data[where] ^= 1
        tx.execute(update(BlobRow).where(col(BlobRow.id) == first).values(data=bytes(data)))

    with database.transaction() as tx:
        for id in (first, second):
            with pytest.raises(SnapshotDamagedError, match="restore the database from a backup"):
                snapshots.body_of(tx, id)
        fresh = snapshots.keep_body(tx, page(3), second).blob_id  # does not suffer from it
        assert snapshots.body_of(tx, fresh) == page(3)


def test_an_exchange_like_the_one_before_takes_few_bytes(database: Database) -> None:
    headers = [["content-type", "text/html"], ["server", "mill"], ["x-cache", "hit " * 40]]
    with database.transaction() as tx:
        row = policies.add(tx, MILL, NOON)
        (source,) = policies.sources(tx, MILL.id)
        base: int | None = None
        forms = []
        for number in range(4):
            look = checks.Look(NOON, Outcome.SAME)
            look_id = checks.record(tx, row.no, look)
            form = {"status": 200, "headers": [*headers, ["date", f"Sun, 0{number} Mar 2026"]]}
            base = snapshots.keep_exchange(tx, look_id, source.id or 0, None, form, base)
            forms.append((look_id, form))

    with database.reading() as tx:
        for number, (look_id, form) in enumerate(forms):
            (kept,) = snapshots.of_look(tx, look_id)
            assert snapshots.exchange_of(tx, kept.id or 0) == form
            assert len(kept.exchange) < (300 if number == 0 else 50)
