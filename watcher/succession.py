"""Where the text of a dead address may live on: sought once it was dead for a day, then weekly.

Looked for in what is there anyway (where the last answer led, the links on it, those on the
service's other kept pages) and on the site's front page; the likeliest few are fetched, as politely
as any page, and compared with the text in force. A person decides.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policy.model import Declared, Link, Refusal
from policy.successors import Candidate, Lost, Place, candidates, likeness
from policy.urls import Target, follow, inspect
from storage import snapshots, successors, versions, watched
from storage.errors import SnapshotDamagedError
from storage.successors import Death, Successor
from storage.watched import Watched
from watcher.answers import Ask, Failure
from watcher.politeness import Holding, LaneBusyError
from watcher.reader import ReadText
from watcher.receive import Eyes, politely

log = logging.getLogger(__name__)

TRIED = 3
"""Candidates that are fetched; the rest is shown as it was found."""

MOST_SIBLINGS = 5


@dataclass(frozen=True, slots=True)
class Page:
    """A page whose links may lead there."""

    why: str
    url: str
    body: bytes
    headers: Mapping[str, str]


async def seek(id: str, eyes: Eyes, held: Holding) -> None:
    """Look for successors of a policy's dead address, if it is time to."""
    with eyes.db.reading() as tx:
        lost = successors.death(tx, id, held.clock())
        if lost is None:
            return
        policy = watched.watched(tx, id)
        exchange = snapshots.exchange_of(tx, lost.snapshot_id) if lost.snapshot_id else {}
        title = _title(policy, versions.get(tx, id, policy.in_force) if policy.in_force else None)
        known = frozenset(source.url for source in successors.siblings(tx, id))
    try:
        places = list(_led_to(exchange))
        for page in [*_kept(id, lost, exchange, eyes), *await _front(lost, policy, eyes, held)]:
            links = await eyes.reader.links(page.body, page.headers, page.url)
            places += [Place(link, page.why) for link in links]
        about = Lost(lost.url, policy.terms_type, title, known)
        found = [
            await _tried(one, policy, eyes, held, fetch=place < TRIED)
            for place, one in enumerate(candidates(about, places))
        ]
    except LaneBusyError:
        return  # at the next look
    kept = sorted(filter(None, found), key=lambda one: -(one.likeness or 0))
    with eyes.db.transaction() as tx:
        successors.keep(tx, id, lost.source_id, kept, held.clock())
    log.info("%s: its address seems dead; %d successors found", id, len(kept))


def _title(policy: Watched, version: versions.Version | None) -> str | None:
    return version.reading.title if version is not None else policy.service


def _led_to(exchange: Mapping[str, Any]) -> Iterator[Place]:
    """Where redirects or a script of the dead address lead."""
    for url, _, location in exchange.get("hops", ()):
        yield Place(Link("", follow(url, location)), "redirect")
    led_to = (exchange.get("browser") or {}).get("led_to")
    if led_to:
        yield Place(Link("", led_to), "redirect")


def _kept(id: str, lost: Death, exchange: Mapping[str, Any], eyes: Eyes) -> Iterator[Page]:
    """Pages that are here already: the dead address's own answer, and the service's others."""
    with eyes.db.reading() as tx:
        if lost.snapshot_id is not None:
            row = snapshots.get(tx, lost.snapshot_id)
            if row.blob_id is not None:
                headers = dict(exchange.get("headers", ()))
                url = str(exchange.get("url", lost.url))
                yield from _page(tx, "dead", url, row.blob_id, headers)
        for source in successors.siblings(tx, id)[:MOST_SIBLINGS]:
            headers = snapshots.headers_of(tx, source.id or 0, source.blob_id or 0)
            yield from _page(tx, "page", source.url, source.blob_id or 0, headers)


def _page(tx: Any, why: str, url: str, blob_id: int, headers: Mapping[str, str]) -> Iterator[Page]:
    try:
        yield Page(why, url, snapshots.body_of(tx, blob_id), headers)
    except SnapshotDamagedError:
        return


async def _front(lost: Death, policy: Watched, eyes: Eyes, held: Holding) -> list[Page]:
    """The front page of the site, where it can be had."""
    target = inspect(lost.url, eyes.fetcher.exceptions)
    if isinstance(target, Refusal):
        return []
    answer = await politely(Ask(f"{target.origin}/", policy.language), eyes, held)
    if isinstance(answer, Failure) or answer.status != 200 or not answer.body:
        return []
    return [Page("front", answer.final_url, answer.body, dict(answer.headers))]


async def _tried(
    one: Candidate, policy: Watched, eyes: Eyes, held: Holding, *, fetch: bool
) -> Successor | None:
    """The candidate with what stands there; None where it is no page of a policy."""
    target = inspect(one.url, eyes.fetcher.exceptions)
    if not isinstance(target, Target):
        return None
    if not fetch:
        return Successor(one.url, one.why, one.words or None)
    answer = await politely(Ask(one.url, policy.language), eyes, held)
    if isinstance(answer, Failure) or answer.status != 200 or not answer.body:
        return None
    declared = Declared(
        language=policy.language, service=policy.service, terms_type=policy.terms_type
    )
    read = await eyes.reader.read(answer.body, dict(answer.headers), declared)
    if not isinstance(read, ReadText):
        return None
    if read.refused is not None:
        made_by_scripts = read.refused.reason == "empty"
        return Successor(one.url, one.why, one.words or None) if made_by_scripts else None
    reading = read.reading()
    with eyes.db.reading() as tx:
        before = versions.get(tx, policy.id, policy.in_force) if policy.in_force else None
    alike = likeness(before.reading, reading) if before is not None else None
    return Successor(answer.final_url, one.why, one.words or None, alike, reading.title)
