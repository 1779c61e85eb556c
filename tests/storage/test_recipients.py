"""Recipients of contract notices: enrolled once, planned once, apart from followers."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from notifier.mail import Relay
from notifier.relays import RelayMail
from notifier.ways import MemoryMail
from storage import enrolling, notices, recipients, retention
from storage.enrolling import Recipient
from storage.mailboxes import mailbox
from storage.notices import Rendered
from storage.tables import AttemptRow, DeliveryRow, PersonRow, SubscriberRow, SuppressionRow
from tests.notifier.conftest import World
from tests.notifier.conftest import memory as memory
from tests.notifier.conftest import office as office
from tests.notifier.conftest import world as world
from tests.smtp_sink import SmtpSink

ABOUT = "werfmeester-2027"


def plan(world: World, *addresses: str, deadline_days: float | None = None) -> int:
    rendered = Rendered("De voorwaarden wijzigen", "Op 1 februari.\n", "<p>Op 1 februari.</p>")
    due_by = world.now + timedelta(days=deadline_days) if deadline_days else None
    with world.database.transaction() as tx:
        people = enrolling.enrol(
            tx, world.office.vault, "Werfmeester", ABOUT,
            [Recipient(mailbox(address), "nl") for address in addresses], world.now,
        )  # fmt: skip
        notice = notices.keep(
            tx, rendered, kind="contract", about=ABOUT, language="nl", time_zone="UTC",
            mail_class="contract", now=world.now,
        )  # fmt: skip
        planned = [one.planned(world.now, due_by) for one in people]
        return notices.plan(
            tx, world.office.vault, notice, planned, "clausewatch.example", world.now
        )


def told(world: World) -> list[recipients.Told]:
    with world.database.reading() as tx:
        return list(recipients.told(tx, ABOUT))


async def test_everybody_is_told_once_without_a_way_to_unsubscribe(
    world: World, memory: MemoryMail
) -> None:
    addresses = [f"klant{n}@example.org" for n in range(700)]

    assert plan(world, *addresses) == 700
    assert plan(world, *addresses) == 0
    assert (await world.deliver(memory)).sent == 700
    assert (await world.deliver(memory)).sent == 0

    assert {letter.recipient for letter in memory.letters} == set(addresses)
    assert not any(b"List-Unsubscribe" in letter.data for letter in memory.letters)
    with world.database.reading() as tx:
        assert recipients.counts(tx, ABOUT) == {("sent", "E0"): 700}
        assert len(tx.exec(select(PersonRow)).all()) == 700


async def test_a_customer_who_follows_is_two_people_here(world: World, memory: MemoryMail) -> None:
    world.follow("ada@example.org")

    plan(world, "Ada@example.org", "ADA@EXAMPLE.ORG")

    with world.database.reading() as tx:
        assert len(tx.exec(select(SubscriberRow)).all()) == 2
    assert len(told(world)) == 1


async def test_a_mailbox_that_is_gone_is_reported_and_not_suppressed(
    world: World, smtp_sink: SmtpSink
) -> None:
    plan(world, "weg@example.org")
    smtp_sink.behave("refuse")
    mail = RelayMail(Relay("127.0.0.1", smtp_sink.port, starttls=False))

    await world.deliver(mail)
    await mail.aclose()

    [one] = told(world)
    assert (one.state, one.code, one.enhanced, one.needs_another_channel) == (
        "failed", 550, "5.1.1", True,
    )  # fmt: skip
    with world.database.reading() as tx:
        assert tx.exec(select(SuppressionRow)).all() == []


async def test_after_its_deadline_a_letter_is_given_up_and_shown(world: World) -> None:
    plan(world, "ada@example.org", deadline_days=1)
    away = RelayMail(Relay("127.0.0.1", 1, starttls=False))
    await world.deliver(away)
    world.later(days=2)

    await world.deliver(away)

    [one] = told(world)
    assert (one.state, one.needs_another_channel) == ("expired", True)


async def test_what_a_company_needs_as_evidence_is_not_purged_with_the_rest(
    world: World, memory: MemoryMail
) -> None:
    plan(world, "ada@example.org")
    await world.deliver(memory)

    retention.purge(world.database, world.now + timedelta(days=365))

    with world.database.reading() as tx:
        assert tx.exec(select(AttemptRow.transcript_sealed)).one() is not None
        assert tx.exec(select(DeliveryRow.address_sealed)).one() is not None


def test_whoever_was_enrolled_and_never_frozen_is_forgotten_after_a_day(world: World) -> None:
    people = [Recipient(mailbox(f"klant{n}@example.org"), "nl") for n in range(1200)]
    with world.database.reading() as tx:
        ready = enrolling.prepare(tx, world.office.vault, "Werfmeester", ABOUT, people)
    kept = enrolling.keep_in_pieces(world.database, ready, world.now)

    def forgotten(days: float) -> int:
        with world.database.transaction() as tx:
            return enrolling.forget_strays(tx, world.now + timedelta(days=days))

    assert [one.address_key for one in kept.people] == [one.address_key for one in ready.people]
    assert all(one.known and one.known.subscription_id for one in kept.people)
    assert forgotten(0.5) == 0
    assert forgotten(1.5) + forgotten(1.5) == 1200
    assert forgotten(1.5) == 0
    with world.database.reading() as tx:
        assert all(tx.exec(select(PersonRow.erased_at)))
        assert not any(tx.exec(select(SubscriberRow.address_key)))
