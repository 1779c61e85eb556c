"""What an installation does by itself, each duty once: found in the database, safe to repeat, and
known to no engine.

`cli/jobs.py` lets an alarm clock in one process call them; `cli/engine.py` lets the workers of a
fleet do it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from cli import calling, canary, noticing, proving, telling, wiring
from cli.looking import Looker
from cli.operating import Operator
from storage import tallies
from storage.errors import LedgerRefusesError, StorageError

if TYPE_CHECKING:
    from cli.wiring import World
    from notifier.ways import Mail
    from watcher.keeping import Looked

COUNTED_EVERY_S = 10

log = logging.getLogger("clausewatch.duties")


class Hands:
    """What duties are done with, open: the looker, the way out for mail, and whether to stop."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stopping = False
        self.refusal = ""  # of the ledger, said already
        self.tallies = tallies.Tallies()
        self.looker = Looker(world, lambda: self.stopping, self._seen)
        self.mail: Mail = telling.open_mail(world)
        self.operator = Operator(world)

    async def __aenter__(self) -> Self:
        await self.looker.__aenter__()
        self._counting = asyncio.create_task(self._keep_counting())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._counting.cancel()
        await self.mail.aclose()
        await self.looker.__aexit__()
        await self._add()

    def _seen(self, look: Looked) -> None:
        self.tallies.count("looks_total", f'outcome="{look.outcome}"')
        if look.recorded:
            self.tallies.time("look_seconds", look.seconds)

    async def _keep_counting(self) -> None:
        """Add what this process has counted, again and again: nobody else knows it."""
        while True:
            await asyncio.sleep(COUNTED_EVERY_S)
            await self._add()

    async def _add(self) -> None:
        taken = self.tallies.take()
        try:
            await asyncio.to_thread(_add, self.world, taken)
        except StorageError:
            self.tallies.put_back(taken)  # a database that is away is told later


def _add(world: World, taken: tallies.Counted) -> None:
    if taken:
        with world.database.transaction() as tx:
            tallies.add(tx, wiring.worker_name(), taken, wiring.now())


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that is done again and again; `every_s` seconds apart at most in one process."""

    name: str
    every_s: int
    do: Callable[[Hands], Awaitable[None]]


async def look(hands: Hands) -> None:
    """Look at whatever is due."""
    await hands.looker.due()


async def announce(hands: Hands) -> None:
    """Take up what visitors asked for, and announce every change nobody was told of."""
    await asyncio.to_thread(telling.take_up_now, hands.world)
    hands.tallies.count(
        "announced_total", by=await asyncio.to_thread(telling.announce_now, hands.world)
    )


async def deliver(hands: Hands) -> None:
    """Send what is due."""
    came_to = await telling.deliver_now(hands.world, hands.mail, stopping=lambda: hands.stopping)
    for outcome, times in came_to.items():
        hands.tallies.count("deliveries_total", f'outcome="{outcome}"', times)


async def tell(hands: Hands) -> None:
    """Announce, then send."""
    await announce(hands)
    await deliver(hands)


async def reconcile(hands: Hands) -> None:
    """Take up what a dead worker left behind."""
    await asyncio.to_thread(telling.reconcile_now, hands.world)


async def judge(hands: Hands) -> None:
    """Act on what came back."""
    await asyncio.to_thread(telling.judge_now, hands.world)


async def keep_house(hands: Hands) -> None:
    """Explain silences, and forget what is older than the published retention."""
    await asyncio.to_thread(telling.keep_house, hands.world)


async def sequence(hands: Hands) -> None:
    """Take what happened into the ledger, sign and serve it; a refusal is said once, not every
    second.
    """
    try:
        await asyncio.to_thread(proving.sequence_now, hands.world)
        hands.refusal = ""
    except LedgerRefusesError as error:
        if str(error) != hands.refusal:
            log.error("the ledger signs nothing: %s", error)
        hands.refusal = str(error)


async def vouch(hands: Hands) -> None:
    """Have witnesses and authorities vouch for the ledger."""
    await proving.vouch_now(hands.world)


LOOK = Duty("look", 2, look)
TELL = Duty("tell", 2, tell)


async def work_out_days(hands: Hands) -> None:
    """Work out from when new changes hold, for calendars and lists of what comes."""
    from storage import effects

    world = hands.world
    zone = world.office.letterhead.time_zone
    await asyncio.to_thread(effects.work_out, world.database, zone, wiring.now())


async def call(hands: Hands) -> None:
    """Call the webhooks that are to be told something."""
    await calling.call(hands.world, stopping=lambda: hands.stopping)


async def reconcile_calls(hands: Hands) -> None:
    """Take up the calls of workers that died."""
    from notifier import calling as calls

    await asyncio.to_thread(calls.reconcile, hands.world.database, wiring.now())


async def compare_notices(hands: Hands) -> None:
    """Warn where a page shows something else than a company told its users."""
    await asyncio.to_thread(noticing.compare_now, hands.world)


async def fold_tallies(hands: Hands) -> None:
    """Take over what processes that are gone had counted."""

    def fold() -> None:
        with hands.world.database.transaction() as tx:
            tallies.fold(tx, wiring.now())

    await asyncio.to_thread(fold)


async def keep_canary(hands: Hands) -> None:
    """See that the canary is watched and followed as the settings say."""
    await asyncio.to_thread(canary.keep, hands.world, wiring.now())


async def tell_operator(hands: Hands) -> None:
    """One mail a day about trouble, and at once only what stops everything."""
    await hands.operator.tell(hands.mail)


HOUSE: tuple[Duty, ...] = (
    Duty("tell_operator", 60, tell_operator),
    Duty("compare_notices", 60, compare_notices),
    Duty("call", 5, call),
    Duty("reconcile_calls", 60, reconcile_calls),
    Duty("work_out_days", 60, work_out_days),
    Duty("reconcile", 60, reconcile),
    Duty("judge", 10, judge),
    Duty("keep_house", 3600, keep_house),
    Duty("sequence", 1, sequence),
    Duty("vouch", 15, vouch),
    Duty("keep_canary", 60, keep_canary),
    Duty("fold_tallies", 3600, fold_tallies),
)
"""What any one worker may do for all; one more duty is one more line."""
