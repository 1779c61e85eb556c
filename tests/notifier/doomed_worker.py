"""A worker that kills itself at the n-th passage of a named point; test_kills runs it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from notifier import announce, deliver
from notifier.mail import Relay
from notifier.office import Letterhead, Office
from notifier.receipts import Receipt
from notifier.relays import RelayMail
from notifier.tokens import Tokens
from notifier.ways import Begin, Letter
from storage import changes, entries, notices, outbox
from storage.database import Database
from storage.people import Vault

LEASE, UNKNOWN_RETRY = timedelta(minutes=3), timedelta(minutes=15)
POINTS = ["claimed", "fenced", "answered", "recording", "recorded"]
ANNOUNCING = ["marking", "planning", "noting"]


class Doom:
    """Counts the passages of one point, and ends the process at the last one."""

    def __init__(self, point: str, passages: int) -> None:
        self.point, self.left = point, passages

    def passes(self, point: str) -> None:
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class DoomedMail(RelayMail):
    """A relay, with the fence before the bytes and the answer after them as points."""

    def __init__(self, relay: Relay, doom: Doom) -> None:
        super().__init__(relay, connections=2)
        self._doom = doom

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        async def fenced() -> bool:
            ours = await begin()
            self._doom.passes("fenced")
            return ours

        receipt = await super().send(letter, fenced)
        self._doom.passes("answered")
        return receipt


def watched(doom: Doom, point: str, step: Callable[..., Any]) -> Callable[..., Any]:
    """The step, with a point before it."""

    def passing(*values: Any, **named: Any) -> Any:
        doom.passes(point)
        return step(*values, **named)

    return passing


def main() -> None:
    url, port, now, point, passages = sys.argv[1:]
    doom = Doom(point, int(passages))
    outbox.record = watched(doom, "recording", outbox.record)
    changes.mark_announced = watched(doom, "marking", changes.mark_announced)
    notices.plan = watched(doom, "planning", notices.plan)
    entries.record = watched(doom, "noting", entries.record)
    database = Database(url)
    head = Letterhead("https://clausewatch.example", "notices@clausewatch.example")
    office = Office(head, Vault(b"m" * 32), Tokens(b"t" * 32))
    mail = DoomedMail(Relay("127.0.0.1", int(port), starttls=False), doom)
    claim = outbox.claim

    def claiming(*values: Any) -> Any:
        doom.passes("recorded")  # the batch before, if there was one
        return claim(*values[:-1], 4)

    outbox.claim = claiming
    deliver._try = _after_claim(doom, deliver._try)
    moment = datetime.fromisoformat(now)
    announce.announce(database, office, moment)
    asyncio.run(
        deliver.deliver(
            database, office, mail, clock=lambda: moment, lease=LEASE,
            unknown_retry=UNKNOWN_RETRY, worker=str(os.getpid()),
        )
    )  # fmt: skip


def _after_claim(doom: Doom, step: Callable[..., Any]) -> Callable[..., Any]:
    async def passing(*values: Any) -> Any:
        doom.passes("claimed")
        return await step(*values)

    return passing


if __name__ == "__main__":
    main()
