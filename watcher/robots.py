"""What a host's robots.txt allows: asked once a day, kept in the database, read by protego (RFC
9309).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import zstandard
from protego import Protego

from policy.model import Outcome, Refusal
from policy.urls import Target
from storage.database import Database
from storage.tables_watched import RobotsRow
from watcher.answers import Ask, Failure, Fetched
from watcher.fetch import Fetcher
from watcher.politeness import Holding

FRESH_FOR = timedelta(hours=24)
KEPT_BYTES = 500 * 1024
"""RFC 9309, 2.5: what must be read at least; the rest is passed over."""

Robots = Literal["obey", "note"]


@dataclass(frozen=True, slots=True)
class Answer:
    """May we look, how long does the host want us to wait, and what is to be said about it."""

    refused: Refusal | None = None
    away: Failure | None = None
    noted: str | None = None
    """What the file asks for, where that is noted and not obeyed."""


class RobotsBook:
    """Knows the rules of the hosts it was asked about."""

    def __init__(self, db: Database, fetcher: Fetcher, agent: str, mode: Robots = "obey") -> None:
        self._db = db
        self._fetcher = fetcher
        self._agent = agent
        self._mode = mode
        self._parsed: dict[str, tuple[datetime, Any]] = {}

    async def ask(self, target: Target, held: Holding, *, note: bool = False) -> Answer:
        """Whether `target` may be fetched now; asks for robots.txt where it is not known.

        With `note` it may, and what the file asks for is said beside it.
        """
        now, obeys = held.clock(), self._mode == "obey" and not note
        rules = self._known(target.origin, now)
        if rules is None:
            found = await self._fetched(target, held, now)
            if isinstance(found, Failure):
                return Answer(away=found) if obeys else Answer(noted="away")
            rules = found
        delay = rules.crawl_delay(self._agent)
        if delay:
            held.asked_to_wait(target.lane, float(delay))
        if rules.can_fetch(target.url, self._agent):
            return Answer()
        if not obeys:
            return Answer(noted="disallowed")
        return Answer(Refusal("robots", f"{target.origin}/robots.txt asks us not to fetch it"))

    def _known(self, origin: str, now: datetime) -> Any:
        """The parsed rules, from memory or from the database, while they are fresh."""
        kept = self._parsed.get(origin)
        if kept is not None and now - kept[0] < FRESH_FOR:
            return kept[1]
        with self._db.reading() as tx:
            row = tx.get(RobotsRow, origin)
        if row is None or now - row.at >= FRESH_FOR:
            return None
        body = zstandard.ZstdDecompressor().decompress(row.body) if row.body else b""
        return self._parse(origin, body, row.at)

    async def _fetched(self, target: Target, held: Holding, now: datetime) -> Any:
        """The rules as the host tells them now; one that cannot say is asked for nothing more."""
        url = f"{target.origin}/robots.txt"
        answer = await self._fetcher.fetch(Ask(url), held.turn)
        held.answered(target.lane, answer)
        if isinstance(answer, Failure):
            if answer.outcome is Outcome.UNREACHABLE:
                return answer
            return self._keep(target.origin, "allow_all", b"", now)
        if answer.status >= 500 or answer.status == 429:
            detail = f"{url} answers {answer.status}: until it can be read, nothing is fetched"
            return Failure(
                url, Outcome.UNREACHABLE, f"http_{answer.status}", detail, exchange=answer.exchange
            )
        if not isinstance(answer, Fetched) or answer.status != 200 or not answer.body:
            return self._keep(target.origin, "allow_all", b"", now)
        return self._keep(target.origin, "rules", answer.body[:KEPT_BYTES], now)

    def _keep(self, origin: str, verdict: str, body: bytes, now: datetime) -> Any:
        packed = zstandard.ZstdCompressor(level=10).compress(body) if body else None
        with self._db.transaction() as tx:
            tx.merge(RobotsRow(origin=origin, verdict=verdict, body=packed, at=now))
        return self._parse(origin, body, now)

    def _parse(self, origin: str, body: bytes, at: datetime) -> Any:
        rules = Protego.parse(body.decode("utf-8", "replace").replace("\x00", ""))
        if len(self._parsed) >= 1000:
            self._parsed.pop(next(iter(self._parsed)))
        self._parsed[origin] = (at, rules)
        return rules
