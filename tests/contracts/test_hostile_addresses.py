"""Every shared address and URL against real sockets: to what is refused none is ever opened, and
what is allowed is reached at an address its name has.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policy.model import Outcome
from tests.contracts.fault_server import FaultServer, Streets, serving
from tests.contracts.test_connect import GOOD, self_signed
from watcher.answers import Ask, Failure, Fetched, Limits
from watcher.connect import GuardedBackend
from watcher.fetch import Fetcher, GuardedTransport

Case = dict[str, Any]


def cases(shared: Path, name: str) -> list[Case]:
    """All of a file; it cannot pass with nothing in it."""
    listed: list[Case] = json.loads((shared / "hostile" / name).read_text())["cases"]
    assert len({case["id"] for case in listed}) == len(listed) >= 75
    assert {case["verdict"] for case in listed} == {"allow", "refuse"}
    return listed


@dataclass
class Outside:
    """A fetcher whose public addresses all lead to one server; a name that no case has resolves to
    nothing.
    """

    server: FaultServer
    streets: Streets
    transport: GuardedTransport
    fetcher: Fetcher
    names: dict[str, list[str]] = field(default_factory=dict)

    async def wrong(self, url: str, verdict: str, names: dict[str, list[str]]) -> str | None:
        """What was not as it should be with this URL."""
        self.names.clear()
        self.names.update(names)
        self.streets.connected.clear()
        before = self.server.connections
        answer = await self.fetcher.fetch(Ask(url))
        await self.transport.aclose()  # the next case may not come by this one's connection
        opened = self.server.connections - before
        if verdict == "refuse":
            refused = isinstance(answer, Failure) and answer.outcome is Outcome.REFUSED
            if refused and not opened and not self.streets.connected:
                return None
            return f"{url!r}: {answer}, {opened} sockets to {self.streets.connected}"
        addresses = {address for each in names.values() for address in each}
        if isinstance(answer, Fetched) and opened and set(self.streets.connected) <= addresses:
            return None
        return f"{url!r}: {answer}, {opened} sockets to {self.streets.connected}"


@asynccontextmanager
async def outside(tls: tuple[Path, Path] | None = None) -> AsyncIterator[Outside]:
    """A server, over TLS where a certificate is given, and what fetches from it."""
    context = trust = None
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        trust = ssl.create_default_context(cafile=str(tls[0]))
    names: dict[str, list[str]] = {}

    async def resolve(host: str, port: int) -> tuple[str, ...]:
        if host not in names:
            raise OSError("no such name")
        return tuple(names[host])

    async with serving(lambda _: [GOOD], tls=context) as server:
        streets = Streets(server.port)
        transport = GuardedTransport(GuardedBackend(resolve=resolve, dial=streets), trust)
        async with Fetcher("test", limits=Limits(total_s=5), transport=transport) as fetcher:
            yield Outside(server, streets, transport, fetcher, names)


async def test_no_socket_is_opened_to_a_forbidden_address_and_one_to_each_other(
    shared: Path,
) -> None:
    found: list[str | None] = []
    async with outside() as world:
        for case in cases(shared, "ip_verdicts.json"):
            ip = case["ip"]
            names = {"mill.example": [ip]}
            found.append(await world.wrong("http://mill.example/", case["verdict"], names))

    assert [said for said in found if said] == []


async def test_no_socket_is_opened_for_a_forbidden_url_and_one_for_each_other(
    shared: Path, tmp_path: Path
) -> None:
    listed = cases(shared, "ssrf_urls.json")
    names = {name.rstrip(".") for case in listed for name in case.get("resolve", {})}
    found: list[str | None] = []
    async with outside(self_signed(tmp_path, *sorted(names))) as world:
        for case in listed:
            resolve = case.get("resolve", {})
            found.append(await world.wrong(case["url"], case["verdict"], resolve))

    assert [said for said in found if said] == []
