"""From the yes on: a welcome, what is still to come, topics, reminders, and the way back."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from notifier import person, stopping, subscribing
from notifier.person import Habits
from notifier.ways import Letter, MemoryMail
from storage import policies
from storage.mailboxes import mailbox
from storage.subscriptions import Wish
from storage.tables import DeliveryRow, SubscriberRow, SubscriptionRow
from tests.notifier.conftest import POLICY, World, text
from tests.notifier.test_subscribing import link

ADA = mailbox("ada@example.org")
OTHER = "zandloper-privacy-policy"


def read(letters: Sequence[Letter]) -> list[tuple[str, str]]:
    """Subject and text of each letter."""
    found = []
    for one in letters:
        message = email.message_from_bytes(one.data, policy=email.policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        found.append((str(message["Subject"]), str(body.get_content()).replace("\r\n", "\n")))
    return found


def ask(world: World, *policies: str, topics: tuple[str, ...] = ()) -> None:
    wishes = [Wish(ADA, "policy", name, language="nl", topics=topics) for name in policies]
    with world.database.transaction() as tx:
        subscribing.subscribe_all(tx, world.office, wishes, world.now)


def was_read(world: World) -> None:
    """The first version is in force since the last look, as a look would have left it."""
    with world.database.transaction() as tx:
        row = policies.get(tx, POLICY)
        row.in_force, row.last_confirmed_at = 1, world.now
        tx.add(row)


def say_yes(world: World, token: str) -> subscribing.Seen:
    with world.database.transaction() as tx:
        seen = subscribing.confirm(tx, world.office, token, world.now)
    assert seen
    return seen


async def test_one_yes_confirms_all_that_were_asked_together(
    world: World, memory: MemoryMail
) -> None:
    world.watch(OTHER, "Zandloper")
    ask(world, POLICY, OTHER)
    await world.deliver(memory)
    [(subject, question)] = read(memory.letters)

    seen = say_yes(world, link(memory, "confirm"))
    say_yes(world, link(memory, "confirm"))
    await world.deliver(memory)

    assert subject == "Bevestig uw aanvraag: berichten over 2 teksten"
    assert "- het privacybeleid van Werfmeester\n- het privacybeleid van Zandloper" in question
    assert (seen.state, len(seen.every)) == ("confirmed", 2)
    [_, (welcome, words)] = read(memory.letters)
    assert welcome == "U volgt nu 2 teksten"
    assert "De link om te stoppen hieronder beëindigt alle 2 abonnementen." in words


async def test_the_welcome_says_what_the_text_promises_and_how_to_stop(
    world: World, memory: MemoryMail
) -> None:
    was_read(world)
    ask(world, POLICY, topics=("retention", "sharing"))
    await world.deliver(memory)
    say_yes(world, link(memory, "confirm"))
    await world.deliver(memory)

    [_, (subject, words)] = read(memory.letters)
    assert subject == "U volgt nu het privacybeleid van Werfmeester"
    assert "mag dit beleid wijzigen zonder voorafgaande kennisgeving" in words
    assert "Elke wijziging geldt acht dagen na de datum van aanpassing" in words
    assert "mag de klant zijn overeenkomst beëindigen" in words
    assert "De tekst noemt zelf geen datum." in words
    assert "Wij schrijven u zodra er iets wijzigt." in words
    assert "Alleen over: hoelang gegevens bewaard worden, delen met anderen." in words
    assert "Stoppen: https://clausewatch.example/u/" in words


async def test_the_link_of_a_welcome_ends_what_it_welcomed(
    world: World, memory: MemoryMail
) -> None:
    world.watch(OTHER, "Zandloper")
    ask(world, POLICY, OTHER)
    await world.deliver(memory)
    say_yes(world, link(memory, "confirm"))
    await world.deliver(memory)

    with world.database.transaction() as tx:
        stopped = stopping.stop(tx, world.office, link(memory, "u"), world.now)

    assert stopped
    assert (stopped.state, len(stopped.every), stopped.others) == ("ended", 2, 0)


async def test_an_older_question_still_counts_for_what_it_named(
    world: World, memory: MemoryMail
) -> None:
    world.watch(OTHER, "Zandloper")
    ask(world, POLICY)
    await world.deliver(memory)
    old = link(memory, "confirm")
    world.later(minutes=20)
    ask(world, POLICY, OTHER)

    seen = say_yes(world, old)

    assert seen.every == ("het privacybeleid van Werfmeester",)
    with world.database.reading() as tx:
        rows = tx.exec(select(SubscriptionRow).where(SubscriptionRow.target == OTHER)).all()
    assert [row.confirmed_at for row in rows] == [None]


async def test_a_mailbox_is_asked_three_times_a_day_however_it_is_spelled(
    world: World, memory: MemoryMail
) -> None:
    for number in range(9):
        wish = Wish(mailbox(f"a.d.a+{number}@example.org"), "policy", POLICY, language="nl")
        with world.database.transaction() as tx:
            subscribing.subscribe(tx, world.office, wish, world.now)
        world.later(minutes=20)

    assert (await world.deliver(memory)).sent == 3


async def test_who_comes_in_between_is_told_what_is_still_to_come(
    world: World, memory: MemoryMail
) -> None:
    world.see(text("vijf dagen"))
    world.announce()
    world.later(days=2)
    ask(world, POLICY)
    await world.deliver(memory)
    say_yes(world, link(memory, "confirm"))
    say_yes(world, link(memory, "confirm"))
    await world.deliver(memory)

    subjects = [subject for subject, _ in read(memory.letters)]
    assert subjects[2:] == ["Werfmeester, privacybeleid: vijf dagen in plaats van acht"]
    assert "Deze wijziging is van vóór die dag" in read(memory.letters)[2][1]


async def test_what_was_withdrawn_since_is_not_told_to_who_comes_in_between(
    world: World, memory: MemoryMail
) -> None:
    world.see(text("vijf dagen"))
    world.announce()
    world.later(days=1)
    world.see(text(), kind="return")
    world.announce()
    ask(world, POLICY)
    await world.deliver(memory)
    say_yes(world, link(memory, "confirm"))

    assert (await world.deliver(memory)).sent == 1, "the welcome alone"


async def test_topics_decide_who_is_told(world: World, memory: MemoryMail) -> None:
    for name, topics in (("ada", ("cookies",)), ("ben", ("retention",)), ("cas", ())):
        wish = Wish(
            mailbox(f"{name}@example.org"), "policy", POLICY, language="nl", topics=topics,
            only_topics=True,
        )  # fmt: skip
        with world.database.transaction() as tx:
            subscribing.subscribe(tx, world.office, wish, world.now, "a test")
    world.see(text(years="drie jaar"))
    world.announce()
    await world.deliver(memory)

    assert [one.recipient for one in memory.letters] == ["ben@example.org", "cas@example.org"]


async def test_the_way_back_is_mailed_once_and_leads_back(world: World, memory: MemoryMail) -> None:
    number = world.follow()
    token = world.office.tokens.issue("unsub", number, world.now)
    for _ in range(100):
        with world.database.transaction() as tx:
            stopping.stop(tx, world.office, token, world.now)
        world.later(seconds=1)
    assert (await world.deliver(memory)).sent == 1
    [(subject, words)] = read(memory.letters)
    again = link(memory, "again")

    with world.database.reading() as tx:
        seen = stopping.look_again(tx, world.office, again, world.now)
    with world.database.transaction() as tx:
        back = stopping.come_back(tx, world.office, again, world.now)
        stopping.come_back(tx, world.office, again, world.now)
        rows = [row.ended_reason for row in tx.exec(select(SubscriptionRow))]

    assert subject == "U volgt niet meer: het privacybeleid van Werfmeester"
    assert "dit is de enige mail hierover" in words
    assert seen
    assert back
    assert (seen.state, back.state) == ("ended", "confirmed")
    assert rows == ["one_click", None]
    late = world.now + timedelta(days=31)
    with world.database.transaction() as tx:
        assert stopping.come_back(tx, world.office, again, late) is None


async def test_reminders_can_be_stopped_alone(world: World, memory: MemoryMail) -> None:
    world.follow()
    world.see(text("vijf dagen"))  # applies in a week: one reminder is planned
    world.announce()
    with world.database.transaction() as tx:
        person_id = tx.exec(select(SubscriberRow.id)).one()
        assert person_id
        token = world.office.tokens.issue("no_reminders", person_id, world.now)
        assert stopping.reminders(tx, world.office, token, world.now) is True
        assert stopping.stop_reminders(tx, world.office, token, world.now) is False
        assert stopping.reminders(tx, world.office, token, world.now) is False

    world.later(days=10)
    assert (await world.deliver(memory)).sent == 1
    with world.database.reading() as tx:
        states = {row.kind: row.state for row in tx.exec(select(DeliveryRow))}
    assert states == {"change": "sent", "reminder": "cancelled"}
    world.see(text("negen dagen"))
    world.announce()
    with world.database.reading() as tx:
        planned = tx.exec(select(DeliveryRow).where(DeliveryRow.state == "pending")).all()
    assert {row.kind for row in planned} == {"change"}


async def test_a_reminder_carries_the_way_to_stop_reminders(
    world: World, memory: MemoryMail
) -> None:
    world.follow()
    world.see(text("vijf dagen"))
    world.announce()
    await world.deliver(memory)
    world.later(days=6, hours=3)
    await world.deliver(memory)

    assert "Geen herinneringen meer, alleen de eerste mail:" in read(memory.letters)[1][1]
    assert link(memory, "reminders", 1)


def test_a_person_sets_when_and_how_they_are_told(world: World) -> None:
    world.follow()
    token = world.office.tokens.issue("session", 1, world.now)
    wanted = Habits("fr", "America/New_York", "07:30", "22:00", "06:30", reminders=False)
    with world.database.transaction() as tx:
        assert person.settle(tx, world.office, token, wanted, world.now)
        managed = person.look(tx, world.office, token, world.now)

    assert managed
    assert managed.habits == wanted


def test_hours_and_zones_that_are_none_are_refused(world: World) -> None:
    world.follow()
    token = world.office.tokens.issue("session", 1, world.now)
    good = Habits("fr", "Europe/Paris", "07:30", None, None, reminders=True)
    for wrong in (
        replace(good, language="xx"),
        replace(good, time_zone="../etc/passwd"),
        replace(good, digest_at="25:00"),
        replace(good, digest_at=""),
        replace(good, quiet_from="noon", quiet_to="06:00"),
    ):
        with world.database.transaction() as tx:
            try:
                person.settle(tx, world.office, token, wrong, world.now)
            except person.BadHabitsError:
                continue
        raise AssertionError(wrong)
