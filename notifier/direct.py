"""Letters straight to the recipients' own servers: an acceptance there is grade E2.

Encryption is taken where it is offered and the certificate is noted, not checked: refusing a bad
one would mean to send in the clear. MTA-STS and DANE are not looked at.
"""

from __future__ import annotations

import ssl
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic

from notifier.exchangers import Exchanger, NoWay, Resolver, find
from notifier.mail import Relay
from notifier.receipts import Receipt
from notifier.relays import RelayMail
from notifier.ways import Begin, Letter, Standing

PORT = 25
AT_ONCE = 20  # letters in flight, to all servers together
PER_SERVER = 2  # connections
PER_CONNECTION = 20  # letters; some large mailboxes take no more over one connection
KEPT = 64  # servers whose connections are kept
CONNECT_TIMEOUT_S = 20.0

Allowed = Callable[[str], bool]
"""Whether a letter may be sent to this network address: who follows us must not lead us inside."""


class DirectMail:
    """A way out without a relay."""

    grade = "E2"
    width = AT_ONCE

    def __init__(
        self,
        resolver: Resolver,
        allowed: Allowed,
        *,
        hello: str,
        port: int = PORT,
        clock: Callable[[], float] = monotonic,
        connect_timeout_s: float = CONNECT_TIMEOUT_S,
    ) -> None:
        self._resolver = resolver
        self._allowed = allowed
        self._hello = hello
        self._port = port
        self._clock = clock
        self._connect_timeout_s = connect_timeout_s
        self._tls = _noted_not_checked()
        self._servers: OrderedDict[str, RelayMail] = OrderedDict()

    def room(self) -> int | None:
        """No server limits all of them."""
        return None

    def standing(self) -> Sequence[Standing]:
        """The servers that fail at present; of the others there are too many."""
        each = [one for server in self._servers.values() for one in server.standing()]
        return [one for one in each if one.breaker != "closed"]

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        """Hand one letter to the first exchanger of its domain that takes it up."""
        way = await find(self._resolver, letter.domain, letter.id)
        if isinstance(way, NoWay):
            return _no_way(letter.domain, way)
        receipt = _no_way(letter.domain, NoWay(451, "4.4.1 no exchanger may be connected"))
        for server in await self._chosen(way):
            receipt = await server.send(letter, begin)
            if receipt.stage != "connect":
                break
        if receipt.given_back and receipt.stage == "connect":  # all of them rest
            receipt = replace(receipt, given_back=False, text="it rests after failures")
        return replace(receipt, is_recipients=True)

    async def aclose(self) -> None:
        """Quit every connection."""
        while self._servers:
            await self._servers.popitem()[1].aclose()

    async def _chosen(self, exchangers: Sequence[Exchanger]) -> list[RelayMail]:
        """Their servers in order, opened as needed; the ones not used for longest are left."""
        chosen = [
            self._server(exchanger.name, address)
            for exchanger in exchangers
            for address in exchanger.addresses
            if self._allowed(address)
        ]
        while len(self._servers) > KEPT:
            await self._servers.popitem(last=False)[1].aclose()
        return chosen

    def _server(self, name: str, address: str) -> RelayMail:
        key = f"{name}[{address}]"
        if key not in self._servers:
            relay = Relay(
                host=address,
                port=self._port,
                starttls=None,
                hello=self._hello,
                tls=self._tls,
                exchanger=name,
                per_connection=PER_CONNECTION,
                connect_timeout_s=self._connect_timeout_s,
            )
            self._servers[key] = RelayMail(relay, PER_SERVER, self._clock)
        self._servers.move_to_end(key)
        return self._servers[key]


def _no_way(domain: str, way: NoWay) -> Receipt:
    """What we found ourselves, before any server was asked."""
    return Receipt(
        "recipient", f"dns:{domain}", way.code, way.text, f"* {way.code} {way.text}",
        is_recipients=True,
    )  # fmt: skip


def _noted_not_checked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
