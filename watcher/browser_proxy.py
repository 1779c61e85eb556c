"""The only way out of a browser: a proxy on loopback, open for one visit, that judges every address
as a fetch would.

The browser sends it everything, loopback included (`<-loopback>`), and resolves no name itself. It
undoes no TLS: the browser checks certificates, end to end. What it refuses, and how much it let
through, is written down.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from policy.addresses import NO_EXCEPTIONS, Exceptions
from policy.model import Refusal
from policy.urls import Target, inspect
from watcher.connect import NOT_CONNECTED, GuardedBackend, RefusedError

HEAD_BYTES = 64 * 1024
SILENCE_S = 20.0
PIECE = 1 << 16
HOP_BY_HOP = ("proxy-", "connection:", "keep-alive:")
"""Beginnings of header lines that are between the browser and us (RFC 9110, 7.6.1)."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one visit may move."""

    down_bytes: int = 30 << 20
    up_bytes: int = 1 << 20
    connections: int = 400


@dataclass
class Proxy:
    """One visit's way out, and what went through it."""

    backend: GuardedBackend
    exceptions: Exceptions = NO_EXCEPTIONS
    allowance: Allowance = field(default_factory=Allowance)
    port: int = 0
    connections: int = 0
    down_bytes: int = 0
    up_bytes: int = 0
    exhausted: str | None = None
    """Which allowance was used up, in words; from then on nothing passes."""

    peers: dict[str, str] = field(default_factory=dict)
    """Host and port to the address that was connected."""

    refused: dict[str, Refusal] = field(default_factory=dict)
    """What was asked for and not allowed: host and port, and why."""

    async def serve(self, browser: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        """One connection of the browser: a tunnel, or one plain request."""
        self.connections += 1
        if self.connections > self.allowance.connections:
            self.exhausted = f"more than {self.allowance.connections} connections"
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            async with asyncio.timeout(SILENCE_S):
                head = await browser.readuntil(b"\r\n\r\n")
            method, asked, lines = _parsed(head)
            stream = await self._open(asked, answers, tunnel=method == "CONNECT")
            if stream is None:
                return
            try:
                if method == "CONNECT":
                    answers.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    await self._relay(browser, answers, stream)
                else:
                    await self._forward(method, asked, lines, browser, answers, stream)
            except NOT_CONNECTED:
                return
            finally:
                await stream.aclose()

    async def _open(self, asked: str, answers: asyncio.StreamWriter, *, tunnel: bool) -> Any:
        """A guarded connection to where the browser wants to go; None after saying no."""
        target = inspect(f"https://{asked}/" if tunnel else asked, self.exceptions)
        if isinstance(target, Refusal):
            return await self._say_no(answers, asked, target)
        place = f"{target.host}:{target.port}"
        if self._is_us(target):
            return await self._say_no(answers, place, Refusal("forbidden_address", "ourselves"))
        if self.exhausted is not None:
            return await self._say_no(answers, place, None)
        try:
            stream = await self.backend.connect_tcp(target.host, target.port, timeout=10.0)
        except RefusedError as error:
            return await self._say_no(answers, place, error.refusal)
        except NOT_CONNECTED:
            answers.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return None
        address = stream.get_extra_info("server_addr")
        self.peers[place] = str(address[0]) if address else ""
        return stream

    async def _say_no(self, answers: asyncio.StreamWriter, place: str, why: Refusal | None) -> None:
        if why is not None and len(self.refused) < 100:
            self.refused[place[:300]] = why
        answers.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await answers.drain()

    def _is_us(self, target: Target) -> bool:
        """A page may not go round in circles through us, wherever loopback is allowed."""
        return target.port == self.port and target.literal

    async def _forward(
        self,
        method: str,
        asked: str,
        lines: list[str],
        browser: asyncio.StreamReader,
        answers: asyncio.StreamWriter,
        stream: Any,
    ) -> None:
        """One plain request and its answer; the connection ends with it, so that the next request
        is judged too.
        """
        target = inspect(asked, self.exceptions)
        assert isinstance(target, Target)  # noqa: S101 - it was connected to
        kept = [line for line in lines if not line.lower().startswith(HOP_BY_HOP)]
        head = [f"{method} {target.path} HTTP/1.1", *kept, "Connection: close", "", ""]
        await stream.write("\r\n".join(head).encode("latin-1"))
        stated = [line for line in lines if line.lower().startswith("content-length:")]
        left = int(stated[0].partition(":")[2]) if stated else 0
        while left > 0 and (piece := await browser.read(min(PIECE, left))):
            left -= len(piece)
            self._count_up(piece)
            await stream.write(piece)
        await self._answer(answers, stream)

    async def _answer(self, answers: asyncio.StreamWriter, stream: Any) -> None:
        """The server's answer, its head telling the browser that the connection ends."""
        head = b""
        while b"\r\n\r\n" not in head and len(head) < HEAD_BYTES:
            piece = await stream.read(PIECE, SILENCE_S)
            if not piece:
                break
            self._count_down(piece)
            head += piece
        top, _, rest = head.partition(b"\r\n\r\n")
        lines = [
            line for line in top.split(b"\r\n")
            if not line.lower().startswith(tuple(name.encode() for name in HOP_BY_HOP))
        ]  # fmt: skip
        answers.write(b"\r\n".join([*lines, b"Connection: close", b"", b""]) + rest)
        await self._down(answers, stream)

    async def _relay(
        self, browser: asyncio.StreamReader, answers: asyncio.StreamWriter, stream: Any
    ) -> None:
        """Both directions of a tunnel, until one of them ends."""
        ways = [
            asyncio.ensure_future(self._up(browser, stream)),
            asyncio.ensure_future(self._down(answers, stream, patience_s=60.0)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _up(self, browser: asyncio.StreamReader, stream: Any) -> None:
        while piece := await browser.read(PIECE):
            self._count_up(piece)
            await stream.write(piece)

    async def _down(
        self, answers: asyncio.StreamWriter, stream: Any, patience_s: float = SILENCE_S
    ) -> None:
        while piece := await stream.read(PIECE, patience_s):
            self._count_down(piece)
            answers.write(piece)
            await answers.drain()

    def _count_up(self, piece: bytes) -> None:
        self.up_bytes += len(piece)
        if self.up_bytes > self.allowance.up_bytes:
            self.exhausted = f"more than {self.allowance.up_bytes} bytes sent"
            raise ConnectionError(self.exhausted)

    def _count_down(self, piece: bytes) -> None:
        self.down_bytes += len(piece)
        if self.down_bytes > self.allowance.down_bytes:
            self.exhausted = f"more than {self.allowance.down_bytes} bytes received"
            raise ConnectionError(self.exhausted)


@contextlib.asynccontextmanager
async def open_proxy(
    backend: GuardedBackend, exceptions: Exceptions, allowance: Allowance
) -> AsyncIterator[Proxy]:
    """A proxy on a free port of loopback, for one visit."""
    proxy = Proxy(backend, exceptions, allowance)
    tasks: set[asyncio.Task[None]] = set()

    async def connected(browser: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a server runs each connection in its own
        tasks.add(task)
        try:
            await proxy.serve(browser, answers)
        except asyncio.CancelledError:
            answers.transport.abort()
        finally:
            tasks.discard(task)
            answers.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=HEAD_BYTES)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _parsed(head: bytes) -> tuple[str, str, list[str]]:
    """Method, place and header lines of a request to a proxy; ValueError where it is none."""
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, asked, protocol = first.split(" ")
    if not protocol.startswith("HTTP/1.") or not method.isalpha():
        raise ValueError("no request to a proxy")
    if method != "CONNECT" and not asked.lower().startswith("http://"):
        raise ValueError("no absolute address")
    return method, asked, lines
