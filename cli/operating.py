"""Telling the operator: one mail a day about trouble, and at once only what stops everything."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cli import wiring
from cli.telling import signer_of
from notifier import operator_mail
from notifier.operator_mail import Group, Trouble
from notifier.ways import Letter
from storage.errors import DiskFullError, StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel import Session

    from cli.wiring import World
    from notifier.ways import Mail

log = logging.getLogger("clausewatch.operator")

HOUR_OF_DAY = 7
"""From this hour on, in the installation's zone, the mail of the day may leave."""

LATE = timedelta(hours=1)
"""A change that nobody was told of for so long is worth a line."""

STOPPED_FOR = timedelta(hours=1)
"""Every look of this time failed: what stops everything."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said, and the name under which it is said once."""

    about: str
    subject: str
    text: str
    trouble: str = ""
    """What it is about, without what varies from day to day."""

    @property
    def digest(self) -> str:
        """Of what it is about, to know whether it was said before."""
        return hashlib.sha256((self.trouble or self.text).encode()).hexdigest()


@dataclass
class Operator:
    """Whoever runs this installation, and what this process said while nothing could be kept."""

    world: World
    said: set[str] = field(default_factory=set)

    @property
    def address(self) -> str | None:
        """Where the operator reads mail, if that was set."""
        contact = self.world.settings.operator.contact.removeprefix("mailto:")
        return contact if "@" in contact and "/" not in contact else None

    async def tell(self, mail: Mail) -> bool:
        """Tell what is to be told now; whether a mail left."""
        try:
            message = await asyncio.to_thread(self._planned)
        except StorageError as error:
            return await self._tell_without_database(error, mail)
        if message is None:
            return False
        answer, taken = await self._send(message, mail)
        with self.world.database.transaction() as tx:
            from storage import troubles

            troubles.keep_answer(tx, message.about, answer, wiring.now() if taken else None)
        return taken

    def _planned(self) -> Message | None:
        """The message that is ours to send now."""
        from storage import troubles

        now, world = wiring.now(), self.world
        today = _today(world, now)
        with world.database.reading() as tx:
            stopped = _stopped(tx, now)
            urgent = _at_risk(tx, world, now)
            asked = today is not None and not troubles.is_settled(tx, today)
            daily = _of_the_day(tx, world, today or "", now) if asked else None
        with world.database.transaction() as tx:
            for message in filter(None, (stopped, *urgent, daily)):
                if self.address is None:
                    log.warning("no operator.contact is set to tell: %s", message.subject)
                elif troubles.claim_mail(tx, message.about, message.digest, now):
                    return message
            if asked and today is not None and (daily is None or self.address is None):
                troubles.nothing_to_say(tx, today, now)
        return None

    async def _tell_without_database(self, error: StorageError, mail: Mail) -> bool:
        """What stops everything, said once a day by this process: nothing can be kept of it."""
        day = wiring.now().date().isoformat()
        about = f"database {day}"
        log.critical("nothing can be kept: %s", error)
        if self.address is None or about in self.said:
            return False
        full = isinstance(error, DiskFullError)
        what = "the disk is full" if full else "the database cannot be used"
        text = (
            f"{error}\n\nUntil this is mended nothing is looked at and nobody is told anything."
            "\n    clausewatch doctor\n"
        )
        _, taken = await self._send(Message(about, f"Clausewatch stands still: {what}", text), mail)
        if taken:
            self.said.add(about)
        return taken

    async def _send(self, message: Message, mail: Mail) -> tuple[str, bool]:
        """Hand it over; the server's words, and whether it took it."""
        world, name = self.world, wiring.new_id()
        to = self.address or ""
        data = operator_mail.written(
            message.subject, message.text, to, name, world.office.letterhead, wiring.now()
        )
        sign = signer_of(world)
        letter = Letter(name, world.settings.mail.sender, to, sign(data) if sign else data)
        receipt = await mail.send(letter, _always)
        taken = receipt.code is not None and receipt.code < 400
        if not taken:
            log.critical("the operator could not be told: %s (%s)", message.subject, receipt.stage)
        return f"{receipt.code or receipt.stage} {receipt.text}", taken


async def _always() -> bool:
    return True


def _stopped(tx: Session, now: datetime) -> Message | None:
    """What stops everything, though the database lives."""
    from storage import troubles

    if not troubles.every_look_fails(tx, now - STOPPED_FOR):
        return None
    text = (
        f"In the hour before {now:%Y-%m-%d %H:%M} UTC no host could be reached, though several "
        "were asked. Most likely this machine has no network, or no names.\n"
        "    clausewatch doctor\n"
    )
    about = f"every look {now.date().isoformat()}"
    return Message(about, "Clausewatch stands still: every look fails", text)


def _at_risk(tx: Session, world: World, now: datetime) -> list[Message]:
    """What puts the period of a contract notice at risk: one message each, at once."""
    from notifier import campaign_warnings
    from storage import troubles

    found = []
    for campaign, warned in campaign_warnings.under_way(tx, now):
        for one in warned:
            about = f"notice {campaign.id} {one.kind} {now.date().isoformat()}"
            if not one.urgent or troubles.is_settled(tx, about):
                continue
            where = world.office.letterhead.link("desk", "notices", campaign.id)
            head = f"{campaign.service}, notice {campaign.id}:\n\n{one.says}\n"
            text = f"{head}    {one.command}\n\n{where}\n"
            subject = f"Clausewatch: a notice of {campaign.service} is at risk"
            found.append(Message(about, subject, text, trouble=f"{campaign.id} {one.says}"))
    return found


def _today(world: World, now: datetime) -> str | None:
    """The name of this day's mail, once its hour has come."""
    local = now.astimezone(ZoneInfo(world.office.letterhead.time_zone))
    return f"day {local.date().isoformat()}" if local.hour >= HOUR_OF_DAY else None


def _of_the_day(tx: Session, world: World, about: str, now: datetime) -> Message | None:
    """The mail of this day, if there is something to say."""
    groups, also = grouped(tx, world), _also(tx, now)
    if not groups and not also:
        return None
    named = sorted((group.cause, one.policy) for group in groups for one in group.troubles)
    return Message(about, *operator_mail.daily(groups, also), trouble=repr((named, also)))


def grouped(tx: Session, world: World) -> list[Group]:
    """Everything in trouble, by cause and host."""
    from cli import mending
    from cli.looking import setup_of
    from cli.policy_forms import form_of
    from policy.causes import words_of
    from storage import troubles

    browser = setup_of(world).browser is not None
    found: dict[tuple[str, str], list[Trouble]] = defaultdict(list)
    for id in troubles.candidates(tx):
        stands = troubles.standing(tx, id)
        form = mending.with_mends(tx, form_of(tx, id), browser=browser)
        cause = _cause(form, stands)
        if cause is None:
            continue
        commands = tuple(mend["command"] for mend in form["mends"])
        trouble = Trouble(
            id,
            troubles.count_followers(tx, id),
            _says(form, stands),
            commands or (f"clausewatch history {id}",),
        )
        found[cause, stands.host].append(trouble)
    return operator_mail.ordered(
        [Group(cause, host, tuple(mine), words_of(cause)) for (cause, host), mine in found.items()]
    )


def _cause(form: dict[str, Any], stands: Any) -> str | None:
    """In one word what is wrong with a policy; None where nothing is."""
    from storage.troubles import PATIENCE

    if stands.failed_in_a_row >= PATIENCE:
        return str(form["reason"] or form["outcome"])
    if form["moved_to"]:
        return "moved"
    return "alternating" if stands.alternating else None


def _says(form: dict[str, Any], stands: Any) -> str:
    """How long it has been so; no numbers that grow from day to day, for they would be news."""
    if stands.failed_in_a_row:
        since = stands.last_confirmed_at
        seen = f"last read on {since.date().isoformat()}" if since else "never read so far"
        others = [reason for reason, _ in stands.reasons if reason != form["reason"]]
        return seen + (f"; before that also {', '.join(others)}" if others else "")
    if form["moved_to"]:
        return f"a lasting redirect leads to {form['moved_to']}"
    return "its page goes back and forth between texts it had"


def _also(tx: Session, now: datetime) -> Sequence[str]:
    """What else waits for the operator."""
    from notifier import campaign_warnings
    from storage import figures, knocks, proposals

    lines = []
    stands = figures.gather(tx, now)
    if stands.unannounced_s > LATE.total_seconds():
        lines.append("Changes wait to be told for more than an hour: clausewatch deliver")
    if stands.outbox.get("unknown"):
        lines.append("Mails whose answer was lost stand in the outbox: clausewatch outbox")
    if knocks.ceiling_reached_since(tx, now - timedelta(days=1)):
        lines.append("More people asked for mail at once than this installation allows.")
    for campaign, warned in campaign_warnings.under_way(tx, now):
        lines += [f"Notice {campaign.id}: {one.says} {one.command}" for one in warned]
    if proposals.listed(tx):
        lines.append("Visitors proposed policies: clausewatch proposals")
    return lines
