"""Letters to mail servers: each with its connections, its breaker and its rate; one or several."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic

from notifier import rates
from notifier.breaker import Breaker
from notifier.mail import Line, Relay
from notifier.rates import Bucket
from notifier.receipts import Meaning, Receipt, meaning, names_a_limit
from notifier.ways import Begin, Letter, Standing

SEEN = 6000  # acceptances remembered, to know how fast a server was used when it protested
FEWER_S = 300.0  # how long a server that refused a connection gets fewer of them


class RelayMail:
    """Letters to one mail server, over a few connections that are used again.

    A server that keeps failing rests (`notifier/breaker.py`); one that names a limit is used half
    as fast, and then slowly faster again.
    """

    grade = "E1"

    def __init__(
        self, relay: Relay, connections: int = 5, clock: Callable[[], float] = monotonic
    ) -> None:
        self.relay = relay
        self._clock = clock
        self.width = connections
        self._slots = asyncio.Semaphore(connections)
        self._most = self._connections = connections
        self._fewer_since = clock()
        self._busy = 0
        self._idle: list[Line] = []
        self._breaker = Breaker()
        self._bucket: Bucket | None = (
            rates.full(relay.per_minute, clock()) if relay.per_minute else None
        )
        self._accepted: deque[float] = deque(maxlen=SEEN)

    def room(self) -> int | None:
        """How many letters it may be given now."""
        at = self._clock()
        room = self._breaker.room(at)
        self._refill(at)
        if self._bucket is None:
            return room
        return self._bucket.whole if room is None else min(room, self._bucket.whole)

    def standing(self) -> Sequence[Standing]:
        """How it stands to us."""
        self._refill(self._clock())
        return (
            Standing(
                self.relay.name,
                self._breaker.state(self._clock()),
                self._breaker.failures,
                self._bucket.per_minute if self._bucket else None,
                self._breaker.says,
            ),
        )

    async def greet(self, wait_s: float) -> str | None:
        """Connect, encrypt and sign in, and nothing else; what went wrong."""
        line = Line(replace(self.relay, connect_timeout_s=wait_s))
        try:
            return await line.greet()
        finally:
            await line.hang_up()

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        """Hand one letter over; one new connection if a used one turns out to be dead."""
        await self._slots.acquire()
        too_many = False
        try:
            if self.room() == 0 or not self._breaker.enter(self._clock()):
                return Receipt("connect", self.relay.name, given_back=True)
            if self._bucket is not None:
                self._bucket = rates.taken(self._bucket, 1)
            self._busy += 1
            receipt = await self._carried(letter, begin)
            self._busy -= 1
            too_many = self._is_one_too_many(receipt)
        finally:
            if not too_many:
                self._slots.release()
        if too_many:  # its slot is not given back: one connection fewer from now on
            self._connections -= 1
            self._fewer_since = self._clock()
            return await self.send(letter, begin)
        self._learn(receipt)
        return receipt

    async def aclose(self) -> None:
        """Quit every connection."""
        while self._idle:
            await self._idle.pop().hang_up()

    async def _carried(self, letter: Letter, begin: Begin) -> Receipt:
        line = self._idle.pop() if self._idle else Line(self.relay)
        receipt = await line.carry(letter, begin)
        if line.was_stale:
            line = Line(self.relay)
            receipt = await line.carry(letter, begin)
        if line.is_usable:
            self._idle.append(line)
        else:
            await line.hang_up()
        return receipt

    def _is_one_too_many(self, receipt: Receipt) -> bool:
        """Whether the server refuses this connection while it serves our others."""
        refused = receipt.stage == "connect" and receipt.code is not None and receipt.code < 500
        return refused and self._connections > 1 and self._busy + len(self._idle) > 0

    def _give_one_back(self, at: float) -> None:
        """A connection more, once the server has done well for a while."""
        if self._connections < self._most and at - self._fewer_since > FEWER_S:
            self._connections += 1
            self._fewer_since = at
            self._slots.release()

    def _learn(self, receipt: Receipt) -> None:
        """What an answer says of the server itself."""
        at = self._clock()
        if receipt.given_back:
            self._breaker.leave()
            return
        what = meaning(receipt)
        if what is Meaning.ACCEPTED:
            self._accepted.append(at)
            self._give_one_back(at)
        if names_a_limit(receipt) and receipt.speaks_of_relay:
            seen = sum(at - then < 60 for then in self._accepted)
            self._bucket = rates.slowed(self._bucket, at, max(seen, rates.SLOWEST))
        if what in (Meaning.RELAY, Meaning.UNKNOWN):
            self._breaker.failed(at, f"{receipt.stage}: {receipt.code or ''} {receipt.text}"[:200])
        else:
            self._breaker.succeeded()

    def _refill(self, at: float) -> None:
        if self._bucket is not None:
            self._bucket = rates.refilled(self._bucket, at, self.relay.per_minute)


class Relays:
    """Several relays, used by turns; one that fails before anything was taken gives to the next."""

    grade = "E1"

    def __init__(self, relays: Sequence[RelayMail]) -> None:
        self._relays = list(relays)
        self.width = sum(relay.width for relay in self._relays)
        self._turn = 0

    def room(self) -> int | None:
        """How many letters they may be given together."""
        rooms = [relay.room() for relay in self._relays]
        known = [room for room in rooms if room is not None]
        return sum(known) if len(known) == len(rooms) else None

    def standing(self) -> Sequence[Standing]:
        """How each stands to us."""
        return [one for relay in self._relays for one in relay.standing()]

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        """Hand one letter over to the first that takes it up, beginning with another each time."""
        self._turn += 1
        receipt = Receipt("connect", "", given_back=True)
        for place in range(len(self._relays)):
            relay = self._relays[(self._turn + place) % len(self._relays)]
            if relay.room() == 0:
                continue
            tried = await relay.send(letter, begin)
            if tried.stage != "connect":
                return tried
            receipt = receipt if tried.given_back else tried
        return receipt

    async def aclose(self) -> None:
        """Quit every connection."""
        for relay in self._relays:
            await relay.aclose()
