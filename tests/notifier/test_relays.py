"""One relay or several: what a failing one costs, and how fast one that protests is used."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from notifier.breaker import IN_A_ROW, REST_S
from notifier.mail import Relay
from notifier.receipts import Meaning, meaning
from notifier.relays import RelayMail, Relays
from notifier.ways import Letter
from tests.notifier.faulty_smtp import FaultySmtp
from tests.notifier.test_mail import LETTER, yes

LIMITS = {"connect_timeout_s": 2.0, "command_timeout_s": 2.0, "answer_timeout_s": 2.0}


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def letters(count: int) -> list[Letter]:
    return [
        Letter(f"{n:026}", LETTER.sender, f"r{n}@example.org", LETTER.data) for n in range(count)
    ]


async def test_a_relay_that_keeps_failing_rests_and_comes_back_by_itself() -> None:
    clock = Clock()
    async with FaultySmtp({}) as server:
        port = server.port
    mail = RelayMail(Relay("127.0.0.1", port, starttls=False, **LIMITS), 1, clock)
    for _ in range(IN_A_ROW):
        await mail.send(LETTER, yes)
    assert mail.room() == 0
    assert mail.standing()[0].breaker == "open"
    assert (await mail.send(LETTER, yes)).given_back

    clock.at += REST_S
    async with FaultySmtp({}, port=port) as server:
        assert mail.room() == 1
        receipt = await mail.send(LETTER, yes)
        await mail.aclose()

    assert meaning(receipt) is Meaning.ACCEPTED
    assert (mail.room(), mail.standing()[0].breaker) == (None, "closed")


async def test_a_letter_goes_to_the_next_relay_where_one_is_away() -> None:
    async with FaultySmtp({}) as gone:
        dead = gone.port
    async with FaultySmtp({}) as server:
        mail = Relays(
            [
                RelayMail(Relay("127.0.0.1", port, starttls=False, **LIMITS), 2)
                for port in (dead, server.port)
            ]
        )
        receipts = await asyncio.gather(*(mail.send(one, yes) for one in letters(10)))
        await mail.aclose()

    assert {meaning(one) for one in receipts} == {Meaning.ACCEPTED}
    assert len(server.kept) == 10
    assert [one.failures > 0 for one in mail.standing()] == [True, False]


async def test_relays_are_used_by_turns() -> None:
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(FaultySmtp({})) for _ in range(2)]
        mail = Relays(
            [RelayMail(Relay("127.0.0.1", one.port, starttls=False), 1) for one in servers]
        )
        for letter in letters(6):
            await mail.send(letter, yes)
        await mail.aclose()

    assert [len(one.kept) for one in servers] == [3, 3]


async def test_what_was_taken_up_by_one_relay_is_never_given_to_another() -> None:
    async with AsyncExitStack() as stack:
        servers = [
            await stack.enter_async_context(FaultySmtp({"eod": "rst_with_250"})) for _ in range(2)
        ]
        mail = Relays(
            [RelayMail(Relay("127.0.0.1", one.port, starttls=False), 1) for one in servers]
        )
        receipt = await mail.send(LETTER, yes)
        await mail.aclose()

    assert meaning(receipt) is Meaning.UNKNOWN
    assert sum(len(one.kept) for one in servers) == 1


async def test_one_connection_serves_many_letters() -> None:
    async with FaultySmtp({}) as server:
        mail = RelayMail(Relay("127.0.0.1", server.port, starttls=False), connections=3)
        await asyncio.gather(*(mail.send(one, yes) for one in letters(60)))
        await mail.aclose()

    assert len(server.kept) == 60
    assert sum(command.startswith("EHLO") for command in server.commands) == 3


async def test_a_server_that_takes_few_connections_gets_few() -> None:
    async with FaultySmtp({"connections": 2}) as server:
        mail = RelayMail(Relay("127.0.0.1", server.port, starttls=False, **LIMITS), connections=5)
        receipts = await asyncio.gather(*(mail.send(one, yes) for one in letters(20)))
        await mail.aclose()

    assert {meaning(one) for one in receipts} == {Meaning.ACCEPTED}
    assert len(server.kept) == 20


async def test_a_set_rate_is_kept_and_a_protest_halves_it() -> None:
    clock = Clock()
    async with FaultySmtp({}) as server:
        relay = Relay("127.0.0.1", server.port, starttls=False, per_minute=60)
        mail = RelayMail(relay, 5, clock)
        first = await asyncio.gather(*(mail.send(one, yes) for one in letters(30)))
        assert len(server.kept) == 10  # what ten seconds are worth
        assert sum(one.given_back for one in first) == 20
        clock.at += 3
        assert mail.room() == 3

        server.script["MAIL"] = "421 4.7.0 too many messages, slow down"
        await mail.send(LETTER, yes)
        await mail.aclose()

    [standing] = mail.standing()
    assert standing.per_minute is not None
    assert standing.per_minute <= 30
    assert "slow down" in standing.says
