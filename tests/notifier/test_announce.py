"""From a change to the outbox: everybody once, in their language, and nobody of what is ours."""

from __future__ import annotations

from sqlmodel import col, select

from notifier.mail import MemoryMail
from storage import outbox
from storage.tables import DeliveryRow, EntryRow, NoticeRow
from tests.notifier.conftest import OLD_WORDS, World, text


def deliveries(world: World) -> list[DeliveryRow]:
    with world.database.reading() as tx:
        return list(tx.exec(select(DeliveryRow).order_by(col(DeliveryRow.subscription_id))))


def test_a_change_becomes_one_delivery_for_each_follower(world: World) -> None:
    world.follow("ada@example.org")
    world.follow("ben@example.org")
    world.see(text("vijf dagen"))

    assert world.announce() == 1

    assert [row.state for row in deliveries(world)] == ["pending", "pending"]
    with world.database.reading() as tx:
        assert len(tx.exec(select(NoticeRow)).all()) == 1
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
        notices = tx.exec(select(NoticeRow)).all()
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
        assert outbox.counts(tx) == {"bundled": 2, "sent": 1}


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
