"""How much room a look takes that found nothing new, beside what the page itself needs.

    .venv/bin/python -m benchmarks.unchanged [--policies 200] [--days 6] [--postgresql]

Policies on a loopback server are looked at four times a day in time that jumps; a third answers
"not modified", a third sends the same bytes, a third the same words with noise around them. The
ledger takes every look as it does in earnest. Counted is what the database grows by after the
first day, without the bytes of pages and of exchanges: these are the page's own differences.

PostgreSQL's own clock says what is due, and it does not jump: there the policies of a host are
named when their time has come. A server of its own is started, and vacuumed after every round of
looks, for its own vacuuming knows nothing of days that pass in seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
import tempfile
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import func, select, text
from sqlmodel import Session

from policy.decide import Rules
from storage import policies, schema, sequencer
from storage.database import Database
from storage.log_files import LogFiles
from storage.policies import Wanted, WantedSource
from storage.sequencer import Installation
from storage.tables_seen import BlobRow, CheckRow, SnapshotRow
from tests import postgres_server
from tests.contracts.fault_server import Script, page, serving
from tests.watcher.world import LOOPBACK, NOON, Clock, policy_html
from watcher.politeness import Manners
from watcher.rounds import Setup, watching

ALLOWED = 300
PER_HOST = 5
DAY = timedelta(days=1)
SAME = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nDate: %s\r\nX-Request: %s\r\n\r\n'


def main() -> int:
    """Print bytes per unchanged look; 1 where there are more than allowed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.unchanged", description=__doc__)
    parser.add_argument("--policies", type=int, default=200)
    parser.add_argument("--days", type=int, default=6)
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = f"sqlite:///{folder}/unchanged.db"
        if asked.postgresql:
            url = f"{stack.enter_context(postgres_server.running())}/postgres"
        database = Database(url)
        schema.create(database)
        looks, grown = asyncio.run(lived(database, Path(folder), asked.policies, asked.days))
        database.close()
    each = grown / looks
    print(
        f"{asked.policies} policies, {asked.days} days, {looks} unchanged looks: "
        f"{each:.0f} bytes of rows and indexes a look, beside the page's and headers' own"
    )
    return int(each > ALLOWED)


async def lived(database: Database, folder: Path, count: int, days: int) -> tuple[int, int]:
    """Looks after the first day, and what the database grew by meanwhile."""
    clock, asked = Clock(NOON), 0
    files = LogFiles(folder / "keys", folder / "log")
    ours = Installation("unchanged.example/log", "benchmark")

    def answer(path: str) -> Script:
        nonlocal asked
        if not path.startswith("/p"):
            return [page(b"", status="404 Not Found")]
        asked += 1
        kind, date = int(path[2:]) % 3, f"{clock.now:%a, %d %b %Y %H:%M:%S GMT}".encode()
        known = server.requests[-1][1].get("if-none-match")
        if kind == 0 and known:
            return [SAME % (date, b"%016x" % (asked * 0x9E3779B97F4A7C15 % 2**64))]
        body = policy_html(f"<p>Mill {path}</p>", noise=f"n{asked}" if kind == 2 else "")
        tag = 'ETag: "1"' if kind == 0 else "Vary: Cookie"
        head = (
            "Content-Type: text/html",
            tag,
            f"Date: {date.decode()}",
            f"X-Request: {asked:016x}",
        )
        return [page(body, headers=head)]

    async with serving(answer) as server:
        with database.transaction() as tx:
            for number in range(count):
                source = WantedSource(f"http://127.0.0.1:{server.port}/p{number}")
                lane = {"lane": f"host{number // PER_HOST}"}
                policies.add(
                    tx,
                    Wanted(
                        f"mill-{number}", "Mill", "Privacy Policy", (source,),
                        interval_s=6 * 3600, options=lane,
                    ),
                    clock() + timedelta(hours=6) * number / count,
                )  # fmt: skip
        due = database.is_sqlite
        manners = Manners(min_delay=timedelta(seconds=1 if due else 0))
        setup = Setup(exceptions=LOOPBACK, rules=Rules(), manners=manners)
        begun: tuple[int, int] | None = None
        async with watching(database, setup, clock, clock.sleep) as watcher:
            for host in itertools.cycle(range(0, count, PER_HOST)):
                if due:
                    await watcher.look_at_due()
                else:
                    if host == 0:
                        _vacuum(database)
                    names = (f"mill-{n}" for n in range(host, min(host + PER_HOST, count)))
                    await watcher.check(list(names))
                await asyncio.to_thread(sequencer.run_until_empty, database, files, ours, clock.now)
                step = timedelta(seconds=15) if due else timedelta(hours=6) * PER_HOST / count
                clock.now = max(clock.now + step, _next_due(database) if due else clock.now)
                if begun is None and clock.now >= NOON + DAY:
                    begun = _counted(database)
                if clock.now >= NOON + days * DAY:
                    break
    assert begun is not None
    ended = _counted(database)
    return ended[0] - begun[0], ended[1] - begun[1]


def _next_due(database: Database) -> datetime:
    with database.reading() as tx:
        return min(row.next_look_at for row in policies.listed(tx))


def _counted(database: Database) -> tuple[int, int]:
    """Looks so far, and the room of everything but pages and exchanges."""
    if not database.is_sqlite:
        _vacuum(database)
    with database.reading() as tx:
        looks = int(tx.scalar(select(func.count()).select_from(CheckRow)) or 0)
        pages = int(tx.scalar(select(func.sum(func.length(BlobRow.data)))) or 0)
        exchanges = int(tx.scalar(select(func.sum(func.length(SnapshotRow.exchange)))) or 0)
        return looks, _room(tx, database.is_sqlite) - pages - exchanges


def _vacuum(database: Database) -> None:
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM")


def _room(tx: Session, sqlite: bool) -> int:
    if sqlite:
        return 4096 * int(tx.execute(text("PRAGMA page_count")).scalar() or 0)
    every = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r'"
    ours = " AND relnamespace = 'public'::regnamespace"
    return int(tx.execute(text(every + ours)).scalar() or 0)


if __name__ == "__main__":
    sys.exit(main())
