"""One round of telling: announce what is unannounced, send what is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cli import wiring
from cli.errors import TryLaterError
from cli.extras import INSTALL
from config.errors import Fault, SettingsError

if TYPE_CHECKING:
    from cli.wiring import World
    from notifier.deliver import Rules
    from notifier.routes import Direct
    from notifier.ways import Mail
    from storage.mailboxes import Mailbox

MISSING = f"needs the extra `mail`: {INSTALL.format('mail')}"
ANY_USUAL_PORT = 443  # the table of addresses asks for one; ours is the mail port


def tell(world: World) -> dict[str, int]:
    """Announce and deliver once; what came of it, counted."""
    return asyncio.run(_tell(world))


async def _tell(world: World) -> dict[str, int]:
    mail = open_mail(world)
    try:
        take_up_now(world)
        announced = announce_now(world)
        return {"announced": announced, **await deliver_now(world, mail)}
    finally:
        await mail.aclose()


def take_up_now(world: World) -> int:
    """Do what visitors asked for by a form; for how many."""
    from notifier.taking_up import take_up

    return take_up(world.database, world.office, wiring.now())


def announce_now(world: World) -> int:
    """Announce every change nobody was told of; how many."""
    from notifier.announce import announce

    return announce(world.database, world.office, wiring.now())


async def deliver_now(
    world: World, mail: Mail, stopping: Callable[[], bool] = lambda: False
) -> dict[str, int]:
    """Send what is due; what came of it, counted."""
    from notifier.deliver import deliver

    settings = world.settings.mail
    tally = await deliver(
        world.database,
        world.office,
        mail,
        clock=wiring.now,
        lease=settings.lease,
        unknown_retry=settings.unknown_retry,
        worker=wiring.worker_name(),
        rules=rules_of(world),
        stopping=stopping,
    )
    return {
        "sent": tally.sent,
        "deferred": tally.deferred,
        "failed": tally.failed,
        "unknown": tally.unknown,
    }


def reconcile_now(world: World) -> int:
    """Find work whose worker died; how much."""
    from notifier.deliver import reconcile

    return reconcile(world.database, wiring.now(), world.settings.mail.unknown_retry)


def judge_now(world: World) -> int:
    """Act on what came back; how much that was."""
    from notifier.bounces import judge

    return judge(world.database, world.office, wiring.now())


def keep_house(world: World) -> None:
    """Plan the mails that explain a silence; forget what is older than our published retention."""
    from notifier import reconfirming, silence, yearly
    from storage import enrolling
    from storage.retention import purge

    for plan in (silence.plan, reconfirming.plan, yearly.plan):
        plan(world.database, world.office, wiring.now())
    with world.database.transaction() as tx:
        enrolling.forget_strays(tx, wiring.now())
    dropped = purge(world.database, wiring.now(), world.settings.notice.restrict_for)
    if any(dropped.values()):
        world.database.scrub()
    kept = world.settings.watch.keep_snapshots
    if kept:
        from storage.thinning import thin

        thin(world.database, wiring.now() - kept)


def open_mail(world: World) -> Mail:
    """The way out for mail, as the settings say."""
    from notifier.routes import MailUrlError
    from notifier.routes import open_mail as open_way

    settings = world.settings.mail
    password = settings.password.get_secret_value() if settings.password else None
    try:
        return open_way(
            settings.url,
            password,
            hello=world.office.letterhead.domain,
            per_minute=settings.rate,
            direct=_direct(world) if settings.url.startswith("direct:") else None,
        )
    except MailUrlError as error:
        raise _invalid("url", str(error)) from error


def _direct(world: World) -> Direct:
    """What sending without a relay needs; public addresses only, but for those allowed."""
    from notifier.routes import Direct
    from policy.addresses import Exceptions, verdict

    try:
        from notifier.resolver import DnsResolver
    except ImportError as error:
        raise _invalid("url", MISSING) from error
    exceptions = Exceptions.of(*world.settings.watch.allow_networks)
    return Direct(
        DnsResolver(), lambda address: verdict(address, ANY_USUAL_PORT, exceptions) is None
    )


def rules_of(world: World) -> Rules:
    """What the operator decided about sending."""
    from notifier.deliver import Rules
    from notifier.routes import named

    settings = world.settings.mail
    has_rate = settings.rate and settings.url.startswith("smtp")
    return Rules(
        settings.give_up_after,
        settings.domain_rate,
        (settings.rate or 0) * len(named(settings.url)) if has_rate else None,
        signer_of(world),
    )


def signer_of(world: World) -> Callable[[bytes], bytes] | None:
    """What signs our mail, where that was set up."""
    settings = world.settings.mail
    if settings.dkim_key is None:
        return None
    selector = settings.dkim_selector or "clausewatch"
    return _signer(settings.dkim_key, selector, world.office.letterhead.domain)


@cache
def _signer(key_file: Path, selector: str, domain: str) -> Callable[[bytes], bytes]:
    try:
        from notifier.signing import SigningKeyError, signer
    except ImportError as error:
        raise _invalid("dkim_key", MISSING) from error
    try:
        return signer(key_file, selector, domain)
    except SigningKeyError as error:
        raise _invalid("dkim_key", str(error)) from error


def _invalid(field: str, says: str) -> SettingsError:
    return SettingsError([Fault("settings", f"mail.{field}", says)])


def forget_letters(world: World, mailbox: Mailbox) -> int:
    """Delete the letters to an address where letters are files; how many."""
    from notifier.ways import FileMail

    mail = open_mail(world)
    return mail.forget(mailbox.address) if isinstance(mail, FileMail) else 0


def send_test(world: World, mailbox: Mailbox) -> str:
    """Send one message of ours to an address and say what the mail server answered."""
    return asyncio.run(_send_test(world, mailbox))


async def _send_test(world: World, mailbox: Mailbox) -> str:
    from notifier.ways import Letter

    name = wiring.new_id()
    domain = world.office.letterhead.domain
    sender = world.settings.mail.sender
    message = EmailMessage()
    message["From"], message["To"] = sender, mailbox.address
    message["Subject"] = "Clausewatch: a test"
    message["Date"] = format_datetime(wiring.now())
    message["Message-ID"] = f"<{name}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("This is a test. Whoever reads it knows that this installation can mail.\n")
    data, sign = message.as_bytes(policy=SMTP), signer_of(world)
    letter = Letter(name, sender, mailbox.address, sign(data) if sign else data)
    mail = open_mail(world)
    try:
        receipt = await mail.send(letter, _always)
    finally:
        await mail.aclose()
    if receipt.code is None or receipt.code >= 400:
        says = receipt.text or f"no answer at {receipt.stage}"
        raise TryLaterError(
            f"{world.settings.mail.url} did not take it: {receipt.code or ''} {says}. "
            "`clausewatch doctor` looks closer."
        )
    return f"{world.settings.mail.url} took it: {receipt.code} {receipt.text}"


async def _always() -> bool:
    return True
