"""What one look gets to see: every source fetched, judged and read, before any transaction is
open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from policy import walls
from policy.combine import combine
from policy.fingerprint import fingerprint, links_fingerprint
from policy.model import EXTRACTION_RULES, Outcome, Reading, Refusal
from policy.urls import inspect
from storage import snapshots, versions
from storage.database import Database
from storage.watched import Watched, WatchedSource
from watcher.answers import Ask, Failure, Fetched
from watcher.complete import doubt
from watcher.fetch import Fetcher
from watcher.politeness import Holding, header_of
from watcher.reader import Reader, ReadFailure, ReadSame, ReadText
from watcher.robots import RobotsBook

UNREADABLE = frozenset(
    {"not_text", "binary", "encrypted", "unreadable", "too_complex", "bad_encoding"}
)
"""Reasons of a reading that mean: no text we can read, rather than: not the policy."""


@dataclass(frozen=True, slots=True)
class Missed:
    """No text came of it: the outcome (refused, unreachable, unreadable), and why."""

    outcome: Outcome
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The text that was seen, its reading made only where somebody needs it."""

    fingerprint: str
    links: str
    rules: int
    reading: Callable[[], Reading]
    text_id: int | None = None
    """Where it is the text of the look before, the id it is kept under."""


@dataclass(frozen=True, slots=True)
class Received:
    """One source's part in a look: what was answered, and whether those bytes are what we had."""

    source: WatchedSource
    answer: Fetched | Failure
    unchanged: bool = False
    same_text: bool = False
    """Other bytes, but nothing that a reading depends on."""
    read: ReadText | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """All that one look saw."""

    parts: tuple[Received, ...]
    found: Seen | Missed

    @property
    def retry_after(self) -> str | None:
        """What the last answer asks for, as it was written."""
        return header_of(self.parts[-1].answer, "retry-after") if self.parts else None


@dataclass(frozen=True, slots=True)
class Eyes:
    """What looking needs of the outside."""

    db: Database
    fetcher: Fetcher
    reader: Reader
    robots: RobotsBook


async def receive(policy: Watched, eyes: Eyes, held: Holding) -> Sight:
    """Fetch and read every source, in order; the first that fails ends it, for a part is not the
    policy.
    """
    fresh = _last_text(policy, eyes.db)
    parts: list[Received] = []
    for source in policy.sources:
        part, missed = await _part(source, policy.language, eyes, held, fresh is not None)
        parts.append(part)
        if missed is not None:
            return Sight(tuple(parts), missed)
    if fresh is not None and all(part.unchanged or part.same_text for part in parts):
        return Sight(tuple(parts), fresh)
    reads: list[ReadText] = []
    for place, part in enumerate(parts):
        read = part.read or await _read_again(part.source, eyes)
        if isinstance(read, ReadFailure):
            missed = Missed(Outcome.UNREADABLE, read.reason, read.detail)
            return Sight(tuple(parts), missed)
        parts[place] = replace(part, read=read)
        reads.append(read)
    return Sight(tuple(parts), _together(reads))


async def _part(
    source: WatchedSource, language: str | None, eyes: Eyes, held: Holding, conditional: bool
) -> tuple[Received, Missed | None]:
    """One source: asked politely, fetched, and read where its bytes are new."""
    answer = await _answer(source, language, eyes, held, conditional)
    if isinstance(answer, Failure):
        return Received(source, answer), Missed(answer.outcome, answer.reason, answer.detail)
    if answer.body is None:
        return Received(source, answer, unchanged=True), None
    if answer.status == 200:
        cut = doubt(answer)
        if cut is not None:
            return Received(source, answer), Missed(Outcome.REFUSED, cut.reason, cut.detail)
        if conditional and hashlib.sha256(answer.body).digest() == source.sha256:
            return Received(source, answer, unchanged=True), None
    sketch = source.sketch if conditional and answer.status == 200 else None
    read = await eyes.reader.read(answer.body, dict(answer.headers), source.declared, sketch)
    if isinstance(read, ReadFailure):
        return Received(source, answer), Missed(Outcome.UNREADABLE, read.reason, read.detail)
    if isinstance(read, ReadSame):
        return Received(source, answer, same_text=True), None
    part = Received(source, answer, read=read)
    missed = _by_status(answer, read) if answer.status != 200 else _by_reading(read)
    return part, missed


async def _answer(
    source: WatchedSource, language: str | None, eyes: Eyes, held: Holding, conditional: bool
) -> Fetched | Failure:
    ask = Ask(
        url=source.url,
        language=language,
        etag=source.etag if conditional else None,
        last_modified=source.last_modified if conditional else None,
    )
    target = inspect(source.url, eyes.fetcher.exceptions)
    if not isinstance(target, Refusal):
        allowed = await eyes.robots.ask(target, held)
        if allowed.away is not None:
            return allowed.away
        if allowed.refused is not None:
            refused = allowed.refused
            return Failure(source.url, Outcome.REFUSED, refused.reason, refused.detail)
    answer = await eyes.fetcher.fetch(ask, held.turn)
    held.answered(_host(answer, eyes), answer)
    return answer


def _host(answer: Fetched | Failure, eyes: Eyes) -> str:
    """The lane of the host that gave the answer."""
    url = (
        answer.final_url if isinstance(answer, Fetched) else answer.exchange.get("url", answer.url)
    )
    target = inspect(url, eyes.fetcher.exceptions)
    return "" if isinstance(target, Refusal) else target.lane


def _by_status(answer: Fetched, read: ReadText) -> Missed:
    """What an answer that is not 200 means."""
    wall = Reading(refused=read.refused)
    refused = walls.by_status(answer.status, wall)
    if refused is not None:
        return Missed(Outcome.REFUSED, refused.reason, refused.detail)
    said = f"the server answers {answer.status}"
    if answer.status == 429 or 500 <= answer.status < 600:
        return Missed(Outcome.UNREACHABLE, f"http_{answer.status}", said)
    return Missed(Outcome.REFUSED, "bad_status", said)


def _by_reading(read: ReadText) -> Missed | None:
    if read.refused is None:
        return None
    unreadable = read.refused.reason in UNREADABLE
    outcome = Outcome.UNREADABLE if unreadable else Outcome.REFUSED
    return Missed(outcome, read.refused.reason, read.refused.detail)


async def _read_again(source: WatchedSource, eyes: Eyes) -> ReadText | ReadFailure:
    """Read what is kept of a source whose text did not change while another's did."""
    if source.blob_id is None:
        return ReadFailure("unreadable", "nothing is kept of it")
    with eyes.db.reading() as tx:
        body = snapshots.body_of(tx, source.blob_id)
        headers = snapshots.headers_of(tx, source.id, source.blob_id)
    read = await eyes.reader.read(body, headers, source.declared)
    assert not isinstance(read, ReadSame)  # noqa: S101 - no sketch was given
    return read


def _last_text(policy: Watched, db: Database) -> Seen | None:
    """The text of the last good look, where today's rules made it; else None."""
    text = policy.text
    if text is None or text.links is None or text.rules != EXTRACTION_RULES:
        return None

    def reading() -> Reading:
        with db.reading() as tx:
            return versions.reading_of(tx, text.id)

    return Seen(text.fingerprint, text.links, text.rules, reading, text.id)


def _together(reads: Sequence[ReadText]) -> Seen:
    """One text of all parts."""
    if len(reads) == 1:
        only = reads[0]
        return Seen(only.fingerprint, only.links, only.rules, only.reading)
    whole = combine([read.reading() for read in reads])
    return Seen(fingerprint(whole), links_fingerprint(whole), whole.rules, lambda: whole)
