"""Claim, send, record, with a real mail server that accepts, defers, refuses and hangs up."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlmodel import col, select

from notifier import subscribing
from notifier.mail import Relay
from notifier.receipts import Receipt
from notifier.relays import RelayMail
from notifier.ways import FileMail, Letter, MemoryMail
from storage import outbox, people, waiting
from storage.mailboxes import mailbox
from storage.subscriptions import Wish
from storage.tables import AttemptRow, DeliveryRow, EntryRow, SubscriberRow, SuppressionRow
from tests.notifier.conftest import LEASE, World, text
from tests.smtp_sink import SmtpSink


def states(world: World) -> list[str]:
    with world.database.reading() as tx:
        rows = select(DeliveryRow.state).where(DeliveryRow.kind == "change")  # no reminders
        return list(tx.exec(rows.order_by(col(DeliveryRow.subscription_id))))


def relay(sink: SmtpSink, connections: int = 2) -> RelayMail:
    limits = {"connect_timeout_s": 5.0, "command_timeout_s": 5.0, "answer_timeout_s": 5.0}
    return RelayMail(Relay("127.0.0.1", sink.port, starttls=False, **limits), connections)


@pytest.fixture
def told(world: World) -> World:
    """Ada, Ben and Cy follow; the change is announced and waits in the outbox."""
    for name in ("ada", "ben", "cy"):
        world.follow(f"{name}@example.org")
    world.see(text("vijf dagen"))
    world.announce()
    return world


async def test_everybody_gets_their_letter_once(told: World, smtp_sink: SmtpSink) -> None:
    mail = relay(smtp_sink)

    tally, again = await told.deliver(mail), await told.deliver(mail)
    await mail.aclose()

    assert (tally.sent, again.sent) == (3, 0)
    assert sorted(one.recipient for one in smtp_sink.received) == [
        "ada@example.org", "ben@example.org", "cy@example.org",
    ]  # fmt: skip
    assert len({one.message["Message-ID"] for one in smtp_sink.received}) == 3
    links = {str(one.message["List-Unsubscribe"]) for one in smtp_sink.received}
    assert len(links) == 3
    assert all("bevestigd op 15 december 2026" in one.text for one in smtp_sink.received)


async def test_a_receipt_is_kept_sealed_and_entered(told: World, smtp_sink: SmtpSink) -> None:
    mail = relay(smtp_sink)
    await told.deliver(mail)
    await mail.aclose()

    with told.database.reading() as tx:
        row = tx.exec(select(AttemptRow)).first()
        assert row is not None
        assert (row.outcome, row.code) == ("accepted", 250)
        assert b"ada@" not in (row.transcript_sealed or b"")
        assert len(tx.exec(select(EntryRow).where(EntryRow.kind == "receipt")).all()) == 3
        delivery = tx.get_one(DeliveryRow, row.delivery_id)
        subscriber = tx.get_one(SubscriberRow, delivery.subscriber_id)
        key = told.office.vault.key_of(tx, subscriber.person_id)
        assert key is not None
        assert "> RCPT TO:<" in key.unseal("transcript", row.transcript_sealed or b"")
        assert delivery.grade == "E1"


async def test_each_answer_ends_where_it_should(told: World, smtp_sink: SmtpSink) -> None:
    smtp_sink.behave("defer", "refuse")
    mail = relay(smtp_sink, connections=1)

    tally = await told.deliver(mail)

    assert (tally.sent, tally.deferred, tally.failed) == (1, 1, 1)
    assert sorted(states(told)) == ["failed", "pending", "sent"]
    told.later(minutes=5)
    assert (await told.deliver(mail)).sent == 1
    await mail.aclose()


async def test_the_sink_meets_one_message_after_the_other_as_it_was_told(
    told: World, smtp_sink: SmtpSink
) -> None:
    smtp_sink.behave("accept", "defer")
    mail = relay(smtp_sink, connections=1)

    tally = await told.deliver(mail)
    await mail.aclose()

    assert (tally.sent, tally.deferred) == (2, 1)
    assert sorted(states(told)) == ["pending", "sent", "sent"]


async def test_a_lost_answer_is_repeated_once_with_the_same_id(
    world: World, smtp_sink: SmtpSink
) -> None:
    world.follow()
    world.see(text("vijf dagen"))
    world.announce()
    smtp_sink.behave("hang_up_after_data", "hang_up_after_data")
    mail = relay(smtp_sink)

    assert (await world.deliver(mail)).unknown == 1
    assert states(world) == ["unknown"]
    assert (await world.deliver(mail)).unknown == 0
    world.later(minutes=15)
    assert (await world.deliver(mail)).unknown == 1
    world.later(days=1)
    await world.deliver(mail)
    await mail.aclose()

    assert len(smtp_sink.received) == 2
    assert len({one.message["Message-ID"] for one in smtp_sink.received}) == 1


async def test_a_relay_that_is_down_costs_nobody_their_letter(told: World) -> None:
    away = RelayMail(Relay("127.0.0.1", 1, starttls=False), connections=1)

    tally = await told.deliver(away)

    assert (tally.sent, tally.deferred) == (0, 3)
    assert states(told) == ["pending"] * 3
    told.later(minutes=2)
    assert (await told.deliver(MemoryMail())).sent == 3


async def test_a_relay_that_stays_away_is_given_up_visibly(world: World) -> None:
    world.follow()
    world.see(text("vijf dagen"))
    world.announce()
    away = RelayMail(Relay("127.0.0.1", 1, starttls=False))
    for _ in range(8):
        await world.deliver(away)
        world.later(days=1)

    assert states(world) == ["expired"]


async def test_who_stops_while_the_letter_is_written_gets_nothing(told: World) -> None:
    class Slow(MemoryMail):
        async def send(self, letter: Letter, begin: object) -> Receipt:
            with told.database.transaction() as tx:
                ids = list(tx.exec(select(DeliveryRow.subscription_id)))
                waiting.cancel(tx, ids)
            return await super().send(letter, begin)  # type: ignore[arg-type]

    mail = Slow()

    await told.deliver(mail)

    assert mail.letters == []
    assert states(told) == ["cancelled"] * 3


async def test_who_was_erased_gets_nothing(told: World, memory: MemoryMail) -> None:
    with told.database.transaction() as tx:
        for subscriber in tx.exec(select(SubscriberRow)):
            people.erase(tx, subscriber.person_id, told.now)

    await told.deliver(memory)

    assert memory.letters == []
    assert states(told) == ["cancelled"] * 3


async def test_a_dead_workers_claims_are_taken_up(told: World, memory: MemoryMail) -> None:
    with told.database.transaction() as tx:
        claims = outbox.claim(tx, told.now, timedelta(minutes=3), "dead")
        outbox.begin(tx, claims[:1], told.now, timedelta(minutes=3))

    assert (await told.deliver(memory)).sent == 0
    told.later(minutes=4)
    assert (await told.deliver(memory)).sent == 2
    assert sorted(states(told)) == ["sent", "sent", "unknown"]
    told.later(minutes=15)
    assert (await told.deliver(memory)).sent == 1
    assert {letter.id for letter in memory.letters} == {claim.id for claim in claims}


async def test_letters_as_files_carry_the_id_of_their_delivery(
    told: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("outbox")

    await told.deliver(FileMail(folder))

    with told.database.reading() as tx:
        ids = set(tx.exec(select(DeliveryRow.id).where(DeliveryRow.kind == "change")))
    assert {file.stem for file in folder.iterdir()} == ids


async def test_two_workers_share_the_work(told: World, memory: MemoryMail) -> None:
    import asyncio

    one, two = await asyncio.gather(told.deliver(memory, "one"), told.deliver(memory, "two"))

    assert one.sent + two.sent == 3
    assert len({letter.id for letter in memory.letters}) == 3


def subjects(memory: MemoryMail) -> list[str]:
    letters = (message_from_bytes(one.data, policy=default) for one in memory.letters)
    return [str(letter["Subject"]).partition(": ")[2] for letter in letters]


@pytest.fixture
def withdrawn(world: World) -> World:
    """Ada follows; a change and its withdrawal wait for her in the outbox."""
    world.follow()
    world.see(text("vijf dagen"))
    world.announce()
    world.later(minutes=1)
    world.see(text(), kind="return")
    world.announce()
    return world


async def test_a_withdrawal_does_not_overtake_its_change_at_another_worker(
    withdrawn: World, memory: MemoryMail
) -> None:
    with withdrawn.database.transaction() as tx:
        [claimed] = outbox.claim(tx, withdrawn.now, LEASE, "another worker", 1)

    tally = await withdrawn.deliver(memory)
    assert (tally.sent, tally.deferred) == (0, 1)

    with withdrawn.database.transaction() as tx:
        outbox.give_back(tx, [claimed])
    await withdrawn.deliver(memory)
    withdrawn.later(minutes=2)
    await withdrawn.deliver(memory)
    assert subjects(memory) == ["vijf dagen in plaats van acht", "wijziging teruggedraaid"]


async def test_a_withdrawal_waits_for_its_change_that_the_server_put_off(
    withdrawn: World, memory: MemoryMail, smtp_sink: SmtpSink
) -> None:
    smtp_sink.behave("defer")
    mail = relay(smtp_sink)
    await withdrawn.deliver(mail)
    await mail.aclose()
    assert smtp_sink.received == []

    for _ in range(6):
        await withdrawn.deliver(memory)
        withdrawn.later(minutes=1)
    assert subjects(memory) == ["vijf dagen in plaats van acht", "wijziging teruggedraaid"]


async def test_letters_of_other_policies_wait_for_nothing(
    withdrawn: World, memory: MemoryMail
) -> None:
    withdrawn.watch("zandloper-privacy-policy", "Zandloper")
    withdrawn.follow(policy="zandloper-privacy-policy")
    withdrawn.see(text("vijf dagen"), policy="zandloper-privacy-policy")
    withdrawn.announce()
    with withdrawn.database.transaction() as tx:
        outbox.claim(tx, withdrawn.now, LEASE, "another worker", 1)

    assert (await withdrawn.deliver(memory)).sent == 1


async def test_a_mailbox_that_is_not_there_gets_nothing_more_until_it_answers(
    world: World, smtp_sink: SmtpSink
) -> None:
    world.follow()
    world.see(text("vijf dagen"))
    world.announce()
    smtp_sink.behave("refuse")
    mail = relay(smtp_sink)
    assert (await world.deliver(mail)).failed == 1

    world.see(text("tien dagen"))
    world.announce()
    assert (await world.deliver(mail)).sent == 0
    with world.database.reading() as tx:
        [held_against] = tx.exec(select(SuppressionRow))
        assert held_against.reason == "hard_bounce"

    wish = Wish(mailbox("ada@example.org"), "everything", language="nl")
    with world.database.transaction() as tx:
        asked = subscribing.subscribe(tx, world.office, wish, world.now)
        token = world.office.tokens.issue("confirm", int(asked.id), world.now)
        subscribing.confirm(tx, world.office, token, world.now)
    world.see(text("elf dagen"))
    world.announce()
    assert (await world.deliver(mail)).sent >= 1
    await mail.aclose()
