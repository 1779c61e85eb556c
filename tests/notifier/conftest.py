"""An invented company with two texts, and the office that tells of them. All words are ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from notifier import announce, deliver
from notifier.deliver import Tally
from notifier.office import Letterhead, Office
from notifier.tokens import Tokens
from notifier.ways import Mail, MemoryMail
from policy.compare import compare
from policy.model import Reading
from policy.read import read
from storage import changes, policies, versions
from storage.database import Database
from storage.mailboxes import mailbox
from storage.people import Vault
from storage.policies import Wanted, WantedSource
from storage.subscriptions import Frequency, Wish, subscribe

NOW = datetime(2026, 12, 15, 6, tzinfo=UTC)
LEASE, UNKNOWN_RETRY = timedelta(minutes=3), timedelta(minutes=15)
POLICY, SERVICE = "werfmeester-privacy-policy", "Werfmeester"
OLD_WORDS = "acht dagen"
PAGE = """# Privacybeleid van Werfmeester

## Over dit beleid

1. Werfmeester verhuurt werfketen en bewaart daarvoor gegevens van zijn klanten.
2. Werfmeester mag dit beleid wijzigen zonder voorafgaande kennisgeving. Elke wijziging geldt
   {period} na de datum van aanpassing. Bij een belangrijke wijziging mag de klant zijn
   overeenkomst beëindigen.

## Bewaring

Gegevens van klanten blijven {years} bewaard. Schrijf naar privacy@werfmeester.example.
"""


def text(period: str = OLD_WORDS, years: str = "twee jaar") -> Reading:
    """What Werfmeester's page says, with these words in it."""
    page = PAGE.format(period=period, years=years)
    return read(page.encode(), {"content-type": "text/markdown; charset=utf-8"})


@dataclass
class World:
    """A database with one followed policy, and the steps that tests take in it."""

    database: Database
    office: Office
    now: datetime = NOW
    texts: dict[str, list[Reading]] = field(default_factory=dict)

    def clock(self) -> datetime:
        return self.now

    def later(self, **units: float) -> None:
        self.now += timedelta(**units)

    def watch(
        self, policy: str = POLICY, service: str = SERVICE, reading: Reading | None = None
    ) -> None:
        wanted = Wanted(
            policy, service, "Privacy Policy", (WantedSource(f"https://{policy}.example/"),)
        )
        with self.database.transaction() as tx:
            policies.add(tx, wanted, self.now)
        self.texts[policy] = []
        self.see(reading or text(), policy=policy)

    def see(self, reading: Reading, *, kind: str = "change", policy: str = POLICY) -> str | None:
        """A text is confirmed: a version, and a change if it is not the first."""
        seen = self.texts[policy]
        seen.append(reading)
        number = len(seen)
        with self.database.transaction() as tx:
            text_id = versions.keep_text(
                tx, policy, reading, f"{policy}{reading.text}"[:2000], self.now
            )
            versions.record(
                tx, policy, number=number, kind=kind if number > 1 else "first", text_id=text_id,
                clause_ids=[f"c{i}" for i in range(len(reading.clauses))],
                first_seen_at=self.now, confirmed_at=self.now,
                returns_to=number - 2 if kind == "return" else None,
            )  # fmt: skip
            if number == 1:
                return None
            return changes.record(
                tx, policy, compare(seen[-2], reading), kind=kind, from_version=number - 1,
                to_version=number, last_seen_old_at=self.now - timedelta(hours=12, minutes=40),
                first_seen_new_at=self.now - timedelta(minutes=35), detected_at=self.now,
            )  # fmt: skip

    def follow(
        self,
        address: str = "ada@example.org",
        *,
        frequency: Frequency = "immediate",
        language: str = "nl",
        policy: str = POLICY,
    ) -> int:
        wish = Wish(mailbox(address), "policy", policy, language=language, frequency=frequency)
        with self.database.transaction() as tx:
            kept = subscribe(tx, self.office.vault, wish, self.now, "a test")
            return kept.row.id or 0

    def announce(self) -> int:
        return announce.announce(self.database, self.office, self.now)

    def reconcile(self) -> int:
        return deliver.reconcile(self.database, self.now, UNKNOWN_RETRY)

    async def deliver(self, mail: Mail, worker: str = "worker") -> Tally:
        return await deliver.deliver(
            self.database, self.office, mail, clock=self.clock, lease=LEASE,
            unknown_retry=UNKNOWN_RETRY, worker=worker,
        )  # fmt: skip


@pytest.fixture
def office() -> Office:
    """Who writes in tests."""
    letterhead = Letterhead(
        "https://clausewatch.example", "notices@clausewatch.example", operator="Buurtarchief, Gent"
    )
    return Office(letterhead, Vault(b"m" * 32), Tokens(b"t" * 32))


@pytest.fixture
def world(database: Database, office: Office) -> World:
    """Werfmeester's privacy policy, watched since a while; nobody follows it yet."""
    world = World(database, office)
    world.watch()
    return world


@pytest.fixture
def memory() -> MemoryMail:
    """A way out that keeps what it is given."""
    return MemoryMail()


@pytest.fixture
def changed() -> Callable[[], Reading]:
    """Werfmeester's next text: the period is another."""
    return lambda: text(period="vijf dagen")
