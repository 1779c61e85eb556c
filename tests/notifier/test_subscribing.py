"""Following and stopping, as pages and commands do it. Ada follows, Cy never confirms."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlmodel import Session, select

from notifier import person, stopping, subscribing
from notifier.subscribing import Subscribed
from notifier.ways import MemoryMail
from storage.mailboxes import mailbox
from storage.subscriptions import Frequency, Wish
from storage.tables import SubscriberRow, SubscriptionRow
from tests.notifier.conftest import POLICY, SERVICE, World, text

ADA = mailbox("ada@example.org")


def ask(world: World, *, frequency: Frequency = "immediate") -> Subscribed:
    wish = Wish(ADA, "policy", POLICY, language="nl", frequency=frequency)
    with world.database.transaction() as tx:
        return subscribing.subscribe(tx, world.office, wish, world.now)


def link(mail: MemoryMail, kind: str, which: int = -1) -> str:
    """The token of a link in a letter, as a reader's program finds it."""
    words = mail.letters[which].data.replace(b"=\r\n", b"").decode()
    found = re.search(rf"https://clausewatch\.example/{kind}/([\w.-]+)", words)
    assert found, words
    return found[1]


def rows(tx: Session) -> list[tuple[bool, str | None]]:
    return [
        (row.confirmed_at is not None, row.ended_reason) for row in tx.exec(select(SubscriptionRow))
    ]


async def test_follows_confirms_is_told_and_stops(world: World, memory: MemoryMail) -> None:
    assert ask(world).state == "unconfirmed"
    await world.deliver(memory)
    with world.database.transaction() as tx:
        seen = subscribing.confirm(tx, world.office, link(memory, "confirm"), world.now)
    assert seen
    assert (seen.state, seen.followed) == ("confirmed", "het privacybeleid van Werfmeester")

    world.see(text("vijf dagen"))
    world.announce()
    await world.deliver(memory)
    with world.database.transaction() as tx:
        stopped = stopping.stop(tx, world.office, link(memory, "u"), world.now)
        again = stopping.stop(tx, world.office, link(memory, "u"), world.now)
    assert stopped
    assert again
    assert stopped.state == again.state == "ended"
    assert (await world.deliver(memory)).sent == 1, "the way back, once"

    world.see(text("tien dagen"))
    world.announce()
    assert (await world.deliver(memory)).sent == 0


async def test_who_never_confirms_gets_one_mail_ever(world: World, memory: MemoryMail) -> None:
    for _ in range(5):
        ask(world)
    world.see(text("vijf dagen"))
    world.announce()

    assert (await world.deliver(memory)).sent == 1
    assert "Was u het niet, doe dan niets" in memory.letters[0].data.decode("latin-1").replace(
        "=\r\n", ""
    )


def test_a_zone_that_is_none_is_replaced_by_ours(world: World) -> None:
    wish = Wish(ADA, "policy", POLICY, time_zone="../etc/passwd")
    with world.database.transaction() as tx:
        subscribing.subscribe(tx, world.office, wish, world.now, "a test")
        assert tx.exec(select(SubscriberRow.time_zone)).one() == "Europe/Brussels"


async def test_asking_again_later_sends_the_question_again_three_times_a_day(
    world: World, memory: MemoryMail
) -> None:
    for _ in range(9):
        ask(world)
        world.later(hours=1)

    assert (await world.deliver(memory)).sent == 3


async def test_looking_at_a_link_changes_nothing(world: World, memory: MemoryMail) -> None:
    ask(world)
    await world.deliver(memory)
    token = link(memory, "confirm")
    with world.database.reading() as tx:
        before = rows(tx)
        for _ in range(50):
            seen = subscribing.look(tx, world.office, token, world.now)
            assert seen
            assert seen.state == "unconfirmed"
        assert rows(tx) == before


async def test_a_second_yes_and_an_old_question_change_nothing(
    world: World, memory: MemoryMail
) -> None:
    ask(world)
    await world.deliver(memory)
    token = link(memory, "confirm")
    with world.database.transaction() as tx:
        late = world.now + timedelta(days=7, seconds=1)
        assert subscribing.confirm(tx, world.office, token, late) is None
        assert subscribing.confirm(tx, world.office, token, world.now)
        assert subscribing.confirm(tx, world.office, token, world.now)
        assert rows(tx) == [(True, None)]


async def test_a_link_to_stop_confirms_nothing_and_the_other_way_round(
    world: World, memory: MemoryMail
) -> None:
    ask(world)
    await world.deliver(memory)
    token = link(memory, "confirm")
    with world.database.transaction() as tx:
        assert stopping.stop(tx, world.office, token, world.now) is None
        assert rows(tx) == [(False, None)]


async def test_who_follows_already_is_told_so_in_the_mailbox_only(
    world: World, memory: MemoryMail
) -> None:
    world.follow()

    first, again = ask(world, frequency="daily"), ask(world, frequency="daily")

    assert first == again
    assert (await world.deliver(memory)).sent == 1
    assert b"U krijgt al berichten" in memory.letters[0].data
    with world.database.reading() as tx:
        assert rows(tx) == [(True, None)]


async def test_an_old_link_stops_what_followed_it(world: World, memory: MemoryMail) -> None:
    number = world.follow()
    old = world.office.tokens.issue("unsub", number, world.now)
    world.follow(frequency="weekly")
    with world.database.reading() as tx:
        seen = stopping.look(tx, world.office, old, world.now)
        assert seen
        assert (seen.state, seen.frequency) == ("confirmed", "weekly")

    with world.database.transaction() as tx:
        stopped = stopping.stop(tx, world.office, old, world.now + timedelta(days=900))
        assert stopped
        assert rows(tx) == [(True, "changed"), (True, "one_click")]


def test_stopping_everything_ends_everything(world: World) -> None:
    number = world.follow()
    with world.database.transaction() as tx:
        wish = Wish(ADA, "service", SERVICE, language="nl")
        subscribing.subscribe(tx, world.office, wish, world.now, "a test")
        token = world.office.tokens.issue("unsub", number, world.now)
        stopping.stop(tx, world.office, token, world.now, everything=True)
        assert {ended for _, ended in rows(tx)} == {"one_click"}


async def test_a_manage_link_shows_what_is_followed_and_is_short_lived(
    world: World, memory: MemoryMail
) -> None:
    world.follow()
    with world.database.transaction() as tx:
        for _ in range(9):
            person.ask_manage_link(tx, world.office, ADA, world.now)
        person.ask_manage_link(tx, world.office, mailbox("eve@example.org"), world.now)
    assert (await world.deliver(memory)).sent == 5
    token = link(memory, "manage")

    with world.database.transaction() as tx:
        managed = person.look(tx, world.office, token, world.now)
        assert managed
        assert managed.address == "ada@example.org"
        [followed] = managed.followed
        weekly = Wish(ADA, "policy", POLICY, frequency="weekly")
        assert person.change(tx, world.office, token, followed.id, weekly, world.now)
        assert person.look(tx, world.office, token, world.now + timedelta(minutes=16)) is None
        assert not person.end_one(tx, world.office, token, 999, world.now)


async def test_an_erased_person_leaves_no_address_and_gets_no_mail(
    world: World, memory: MemoryMail
) -> None:
    world.follow()
    world.see(text("vijf dagen"))
    world.announce()
    with world.database.transaction() as tx:
        assert person.export(tx, world.office, ADA)["address"] == "ada@example.org"
        assert person.erase(tx, world.office, ADA, world.now)
        assert not person.erase(tx, world.office, ADA, world.now)
        assert person.export(tx, world.office, ADA) == {}

    assert (await world.deliver(memory)).sent == 0


def test_after_erasure_the_same_address_is_somebody_new(world: World) -> None:
    world.follow()
    with world.database.transaction() as tx:
        person.erase(tx, world.office, ADA, world.now)

    assert world.follow() == 2
