"""A fleet of real `clausewatch worker` processes over one PostgreSQL database."""

from __future__ import annotations

import contextlib
import itertools
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, update
from sqlmodel import col, select

from storage import declaring
from storage.database import Database
from storage.policies import Wanted, WantedSource
from storage.tables import AttemptRow, ChangeRow, DeliveryRow, LaneRow, PolicyRow
from tests import programs
from tests.contracts.look_until_killed import clock
from tests.contracts.town import Town
from tests.smtp_sink import SmtpSink
from tests.stories.installation import COMMAND, Installation

READERS = ("ada@reader.example", "ben@reader.example", "cy@reader.example")


@dataclass
class Fleet:
    """An installation, its database, and the workers that run now."""

    installation: Installation
    database: Database
    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def worker(self, *words: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start one worker, with more in its environment."""
        log = self.folder / f"worker-{next(self.numbers)}.log"
        with log.open("wb") as said:
            process = programs.start(
                [*COMMAND, "worker", *words],
                said,
                self.installation.environment | environment,
                self.folder,
            )
        self.running.append(process)
        return process

    def stop(self) -> float:
        """SIGTERM to all that run; the seconds until the last one had ended, each well."""
        alive = [process for process in self.running if process.poll() is None]
        began = time.monotonic()
        codes = programs.stop(alive)
        assert codes == [0] * len(codes), self.logs()
        return time.monotonic() - began

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """As a power cut would."""
        programs.kill(process)

    def logs(self) -> str:
        """What the workers said."""
        return "\n".join(
            f"{log.name}: {log.read_text(errors='replace')[-2000:]}"
            for log in sorted(self.folder.glob("worker-*.log"))
        )

    def watch(
        self, town: Town, hosts: int, each: int, first: int = 1, every_s: int = 2
    ) -> list[str]:
        """Declare so many policies on each of so many hosts; their names."""
        wanted = [
            Wanted(
                f"p{host}-{number}", f"Mill {host}", "Privacy Policy",
                (WantedSource(town.url(host, str(number))),), interval_s=every_s,
            )
            for host in range(first, first + hosts)
            for number in range(each)
        ]  # fmt: skip
        with self.database.transaction() as tx:
            return list(declaring.put_many(tx, wanted, clock()))

    def follow_everything(self) -> None:
        """Three readers follow every policy there is."""
        for reader in READERS:
            self.installation.run("subscribe", reader, "--everything", "--confirmed-by", "the test")

    def until(
        self,
        done: Callable[[], bool],
        what: str,
        patience: float = programs.PATIENCE_S,
        every_s: float = 0.1,
    ) -> float:
        """Wait until something is so; how long it took."""
        began = time.monotonic()
        while not done():
            assert time.monotonic() - began < patience, f"{what} did not happen:\n{self.logs()}"
            time.sleep(every_s)
        return time.monotonic() - began

    def looked_at(self, names: Sequence[str]) -> int:
        """How many of these policies were seen at least once."""
        with self.database.reading() as tx:
            query = select(func.count()).where(
                col(PolicyRow.id).in_(names), col(PolicyRow.last_confirmed_at).is_not(None)
            )
            return tx.exec(query).one()

    def looked_since(self, since: datetime) -> int:
        """How many policies were looked at since then."""
        with self.database.reading() as tx:
            query = select(func.count()).where(col(PolicyRow.last_look_at) >= since)
            return tx.exec(query).one()

    def accepted(self) -> int:
        """How many letters a server took."""
        with self.database.reading() as tx:
            return tx.exec(select(func.count()).where(AttemptRow.outcome == "accepted")).one()

    def accepted_twice(self) -> int:
        """How many of these were of a delivery that a server had taken before."""
        with self.database.reading() as tx:
            each = func.count(col(AttemptRow.delivery_id).distinct())
            return (
                self.accepted()
                - tx.exec(select(each).where(AttemptRow.outcome == "accepted")).one()
            )

    def unreachable(self) -> int:
        """How many policies could not be reached when they were last looked at."""
        with self.database.reading() as tx:
            query = select(func.count()).where(col(PolicyRow.last_outcome) == "unreachable")
            return tx.exec(query).one()

    def in_force(self, version: int) -> int:
        """How many policies have reached this version."""
        with self.database.reading() as tx:
            query = select(func.count()).where(col(PolicyRow.in_force) == version)
            return tx.exec(query).one()

    def changes(self) -> int:
        """How many changes are on record."""
        with self.database.reading() as tx:
            return tx.exec(select(func.count()).select_from(ChangeRow)).one()

    def deliveries(self, *states: str) -> list[DeliveryRow]:
        """The deliveries of changes in these states."""
        with self.database.reading() as tx:
            query = select(DeliveryRow).where(
                DeliveryRow.kind == "change", col(DeliveryRow.state).in_(states)
            )
            return list(tx.exec(query))

    def lanes_held(self) -> int:
        """How many hosts somebody still holds."""
        with self.database.reading() as tx:
            query = select(func.count()).where(col(LaneRow.lease_owner).is_not(None))
            return tx.exec(query).one()

    def due_now(self) -> None:
        """Make every policy due: after a failed look the next one is a quarter of an hour away."""
        with self.database.transaction() as tx:
            tx.execute(update(PolicyRow).values(next_look_at=clock()))

    def told_rightly(self, sink: SmtpSink, changes: int) -> None:
        """Assert that every reader was told of every change once, but for recorded unknowns."""
        twice = [row.message_id for row in self.deliveries("sent", "unknown") if row.unknowns]
        told = [str(mail.message["Message-ID"]) for mail in sink.received]
        doubled = {name for name in told if told.count(name) > 1}
        assert doubled <= set(twice), f"told twice: {doubled - set(twice)}"
        assert len(set(told)) == changes * len(READERS), self.logs()


@contextlib.contextmanager
def open_fleet(folder: Path, url: str, **settings: str) -> Iterator[Fleet]:
    """A fleet without workers yet; whoever still runs at the end is killed."""
    fast = {
        "DATABASE_URL": url,
        "MAIL__FROM": "notices@clausewatch.example",
        "WATCH__ALLOW_NETWORKS": "127.0.0.0/8",
        "WATCH__CONFIRM_AFTER": "0",
        "WATCH__MIN_DELAY": "0",
    }
    installation = Installation(folder, fast | settings)
    done = installation.command("migrate", "--fleet")
    assert done.returncode == 0, done.stderr
    fleet = Fleet(installation, Database(url), folder)
    try:
        yield fleet
    finally:
        for process in fleet.running:
            fleet.kill(process)
        fleet.database.close()
