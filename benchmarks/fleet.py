"""A fleet on this machine: looks a second with one, two and four workers at services that answer
after 200 ms, deliveries with one and two, and what a look costs beside the single process; how
planning and claiming grow with the number of policies.

    python -m benchmarks.fleet looks [WORKERS …]    # default 0 1 2 4; 0 is the single process
    python -m benchmarks.fleet mails [READERS]      # default 20000
    python -m benchmarks.fleet growth [POLICIES …]  # default 1000 10000 100000

Services, mail server and database share the machine with what is measured; "busy" is all of it.
"""

from __future__ import annotations

import contextlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import insert, text

from benchmarks.mailing import mail_server
from storage import lanes, people, schema
from storage.database import Database
from storage.mailboxes import mailbox
from storage.subscriptions import Wish, subscribe
from storage.tables_watched import LaneRow, PolicyRow, SourceRow
from tests import postgres_server
from tests.contracts.fleet import Fleet, open_fleet
from tests.contracts.town import Town, open_town

ANSWER_AFTER_S = 0.2
HOSTS = 200  # on loopback: 127.0.0.1 to 127.0.0.200
EACH = 4
PATIENCE_S = 600.0
TRIES = 100


def main() -> None:
    """Run what was asked for."""
    what, *numbers = sys.argv[1:] or ["looks"]
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f}, Python {sys.version.split()[0]}", flush=True)
    with tempfile.TemporaryDirectory() as folder, postgres_server.running() as server:
        {"looks": looks, "mails": mails, "growth": growth}[what](
            Path(folder), server, [int(number) for number in numbers]
        )


def looks(folder: Path, server: str, workers: list[int]) -> None:
    """The first look at every policy, then one that finds it unchanged, with so many workers; 0
    stands for the single process.
    """
    for count in workers or [0, 1, 2, 4]:
        with open_town() as town, _fleet(folder / f"w{count}", server, f"looks{count}") as fleet:
            town.answer_after_s = ANSWER_AFTER_S
            fleet.watch(town, hosts=HOSTS, each=EACH, every_s=86400)
            with _single(fleet) if count == 0 else _workers(fleet, count):
                first = _round(fleet, town)
                fleet.due_now()
                again = _round(fleet, town)
            who = f"{count} worker{'s'[: count > 1]}" if count else "single process"
            print(
                f"{who:<14}  first looks: {first}\n{'':<14}  unchanged:   {again}; "
                f"overlaps {town.overlaps()}",
                flush=True,
            )


def _round(fleet: Fleet, town: Town) -> str:
    """One look at each policy, from the first request on: how many a second, and at what cost."""
    asked, since = len(town.asked), datetime.now(UTC)
    fleet.until(lambda: len(town.asked) > asked, "the first request", PATIENCE_S)
    with _used(HOSTS * EACH) as used:
        fleet.until(lambda: fleet.looked_since(since) == HOSTS * EACH, "every look", PATIENCE_S)
    return f"{used['rate']:5.1f}/s, {used['each_ms']:4.1f} ms of processor each, {used['busy']}"


def mails(folder: Path, server: str, numbers: list[int]) -> None:
    """One change told to so many readers by one worker, and the next one by two."""
    readers = numbers[0] if numbers else 20_000
    with (
        mail_server() as port,
        open_town() as town,
        _fleet(folder / "m", server, "mails", MAIL__URL=f"smtp://127.0.0.1:{port}") as fleet,
    ):
        names = fleet.watch(town, hosts=1, each=1, every_s=3)
        began = time.monotonic()
        _follow(fleet, readers)
        print(f"{readers} readers signed up in {time.monotonic() - began:.0f} s", flush=True)
        for count in (1, 2):
            with _workers(fleet, count):
                fleet.until(lambda: fleet.looked_at(names) == 1, "the first look", PATIENCE_S)
                before, town.edition = (count - 1) * readers, count
                fleet.until(lambda: fleet.accepted() > before, "the first mail", PATIENCE_S)  # noqa: B023
                with _used(readers) as used:
                    fleet.until(
                        lambda: fleet.accepted() >= before + readers,  # noqa: B023
                        "every mail",
                        PATIENCE_S,
                        every_s=0.5,  # asking costs the database a little, too
                    )
            print(
                f"{count} worker{'s'[: count > 1]}: {used['rate']:.0f} mails/s, "
                f"{used['each_ms']:.1f} ms of processor each, {used['busy']}; "
                f"{fleet.accepted_twice()} twice",
                flush=True,
            )


@contextlib.contextmanager
def _used(count: int) -> Iterator[dict[str, Any]]:
    """What so many things cost that are done within the block: wall, processor, the machine."""
    used: dict[str, Any] = {}
    before, began = _processor_time(), time.monotonic()
    psutil.cpu_percent()
    yield used
    took, worked = time.monotonic() - began, _processor_time() - before
    used["rate"], used["each_ms"] = count / took, 1000 * worked / count
    used["busy"] = f"{psutil.cpu_percent():.0f} % of the machine busy"


def growth(_: Path, server: str, sizes: list[int]) -> None:
    """Planning and claiming with so many policies registered, a sixtieth of them due."""
    for size in sizes or [1_000, 10_000, 100_000]:
        with postgres_database(server, f"growth{size}") as url:
            database = Database(url)
            schema.create(database)
            _register(database, size)
            print(
                f"{size:>7} policies: plan {_timed(lambda: _plan(database))}, "  # noqa: B023
                f"claim and release {_timed(lambda: _claim(database))}",  # noqa: B023
                flush=True,
            )
            database.close()


def _plan(database: Database) -> None:
    with database.reading() as tx:
        lanes.due_hosts(tx, datetime.now(UTC), 200)


def _claim(database: Database) -> None:
    with database.transaction() as tx:
        now = datetime.now(UTC)
        claim = lanes.claim_due(tx, "bench", now, timedelta(minutes=3))
        if claim is not None:
            lanes.release(tx, claim, now)


def _timed(do: Callable[[], None]) -> str:
    times = []
    for _ in range(TRIES):
        began = time.perf_counter()
        do()
        times.append(1000 * (time.perf_counter() - began))
    times.sort()
    return f"median {statistics.median(times):.1f} ms, p95 {times[int(TRIES * 0.95)]:.1f} ms"


def _register(database: Database, size: int) -> None:
    """So many policies, five a host, due over the next hour."""
    now, chance, hosts = datetime.now(UTC), random.Random(1), max(size // 5, 1)  # noqa: S311
    policy = PolicyRow(id="", no=0, service="", terms_type="Privacy Policy", created_at=now)
    source = SourceRow(policy_id="", url="", lane="", added_at=now)
    with database.transaction() as tx:
        for start in range(0, size, 5000):
            numbers = range(start, min(start + 5000, size))
            due = [now + timedelta(seconds=chance.uniform(-60, 3540)) for _ in numbers]
            tx.execute(
                insert(PolicyRow),
                [
                    policy.model_dump()
                    | {"id": f"p{n}", "no": n + 1, "service": f"s{n % hosts}", "next_look_at": when}
                    for n, when in zip(numbers, due, strict=True)
                ],
            )
            tx.execute(
                insert(SourceRow),
                [
                    source.model_dump(exclude={"id"})
                    | {
                        "policy_id": f"p{n}",
                        "lane": f"h{n % hosts}",
                        "url": f"http://h{n % hosts}/",
                    }
                    for n in numbers
                ],
            )
        tx.execute(
            insert(LaneRow),
            [
                LaneRow(host=f"h{n}", not_before=now - timedelta(seconds=n % 86400)).model_dump()
                for n in range(hosts)
            ],
        )
    with database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def _follow(fleet: Fleet, readers: int) -> None:
    """So many readers of everything."""
    keys = fleet.folder / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    with fleet.database.transaction() as tx:
        vault = people.open_vault(tx, keys / "master.key")
        for number in range(readers):
            wish = Wish(mailbox(f"reader{number}@example.org"), "everything", "", language="nl")
            subscribe(tx, vault, wish, datetime.now(UTC), "benchmark")


@contextlib.contextmanager
def postgres_database(server: str, name: str) -> Iterator[str]:
    """One more database on the server."""
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield f"{server}/{name}"


@contextlib.contextmanager
def _fleet(folder: Path, server: str, name: str, **settings: str) -> Iterator[Fleet]:
    folder.mkdir()
    with postgres_database(server, name) as url, open_fleet(folder, url, **settings) as fleet:
        yield fleet


@contextlib.contextmanager
def _workers(fleet: Fleet, count: int) -> Iterator[None]:
    for _ in range(count):
        fleet.worker()
    yield
    fleet.stop()


@contextlib.contextmanager
def _single(fleet: Fleet) -> Iterator[None]:
    with fleet.installation.serving():
        yield


def _processor_time() -> float:
    """Seconds of processor time that this program and all it started have used."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system
    return total


if __name__ == "__main__":
    main()
