"""Sockets as the HTTP library wants them, on the event loop's own transports.

The library's ready-made ones take several turns of the loop for each piece; over thousands of pages
that is much of what fetching costs.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

MOST_WAITING = 1 << 18
"""Bytes that came in and were not asked for, from which on no more are taken from the network."""

UNEXPECTED_EOF = "UNEXPECTED_EOF_WHILE_READING"


class Dial(httpcore.AsyncNetworkBackend):
    """Opens sockets to addresses."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the library
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to that address; ConnectError where nobody answers."""
        loop, pipe = asyncio.get_running_loop(), Pipe()
        here = (local_address, 0) if local_address else None
        try:
            async with asyncio.timeout(timeout):
                await loop.create_connection(lambda: pipe, host, port, local_addr=here)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        for option in socket_options or ():
            pipe.transport.get_extra_info("socket").setsockopt(*option)
        return Stream(pipe)


class Stream(httpcore.AsyncNetworkStream):
    """One open connection."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._about = {"server_addr": pipe.transport.get_extra_info("peername")}

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """What came in, at most so much; nothing at the end."""
        pipe = self._pipe
        if not pipe.waiting and not pipe.ended:
            try:
                async with asyncio.timeout(timeout):
                    await pipe.something()
            except TimeoutError as error:
                raise httpcore.ReadTimeout(str(error)) from error
        if not pipe.waiting and pipe.error is not None:
            raise httpcore.ReadError(str(pipe.error)) from pipe.error
        return pipe.take(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send, and wait where the other side does not take it."""
        pipe = self._pipe
        if pipe.ended and (pipe.error is not None or pipe.transport.is_closing()):
            raise httpcore.WriteError("the connection is closed") from pipe.error
        pipe.transport.write(buffer)
        if pipe.may_write is not None:
            try:
                async with asyncio.timeout(timeout):
                    await pipe.may_write
            except TimeoutError as error:
                raise httpcore.WriteTimeout(str(error)) from error
            if pipe.error is not None:
                raise httpcore.WriteError(str(pipe.error)) from pipe.error

    async def aclose(self) -> None:
        """Close, without waiting for the other side."""
        self._pipe.transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, secured from here on."""
        loop, pipe = asyncio.get_running_loop(), self._pipe
        try:
            async with asyncio.timeout(timeout):
                secured = await loop.start_tls(
                    pipe.transport, pipe, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:  # TLS among them
            raise httpcore.ConnectError(str(error)) from error
        assert secured is not None  # noqa: S101 - only a server's may be none
        pipe.transport = secured
        self._about["ssl_object"] = secured.get_extra_info("ssl_object")
        return self

    def get_extra_info(self, info: str) -> Any:
        """What is asked about a connection, also once the other side has closed it."""
        if info == "is_readable":
            return bool(self._pipe.waiting) or self._pipe.ended
        return self._about.get(info)


class Pipe(asyncio.Protocol):
    """What came in over a connection and was not asked for yet."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.waiting = bytearray()
        self.ended = False
        self.error: BaseException | None = None
        self.may_write: asyncio.Future[None] | None = None
        self._wanted: asyncio.Future[None] | None = None
        self._is_paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - it is a stream
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        if len(self.waiting) > MOST_WAITING and not self._is_paused:
            self.transport.pause_reading()
            self._is_paused = True
        self._tell()

    def eof_received(self) -> None:
        self.ended = True
        self._tell()

    def connection_lost(self, exc: BaseException | None) -> None:
        self.ended = True
        self.error = None if _is_end(exc) else exc
        self._tell()
        self.resume_writing()

    def pause_writing(self) -> None:
        self.may_write = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        if self.may_write is not None and not self.may_write.done():
            self.may_write.set_result(None)
        self.may_write = None

    async def something(self) -> None:
        """Wait until something came in, or the end."""
        self._wanted = asyncio.get_running_loop().create_future()
        try:
            await self._wanted
        finally:
            self._wanted = None

    def take(self, most: int) -> bytes:
        """What came in, at most so much."""
        if len(self.waiting) <= most:
            taken, self.waiting = bytes(self.waiting), bytearray()
        else:
            taken = bytes(self.waiting[:most])
            del self.waiting[:most]
        if self._is_paused and len(self.waiting) <= MOST_WAITING // 2 and not self.ended:
            self.transport.resume_reading()
            self._is_paused = False
        return taken

    def _tell(self) -> None:
        if self._wanted is not None and not self._wanted.done():
            self._wanted.set_result(None)


def _is_end(error: BaseException | None) -> bool:
    """Whether that is how a server ends that does not say good-bye: many close TLS like this, and
    whether a body is whole is the business of HTTP's framing.
    """
    return isinstance(error, ssl.SSLEOFError) or (
        isinstance(error, ssl.SSLError) and UNEXPECTED_EOF in str(error)
    )
