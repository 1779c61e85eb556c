"""Sockets, guarded: a name is resolved once, every address of it is judged, and exactly a judged
one is connected.

TLS stays on the name: server name, certificate check and `Host` are those of the URL, whatever the
address.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ssl
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import ip_address
from typing import Any

import certifi
import httpcore

from policy.addresses import NO_EXCEPTIONS, Exceptions, verdict
from policy.model import Refusal
from watcher.streams import Dial

Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""From host and port to its addresses; raises OSError where there is none."""

MAX_ADDRESSES = 4
"""Addresses of one name that are tried, one after the other."""

BODILESS = (204, 304)
"""Answers after which no body can follow (RFC 9110, 6.4.1)."""

KEPT_OPEN = 8
"""Idle connections kept for the next request to the same origin."""

IDLE_S = 10.0


class RefusedError(Exception):
    """The address may not be connected to; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


class UnresolvedError(Exception):
    """The name has no address."""


NOT_CONNECTED = (
    UnresolvedError,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    OSError,
)
"""What opening, reading or writing a guarded connection raises when the other side is at fault."""


async def resolve_by_system(host: str, port: int) -> tuple[str, ...]:
    """The addresses the operating system knows for a name, each once."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=1)  # 1: SOCK_STREAM
    except UnicodeError as error:
        raise OSError(f"{host!r} cannot be looked up") from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens sockets to public addresses, and to those an operator excepted, only."""

    def __init__(
        self,
        exceptions: Exceptions = NO_EXCEPTIONS,
        resolve: Resolve = resolve_by_system,
        dial: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._exceptions = exceptions
        self._resolve = resolve
        self._dial = dial or Dial()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the library
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first judged address of `host` that answers; RefusedError where any is
        forbidden.
        """
        addresses = await self._addresses(host, port)
        for address in addresses:
            refusal = verdict(address, port, self._exceptions)
            if refusal is not None:
                raise RefusedError(refusal)
        failed: Exception = UnresolvedError(f"{host} has no address")
        for address in addresses[:MAX_ADDRESSES]:
            try:
                return await self._dial.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise RefusedError(Refusal("forbidden_address", "a local socket"))

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        bare = host.strip("[]")
        with contextlib.suppress(ValueError):
            return (str(ip_address(bare)),)
        try:
            addresses = await self._resolve(host, port)
        except OSError as error:
            raise UnresolvedError(f"{host} cannot be looked up: {error}") from error
        if not addresses:
            raise UnresolvedError(f"{host} has no address")
        return addresses


class Connections:
    """One connection an origin at a time, kept open for the next request to it; no pool to search
    through.
    """

    def __init__(
        self, backend: httpcore.AsyncNetworkBackend, tls: ssl.SSLContext | None = None
    ) -> None:
        self._backend = backend
        self._idle: dict[tuple[bytes, bytes, int], httpcore.AsyncHTTP11Connection] = {}
        self._tls = tls

    async def send(self, request: httpcore.Request) -> httpcore.Response:
        """Send one request, over the idle connection to its origin where that is still good."""
        origin = request.url.origin
        key = (origin.scheme, origin.host, origin.port)
        kept = self._idle.pop(key, None)
        if kept is not None and kept.is_available() and not kept.has_expired():
            try:
                return await self._over(kept, key, request)
            except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
                await kept.aclose()  # closed by the server meanwhile: once more on a fresh one
        elif kept is not None:
            await kept.aclose()
        return await self._over(await self._open(request), key, request)

    async def aclose(self) -> None:
        """Close what is idle."""
        for connection in self._idle.values():
            await connection.aclose()
        self._idle.clear()

    async def keep(self, response: httpcore.Response) -> None:
        """Give a connection back after its answer was read, or close it."""
        if response.status in BODILESS:  # ends at once, but only whoever reads it learns that
            async for _ in response.aiter_stream():
                pass
        await response.aclose()
        connection, key = response.extensions["connection"]
        if not connection.is_available() or key in self._idle:
            await connection.aclose()
            return
        self._idle[key] = connection
        while len(self._idle) > KEPT_OPEN:
            await self._idle.pop(next(iter(self._idle))).aclose()

    async def _over(
        self,
        connection: httpcore.AsyncHTTP11Connection,
        key: tuple[bytes, bytes, int],
        request: httpcore.Request,
    ) -> httpcore.Response:
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            await connection.aclose()
            raise
        response.extensions["connection"] = (connection, key)
        return response

    async def _open(self, request: httpcore.Request) -> httpcore.AsyncHTTP11Connection:
        """A connection to the origin of a request; a socket whose TLS fails is closed again."""
        origin, host = request.url.origin, request.url.host.decode("ascii")
        patience = request.extensions["timeout"]["connect"]
        stream = await self._backend.connect_tcp(host, origin.port, patience)
        try:
            if origin.scheme == b"https":
                stream = await stream.start_tls(self._context(), host, patience)
        except BaseException:
            await stream.aclose()
            raise
        return httpcore.AsyncHTTP11Connection(origin, stream, keepalive_expiry=IDLE_S)

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context(cafile=certifi.where())
        self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls


def peer_of(stream: Any) -> dict[str, Any]:
    """Who answered: address, and over TLS its version and the digests of the certificates, the
    server's own first.
    """
    peer: dict[str, Any] = {}
    address = stream.get_extra_info("server_addr") if stream is not None else None
    if address:
        peer["address"], peer["port"] = address[0], address[1]
    secured = stream.get_extra_info("ssl_object") if stream is not None else None
    if secured is not None:
        peer["tls"] = secured.version()
        peer["certificates"] = _certificates(secured)
    return peer


def _certificates(secured: Any) -> list[str]:
    inner = getattr(secured, "_sslobj", None)  # public from Python 3.13 on
    chain = getattr(secured, "get_verified_chain", getattr(inner, "get_verified_chain", None))
    if chain is None:
        own = secured.getpeercert(binary_form=True)
        return [hashlib.sha256(own).hexdigest()] if own else []
    return [hashlib.sha256(_der(certificate)).hexdigest() for certificate in chain() or ()]


def _der(certificate: Any) -> bytes:
    if isinstance(certificate, bytes):
        return certificate
    form: bytes = certificate.public_bytes(2)  # 2: DER
    return form
