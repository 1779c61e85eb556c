"""A mail server on loopback that behaves as it is told: accepts, defers, refuses or hangs up."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import weakref
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Behaviour = Literal["accept", "defer", "refuse", "hang_up", "hang_up_after_data"]

STARTS_S = 60.0


@dataclass(frozen=True)
class Received:
    """One message as the server got it."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """Return the parsed message."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def text(self) -> str:
        """Return the plain-text part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """Return the HTML part."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None, f"the message has no {kind} part"
        return str(part.get_content())


class _AnyPort(Controller):
    """aiosmtpd connects once to the port it was given; ours is chosen by the system.

    It also leaves what is open to whoever collects garbage; ours hangs up first.
    """

    def __init__(self, handler: Any, **options: Any) -> None:
        super().__init__(handler, ready_timeout=STARTS_S, **options)
        self._lines: weakref.WeakSet[SMTP] = weakref.WeakSet()

    def factory(self) -> SMTP:
        line: SMTP = super().factory()
        self._lines.add(line)
        return line

    def stop(self, no_assert: bool = False) -> None:
        if self._thread is not None and self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(STARTS_S)
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        if self.server is not None:
            self.server.close()
        for line in list(self._lines):
            if line.transport is not None:
                line.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others, timeout=STARTS_S)
        for _ in range(3):  # a transport that is closed is let go of one turn later
            await asyncio.sleep(0)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@dataclass
class SmtpSink:
    """Keeps what it accepted in `received`; `behave` says what the next messages meet."""

    received: list[Received] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)
    answer_after_s: float = 0
    """How long the answer to a message is held back: the doubt of whoever is killed meanwhile."""
    answer: str = "250 2.0.0 Accepted"
    refusal: str = "550 5.1.1 No such mailbox"
    host: str = "127.0.0.1"
    fixed_port: int = 0
    tls: ssl.SSLContext | None = None
    _next: list[Behaviour] = field(default_factory=list)
    _to_leave: set[int] = field(default_factory=set)  # envelopes after whose data we hang up
    _controller: Controller | None = None

    def __enter__(self) -> SmtpSink:
        self._controller = _AnyPort(
            self, hostname=self.host, port=self.fixed_port, tls_context=self.tls
        )
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._controller is not None
        self._controller.stop()

    @property
    def port(self) -> int:
        """Return the port the system chose."""
        assert self._controller is not None
        return int(self._controller.port)

    @property
    def url(self) -> str:
        """Return the address as the setting mail.url wants it."""
        return f"smtp://127.0.0.1:{self.port}"

    def behave(self, *behaviours: Behaviour) -> None:
        """Meet the next messages so, one each; later ones are accepted again."""
        self._next.extend(behaviours)

    def to(self, recipient: str) -> list[Received]:
        """Return what was accepted for one address."""
        return [mail for mail in self.received if mail.recipient == recipient]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds its hooks by these names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        """Refuse, defer or hang up already at the recipient, where most servers do."""
        self.attempts.append(address)
        match self._next.pop(0) if self._next else "accept":
            case "defer":
                return "451 4.7.1 Greylisted, try again later"
            case "refuse":
                return self.refusal
            case "hang_up":
                server.transport.close()
                return "421 4.3.2 Closing"
            case "hang_up_after_data":
                self._to_leave.add(id(envelope))
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the message; with `hang_up_after_data` keep it and never answer."""
        raw = envelope.content
        assert isinstance(raw, bytes)
        for recipient in envelope.rcpt_tos:
            self.received.append(Received(str(envelope.mail_from), recipient, raw))
        await asyncio.sleep(self.answer_after_s)
        if id(envelope) in self._to_leave:
            self._to_leave.remove(id(envelope))
            server.transport.close()
        return self.answer
