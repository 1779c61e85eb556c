"""How long a capture of a large policy takes to build.

    python -m benchmarks.capturing

Beside it stands what cannot be left out: the same page compressed once by gzip, and the page's
bytes read from the database. The rest is the proofs, the text in its spellings, and the files
around them.
"""

from __future__ import annotations

import gzip
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from policy.fingerprint import fingerprint
from policy.identity import first_ids
from policy.model import Outcome
from policy.read import read
from storage import checks, policies, schema, sequencer, snapshots, versions
from storage.capture import Asked, capture
from storage.database import Database
from storage.log_files import LogFiles
from storage.policies import Wanted, WantedSource
from storage.sequencer import Installation

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
POLICY = "large-terms"
ROUNDS = 5


def page(clauses: int) -> bytes:
    """An invented policy of so many clauses."""
    said = "".join(
        f"<h2>{n}. Rule {n}</h2><p>The {n}th rule says that item {n * 7919 % 9973} is kept for "
        f"{n % 90} days, is shown to {n % 13} partners, and is then erased by us.</p>"
        for n in range(1, clauses // 2 + 1)
    )
    return f"<html lang='en'><main><h1>Terms</h1>{said}</main></html>".encode()


def keep(tx: Session, body: bytes) -> None:
    """One look that saw the page, and the version that was read in it."""
    reading = read(body, {"content-type": "text/html; charset=utf-8"})
    source = WantedSource("https://large.example/terms")
    row = policies.add(tx, Wanted(POLICY, "Large", "Terms of Service", (source,), "en"), NOW)
    text_id = versions.keep_text(tx, POLICY, reading, fingerprint(reading), NOW)
    look = checks.Look(NOW, Outcome.FIRST, version=1, text_id=text_id)
    look_id = checks.record(tx, row.no, look)
    kept = snapshots.keep_body(tx, body, None)
    exchange = {
        "url": source.url, "asked": {"User-Agent": "Clausewatch"}, "status": 200,
        "http": "HTTP/1.1", "headers": [["content-type", "text/html; charset=utf-8"]],
    }  # fmt: skip
    [one] = policies.sources(tx, POLICY)
    snapshots.keep_exchange(tx, look_id, one.id or 0, kept.blob_id, exchange, None)
    around = (snapshots.exchange_sha256(exchange),)
    checks.close(tx, POLICY, look_id, look, (kept.sha256,), around)
    ids = first_ids(reading.clauses, f"{POLICY}/1")
    versions.record(
        tx, POLICY, number=1, kind="first", text_id=text_id, clause_ids=ids, first_seen_at=NOW,
        confirmed_at=NOW,
    )  # fmt: skip


def best(work: Callable[[], object]) -> float:
    """Seconds of the best of some rounds; what disturbs a busy machine only lengthens."""
    took = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        took.append(time.perf_counter() - begin)
    return min(took)


def main() -> None:
    """Measure and print."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; the best of {ROUNDS} rounds\n")
    for clauses in (200, 2_000, 14_000):
        body = page(clauses)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            database = Database(f"sqlite:///{folder / 'bench.db'}")
            schema.create(database)
            with database.transaction() as tx:
                keep(tx, body)
            files = LogFiles(folder / "keys", folder / "log")
            place = Installation("clausewatch.example/log", "Clausewatch benchmark")
            sequencer.run_until_empty(database, files, place, NOW, everything=True)
            with database.reading() as tx:
                asked = Asked(POLICY, 1)
                made = capture(tx, asked, "Clausewatch benchmark", b"", NOW)
                ours = best(lambda: capture(tx, asked, "Clausewatch benchmark", b"", NOW))  # noqa: B023 - called at once
            packed = best(lambda: gzip.compress(body, 6))  # noqa: B023 - called at once
            database.close()
        print(
            f"  {clauses:6,} clauses, {len(body) / 1e6:5.2f} MB: {ours * 1000:8.1f} ms, "
            f"{len(made) / 1e6:5.2f} MB; gzip of the page alone {packed * 1000:7.1f} ms "
            f"(x{ours / packed:.1f})"
        )


if __name__ == "__main__":
    main()
