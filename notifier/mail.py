"""The only way out for mail: a relay by SMTP, a folder of files, or memory.

A letter is handed over in steps, and how far it came is known: aiosmtplib raises the same error
for a connection lost before and after the final dot, and only the second one leaves a doubt.
"""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from notifier.receipts import Receipt, Stage

Begin = Callable[[], Awaitable[bool]]
"""Asked just before the bytes leave: True if the letter is still ours to send."""

CONNECT_TIMEOUT_S = 30.0
COMMAND_TIMEOUT_S = 60.0
ANSWER_TIMEOUT_S = (
    600.0  # RFC 5321, 4.5.3.2.6: after the final dot, so that slow relays leave no doubt
)
PER_CONNECTION = 100  # letters, then a new connection: some servers count
IDLE_S = 15.0
_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to leave: envelope and bytes, lines ended by CR LF."""

    id: str
    sender: str
    recipient: str
    data: bytes


class Mail(Protocol):
    """A way out. `send` answers with a receipt and never raises for what a server does."""

    @property
    def grade(self) -> str:
        """What an acceptance is worth as evidence: E0 kept by ourselves, E1 taken by a relay."""
        ...

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        """Hand one letter over."""
        ...

    async def aclose(self) -> None:
        """Say goodbye to whoever is connected."""
        ...


class MailUrlError(ValueError):
    """The address of the mail server is not one."""


def open_mail(
    url: str, password: str | None = None, *, hello: str = "localhost", connections: int = 5
) -> Mail:
    """The way out that a setting names: `smtp://host:port`, `smtps://user@host`, `file:///folder`."""
    parts = urlsplit(url)
    if parts.scheme == "memory":
        return MemoryMail()
    if parts.scheme == "file":
        return FileMail(Path(unquote(parts.path)))
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise MailUrlError(f"{url} is no way to send mail: use smtp://, smtps:// or file://")
    relay = Relay(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 25),
        user=unquote(parts.username) if parts.username else None,
        password=password,
        implicit_tls=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp" and not _is_loopback(parts.hostname),
        hello=hello,
    )
    return RelayMail(relay, connections)


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server that carries our letters on, and how we speak to it."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    implicit_tls: bool = False
    starttls: bool = True
    hello: str = "localhost"
    tls: ssl.SSLContext | None = None
    connect_timeout_s: float = CONNECT_TIMEOUT_S
    command_timeout_s: float = COMMAND_TIMEOUT_S
    answer_timeout_s: float = ANSWER_TIMEOUT_S

    @property
    def name(self) -> str:
        """Host and port, as receipts name it."""
        return f"{self.host}:{self.port}"


class RelayMail:
    """Letters by SMTP, over a few connections that are used again."""

    grade = "E1"

    def __init__(self, relay: Relay, connections: int = 5) -> None:
        self._relay = relay
        self._slots = asyncio.Semaphore(connections)
        self._idle: list[_Line] = []

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        """Hand one letter over; one new connection if a used one turns out to be dead."""
        async with self._slots:
            line = self._idle.pop() if self._idle else _Line(self._relay)
            receipt = await line.carry(letter, begin)
            if line.was_stale:
                line = _Line(self._relay)
                receipt = await line.carry(letter, begin)
            if line.is_usable:
                self._idle.append(line)
            else:
                await line.hang_up()
            return receipt

    async def aclose(self) -> None:
        """Quit every connection."""
        while self._idle:
            await self._idle.pop().hang_up()


class _Line:
    """One connection to the relay, and what was said on it."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._client: aiosmtplib.SMTP | None = None
        self._greeting: list[str] = []
        self._said: list[str] = []
        self._carried = 0
        self._last_used = 0.0
        self._stage: Stage = "connect"
        self.was_stale = False

    @property
    def is_usable(self) -> bool:
        """Whether another letter may go over it."""
        alive = self._client is not None and self._client.is_connected
        return alive and self._carried < PER_CONNECTION

    async def carry(self, letter: Letter, begin: Begin) -> Receipt:
        """Try one letter. Whatever happens becomes a receipt that says how far it came."""
        self._said, self._stage, self.was_stale = [], "connect", False
        used_before = self._client is not None
        try:
            return await self._carry(letter, begin)
        except aiosmtplib.SMTPResponseException as answer:
            return self._receipt(answer.code, answer.message)
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ssl.SSLError) as error:
            # Only a connection that slept may be replaced, and only before anything was taken.
            receipt = self._receipt(None, f"{type(error).__name__}: {error}")
            self.was_stale = used_before and receipt.stage == "sender"
            return receipt
        except ValueError as error:  # an address that cannot be said in SMTP
            return self._receipt(None, f"not sent: {error}")

    async def _carry(self, letter: Letter, begin: Begin) -> Receipt:
        client = await self._connected()
        self._stage = "sender"
        answer = await self._say(client, b"MAIL", f"FROM:<{letter.sender}>")
        if answer.code != 250:
            return await self._give_up(client, answer)
        self._stage = "recipient"
        answer = await self._say(client, b"RCPT", f"TO:<{letter.recipient}>")
        if answer.code not in (250, 251):
            return await self._give_up(client, answer)
        if not await begin():
            receipt = await self._give_up(client, answer)
            return Receipt(receipt.stage, receipt.relay, given_back=True)
        self._stage = "data"
        answer = await self._say(client, b"DATA")
        if answer.code != 354:
            return await self._give_up(client, answer)
        self._stage = "body"
        answer = await self._hand_over(client, letter.data)
        self._carried += 1
        return self._receipt(answer.code, answer.message)

    async def _connected(self) -> aiosmtplib.SMTP:
        """The open connection, or a new one: greeted, encrypted and signed in as set."""
        now = asyncio.get_running_loop().time()
        if self._client is not None and now - self._last_used < IDLE_S:
            return self._client
        if self._client is not None:
            await self.hang_up()
        relay = self._relay
        client = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            username=relay.user,
            password=relay.password,
            local_hostname=relay.hello,
            timeout=relay.connect_timeout_s,
            use_tls=relay.implicit_tls,
            start_tls=relay.starttls,
            tls_context=relay.tls,
        )
        async with asyncio.timeout(relay.connect_timeout_s):  # a byte a second also has to end
            greeting = await client.connect()
            await client.ehlo()
        self._client, self._carried = client, 0
        self._greeting = [
            f"* connected to {relay.name}, {_tls_words(client)}",
            f"< 220 {greeting.message}",
        ]
        return client

    async def _say(
        self, client: aiosmtplib.SMTP, verb: bytes, rest: str = ""
    ) -> aiosmtplib.SMTPResponse:
        """One command and its answer, both kept."""
        arguments = (verb, rest.encode("ascii")) if rest else (verb,)
        self._said.append(f"> {verb.decode()} {rest}".rstrip())
        async with asyncio.timeout(self._relay.command_timeout_s):
            answer = await client.execute_command(*arguments)
        self._said.append(f"< {answer.code} {answer.message}")
        self._last_used = asyncio.get_running_loop().time()
        return answer

    async def _hand_over(self, client: aiosmtplib.SMTP, data: bytes) -> aiosmtplib.SMTPResponse:
        """The bytes and the final dot, in one write; from here on a lost answer is a doubt."""
        protocol = client.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("connection lost before the message")
        self._said.append(f"> ({len(data)} bytes)")
        protocol.write(_DOT.sub(b"..", data) + b".\r\n")
        answer = await protocol.read_response(timeout=self._relay.answer_timeout_s)
        self._said.append(f"< {answer.code} {answer.message}")
        return answer

    async def _give_up(self, client: aiosmtplib.SMTP, answer: aiosmtplib.SMTPResponse) -> Receipt:
        """Leave the connection fit for the next letter: one refusal never blocks the others."""
        receipt = self._receipt(answer.code, answer.message)
        try:
            async with asyncio.timeout(self._relay.command_timeout_s):
                await client.execute_command(b"RSET")
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            client.close()
        return receipt

    def _receipt(self, code: int | None, text: str) -> Receipt:
        if code is None or not 200 <= code <= 599:  # no answer, or words that are no SMTP
            self._said.append(f"* {text}")
            self._drop()
        return Receipt(
            self._stage, self._relay.name, code, text, "\n".join([*self._greeting, *self._said])
        )

    def _drop(self) -> None:
        """Close without a word: after a doubt nothing more may be said on this connection."""
        if self._client is not None:
            self._client.close()
        self._client = None

    async def hang_up(self) -> None:
        """Quit politely; whether the server heard it does not matter."""
        if self._client is not None and self._client.is_connected:
            try:
                async with asyncio.timeout(5):
                    await self._client.quit()
            except (aiosmtplib.SMTPException, OSError, TimeoutError):
                pass
        self._drop()


class FileMail:
    """Letters as `.eml` files, named by the delivery: a repeat replaces itself."""

    grade = "E0"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        """Write the letter whole, or not at all."""
        if not await begin():
            return Receipt("recipient", str(self.folder), given_back=True)
        path = self.folder / f"{letter.id}.eml"
        try:
            await asyncio.to_thread(_write, path, letter.data)
        except OSError as error:
            return Receipt("connect", str(self.folder), None, f"{path}: {error.strerror}")
        return Receipt("body", str(self.folder), 250, f"kept as {path.name}")

    async def aclose(self) -> None:
        """Nothing is open."""


@dataclass
class MemoryMail:
    """Letters in a list: for tests and trials."""

    letters: list[Letter] = field(default_factory=list)
    grade = "E0"

    async def send(self, letter: Letter, begin: Begin) -> Receipt:
        """Keep the letter."""
        if not await begin():
            return Receipt("recipient", "memory", given_back=True)
        self.letters.append(letter)
        return Receipt("body", "memory", 250, f"kept as number {len(self.letters)}")

    async def aclose(self) -> None:
        """Nothing is open."""


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _tls_words(client: aiosmtplib.SMTP) -> str:
    """Version and cipher of the connection, for the transcript."""
    tls = client.get_transport_info("ssl_object")
    return f"{tls.version()} {tls.cipher()[0]}" if tls is not None else "not encrypted"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
