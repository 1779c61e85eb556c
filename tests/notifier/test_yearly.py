"""Long silences of ours and of mailboxes: a sign of life, and a question before we give up."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from notifier import reconfirming, yearly
from notifier.ways import MemoryMail
from storage import policies, subscriptions
from storage.tables import DeliveryRow, SubscriberRow, SubscriptionRow
from tests.notifier.conftest import POLICY, World, text
from tests.notifier.test_joining import read
from tests.notifier.test_subscribing import link


def looked(world: World) -> None:
    """A look saw the text that is in force."""
    with world.database.transaction() as tx:
        row = policies.get(tx, POLICY)
        row.in_force, row.last_confirmed_at = 1, world.now
        tx.add(row)


def sign_of_life(world: World) -> int:
    return yearly.plan(world.database, world.office, world.now)


async def test_who_heard_nothing_for_a_year_gets_one_sign_of_life(
    world: World, memory: MemoryMail
) -> None:
    world.follow()
    world.later(days=364)
    looked(world)
    assert sign_of_life(world) == 0
    world.later(days=2)

    assert sign_of_life(world) == 1
    assert sign_of_life(world) == 0
    await world.deliver(memory)
    [(subject, words)] = read(memory.letters)
    assert subject == "Wij volgen nog altijd het privacybeleid van Werfmeester"
    assert "en hij is niet gewijzigd" in words
    assert "De link om te stoppen hieronder beëindigt 1 abonnement." in words
    world.later(days=366)
    assert sign_of_life(world) == 1


async def test_who_was_told_of_a_change_needs_no_sign_of_life(
    world: World, memory: MemoryMail
) -> None:
    world.follow()
    world.later(days=100)
    world.see(text("vijf dagen"))
    world.announce()
    await world.deliver(memory)
    world.later(days=300)
    looked(world)

    assert sign_of_life(world) == 0


def full_for_days(world: World) -> None:
    with world.database.transaction() as tx:
        subscriber = tx.exec(select(SubscriberRow)).one()
        subscriptions.suppress_subscriber(tx, subscriber.id or 0, "soft_bounces", world.now)


def question(world: World) -> int:
    return reconfirming.plan(world.database, world.office, world.now)


async def test_a_mailbox_that_was_full_is_asked_once_after_a_pause(
    world: World, memory: MemoryMail
) -> None:
    world.follow()
    full_for_days(world)
    assert question(world) == 0
    world.later(days=14, minutes=1)

    assert (question(world), question(world)) == (1, 0)
    await world.deliver(memory)
    [(subject, _)] = read(memory.letters)
    assert subject == "Wilt u nog berichten over het privacybeleid van Werfmeester?"
    with world.database.transaction() as tx:
        seen = reconfirming.confirm(tx, world.office, link(memory, "reconfirm"), world.now)
    assert seen
    world.see(text("vijf dagen"))
    world.announce()
    assert (await world.deliver(memory)).sent == 1


async def test_who_does_not_answer_is_written_to_no_more(world: World, memory: MemoryMail) -> None:
    world.follow()
    full_for_days(world)
    world.later(days=15)
    question(world)
    await world.deliver(memory)
    world.later(days=31)
    question(world)

    with world.database.reading() as tx:
        assert tx.exec(select(SubscriptionRow.ended_reason)).all() == ["bounced"]
        assert len(tx.exec(select(DeliveryRow)).all()) == 1
        late = world.now + timedelta(days=1)
        assert reconfirming.look(tx, world.office, link(memory, "reconfirm"), late) is None


async def test_the_date_moved_is_a_correction_in_the_same_thread(
    world: World, memory: MemoryMail
) -> None:
    from dataclasses import replace

    world.follow()
    world.see(replace(text("vijf dagen"), effective_on="2027-01-20"))
    world.announce()
    await world.deliver(memory)
    world.later(days=1)
    world.see(replace(text("vijf dagen"), effective_on="2027-03-01"))
    world.announce()
    await world.deliver(memory)

    _, (subject, words) = read(memory.letters)
    assert subject == "Werfmeester, privacybeleid: geldt vanaf 1 maart 2027"
    assert words.startswith(
        "De datum is verschoven: onze mail van 15 december 2026 noemde 20 januari 2027; de tekst"
        " noemt nu 1 maart 2027.\n"
    )
    told, moved = (one.data.decode("latin-1") for one in memory.letters)
    root = f"<c.{POLICY}.2@clausewatch.example>"
    assert root in told
    assert root in moved
