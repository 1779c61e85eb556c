"""What one look gets to see: every source fetched, judged and read, before any transaction is
open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from policy import walls
from policy.combine import combine
from policy.fingerprint import fingerprint, links_fingerprint
from policy.model import EXTRACTION_RULES, Outcome, Reading, Refusal
from policy.outline import outline
from policy.urls import Target, inspect
from storage import snapshots, versions
from storage.database import Database
from storage.watched import Watched, WatchedSource
from watcher.answers import Ask, Failure, Fetched
from watcher.complete import doubt
from watcher.fetch import Fetcher
from watcher.politeness import Holding, header_of
from watcher.reader import Reader, ReadFailure, ReadSame, ReadText
from watcher.robots import RobotsBook

if TYPE_CHECKING:
    from watcher.browser import Browser
    from watcher.browser_far import FarBrowser

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

    doubt: walls.Held | None = None
    """Why it may not be whole, though it reads as a policy."""


@dataclass(frozen=True, slots=True)
class Received:
    """One source's part in a look: what was answered, and whether those bytes are what we had."""

    source: WatchedSource
    answer: Fetched | Failure
    unchanged: bool = False
    same_text: bool = False
    """Other bytes, but nothing that a reading depends on."""
    read: ReadText | None = None
    doubt: walls.Held | None = None
    """Why it may not be whole."""

    sketch: str | None = None
    """By which pages that are read alike are known."""

    screenshot: bytes = b""
    read_plainly: str | None = None
    """The fingerprint of what stands there without a browser, asked at the first visit only."""

    @property
    def origin(self) -> str | None:
        """How it was come by, where it was not simply fetched."""
        return self.answer.exchange.get("by")


@dataclass(frozen=True, slots=True)
class Sight:
    """All that one look saw."""

    parts: tuple[Received, ...]
    found: Seen | Missed

    @property
    def origin(self) -> str | None:
        """How its page was come by, where it was not simply fetched."""
        return next((part.origin for part in self.parts if part.origin), None)

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
    browser: Callable[[], Browser | FarBrowser] | None = None
    """What pages made by scripts are read through; None where there is none, or none is wanted."""

    escalate: bool = True
    """Whether a page that turns out to be made by scripts may be read through the browser without
    being declared so.
    """

    def reads_by_browser(self, source: WatchedSource) -> bool:
        """Whether this source is read through the browser from the start."""
        if source.fetch is None:
            return source.by_browser and self.may_escalate(source)
        return source.fetch == "browser"

    def may_escalate(self, source: WatchedSource) -> bool:
        """Whether this source may be read through the browser where it shows no text without."""
        return source.fetch is None and self.escalate and self.browser is not None


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
        return _sight(parts, fresh)
    reads: list[ReadText] = []
    for place, part in enumerate(parts):
        read = part.read or await _read_again(part.source, eyes)
        if isinstance(read, ReadFailure):
            missed = Missed(Outcome.UNREADABLE, read.reason, read.detail)
            return Sight(tuple(parts), missed)
        parts[place] = replace(part, read=read)
        reads.append(read)
    return _sight(parts, together(reads))


def _sight(parts: Sequence[Received], found: Seen) -> Sight:
    """The text of all parts, doubted where one of them is."""
    doubt = next((part.doubt for part in parts if part.doubt), None)
    return Sight(tuple(parts), replace(found, doubt=doubt) if doubt else found)


async def _part(
    source: WatchedSource, language: str | None, eyes: Eyes, held: Holding, conditional: bool
) -> tuple[Received, Missed | None]:
    """One source: asked politely, fetched, and read where its bytes are new; through the browser
    where it is declared so, or where nothing stands on the page without its scripts.
    """
    rendered = eyes.reads_by_browser(source)
    answer = await _answer(source, language, eyes, held, conditional and not rendered)
    if isinstance(answer, Failure):
        return Received(source, answer), Missed(answer.outcome, answer.reason, answer.detail)
    if rendered and _is_html(answer):
        return await _by_browser(source, answer, language, eyes, held, conditional)
    part, missed = await _judged(source, answer, eyes, conditional)
    if missed is None or missed.reason != "empty" or not eyes.may_escalate(source):
        return part, missed
    drawn, still = await _by_browser(source, answer, language, eyes, held, conditional)
    if isinstance(drawn.answer, Failure) and still is not None:
        says = f"{missed.detail}; through the browser: {still.reason}, {still.detail}"
        return part, replace(missed, detail=says)
    return drawn, still


async def _by_browser(
    source: WatchedSource,
    plain: Fetched,
    language: str | None,
    eyes: Eyes,
    held: Holding,
    conditional: bool,
) -> tuple[Received, Missed | None]:
    """The page that a browser makes of a plain answer, judged as any other."""
    if eyes.browser is None:
        failed = Failure(plain.url, Outcome.UNREACHABLE, "no_browser", NO_BROWSER)
        return Received(source, failed), Missed(failed.outcome, failed.reason, failed.detail)
    lane = _host(plain, eyes)
    await held.turn(lane)
    visited = await eyes.browser().visit(plain, language, screenshot=source.screenshot)
    answer = visited if isinstance(visited, Failure) else visited.answer
    held.answered(lane, answer)
    if isinstance(visited, Failure):
        return Received(source, visited), Missed(visited.outcome, visited.reason, visited.detail)
    forbidden = await _frames_forbidden(visited.answer, eyes, held, note=source.notes_robots)
    if forbidden is not None:
        return Received(source, forbidden), Missed(
            forbidden.outcome, forbidden.reason, forbidden.detail
        )
    part, missed = await _judged(source, visited.answer, eyes, conditional)
    plainly = (
        None if source.by_browser or missed is not None else await _plainly(source, plain, eyes)
    )
    return replace(part, screenshot=visited.screenshot, read_plainly=plainly), missed


async def _frames_forbidden(
    answer: Fetched, eyes: Eyes, held: Holding, *, note: bool
) -> Failure | None:
    """Why the text of a frame is not to be read, where its own host's robots.txt says so."""
    for url in answer.exchange["browser"]["frames"]:
        target = inspect(url, eyes.fetcher.exceptions)
        if isinstance(target, Target):
            said = await eyes.robots.ask(target, held, note=note)
            if said.refused is not None:
                says = f"the frame {url}: {said.refused.detail}"
                return Failure(answer.url, Outcome.REFUSED, said.refused.reason, says)
    return None


async def _plainly(source: WatchedSource, plain: Fetched, eyes: Eyes) -> str | None:
    """What the plain answer reads as, where it reads as anything."""
    read = await eyes.reader.read(plain.body or b"", dict(plain.headers), source.declared)
    return read.fingerprint if isinstance(read, ReadText) and read.refused is None else None


NO_BROWSER = (
    "it is declared to be read through a browser, and there is none here: install chromium and the "
    "extra `browser`, or allow it (CLAUSEWATCH_WATCH__BROWSER)"
)


def _is_html(answer: Fetched) -> bool:
    """Whether a browser would show it as a page of its own."""
    kind = (answer.header("content-type") or "text/html").partition(";")[0].strip().lower()
    return answer.status == 200 and kind in ("text/html", "application/xhtml+xml")


async def _judged(
    source: WatchedSource, answer: Fetched, eyes: Eyes, conditional: bool
) -> tuple[Received, Missed | None]:
    """What one answer is worth: unchanged, read, or missed."""
    if answer.body is None:
        return Received(source, answer, unchanged=True), None
    cut = doubt(answer) if answer.status == 200 else None
    known = source.sha256 if conditional and answer.status == 200 else None
    if known is not None and hashlib.sha256(answer.body).digest() == known:
        return Received(source, answer, unchanged=True, doubt=cut), None
    sketch = source.sketch if conditional and answer.status == 200 else None
    headers = dict(answer.headers)
    if sketch is not None and _is_of(answer.body, headers, sketch):
        return Received(source, answer, same_text=True, doubt=cut, sketch=sketch), None
    read = await eyes.reader.read(answer.body, headers, source.declared, sketch)
    if isinstance(read, ReadFailure):
        return Received(source, answer), Missed(Outcome.UNREADABLE, read.reason, read.detail)
    if isinstance(read, ReadSame):
        return Received(source, answer, same_text=True, doubt=cut, sketch=read.sketch), None
    part = Received(source, answer, read=read, doubt=cut, sketch=read.sketch)
    missed = _by_status(answer, read) if answer.status != 200 else by_reading(read)
    return part, missed


def _is_of(body: bytes, headers: dict[str, str], sketch: str) -> bool:
    """Whether these bytes need not be parsed: those of that sketch differed in tokens only."""
    _, _, known = sketch.partition(" ")
    return bool(known) and outline(body, headers) == known


async def _answer(
    source: WatchedSource, language: str | None, eyes: Eyes, held: Holding, conditional: bool
) -> Fetched | Failure:
    ask = Ask(
        url=source.url,
        language=language,
        etag=source.etag if conditional else None,
        last_modified=source.last_modified if conditional else None,
    )
    return await politely(ask, eyes, held, note_robots=source.notes_robots)


async def politely(
    ask: Ask, eyes: Eyes, held: Holding, *, note_robots: bool = False
) -> Fetched | Failure:
    """The answer to one request, after its turn, where the host allows it; redirects too."""
    noted: list[str] = []

    async def allowed(target: Target) -> Failure | None:
        """What the host's robots.txt says, also where a redirect leads to it."""
        said = await eyes.robots.ask(target, held, note=note_robots)
        noted.extend(filter(None, (said.noted,)))
        if said.refused is not None:
            return Failure(target.url, Outcome.REFUSED, said.refused.reason, said.refused.detail)
        return said.away

    answer = await eyes.fetcher.fetch(ask, held.turn, allowed)
    held.answered(_host(answer, eyes), answer)
    return replace(answer, exchange={**answer.exchange, "robots": noted[-1]}) if noted else answer


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


def by_reading(read: ReadText) -> Missed | None:
    """What a page that was refused when it was read means; None where it was not."""
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

    return Seen(text.fingerprint, text.links, text.rules, cache(reading), text.id)


def together(reads: Sequence[ReadText]) -> Seen:
    """One text of all parts."""
    if len(reads) == 1:
        only = reads[0]
        return Seen(only.fingerprint, only.links, only.rules, cache(only.reading))
    whole = combine([read.reading() for read in reads])
    return Seen(fingerprint(whole), links_fingerprint(whole), whole.rules, lambda: whole)
