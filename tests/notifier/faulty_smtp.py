"""A mail server that fails as a script says, at any step: what aiosmtpd cannot be told to do."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import tempfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from time import monotonic
from typing import Any

HELLO = "250-faulty\r\n250-8BITMIME\r\n250 SIZE 1000000"


class FaultySmtp:
    """Answers by a script: `{"RCPT": "450 later"}`, `{"eod": "store_then_hang"}` and the like."""

    def __init__(
        self,
        script: Mapping[str, Any],
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.script = dict(script)
        self.host = host
        self.kept: list[EmailMessage] = []
        self.has_kept = asyncio.Event()
        self._clock = clock
        self._taken: list[float] = []
        self.offered: list[EmailMessage] = []  # also what was refused in the end
        self.commands: list[str] = []
        self.port = port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._rcpt = self.script.get("RCPT")

    async def __aenter__(self) -> FaultySmtp:
        self._server = await asyncio.start_server(self._client, self.host, self.port, limit=2**24)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        for writer in self._open:
            writer.transport.abort()
        self._server.close()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        greeting = self.script.get("greeting", "220 faulty ESMTP")
        if len(self._open) > self.script.get("connections", 1000):
            await self._say(writer, "421 4.7.0 too many connections")
            return
        if greeting == "hang":
            await asyncio.sleep(60)
        await self._say(writer, greeting)
        while line := await reader.readline():
            command = line.decode("ascii", "replace").strip()
            self.commands.append(command)
            verb = command[:4].upper()
            if verb == "DATA":
                if not await self._data(reader, writer):
                    return
            elif verb == "QUIT":
                return
            elif verb == "STAR" and "tls" in self.script:
                await self._encrypt(writer)
            else:
                await self._answer(writer, verb)

    async def _answer(self, writer: asyncio.StreamWriter, verb: str) -> None:
        while verb == "EHLO" and self.script.get("EHLO") == "endless":
            await self._say(writer, "250-more")
        answers = {"RCPT": self._rcpt_answer, "EHLO": self._hello, "MAIL": self._mail_answer}
        default = {"AUTH": "235 ok"}.get(verb, "250 ok")
        answer = answers[verb]() if verb in answers else self.script.get(verb, default)
        await self._say(writer, answer)

    def _hello(self) -> str:
        if "EHLO" in self.script:
            return "250 " + "x" * 100_000
        more = [*self.script.get("EHLO_lines", ()), *(["AUTH PLAIN"] * ("AUTH" in self.script))]
        lines = "".join(f"250-{line}\r\n" for line in more)
        return HELLO.replace("250 SIZE", f"{lines}250 SIZE")

    async def _encrypt(self, writer: asyncio.StreamWriter) -> None:
        """Begin TLS; with `starttls_inject` something in plain text comes with the answer."""
        with tempfile.NamedTemporaryFile(suffix=".pem") as file:
            file.write(self.script["tls"])
            file.flush()
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(file.name)
        injected = self.script.get("starttls_inject", "")
        writer.write(f"220 go on\r\n{injected}".encode())
        await writer.start_tls(context, ssl_handshake_timeout=2)

    def _mail_answer(self) -> str:
        """With `rate` so many letters are taken in any sixty seconds."""
        if "rate" not in self.script:
            return str(self.script.get("MAIL", "250 ok"))
        now = self._clock()
        self._taken = [at for at in self._taken if now - at < 60]
        if len(self._taken) >= self.script["rate"]:
            return "421 4.7.0 too many messages, try again later"
        self._taken.append(now)
        return "250 ok"

    def _rcpt_answer(self) -> str:
        if isinstance(self._rcpt, list):
            return str(self._rcpt.pop(0)) if self._rcpt else "250 ok"
        return str(self._rcpt or "250 ok")

    async def _data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """The message and what becomes of it; False where the connection ends."""
        answer = str(self.script.get("DATA", "354 go on"))
        await self._say(writer, answer)
        if not answer.startswith("354"):
            return True
        if self.script.get("then") == "close":
            return False
        if str(self.script.get("body", "")).startswith("drop_at"):
            await reader.read(200)
            return False
        lines = []
        while (line := await reader.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        return await self._end_of_data(writer, b"".join(lines))

    async def _end_of_data(self, writer: asyncio.StreamWriter, raw: bytes) -> bool:
        what = str(self.script.get("eod", "250 2.0.0 queued"))
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.offered.append(message)
        if what.startswith(("4", "5", "junk")):
            await self._say(writer, what.removeprefix("junk:"))
            return True
        self.kept.append(message)
        self.has_kept.set()
        if what == "store_then_hang":
            await asyncio.sleep(60)
        if what == "rst_with_250":
            writer.transport.abort()
            return False
        await self._say(writer, what)
        return True

    async def _say(self, writer: asyncio.StreamWriter, line: str) -> None:
        pause = self.script.get("drip_ms", 0) / 1000
        data = line.encode() + b"\r\n"
        if not pause:
            writer.write(data)
            await writer.drain()
            return
        for place in range(len(data)):
            writer.write(data[place : place + 1])
            await writer.drain()
            await asyncio.sleep(pause)
