"""A web server on loopback that does what it is told, also the wrong things, byte for byte.

A script is a list of steps: `bytes` are sent, `Sleep` waits, `Forever` repeats until the other
side goes away, `Drip` sends one byte a period, `Close("rst")` resets. Names and public addresses
of a test lead here through `Streets`.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from watcher.streams import Dial


@dataclass(frozen=True)
class Sleep:
    """Wait so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Forever:
    """The same bytes until the other side goes away."""

    data: bytes


@dataclass(frozen=True)
class Drip:
    """One byte a period, without end."""

    seconds: float


@dataclass(frozen=True)
class Close:
    """End the connection: `fin` or `rst`."""

    how: str = "fin"


Step = bytes | Sleep | Forever | Drip | Close
Script = Sequence[Step]


@dataclass
class FaultServer:
    """Where the server listens, what it was asked, and how it answers next."""

    port: int = 0
    answer: Callable[[str], Script] = lambda _: [page(b"<p>nothing set</p>")]
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)  # of what was posted
    connections: int = 0
    sent: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer every request of one connection."""
        self.connections += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                path = head[0].split(" ")[1]
                pairs = (line.partition(": ") for line in head[1:] if line)
                headers = {name.lower(): value for name, _, value in pairs}
                self.requests.append((path, headers))
                if "content-length" in headers:
                    self.bodies.append(await reader.readexactly(int(headers["content-length"])))
                if not await self._play(self.answer(path), writer):
                    break
        writer.close()

    async def _play(self, script: Script, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection lives on."""
        for step in script:
            match step:
                case bytes():
                    await self._send(writer, step)
                case Sleep(seconds):
                    await asyncio.sleep(seconds)
                case Forever(data):
                    while True:
                        await self._send(writer, data * (1 + 16384 // len(data)))
                case Drip(seconds):
                    while True:
                        await self._send(writer, b"x")
                        await asyncio.sleep(seconds)
                case Close(how):
                    if how == "rst":
                        linger = struct.pack("ii", 1, 0)
                        raw = writer.get_extra_info("socket")
                        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                        writer.transport.abort()
                    return False
        return True

    async def _send(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        writer.write(data)
        await writer.drain()
        self.sent += len(data)


@contextlib.asynccontextmanager
async def serving(
    answer: Callable[[str], Script], tls: ssl.SSLContext | None = None
) -> AsyncIterator[FaultServer]:
    """A server for as long as the block lasts; connections still open are cut at its end."""
    state = FaultServer(answer=answer)
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await state.serve(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            tasks.discard(task)

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Streets(Dial):
    """Every public address of a test leads to one loopback port; what was connected to is written
    down.
    """

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.connected: list[str] = []

    async def connect_tcp(self, host: str, *args: Any, **kwargs: Any) -> Any:
        """Connect to the test's server instead of `host`."""
        self.connected.append(host)
        return await super().connect_tcp("127.0.0.1", self.port, *args[1:], **kwargs)


def page(
    body: bytes, *, status: str = "200 OK", headers: Iterable[str] = ("Content-Type: text/html",)
) -> bytes:
    """A whole, honest answer."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body
