"""Takes in mail for the bounce domain, by LMTP behind a mail server or by SMTP. Extra `mail`.

Only addresses that we made ourselves are taken, one for each message; everything else is refused
before its words are sent, so nobody finds a mailbox here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifier import bounces, reports, stopping
from notifier.office import Office
from storage.database import Database

LARGEST = 1_000_000  # bytes of a message: as much as is read of one
IDLE_S = 60.0
AT_ONCE = 50  # connections

log = logging.getLogger("clausewatch.listener")


class Door:
    """Answers recipients and messages, as aiosmtpd asks for them."""

    def __init__(self, db: Database, office: Office, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._office = office
        self._clock = clock

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds its hooks by these names
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        """Take an address of ours; refuse all others."""
        if not self._is_ours(address):
            return "550 5.1.1 no such mailbox here"
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient a message"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        """Keep the message before it is acknowledged."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        addressed = f"Delivered-To: {envelope.rcpt_tos[0]}\r\n".encode("ascii", "replace") + raw
        kind = await asyncio.to_thread(
            bounces.receive, self._db, self._office, addressed, self._clock()
        )
        log.info("a message came back: %s", kind)
        return "250 2.0.0 kept"

    async def handle_exception(self, error: Exception) -> str:
        """Whatever went wrong with us is no fault of the message: it may come again."""
        log.error("a message that came back could not be kept", exc_info=error)
        return "451 4.3.0 it cannot be kept now, try again later"

    def _is_ours(self, address: str) -> bool:
        name, _, domain = address.rpartition("@")
        if domain.lower() != (self._office.letterhead.bounce_domain or ""):
            return False
        now = self._clock()
        returned = reports.returned_in(address)
        if returned is not None:
            return bounces.knows(self._office, returned, now)
        token = name.removeprefix("unsub+")
        read = self._office.tokens.read
        return token != name and any(read(one, token, now) for one in stopping.STOPS)


async def listen(
    door: Door, hostname: str, host: str, port: int, *, lmtp: bool
) -> asyncio.AbstractServer:
    """A server at this place, until it is closed."""
    loop = asyncio.get_running_loop()
    kind = LMTP if lmtp else SMTP

    def session() -> SMTP:
        return kind(
            door,
            hostname=hostname,
            ident="ready",
            data_size_limit=LARGEST,
            timeout=IDLE_S,
            enable_SMTPUTF8=False,
            loop=loop,
        )

    return await loop.create_server(session, host, port, backlog=AT_ONCE)
