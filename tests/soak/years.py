"""A simulated year of five policies: outages, walls, flip-flops, restarts and both changes of the
clocks. Ten rounds are the fifty that looking has to stand.

Time is a number that jumps from one due look to the next; pages come from a real server on
loopback and are read and kept as always. What really happened to each page is drawn beforehand, so
in the end it is known what had to be told.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from policy.decide import Rules
from storage import changes, checks, policies, schema, versions
from storage.database import Database
from storage.policies import Wanted, WantedSource
from storage.tables import CheckRow
from tests.contracts.fault_server import Close, Script, page, serving
from tests.watcher.world import LOOPBACK, Clock, policy_html
from watcher.answers import Limits
from watcher.politeness import Manners
from watcher.rounds import Setup, watching
from watcher.schedule import LONGEST

ROUNDS = 10
POLICIES = 5
DAYS = 365
BEGIN = datetime(2026, 2, 20, 9, tzinfo=UTC)
INTERVAL = timedelta(hours=6)
WALL = b"<html><title>Just a moment...</title><body><p>Checking your browser.</p></body></html>"
LASTING = timedelta(days=9)  # between two real changes: longer than any trouble, and than settling


@dataclass
class Truth:
    """What happens to one page: its texts, each from a time on, and the trouble in between."""

    texts: list[tuple[datetime, int]]
    trouble: list[tuple[datetime, datetime, str]]
    fetches: int = 0
    answered: int = 0
    """Without those that were reset: a reset on a kept connection is tried once more at once."""

    def text_at(self, now: datetime) -> int:
        """The number that tells the text in force at a time."""
        return [number for begin, number in self.texts if begin <= now][-1]

    def answer(self, now: datetime) -> Script:
        """What the server says at a time."""
        self.fetches += 1
        self.answered += 1
        for begin, end, kind in self.trouble:
            if begin <= now < end:
                return self._trouble(kind, now)
        return [page(policy_html(days=self.text_at(now), noise=f"n{self.fetches}"))]

    def _trouble(self, kind: str, now: datetime) -> Script:
        self.answered -= kind == "reset"
        if kind == "wall":
            return [page(WALL)]
        if kind == "down":
            return [page(b"down", status="502 Bad Gateway")]
        if kind == "reset":
            return [Close("rst")]
        if kind == "cut":
            return [page(policy_html(days=self.text_at(now)))[:-200], Close()]
        if kind == "gone":
            return [page(b"not found", status="404 Not Found")]
        flip = 900 if self.fetches % 2 else self.text_at(now)  # a text nobody sees twice in a row
        return [page(policy_html(days=flip))]


@dataclass
class Watching:
    """What was noticed while time went by."""

    late: list[timedelta] = field(default_factory=list)


def drawn(chance: random.Random) -> Truth:
    """One page's year."""
    texts, at, number = [(BEGIN, 30)], BEGIN, 30
    while True:
        at += LASTING + timedelta(hours=chance.uniform(0, 24 * 20))
        if at > BEGIN + timedelta(days=DAYS - 9):
            break
        number += 1
        texts.append((at, number))
    trouble, at = [], BEGIN + timedelta(days=1)
    while at < BEGIN + timedelta(days=DAYS):
        end = at + timedelta(hours=chance.choice([1, 5, 20, 60]))
        trouble.append((at, end, chance.choice(["wall", "down", "reset", "cut", "gone", "flip"])))
        at = end + timedelta(hours=chance.uniform(30, 400))
    return Truth(texts, trouble)


def one_round(seed: int, folder: Path) -> None:
    """Live through it, then compare what was told with what was."""
    chance = random.Random(seed)  # noqa: S311 - a draw that can be repeated, no secret
    truths = {f"p{number}": drawn(chance) for number in range(POLICIES)}
    for left in folder.glob(f"years-{seed}.db*"):
        left.unlink()
    database = Database(f"sqlite:///{folder}/years-{seed}.db")
    schema.create(database)
    try:
        noticed = asyncio.run(lived(database, truths, chance))
        assert max(noticed.late) <= INTERVAL, f"a look came {max(noticed.late)} late"
        for id, truth in truths.items():
            told_is_true(database, id, truth)
    finally:
        database.close()


async def lived(database: Database, truths: dict[str, Truth], chance: random.Random) -> Watching:
    """The year, look by look, with a restart now and then."""
    clock, noticed = Clock(BEGIN), Watching()
    async with serving(lambda path: answer(truths, path, clock)) as server:
        with database.transaction() as tx:
            for id in truths:
                source = WantedSource(f"http://127.0.0.1:{server.port}/{id}")
                wanted = Wanted(
                    id,
                    "Mill",
                    "Privacy Policy",
                    (source,),
                    interval_s=6 * 3600,
                    options={"lane": id},  # each has a host of its own
                )
                policies.add(tx, wanted, clock())
        setup = Setup(
            exceptions=LOOPBACK,
            rules=Rules(),
            manners=Manners(min_delay=timedelta(seconds=1)),
            limits=Limits(total_s=5),
        )
        while clock.now < BEGIN + timedelta(days=DAYS):
            async with watching(database, setup, clock, clock.sleep) as watcher:
                for _ in range(chance.randint(20, 200)):  # then the process is started anew
                    await watcher.look_at_due()
                    due = next_due(database)
                    noticed.late.append(clock.now - due if due < clock.now else timedelta(0))
                    clock.now = max(clock.now + timedelta(seconds=15), due)
    return noticed


def answer(truths: dict[str, Truth], path: str, clock: Clock) -> Script:
    """A page of the street at this moment."""
    truth = truths.get(path.strip("/"))  # a dead page's successors are sought in other places
    return truth.answer(clock.now) if truth else [page(b"", status="404 Not Found")]


def next_due(database: Database) -> datetime:
    """When the next policy is due."""
    with database.reading() as tx:
        return min(row.next_look_at for row in policies.listed(tx))


def gaps(looks: Sequence[CheckRow]) -> list[timedelta]:
    """The time from each look to the next."""
    return [later.at - earlier.at for earlier, later in itertools.pairwise(looks)]


def told_is_true(database: Database, id: str, truth: Truth) -> None:
    """Every real change was told once, nothing else was, and it lies within the bounds that were
    told.
    """
    with database.reading() as tx:
        told = [changes.get(tx, row.id) for row in changes.listed(tx, id)]
        texts = [versions.get(tx, id, row.number).reading.text for row in versions.listed(tx, id)]
        looks = checks.of(tx, id)
    real = truth.texts[1:]
    assert len(told) == len(real), f"{id}: told {len(told)} changes, there were {len(real)}"
    for change, (at, number) in zip(told, real, strict=True):
        assert change.last_seen_old_at <= at <= change.first_seen_new_at, f"{id}: not within bounds"
        assert f"{number} days" in texts[change.to_version - 1]
    assert len(looks) >= truth.answered, f"{id}: {truth.answered} answers, {len(looks)} looks"
    longest = max(gaps(looks))
    assert longest <= LONGEST * 1.1 + INTERVAL, f"{id}: not looked at for {longest}"
