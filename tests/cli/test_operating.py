"""Trouble reaches the operator: once a day, with what mends it; at once only what stops all."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cli import wiring
from cli.operating import Operator
from cli.wiring import World
from config.settings import load
from notifier import campaign
from notifier.operator_mail import Group, Trouble, daily, ordered
from notifier.receipts import Receipt
from notifier.ways import Begin, Letter, MemoryMail
from policy.compare import compare
from policy.fingerprint import fingerprint
from policy.model import Outcome
from policy.read import read
from storage import accounts, checks, policies, schema, snapshots
from storage.accounts import Role
from storage.campaigns import Counting, Draft
from storage.checks import Look
from storage.database import Database
from storage.errors import DiskFullError
from storage.policies import Wanted, WantedSource
from storage.tables import PolicyRow
from tests.cli.conftest import Desk

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
MARKDOWN = {"content-type": "text/markdown"}


@dataclass
class Post:
    """An installation whose time a test moves, its operator, and the mail they got."""

    world: World
    operator: Operator
    mail: MemoryMail
    patch: pytest.MonkeyPatch

    def at(self, now: datetime) -> bool:
        """Tell what is to be told at a time; whether a mail left."""
        self.patch.setattr(wiring, "now", lambda: now)
        return asyncio.run(self.operator.tell(self.mail))

    def fails(self, id: str, reason: str, times: int, host: str = "mill.example") -> None:
        """Watch a policy whose looks fail."""
        with self.world.database.transaction() as tx:
            source = WantedSource(f"https://{host}/{id}")
            policies.add(tx, Wanted(id, "Mill", "Privacy Policy", (source,)), MORNING)
            row = tx.get_one(PolicyRow, id)
            for number in range(times):
                at = MORNING - timedelta(minutes=times - number)
                outcome = Outcome.UNREACHABLE if reason == "timeout" else Outcome.REFUSED
                checks.record(tx, row.no, Look(at, outcome, reason))
            row.failed_in_a_row = times
            tx.add(row)

    def texts(self) -> list[tuple[str, str]]:
        """Subject and text of each mail."""
        read = [
            email.message_from_bytes(letter.data, policy=email.policy.default)
            for letter in self.mail.letters
        ]
        return [(str(one["subject"]), one.get_content()) for one in read]


@pytest.fixture
def post(installation: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """An installation with an operator who reads mail."""
    installation.set("OPERATOR__CONTACT", "ada@clausewatch.example")
    with opened() as world:
        yield Post(world, Operator(world), MemoryMail(), monkeypatch)


@contextmanager
def opened() -> Iterator[World]:
    with wiring.open_installation(load(options={})) as world:
        yield world


def test_trouble_is_told_once_a_day_with_the_command_that_mends_it(post: Post) -> None:
    post.fails("bread", "bot_wall", 4)
    post.fails("flour", "bot_wall", 3)
    post.fails("weather", "timeout", 2)

    at_night = post.at(MORNING - timedelta(hours=4))
    first = post.at(MORNING)
    again = post.at(MORNING + timedelta(hours=5))
    next_day = post.at(MORNING + timedelta(days=1))
    next_week = post.at(MORNING + timedelta(days=8))

    assert (at_night, first, again, next_day, next_week) == (False, True, False, False, True)
    subject, text = post.texts()[0]
    assert subject == "Clausewatch: 2 policies in trouble"
    head = "mill.example: a wall against robots stands before the page (bot_wall); followed by 0:"
    assert head in text
    assert 'clausewatch look bread --file PAGE --by "NAME" --seen TIME' in text
    assert "weather" not in text


def test_a_day_without_trouble_is_no_mail(post: Post) -> None:
    assert not post.at(MORNING)
    assert not post.at(MORNING + timedelta(days=1))
    assert post.mail.letters == []


def test_other_trouble_is_told_the_next_day(post: Post) -> None:
    post.fails("bread", "bot_wall", 4)
    post.at(MORNING)
    post.fails("flour", "gone", 3)

    assert post.at(MORNING + timedelta(days=1))
    assert "flour" in post.texts()[1][1]


def test_what_no_server_took_is_tried_again(post: Post) -> None:
    post.fails("bread", "bot_wall", 4)
    taking, post.mail = post.mail, Refusing()

    refused = [post.at(MORNING + timedelta(minutes=m)) for m in (0, 5)]
    post.mail = taking
    taken = post.at(MORNING + timedelta(minutes=20))

    assert refused == [False, False]
    assert taken


def test_every_look_failing_is_told_at_once_and_once(post: Post) -> None:
    post.fails("bread", "timeout", 6, "mill.example")
    post.fails("ship", "timeout", 6, "harbour.example")
    night = MORNING - timedelta(hours=8)  # nobody waits for the morning
    with post.world.database.transaction() as tx:
        for row in policies.listed(tx):
            for minute in range(6):
                look = Look(night - timedelta(minutes=minute), Outcome.UNREACHABLE, "timeout")
                checks.record(tx, row.no, look)

    told = [post.at(night), post.at(night + timedelta(minutes=5))]

    assert told == [True, False]
    assert post.texts()[0][0] == "Clausewatch stands still: every look fails"


def test_a_full_disk_is_told_though_nothing_can_be_kept(post: Post) -> None:
    post.world.office  # noqa: B018 - opened while there was room
    full = FullDatabase(str(post.world.database.url))
    post.operator = Operator(replace(post.world, database=full))
    post.operator.world.__dict__["office"] = post.world.office

    told = [post.at(MORNING), post.at(MORNING + timedelta(minutes=1))]
    full.close()

    assert told == [True, False]
    subject, text = post.texts()[0]
    assert subject == "Clausewatch stands still: the disk is full"
    assert "free some space" in text


def test_the_most_followed_come_first() -> None:
    groups = [
        Group("gone", "a.example", (Trouble("one", 1, "gone"),)),
        Group("login", "b.example", (Trouble("two", 2, "login"), Trouble("three", 5, "login"))),
    ]

    subject, text = daily(ordered(groups), ())

    assert subject == "Clausewatch: 3 policies in trouble"
    assert text.index("three") < text.index("two") < text.index("one")


def test_health_says_since_when_and_why(installation: Desk, post: Post) -> None:
    post.fails("bread", "bot_wall", 4)

    (form,) = installation.run("policies", "--health")
    said = installation.command("policies", "--health").stdout

    assert form["failed_in_a_row"] == 4
    assert form["reasons"] == {"bot_wall": 4}
    assert form["host"] == "mill.example"
    assert "bread (mill.example, followed by 0)\n  last read never; since then bot_wall ×4" in said
    assert "a wall against robots stands before the page; next look 2026" in said
    assert "watched: 1; paused: 0; in trouble: 1; not read at the last look: 1." in said


class Refusing(MemoryMail):
    """A relay that takes nothing."""

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        """Refuse."""
        return Receipt("connect", "relay.example", None, "connection refused")


class FullDatabase(Database):
    """A database on a disk without room."""

    def reading(self):  # type: ignore[no-untyped-def]
        """Nothing can be opened."""
        raise DiskFullError("no room left to write; free some space")


def test_the_schema_knows_what_was_told(post: Post) -> None:
    schema.check(post.world.database)


def test_a_notice_at_risk_is_told_at_once_and_once(post: Post) -> None:
    name = draft(post.world, MORNING)

    early = post.at(MORNING.replace(hour=3))
    assert not early, "there is time"
    tight = MORNING.replace(day=20, hour=3)
    assert post.at(tight)
    assert not post.at(tight + timedelta(hours=1))
    [(subject, text)] = post.texts()
    assert subject == "Clausewatch: a notice of Werf is at risk"
    assert "Nobody was told yet" in text
    assert f"clausewatch notice plan {name}" in text
    assert f"/desk/notices/{name}" in text
    assert post.at(tight.replace(hour=8)), "the mail of the day has it too"
    assert f"Notice {name}: Nobody was told yet" in post.texts()[1][1]


def draft(world: World, now: datetime) -> str:
    """A notice that must be accepted by 21 March, drafted on 2 March."""
    old, new = (
        read(f"# Terms of Werf\n\n1. You pay within {days} days.\n".encode(), MARKDOWN)
        for days in (30, 14)
    )
    office = world.office  # it has a transaction of its own
    with world.database.transaction() as tx:
        account = accounts.add(tx, "ada", Role.OPERATOR, "a lighthouse keeps 9 cats", now)
        kept = snapshots.keep_body(tx, b"new", None)
        asked = Draft(
            service="Werf", terms_type="Terms of Service", old=old, new=new,
            comparison=compare(old, new), new_source="new.md", new_sha256=kept.sha256,
            blob_id=kept.blob_id, effective_on=date(2026, 3, 30),
            counting=Counting(period="P8D"), old_fingerprint=fingerprint(old),
            new_fingerprint=fingerprint(new),
        )  # fmt: skip
        return campaign.draft(tx, office, asked, account, now).id
