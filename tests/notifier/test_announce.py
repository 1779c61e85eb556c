"""From a change to the outbox: everybody once, in their language, and nobody of what is ours."""

from __future__ import annotations

import pytest
from sqlmodel import col, select
from zstandard import ZstdError

from notifier import subscribing
from notifier.ways import MemoryMail
from storage import outbox, visibility
from storage.mailboxes import mailbox
from storage.subscriptions import Wish
from storage.tables import ChangeRow, DeliveryRow, EntryRow, NoticeRow
from tests.notifier.conftest import OLD_WORDS, POLICY, World, text


def deliveries(world: World, kind: str = "change") -> list[DeliveryRow]:
    with world.database.reading() as tx:
        rows = select(DeliveryRow).where(DeliveryRow.kind == kind)
        return list(tx.exec(rows.order_by(col(DeliveryRow.subscription_id))))


def test_a_change_becomes_one_delivery_for_each_follower(world: World) -> None:
    world.follow("ada@example.org")
    world.follow("ben@example.org")
    world.see(text("vijf dagen"))

    assert world.announce() == 1

    assert [row.state for row in deliveries(world)] == ["pending", "pending"]
    with world.database.reading() as tx:
        assert len(tx.exec(select(NoticeRow).where(NoticeRow.kind == "change")).all()) == 1
        assert {row.kind for row in tx.exec(select(EntryRow))} >= {"notice", "change"}


def test_announcing_twice_tells_nobody_twice(world: World) -> None:
    world.follow()
    world.see(text("vijf dagen"))

    assert [world.announce(), world.announce()] == [1, 0]

    assert len(deliveries(world)) == 1


def test_each_language_has_its_own_notice(world: World) -> None:
    for number, language in enumerate(("nl", "fr", "de", "en", "nl")):
        world.follow(f"reader{number}@example.org", language=language)
    world.see(text("vijf dagen"))

    world.announce()

    with world.database.reading() as tx:
        notices = tx.exec(select(NoticeRow).where(NoticeRow.kind == "change")).all()
    assert sorted(notice.language for notice in notices) == ["de", "en", "fr", "nl"]
    assert len({notice.text for notice in notices}) == 4


def test_a_technical_change_is_announced_to_nobody(world: World) -> None:
    world.follow()
    world.see(text("vijf dagen"), kind="technical")

    assert world.announce() == 0

    assert deliveries(world) == []


def test_typography_mails_nobody_who_did_not_ask_for_it(world: World) -> None:
    world.follow()
    world.see(text(years="twee  jaar".replace("  ", " \u00a0")))
    world.announce()
    world.see(text(OLD_WORDS.replace("acht", "“acht”")))

    world.announce()

    assert all(row.state != "pending" for row in deliveries(world))


def test_who_stopped_before_the_announcement_gets_nothing(world: World) -> None:
    world.follow()
    world.see(text("vijf dagen"))
    with world.database.transaction() as tx:
        from storage.tables import SubscriptionRow

        row = tx.exec(select(SubscriptionRow)).one()
        row.ended_at, row.ended_reason = world.now, "one_click"
        tx.add(row)

    world.announce()

    assert deliveries(world) == []


async def test_a_withdrawal_is_told_in_the_thread_of_what_it_takes_back(
    world: World, memory: MemoryMail
) -> None:
    world.follow()
    change = world.see(text("vijf dagen"))
    world.announce()
    await world.deliver(memory)
    world.see(text(), kind="return")
    world.announce()
    await world.deliver(memory)

    first, second = (letter.data.decode() for letter in memory.letters)
    assert f"<c.{change}@clausewatch.example>" in first
    assert f"<c.{change}@clausewatch.example>" in second
    assert "teruggedraaid" in second


SLOW = "negentig dagen"  # a promise so long that a digest may wait
CALM, QUIET = "steiger-privacy-policy", "kraan-privacy-policy"


def watch_calm_policies(world: World) -> None:
    world.watch(CALM, "Steiger", text(SLOW))
    world.watch(QUIET, "Kraan", text(SLOW))


async def test_a_daily_reader_gets_one_digest_of_two_texts(
    world: World, memory: MemoryMail
) -> None:
    watch_calm_policies(world)
    for policy in (CALM, QUIET):
        world.follow(frequency="daily", policy=policy)
        world.see(text(SLOW, years="vijf jaar"), policy=policy)

    world.announce()
    assert (await world.deliver(memory)).sent == 0
    world.later(days=1)
    world.announce()
    world.announce()

    assert (await world.deliver(memory)).sent == 1
    [letter] = memory.letters
    assert b"2 teksten gewijzigd: Kraan, Steiger" in letter.data
    with world.database.reading() as tx:
        assert outbox.counts(tx) == {"bundled": 2, "sent": 1, "pending": 4}  # reminders


async def test_the_same_digest_is_rendered_once_for_all_who_get_it(
    world: World, memory: MemoryMail
) -> None:
    watch_calm_policies(world)
    for policy in (CALM, QUIET):
        for name in ("ada", "ben"):
            world.follow(f"{name}@example.org", frequency="daily", policy=policy)
        world.see(text(SLOW, years="vijf jaar"), policy=policy)
    world.announce()
    world.later(days=1)
    world.announce()

    assert (await world.deliver(memory)).sent == 2
    with world.database.reading() as tx:
        assert len(tx.exec(select(NoticeRow).where(NoticeRow.kind == "digest")).all()) == 1


async def test_a_single_change_needs_no_digest(world: World, memory: MemoryMail) -> None:
    watch_calm_policies(world)
    world.follow(frequency="weekly", policy=CALM)
    world.see(text(SLOW, years="vijf jaar"), policy=CALM)

    world.announce()
    assert (await world.deliver(memory)).sent == 0
    world.later(days=7)
    world.announce()

    assert (await world.deliver(memory)).sent == 1
    assert "bewaring vijf jaar" in str(memory.letters[0].data)


async def test_a_near_day_is_not_held_for_the_digest(world: World, memory: MemoryMail) -> None:
    world.follow(frequency="weekly")
    world.see(text(period="vijf dagen"))  # until now eight days were promised

    world.announce()

    assert (await world.deliver(memory)).sent == 1


def reminders(world: World) -> list[tuple[str, str]]:
    return [
        (row.due_at.isoformat(timespec="minutes"), row.state)
        for row in sorted(deliveries(world, "reminder"), key=lambda row: row.due_at)
    ]


async def test_what_applies_later_is_told_again_before(world: World, memory: MemoryMail) -> None:
    world.watch(CALM, "Steiger", text("dertig dagen"))
    world.follow(policy=CALM)
    world.see(text("dertig dagen", years="vijf jaar"), policy=CALM)
    world.announce()
    await world.deliver(memory)

    assert reminders(world) == [
        ("2027-01-06T07:00+00:00", "pending"),
        ("2027-01-12T07:00+00:00", "pending"),
    ]
    world.later(days=24)
    assert (await world.deliver(memory)).sent == 1
    first, reminder = (letter.data.decode() for letter in memory.letters)
    assert "Een herinnering aan onze mail van 15 december 2026:" in reminder
    assert "7 dagen na deze mail van woensdag 6 januari" in reminder.replace("=\r\n", "")
    assert _header(first, "Subject") == _header(reminder, "Subject")
    assert _header(first, "References") == _header(reminder, "References")


def test_what_was_taken_back_is_not_reminded_of(world: World) -> None:
    world.watch(CALM, "Steiger", text("dertig dagen"))
    world.follow(policy=CALM)
    world.see(text("dertig dagen", years="vijf jaar"), policy=CALM)
    world.announce()

    world.see(text("dertig dagen"), kind="return", policy=CALM)
    world.announce()

    called_off = [state for _, state in reminders(world)]
    assert called_off.count("cancelled") == 2


async def test_who_says_yes_before_a_change_applies_is_told_of_it(
    world: World, memory: MemoryMail
) -> None:
    world.see(text("vijf dagen"))
    world.announce()
    world.later(days=3)
    wish = Wish(mailbox("cy@example.org"), "policy", POLICY, language="nl")
    with world.database.transaction() as tx:
        asked = subscribing.subscribe(tx, world.office, wish, world.now)
        token = world.office.tokens.issue("confirm", int(asked.id), world.now)
        for _ in range(2):
            subscribing.confirm(tx, world.office, token, world.now)

    await world.deliver(memory)

    told = [letter for letter in memory.letters if b"sinds 18 december 2026" in letter.data]
    assert len(told) == 1
    assert "4 dagen na deze mail van vrijdag 18 december" in told[0].data.decode().replace(
        "=\r\n", ""
    )


def _header(message: str, name: str) -> str:
    head = message.split("\r\n\r\n", 1)[0].replace("\r\n ", " ")
    return next(line for line in head.split("\r\n") if line.startswith(f"{name}:"))


async def test_one_change_that_cannot_be_told_holds_up_no_other(
    world: World, memory: MemoryMail
) -> None:
    world.watch(CALM, "Steiger")
    for policy in (POLICY, CALM):
        world.follow(policy=policy)
    broken = world.see(text("vijf dagen"))
    world.see(text("vijf dagen"), policy=CALM)
    with world.database.transaction() as tx:
        row = tx.get_one(ChangeRow, broken)
        row.comparison = b"damaged"
        tx.add(row)

    with pytest.raises(ZstdError):
        world.announce()

    assert (await world.deliver(memory)).sent == 1
    assert b"Steiger" in memory.letters[0].data


def test_who_follows_everything_follows_what_everybody_may_see(world: World) -> None:
    world.follow("ada@example.org")
    with world.database.transaction() as tx:
        wish = Wish(mailbox("ben@example.org"), "everything", "", "nl")
        subscribing.subscribe(tx, world.office, wish, world.now, "by phone")
        visibility.put(tx, POLICY, "private", world.now)
    world.see(text("vijf dagen"))

    world.announce()

    assert [row.subscription_id for row in deliveries(world)] == [1]
