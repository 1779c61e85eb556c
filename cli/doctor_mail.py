"""Examines how mail leaves: servers, names and records, what waits in the outbox.

Names are looked up where the extra `mail` is there; nothing is sent to anybody.
"""

from __future__ import annotations

import asyncio
import base64
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import unquote, urlsplit

from cli import wiring
from cli.doctor import Finding
from config.settings import Settings
from notifier.exchangers import LookupFailedError, NoSuchNameError
from storage import schema
from storage.database import Database
from storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from notifier.relays import RelayMail

T = TypeVar("T")
WAIT_S = 5.0
LATE = timedelta(minutes=15)
NOT_LOOKED_UP = re.compile(r"(^|\.)(localhost|example|invalid|test)$")


class Names(Protocol):
    """Looks up what mail needs."""

    async def mx(self, domain: str) -> Sequence[tuple[int, str]]: ...
    async def addresses(self, host: str) -> Sequence[str]: ...
    async def texts(self, name: str) -> Sequence[str]: ...


def examine(settings: Settings) -> list[Finding]:
    """Every finding about mail."""
    found = _sender(settings) + asyncio.run(_ways(settings)) + _outbox(settings)
    return found + asyncio.run(_looked_up(settings))


def _sender(settings: Settings) -> list[Finding]:
    mail, found = settings.mail, []
    if mail.sender.endswith("@localhost"):
        says = "mail comes from localhost: set CLAUSEWATCH_MAIL__FROM to an address of yours"
        found.append(Finding("mail", "warn", says))
    if mail.url.startswith("file:"):
        return found
    if mail.bounce_domain is None:
        says = (
            "mail that comes back is not recognised: set CLAUSEWATCH_MAIL__BOUNCE_DOMAIN, and "
            "CLAUSEWATCH_MAIL__LISTEN or a pipe to `clausewatch bounce`"
        )
        found.append(Finding("bounces", "warn", says))
    elif mail.listen is None:
        says = f"mail for {mail.bounce_domain} has to be piped to `clausewatch bounce`"
        found.append(Finding("bounces", "ok", says))
    else:
        found.append(Finding("bounces", "ok", f"`serve` takes them in at {mail.listen}"))
    return found


async def _ways(settings: Settings) -> list[Finding]:
    """Whether each mail server greets us, encrypts and lets us in."""
    from notifier.routes import relays_of

    mail = settings.mail
    parts = urlsplit(mail.url)
    if parts.scheme == "file":
        folder = unquote(parts.path)
        says = f"mail is written to {folder}, not sent: set CLAUSEWATCH_MAIL__URL to send it"
        return [Finding("mail", "warn", says)]
    if parts.scheme == "direct":
        says = f"mail goes to the recipients' own servers, as {parts.hostname}"
        return [Finding("mail", "ok", says)]
    password = mail.password.get_secret_value() if mail.password else None
    return [await _greeted(one) for one in relays_of(mail.url, password, "localhost")]


async def _greeted(relay: RelayMail) -> Finding:
    trouble = await relay.greet(WAIT_S)
    if trouble:
        says = f"{relay.relay.name} does not answer as a mail server: {trouble}"
        return Finding("mail", "fail", says)
    return Finding("mail", "ok", f"{relay.relay.name} answers and lets us in")


def _outbox(settings: Settings) -> list[Finding]:
    """How servers stood when they were last used, and whether something waits too long."""
    from storage import leaving, relays

    database = Database(settings.database_url)
    try:
        if schema.state(database) is not schema.SchemaState.CURRENT:
            return []
        with database.reading() as tx:
            stand = relays.listed(tx)
            box = leaving.overview(tx, wiring.now())
    except StorageError:
        return []  # the database's own finding says so
    finally:
        database.close()
    found = [
        Finding("mail", "fail", f"{row.name} rests since {row.changed_at:%d %B %H:%M}: {row.says}")
        for row in stand
        if row.breaker != "closed"
    ]
    if box.oldest_due_at is not None and wiring.now() - box.oldest_due_at > LATE:
        says = f"mail waits since {box.oldest_due_at:%d %B %H:%M} UTC: clausewatch outbox"
        found.append(Finding("outbox", "warn", says))
    lost = {name: box.states[name] for name in ("expired", "failed") if box.states.get(name)}
    if lost:
        counted = ", ".join(f"{count} {name}" for name, count in lost.items())
        says = f"letters that nobody took: {counted}; see clausewatch outbox, resend"
        found.append(Finding("outbox", "warn", says))
    return found


async def _looked_up(settings: Settings) -> list[Finding]:
    domain = settings.mail.sender.rpartition("@")[2]
    if settings.mail.url.startswith("file:") or NOT_LOOKED_UP.search(domain):
        return []
    try:
        from notifier.resolver import DnsResolver
    except ImportError:
        says = "SPF, DKIM and DMARC are not looked at: install the extra `mail`"
        return [Finding("names", "warn", says)]
    return await records(DnsResolver(WAIT_S), settings)


async def records(names: Names, settings: Settings) -> list[Finding]:
    """What the DNS says about our mail."""
    domain = settings.mail.sender.rpartition("@")[2]
    found = [
        await _text(names, "SPF", domain, "v=spf1", "which servers may send for you"),
        await _text(names, "DMARC", f"_dmarc.{domain}", "v=DMARC1", "what to do with forged mail"),
    ]
    if settings.mail.dkim_key is not None:
        found.append(await _signature(names, settings, domain))
    if settings.mail.bounce_domain is not None:
        found.append(await _bounces(names, settings.mail.bounce_domain))
    if settings.mail.url.startswith("direct:"):
        found.append(await _own_name(names, urlsplit(settings.mail.url).hostname or ""))
    return found


async def _text(names: Names, what: str, name: str, begins: str, why: str) -> Finding:
    texts = await _asked(lambda: names.texts(name))
    if texts is None:
        return Finding(what, "warn", f"{name} could not be looked up")
    mine = [text for text in texts if text.lower().startswith(begins.lower())]
    if len(mine) == 1:
        return Finding(what, "ok", f"{name}: {mine[0][:120]}")
    if mine:
        return Finding(what, "fail", f"{name} has {len(mine)} records of {what}: keep one")
    return Finding(what, "warn", f"{name} has no {begins} record: it says {why}")


async def _signature(names: Names, settings: Settings, domain: str) -> Finding:
    """Whether the public key that the world finds is the one that we sign with."""
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_pem_private_key,
    )

    file = settings.mail.dkim_key or Path()
    name = f"{settings.mail.dkim_selector or 'clausewatch'}._domainkey.{domain}"
    try:
        key = load_pem_private_key(file.read_bytes(), None).public_key()
    except (OSError, ValueError, TypeError) as error:
        return Finding("DKIM", "fail", f"{file} is no private key: {error}", of_settings=True)
    ours = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    texts = await _asked(lambda: names.texts(name))
    if texts is None:
        return Finding("DKIM", "warn", f"{name} could not be looked up")
    if base64.b64encode(ours).decode() in re.sub(r"\s", "", " ".join(texts)):
        return Finding("DKIM", "ok", f"{name} is the key we sign with")
    return Finding("DKIM", "fail", f"{name} does not hold the key we sign with: every mail fails")


async def _bounces(names: Names, domain: str) -> Finding:
    servers = await _asked(lambda: names.mx(domain))
    if servers is None:
        return Finding("bounces", "warn", f"{domain} could not be looked up")
    if not servers:
        return Finding("bounces", "fail", f"{domain} has no MX: no mail comes back to us")
    return Finding("bounces", "ok", f"{domain} is taken in by {servers[0][1].rstrip('.')}")


async def _own_name(names: Names, name: str) -> Finding:
    addresses = await _asked(lambda: names.addresses(name))
    if not addresses:
        return Finding("mail", "fail", f"{name}, the name we greet with, has no address")
    says = f"{name} is {', '.join(addresses[:2])}; see that its reverse name is {name}"
    return Finding("mail", "ok", says)


async def _asked(look_up: Callable[[], Awaitable[Sequence[T]]]) -> Sequence[T] | None:
    """The answer; empty where the name does not exist, None where nobody could say."""
    try:
        return await look_up()
    except NoSuchNameError:
        return ()
    except LookupFailedError:
        return None
