"""The only HTTP client.

What it cannot fetch comes back as a value with a named outcome, never as an exception.

A fetched address is hostile until shown otherwise: each hop's URL and each connected address is
judged, redirects are followed by our own loop, and bytes, headers and time are limited.
"""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpcore
import httpx

from policy.addresses import NO_EXCEPTIONS, Exceptions
from policy.model import Outcome, Refusal
from policy.urls import Target, follow, inspect
from watcher.answers import (
    Allowed,
    Ask,
    Failure,
    Fetched,
    Hop,
    Limits,
    Turn,
    at_once,
    everywhere,
)
from watcher.connect import (
    Connections,
    GuardedBackend,
    RefusedError,
    UnresolvedError,
    peer_of,
)
from watcher.decoder import CodingError, Decoder

LASTING = (301, 308)
REDIRECTS = (301, 302, 303, 307, 308)
ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5"
ACCEPT_ENCODING = "gzip, deflate, br"  # zstd is undone where it comes unasked


class Fetcher:
    """Fetches pages for as long as it is open; `identity` tells servers who asks and where to
    complain.
    """

    def __init__(
        self,
        identity: str,
        exceptions: Exceptions = NO_EXCEPTIONS,
        limits: Limits | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.exceptions = exceptions
        self._limits = limits or Limits()
        self._identity = identity
        self._transport = transport or GuardedTransport(GuardedBackend(exceptions))
        silence = httpx.Timeout(self._limits.silence_s, connect=self._limits.connect_s)
        self._timeouts = {"timeout": silence.as_dict()}

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def fetch(
        self, ask: Ask, turn: Turn = at_once, allowed: Allowed = everywhere
    ) -> Fetched | Failure:
        """The answer to one request, redirects followed, or why there is none."""
        hops: list[Hop] = []
        url, spare_s = ask.url, self._limits.total_s
        while True:
            target = self._target(url, hops)
            if isinstance(target, Refusal):
                return Failure(ask.url, Outcome.REFUSED, target.reason, target.detail, tuple(hops))
            stopped = await allowed(target)
            if stopped is not None:
                return replace(stopped, url=ask.url, hops=tuple(hops))
            await turn(target.lane)  # waiting for our turn is not the server's time
            began = asyncio.get_running_loop().time()
            answer = await self._one(target, ask, spare_s)
            spare_s -= asyncio.get_running_loop().time() - began
            if isinstance(answer, Failure):
                return replace(answer, url=ask.url, hops=tuple(hops))
            location = _location(answer)
            if location is None:
                moved_to = _moved_to(hops, answer.final_url)
                return replace(answer, hops=tuple(hops), moved_to=moved_to)
            hops.append(Hop(target.url, answer.status, location))
            if len(hops) > self._limits.redirects:
                detail = f"more than {self._limits.redirects} redirects"
                return Failure(
                    ask.url, Outcome.UNREACHABLE, "too_many_redirects", detail, tuple(hops)
                )
            url = follow(target.url, location)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Fetched | Failure:
        """The answer to one POST, guarded like a fetch; a redirect is not followed."""
        target = self._target(url, [])
        if isinstance(target, Refusal):
            return Failure(url, Outcome.REFUSED, target.reason, target.detail)
        ask = Ask(url, body=body, headers=tuple(headers.items()))
        return await self._one(target, ask, self._limits.total_s)

    def _target(self, url: str, hops: list[Hop]) -> Target | Refusal:
        """The parsed URL of the next request; a redirect may not leave https."""
        target = inspect(url, self.exceptions)
        if not hops:
            return target
        if not hops[-1].location.strip():
            return Refusal("forbidden_url", "redirected to nowhere")
        if isinstance(target, Target) and (target.scheme, hops[-1].url[:5]) == ("http", "https"):
            return Refusal("forbidden_url", "a redirect from https to http")
        if isinstance(target, Refusal):
            return Refusal(
                target.reason, f"redirected to {hops[-1].location[:200]!r}: {target.detail}"
            )
        return target

    async def _one(self, target: Target, ask: Ask, spare_s: float) -> Fetched | Failure:
        """One request and its complete answer; whatever goes wrong gets one of our names."""
        stage = Stage()
        try:
            async with asyncio.timeout(spare_s):
                return await self._exchange(target, ask, stage)
        except NAMED as error:
            return _failure(target, stage, *_name(error, stage, self._limits))

    async def _exchange(self, target: Target, ask: Ask, stage: Stage) -> Fetched:
        """One request over the transport itself: a client would follow, store and repair things."""
        request = httpx.Request(
            "GET" if ask.body is None else "POST",
            target.url,
            headers=self._headers(ask),
            content=ask.body,
            extensions=self._timeouts,
        )
        response = await self._transport.handle_async_request(request)
        try:
            stage.answered(response)
            body = await self._body(response, stage)
        finally:
            await response.aclose()
        asked_again = response.status_code == 304 and bool(ask.etag or ask.last_modified)
        return Fetched(
            url=ask.url,
            final_url=target.url,
            status=response.status_code,
            headers=stage.headers,
            body=None if asked_again else body,
            exchange=stage.exchange(target, dict(request.headers)),
        )

    async def _body(self, response: httpx.Response, stage: Stage) -> bytes:
        """The body, whole and unpacked, within the limits of its kind."""
        pdf = "pdf" in stage.stated("content-type")
        wire = self._limits.pdf_wire_bytes if pdf else self._limits.wire_bytes
        stated = stage.stated("content-length")
        if stated.isdigit() and int(stated) > wire:
            raise CodingError("too_large", f"{stated[:25]} bytes are announced, more than {wire}")
        if stated and "transfer-encoding" in dict(stage.headers):
            raise CodingError("truncated", "two statements about its length contradict each other")
        if response.status_code in REDIRECTS or response.status_code in (204, 304):
            return b""
        coding = stage.stated("content-encoding")
        limit = self._limits.pdf_body_bytes if pdf else self._limits.body_bytes
        decoder = Decoder(coding, limit)
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - as it came
        async for piece in response.stream:
            stage.wire_bytes += len(piece)
            if stage.wire_bytes > wire:
                raise CodingError("too_large", f"more than {wire} bytes received")
            decoder.feed(piece)
        if not coding and stage.wire_bytes == 0:
            return b""
        return decoder.finish()

    def _headers(self, ask: Ask) -> dict[str, str]:
        headers = {
            "User-Agent": self._identity,
            "Accept": ACCEPT,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        if ask.language:
            headers["Accept-Language"] = f"{ask.language}, *;q=0.1"
        if ask.etag:
            headers["If-None-Match"] = ask.etag
        if ask.last_modified:
            headers["If-Modified-Since"] = ask.last_modified
        return headers | dict(ask.headers)


class Stage:
    """How far an exchange came: what was learned stays known when the rest fails."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.http = ""
        self.headers: tuple[tuple[str, str], ...] = ()
        self.peer: dict[str, Any] = {}
        self.wire_bytes = 0

    def answered(self, response: httpx.Response) -> None:
        """The head of the answer is there."""
        self.status = response.status_code
        self.http = response.extensions.get("http_version", b"").decode("ascii", "replace")
        self.headers = tuple((k.lower(), v) for k, v in response.headers.multi_items())
        self.peer = peer_of(response.extensions.get("network_stream"))

    def stated(self, name: str) -> str:
        """What the headers of that lower-case name say, one after the other."""
        return ",".join(value for key, value in self.headers if key == name)

    def exchange(self, target: Target, asked: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What is kept beside the bytes."""
        if self.status is None:
            return {"url": target.url}
        return {
            "url": target.url,
            "asked": dict(asked or {}),
            "status": self.status,
            "http": self.http,
            "headers": [list(pair) for pair in self.headers],
            "wire_bytes": self.wire_bytes,
            **self.peer,
        }


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over our own guarded connections."""

    def __init__(
        self, backend: httpcore.AsyncNetworkBackend, tls: ssl.SSLContext | None = None
    ) -> None:
        self._connections = Connections(backend, tls)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and give its answer, the body still to come."""
        raw = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.content or None,
            extensions=request.extensions,
        )
        response = await self._connections.send(raw)
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=Body(self._connections, response),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close what is open."""
        await self._connections.aclose()


class Body(httpx.AsyncByteStream):
    """A body as it comes over the wire."""

    def __init__(self, connections: Connections, response: httpcore.Response) -> None:
        self._connections = connections
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._response.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        await self._connections.keep(self._response)


NAMED = (
    RefusedError,
    CodingError,
    UnresolvedError,
    TimeoutError,
    httpx.HTTPError,
    httpx.InvalidURL,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,  # TLS among them
    UnicodeError,  # these three were seen to leave the library for bad hosts and ports
    ValueError,
    ExceptionGroup,
)
"""Everything a hostile server, name or address makes the libraries raise."""

TIMEOUTS = (httpx.TimeoutException, httpcore.TimeoutException)
PROTOCOL = (httpx.ProtocolError, httpcore.ProtocolError)


def _name(error: Exception, stage: Stage, limits: Limits) -> tuple[Outcome, str, str]:
    """Outcome, reason and sentence for what was raised."""
    said = _brief(error)
    if isinstance(error, RefusedError):
        return Outcome.REFUSED, error.refusal.reason, error.refusal.detail
    if isinstance(error, CodingError):
        unreadable = error.reason in ("bad_encoding", "decode_error")
        return Outcome.UNREADABLE if unreadable else Outcome.REFUSED, error.reason, error.detail
    if isinstance(error, TIMEOUTS):
        return Outcome.UNREACHABLE, "timeout", "the server keeps us waiting"
    if isinstance(error, TimeoutError):
        return Outcome.UNREACHABLE, "deadline", f"not done after {limits.total_s:g} seconds"
    if isinstance(error, UnresolvedError):
        return Outcome.UNREACHABLE, "no_address", said
    if stage.status is not None:
        return Outcome.REFUSED, "truncated", f"the answer broke off: {said}"
    if _is_tls(error):
        return Outcome.UNREACHABLE, "tls_error", said
    if isinstance(error, PROTOCOL) and "without sending" not in said:
        return Outcome.UNREACHABLE, "protocol_error", said
    if isinstance(error, (UnicodeError, ValueError, ExceptionGroup, httpx.InvalidURL)):
        return Outcome.UNREACHABLE, "protocol_error", said
    return Outcome.UNREACHABLE, "connection_error", said


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _brief(error: BaseException) -> str:
    """What the library says, fit for one line of a table."""
    said = " ".join(str(error).split()) or type(error).__name__
    return "".join(c if c.isprintable() else "?" for c in said)[:200]


def _failure(target: Target, stage: Stage, outcome: Outcome, reason: str, detail: str) -> Failure:
    return Failure(target.url, outcome, reason, detail, exchange=stage.exchange(target))


def _location(answer: Fetched) -> str | None:
    """Where a redirect leads; None for any other answer. An empty place is no place."""
    if answer.status not in REDIRECTS:
        return None
    return answer.header("location")


def _moved_to(hops: Sequence[Hop], final_url: str) -> str | None:
    """Where the leading run of lasting redirects ends: the new address, for the operator."""
    lasting = list(itertools.takewhile(lambda hop: hop.status in LASTING, hops))
    if not lasting:
        return None
    return final_url if len(lasting) == len(hops) else hops[len(lasting)].url
