"""How fast a domain is written to: a set rate, a protest, and what other domains feel of it."""

from __future__ import annotations

import pytest
from sqlmodel import select

from notifier import deliver
from notifier.deliver import Rules, Tally
from notifier.mail import Relay
from notifier.relays import RelayMail
from notifier.ways import Mail, MemoryMail
from storage import throttles
from storage.tables import DeliveryRow, RelayRow, ThrottleRow
from tests.notifier.conftest import LEASE, UNKNOWN_RETRY, World, text
from tests.notifier.faulty_smtp import FaultySmtp
from tests.notifier.test_deliver import states


async def send(world: World, mail: Mail, per_domain: float | None) -> Tally:
    return await deliver.deliver(
        world.database, world.office, mail, clock=world.clock, lease=LEASE,
        unknown_retry=UNKNOWN_RETRY, worker="worker", rules=Rules(per_domain=per_domain),
    )  # fmt: skip


@pytest.fixture
def crowd(world: World) -> World:
    """Seventy readers at one domain and five at another; the change is announced."""
    for number in range(70):
        world.follow(f"r{number}@big.example")
    for number in range(5):
        world.follow(f"r{number}@small.example")
    world.see(text("vijf dagen"))
    world.announce()
    return world


async def test_a_domain_gets_its_rate_and_others_do_not_wait_for_it(crowd: World) -> None:
    memory = MemoryMail()

    first = await send(crowd, memory, per_domain=60)

    assert first.sent == 15  # ten seconds' worth for the big one, all of the small one
    assert sum(one.domain == "small.example" for one in memory.letters) == 5
    for _ in range(12):
        crowd.later(seconds=10)
        await send(crowd, memory, per_domain=60)
    assert len(memory.letters) == 75
    assert len({one.recipient for one in memory.letters}) == 75
    with crowd.database.reading() as tx:
        keys = tx.exec(select(ThrottleRow.key)).all()
    assert len(keys) == 2
    assert not any("example" in key for key in keys)


async def test_who_protests_is_written_to_more_slowly_and_recovers(crowd: World) -> None:
    async with FaultySmtp({"RCPT": ["451 4.7.28 rate limit exceeded"] * 3}) as server:
        mail = RelayMail(Relay("127.0.0.1", server.port, starttls=False), 1)
        tally = await send(crowd, mail, per_domain=None)
        await mail.aclose()

    with crowd.database.reading() as tx:
        [row] = tx.exec(select(ThrottleRow)).all()
    assert row.per_minute <= 35
    assert tally.sent < 75
    memory = MemoryMail()
    for _ in range(120):
        crowd.later(minutes=1)
        await send(crowd, memory, per_domain=None)
    assert set(states(crowd)) == {"sent"}
    crowd.follow("last@big.example")
    crowd.see(text("tien dagen"))
    crowd.announce()
    assert (await send(crowd, memory, per_domain=None)).deferred == 0
    with crowd.database.reading() as tx:
        assert not throttles.any_kept(tx)


async def test_many_deferrals_are_a_protest_whatever_they_say(crowd: World) -> None:
    async with FaultySmtp({"RCPT": ["451 try later"] * 30}) as server:
        mail = RelayMail(Relay("127.0.0.1", server.port, starttls=False), 1)
        await send(crowd, mail, per_domain=None)
        await mail.aclose()

    with crowd.database.reading() as tx:
        assert throttles.count(tx) == 1


async def test_a_letter_too_large_is_sent_once_more_as_plain_words(world: World) -> None:
    world.follow()
    world.see(text("vijf dagen"))
    world.announce()
    async with FaultySmtp({"eod": "552 5.3.4 message too large"}) as server:
        mail = RelayMail(Relay("127.0.0.1", server.port, starttls=False), 1)
        tally = await send(world, mail, per_domain=None)
        await mail.aclose()

    long, short = server.offered
    assert (tally.failed, tally.sent) == (1, 0)
    assert [part.get_content_type() for part in long.walk()][1:] == ["text/plain", "text/html"]
    assert [part.get_content_type() for part in short.walk()][1:] == ["text/plain"]
    assert long["Message-ID"] == short["Message-ID"]


async def test_how_a_relay_stands_is_kept_for_the_operator(crowd: World) -> None:
    async with FaultySmtp({"MAIL": "452 4.3.1 disk full"}) as server:
        mail = RelayMail(Relay("127.0.0.1", server.port, starttls=False), 1)
        tally = await send(crowd, mail, per_domain=None)
        await mail.aclose()

    with crowd.database.reading() as tx:
        [row] = tx.exec(select(RelayRow)).all()
        attempts = tx.exec(select(DeliveryRow.attempts, DeliveryRow.deferrals)).all()
    assert tally.deferred == 75
    assert row.failures == 1
    assert "disk full" in row.says
    assert {deferrals for _, deferrals in attempts} == {0}, "the relay's fault, not the letter's"


async def test_workers_together_keep_to_the_rate_of_their_relay(crowd: World) -> None:
    one, two = MemoryMail(), MemoryMail()

    async def both() -> int:
        rules = Rules(of_relays=60)
        for mail in (one, two):
            await deliver.deliver(
                crowd.database, crowd.office, mail, clock=crowd.clock, lease=LEASE,
                unknown_retry=UNKNOWN_RETRY, worker="worker", rules=rules,
            )  # fmt: skip
        return len(one.letters) + len(two.letters)

    assert await both() == 10  # ten seconds' worth, not twice as much
    assert await both() == 10
    crowd.later(seconds=5)
    assert await both() == 15
    for _ in range(12):
        crowd.later(seconds=10)
        await both()
    assert states(crowd) == ["sent"] * 75


async def test_two_workers_may_be_the_first_to_slow_a_domain_down(world: World) -> None:
    kept = throttles.Kept(60, 5, world.now)
    with world.database.transaction() as tx:
        throttles.keep(tx, {"a": kept})
    with world.database.transaction() as tx:
        throttles.keep(tx, {"a": throttles.Kept(30, 2, world.now), "b": kept})
        throttles.keep(tx, {"b": None})

        assert throttles.of(tx, ["a", "b"]) == {"a": throttles.Kept(30, 2, world.now)}
