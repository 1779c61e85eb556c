"""A browser in a service of its own, asked over a local socket, and that service's side of it.

One question a connection: a line of JSON. The answer is three frames, as the visiting process gives
them: a head (JSON), the page as HTML, and a picture of it or nothing. The service has its own
settings: nobody who asks can widen what it may reach.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policy.model import Outcome
from watcher.answers import BROWSER, Failure, Fetched
from watcher.frames import LENGTH

if TYPE_CHECKING:
    import socket

    from watcher.browser import Browser, Visited

QUESTION_BYTES = 1 << 16
HEAD_BYTES, HTML_BYTES, PICTURE_BYTES = 4 << 20, 32 << 20, 64 << 20
ASKED_WITHIN_S = 10.0
ANSWERED_WITHIN_S = 180.0
"""With its waiting for other visits; by then the host's lease is over too."""

LOST = (OSError, asyncio.IncompleteReadError, ValueError, KeyError, TypeError)


class FarBrowser:
    """Opens pages by asking a service; what does not answer is a failed visit like any other."""

    def __init__(self, place: Path, answered_within_s: float = ANSWERED_WITHIN_S) -> None:
        self._place = place
        self._patience_s = answered_within_s

    async def visit(
        self, plain: Fetched, language: str | None = None, *, screenshot: bool = False
    ) -> Visited | Failure:
        """The page that `plain` is the plain answer of, as a reader's browser would show it."""
        asked = {"url": plain.final_url, "status": plain.status, "language": language,
                 "screenshot": screenshot}  # fmt: skip
        try:
            async with asyncio.timeout(self._patience_s):
                told, html, picture = await self._answered(asked)
            return _taken(plain, told, html, picture)
        except TimeoutError:
            says = f"the browser's service did not answer in {self._patience_s:g} seconds"
        except LOST as error:
            says = f"the browser's service at {self._place} gave no answer: {type(error).__name__}"
        return Failure(plain.url, Outcome.UNREACHABLE, "browser_failed", says, plain.hops)

    async def _answered(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes, bytes]:
        answers, question = await asyncio.open_unix_connection(str(self._place))
        with contextlib.closing(question):
            question.write(json.dumps(asked).encode() + b"\n")
            await question.drain()
            limits = (HEAD_BYTES, HTML_BYTES, PICTURE_BYTES)
            head, html, picture = [await _frame(answers, longest) for longest in limits]
        told: dict[str, Any] = json.loads(head)
        return told, html, picture


def _taken(
    plain: Fetched, told: Mapping[str, Any], html: bytes, picture: bytes
) -> Visited | Failure:
    """The service's answer in our own values; it speaks for the page, and for nothing else."""
    from watcher.browser import HTML, Visited

    came = {**dict(told["exchange"]), "by": BROWSER, "plain": dict(plain.exchange)}
    if "outcome" in told:
        outcome, words = Outcome(told["outcome"]), str(told["detail"])[:500]
        return Failure(plain.url, outcome, str(told["reason"])[:100], words, plain.hops, came)
    url, status = str(told["url"])[:2048], int(told["status"])
    facts = {"url": url, "status": status, "headers": [list(HTML)]}
    answer = replace(
        plain, final_url=url, status=status, headers=(HTML,), body=html, exchange=came | facts
    )
    return Visited(answer, picture)


@contextlib.asynccontextmanager
async def door(browser: Browser, listener: socket.socket) -> AsyncIterator[None]:
    """Answer at this socket with this browser, as long as the block lasts."""
    visits: set[asyncio.Task[None]] = set()

    async def came(question: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        assert visit is not None  # noqa: S101 - a server runs each connection in its own
        visits.add(visit)
        try:
            with contextlib.closing(answers), contextlib.suppress(*LOST, TimeoutError):
                await _answer(browser, question, answers)
        finally:
            visits.discard(visit)

    server = await asyncio.start_unix_server(came, sock=listener, limit=QUESTION_BYTES)
    try:
        yield
    finally:
        server.close()
        for visit in list(visits):
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)


async def _answer(
    browser: Browser, question: asyncio.StreamReader, answers: asyncio.StreamWriter
) -> None:
    """One visit; whoever asked and went away ends it."""
    async with asyncio.timeout(ASKED_WITHIN_S):
        asked = json.loads(await question.readline())
    url, language = str(asked["url"]), asked.get("language")
    plain = Fetched(url, url, int(asked["status"]), (), b"")
    visit = asyncio.ensure_future(
        browser.visit(
            plain, str(language) if language else None, screenshot=bool(asked.get("screenshot"))
        )
    )
    gone = asyncio.ensure_future(question.read(1))
    try:
        await asyncio.wait({visit, gone}, return_when=asyncio.FIRST_COMPLETED)
        if visit.done():
            for frame in _told(visit.result()):
                answers.write(LENGTH.pack(len(frame)) + frame)
            await answers.drain()
    finally:
        for task in (visit, gone):
            task.cancel()
        await asyncio.gather(visit, gone, return_exceptions=True)


def _told(found: Visited | Failure) -> tuple[bytes, bytes, bytes]:
    """The three frames of an answer."""
    if isinstance(found, Failure):
        head = {"outcome": str(found.outcome), "reason": found.reason, "detail": found.detail,
                "exchange": dict(found.exchange)}  # fmt: skip
        return json.dumps(head).encode(), b"", b""
    answer = found.answer
    page = {"url": answer.final_url, "status": answer.status, "exchange": dict(answer.exchange)}
    return json.dumps(page).encode(), answer.body or b"", found.screenshot


async def _frame(stream: asyncio.StreamReader, longest: int) -> bytes:
    (size,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
    if size > longest:
        raise ValueError("a frame longer than any page")
    return await stream.readexactly(size)
