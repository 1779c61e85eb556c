"""The demo's mail server: takes every mail on loopback and keeps it in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from web.inbox import Letter

LONGEST_LINE = 2**20


class Sink:
    """What arrived, and the port it arrives at."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.letters: list[Letter] = []
        self.port = 0
        self._clock = clock

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One SMTP session."""
        try:
            await self._session(reader, writer)
        except (ConnectionError, ValueError, asyncio.IncompleteReadError):
            return  # the client went away, or its line had no end
        finally:
            writer.close()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(*lines: str) -> None:
            writer.write("".join(f"{line}\r\n" for line in lines).encode())
            await writer.drain()

        recipients: list[str] = []
        await say("220 demo.invalid ESMTP")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                await say("250-demo.invalid", "250-8BITMIME", "250-SMTPUTF8", "250 SIZE 33554432")
            elif verb == b"DATA":
                await say("354 go on")
                self._take(await _message(reader), recipients)
                await say("250 2.0.0 kept by the demo")
            elif verb == b"QUIT":
                await say("221 bye")
                return
            else:
                if verb == b"MAIL":
                    recipients.clear()
                elif verb == b"RCPT":
                    recipients.append(line.decode().partition("<")[2].partition(">")[0])
                await say("250 2.1.0 ok")

    def _take(self, raw: bytes, recipients: list[str]) -> None:
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101 - what the default policy makes
        self.letters.append(
            Letter(
                at=self._clock(),
                to=", ".join(recipients),
                subject=str(message["Subject"]),
                text=_part(message, "plain"),
                html=_part(message, "html"),
                headers=tuple((name, str(value)) for name, value in message.items()),
            )
        )


async def _message(reader: asyncio.StreamReader) -> bytes:
    lines: list[bytes] = []
    while (line := await reader.readline()) not in (b".\r\n", b""):
        lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
    return b"".join(lines)


def _part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    return str(body.get_content()).replace("\r\n", "\n") if body is not None else ""


@asynccontextmanager
async def open_sink(clock: Callable[[], datetime]) -> AsyncIterator[Sink]:
    """The mail server on a free port of loopback."""
    sink = Sink(clock)
    server = await asyncio.start_server(sink.answer, "127.0.0.1", 0, limit=LONGEST_LINE)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
