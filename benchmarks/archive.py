"""What programs cost: feeds, calendars and answers of the API over 1,000 policies with 20 versions.

    python -m benchmarks.archive [POLICIES VERSIONS]     # default 1000 20; others finish sooner

Each answer is asked for first with nothing kept in memory, then again, then with its entity tag;
beside them stands the page of one policy, the smallest thing a person asks for. Processor time of
the whole answer, inside one process, without a socket.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import httpx
from sqlmodel import Session

from benchmarks.harness import machine
from notifier.office import Letterhead, Office
from notifier.tokens import Tokens
from policy.compare import compare
from policy.model import Comparison, Reading
from policy.read import read
from storage import effects, policies, schema
from storage.database import Database
from storage.people import Vault
from storage.policies import Wanted, WantedSource
from tests.storage.kept import Seen, keep_change, keep_version
from web.app import create_app
from web.limits import Limits
from web.pages import Desk
from web.rates import Rates

NOW = datetime(2026, 12, 15, 6, tzinfo=UTC)
ZONE = "Europe/Brussels"
CLAUSES = 60
ASKED = {
    "page of a policy": "/policies/firm-7-privacy-policy",
    "feed of everything, Atom": "/feeds/all.atom",
    "feed of everything, JSON": "/feeds/all.json",
    "feed of a policy, Atom": "/feeds/policies/firm-7-privacy-policy.atom",
    "calendar of everything": "/feeds/all.ics",
    "calendar of a policy": "/feeds/policies/firm-7-privacy-policy.ics",
    "API: 50 policies": "/api/v1/policies",
    "API: 50 changes": "/api/v1/changes",
    "API: one version": "/api/v1/policies/firm-7-privacy-policy/versions/{last}",
    "API: neighbours compared": "/api/v1/policies/firm-7-privacy-policy/comparisons/1/2",
    "API: first and last compared": "/api/v1/policies/firm-7-privacy-policy/comparisons/1/{last}",
    "API: 50 looks": "/api/v1/policies/firm-7-privacy-policy/looks",
    "API: audit": "/api/v1/policies/firm-7-privacy-policy/audit",
    "API: health": "/api/v1/health",
}


def main() -> None:
    """Build, ask, and print."""
    sizes = [int(size) for size in sys.argv[1:]] or [1000, 20]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'clausewatch.db'}")
        schema.prepare(database, NOW)
        began = time.perf_counter()
        build(database, sizes[0], sizes[1])
        print(f"{sizes[0]} policies, {sizes[0] * sizes[1]} versions: {_s(began)} to build")
        began = time.perf_counter()
        days = effects.work_out(database, ZONE, NOW)
        print(f"{days} days worked out in {_s(began)}")
        asyncio.run(ask_all(database, sizes[1]))
        database.close()


def build(database: Database, number: int, length: int) -> None:
    """Policies of invented firms, each changed once a month."""
    texts = [_text(step, _at(length, step)) for step in range(length)]
    compared = [compare(old, new) for old, new in pairwise(texts)]
    for start in range(0, number, 50):
        with database.transaction() as tx:
            for firm in range(start, min(start + 50, number)):
                _shelve(tx, firm, texts, compared)


async def ask_all(database: Database, length: int) -> None:
    """Ask for everything three times, and print what each answer cost."""
    print(f"processor time of one answer, ms   [{machine()}]")
    print(f"  {'':<30} {'first':>9} {'again':>9} {'304':>9} {'bytes':>9}")
    for name, address in ASKED.items():
        address = address.format(last=length)
        letterhead = Letterhead("https://clausewatch.example", "notices@clausewatch.example")
        office = Office(letterhead, Vault(b"m" * 32), Tokens(b"t" * 32))
        desk = Desk(database, office, lambda: NOW, Limits(), rates=Rates(a_minute=10**9))
        transport = httpx.ASGITransport(create_app(desk))
        async with httpx.AsyncClient(transport=transport, base_url="https://x.example") as client:
            await client.get("/healthz")
            first, answer = await _timed(client, address)
            assert answer.status_code == 200, (address, answer.text)
            again = min([(await _timed(client, address))[0] for _ in range(5)])
            tag = {"If-None-Match": answer.headers["etag"]}
            known = [await _timed(client, address, tag) for _ in range(5)]
            assert {one.status_code for _, one in known} == {304}, address
        unchanged = min(cost for cost, _ in known)
        costs = f"{first * 1e3:9.1f} {again * 1e3:9.1f} {unchanged * 1e3:9.1f}"
        print(f"  {name:<30} {costs} {len(answer.content):9}")


async def _timed(
    client: httpx.AsyncClient, address: str, headers: dict[str, str] | None = None
) -> tuple[float, httpx.Response]:
    began = time.process_time()
    answer = await client.get(address, headers=headers)
    return time.process_time() - began, answer


def _at(length: int, step: int) -> datetime:
    """When a text was first seen: one a month, the last of them yesterday."""
    return NOW - timedelta(days=1 + 30 * (length - 1 - step))


def _text(step: int, at: datetime) -> Reading:
    """One of the texts: each step rewords three clauses, and applies three weeks later."""
    day = f"{at + timedelta(days=21):%-d %B %Y}"
    lines = ["# Privacy policy", f"Effective date: {day}"]
    for place in range(CLAUSES):
        period = 10 + step if place % 20 == step % 20 else 10
        lines.append(
            f"{place + 1}. For purpose {place} we keep your records for {period} months, and ask "
            f"our partner number {place} to do the same as long as the contract lasts."
        )
    reading = read("\n\n".join(lines).encode(), {"content-type": "text/markdown"})
    assert reading.refused is None
    return reading


def _shelve(
    tx: Session, firm: int, texts: Sequence[Reading], compared: Sequence[Comparison]
) -> None:
    """One policy with its versions and changes."""
    id = f"firm-{firm}-privacy-policy"
    source = WantedSource(f"https://firm-{firm}.example/privacy")
    row = policies.add(tx, Wanted(id, f"Firm {firm}", "Privacy Policy", (source,), "en"), NOW)
    ids: tuple[str, ...] = ()
    for number, reading in enumerate(texts, 1):
        at = _at(len(texts), number - 1) - timedelta(minutes=firm)
        comparison = compared[number - 2] if number > 1 else None
        seen = Seen(at, at - timedelta(hours=6), at)
        ids = keep_version(tx, id, number, reading, ids, comparison, seen)
        if comparison:
            keep_change(tx, id, number, comparison, seen)
    row.in_force, row.last_look_at, row.last_confirmed_at = len(texts), NOW, NOW


def _s(began: float) -> str:
    return f"{time.perf_counter() - began:.1f} s"


if __name__ == "__main__":
    main()
