"""Our own sockets under the HTTP library: whole, held back where nobody reads, and honest about
how a connection ended.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpcore
import pytest

from tests.contracts.test_connect import self_signed
from watcher.streams import MOST_WAITING, Dial

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def served(
    serve: Serve, tls: ssl.SSLContext | None = None
) -> AsyncIterator[httpcore.AsyncNetworkStream]:
    """A connection to a server that does this."""

    over = asyncio.Event()

    async def serving(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            await serve(reader, writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        over.set()

    server = await asyncio.start_server(serving, "127.0.0.1", 0, ssl=tls)
    async with server:
        stream = await Dial().connect_tcp("127.0.0.1", server.sockets[0].getsockname()[1], 5)
        try:
            yield stream
        finally:
            await stream.aclose()
            await asyncio.wait_for(over.wait(), 10)


async def everything(stream: httpcore.AsyncNetworkStream) -> bytes:
    parts: list[bytes] = []
    while part := await stream.read(10_000, 5):
        parts.append(part)
    return b"".join(parts)


async def test_a_flood_that_nobody_reads_is_held_back_and_comes_whole() -> None:
    flood = bytes(range(256)) * 40_000
    sent = asyncio.Event()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(flood)
        await writer.drain()
        sent.set()

    async with served(serve) as stream:
        first = await stream.read(100, 5)
        assert len(flood) > 10 * MOST_WAITING
        assert not sent.is_set()
        assert first + await everything(stream) == flood


async def test_what_is_asked_for_and_does_not_come_is_a_timeout() -> None:
    async def serve(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with served(serve) as stream:
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(100, 0.01)


async def test_a_connection_that_was_reset_is_an_error_and_no_end() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(b"half")
        await writer.drain()
        at_once = struct.pack("ii", 1, 0)
        own: socket.socket = writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        writer.transport.abort()

    async with served(serve) as stream:
        await stream.write(b"go!", 5)
        with pytest.raises(httpcore.ReadError):
            await everything(stream)


async def test_nobody_there_is_a_connect_error() -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()

    with pytest.raises(httpcore.ConnectError):
        await Dial().connect_tcp("127.0.0.1", port, 5)


async def test_who_closes_tls_without_good_bye_has_ended_and_stays_known(tmp_path: Path) -> None:
    chain, key = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    trust = ssl.create_default_context(cafile=str(chain))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(b"all there is")
        await writer.drain()
        writer.transport.abort()

    async with served(serve, context) as plain:
        secured = await plain.start_tls(trust, "mill.example", 5)
        await secured.write(b"go!", 5)
        came = await everything(secured)

        assert came == b"all there is"
        assert secured.get_extra_info("is_readable")
        assert secured.get_extra_info("server_addr")[0] == "127.0.0.1"
        assert secured.get_extra_info("ssl_object").version() == "TLSv1.3"
