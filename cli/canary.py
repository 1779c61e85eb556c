"""Keeping the canary: declared, followed by whoever runs the installation, and listened to."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage import canary, policies, schema, subscriptions, visibility
from storage.canary import CANARY
from storage.mailboxes import mailbox
from storage.policies import Wanted, WantedSource
from storage.subscriptions import Wish

if TYPE_CHECKING:
    from sqlmodel import Session

    from cli.doctor import Finding
    from cli.wiring import World
    from config.settings import Settings
    from notifier.tokens import Tokens

LOOKS = 24
"""How often it is looked at between two of its changes."""

log = logging.getLogger("clausewatch.canary")


def place_of(tokens: Tokens) -> str:
    """Where the page of the canary stands: nobody guesses it."""
    return tokens.short_mac("canary", "place")


def url_of(world: World) -> str:
    """The address of the page, as strangers would have to write it."""
    return f"{world.settings.base_url}/canary/{place_of(world.office.tokens)}"


def patience_of(settings: Settings) -> timedelta:
    """How long the mail about a change may take, counted from the mail before it."""
    return settings.canary.every * 1.25 + settings.watch.confirm_after * 2


def keep(world: World, now: datetime) -> None:
    """See that the canary is watched and followed as the settings say; twice is harmless."""
    address = world.settings.canary.mail
    with world.database.transaction() as tx:
        if address is None:
            if canary.heard(tx) is not None:
                policies.remove(tx, CANARY, now)
            return
        every_s = max(1, round(world.settings.canary.every.total_seconds() / LOOKS))
        source = WantedSource(url_of(world), fetch="http")
        wanted = Wanted(
            CANARY, "Clausewatch", "Terms of Service", (source,), language="en", interval_s=every_s
        )
        if policies.put(tx, wanted, now) != "same":
            log.warning("the canary is watched from now on")
        visibility.put(tx, CANARY, "private", now)
        _follow(tx, world, address, now)


def _follow(tx: Session, world: World, address: str, now: datetime) -> None:
    """Let this address follow the canary, and no other; who stopped it is not asked again."""
    box, vault = mailbox(address), world.office.vault
    subscriber = subscriptions.subscriber_of(tx, vault, box)
    mine = subscriber.id if subscriber else None
    every = canary.following(tx, active=False)
    others = [row for row in every if row.subscriber_id != mine]
    subscriptions.end(tx, others, "changed", now)
    if all(row.subscriber_id != mine for row in every):
        wish = Wish(box, "policy", CANARY, source="operator")
        subscriptions.subscribe(tx, vault, wish, now, "the setting canary.mail")


def examine(settings: Settings, now: datetime) -> list[Finding]:
    """What `doctor` says about the canary."""
    from cli.doctor import Finding
    from storage.database import Database
    from storage.errors import StorageError

    if settings.canary.mail is None:
        says = "none is kept: CLAUSEWATCH_CANARY__MAIL says whom to tell that changes are noticed"
        return [Finding("canary", "ok", says)]
    database = Database(settings.database_url)
    try:
        if schema.state(database) is not schema.SchemaState.CURRENT:
            return []
        with database.reading() as tx:
            song = canary.heard(tx)
    except StorageError:
        return []  # the database's own finding says so
    finally:
        database.close()
    if song is None:
        return [Finding("canary", "warn", "is not watched yet; clausewatch serve begins it")]
    last = song.sent_at.isoformat(timespec="minutes") if song.sent_at else "never yet"
    if not song.followed:
        says = "nobody is told about it any more; its reader stopped the mails"
        return [Finding("canary", "fail", says)]
    if song.is_late(now, patience_of(settings)):
        return [Finding("canary", "fail", f"is silent: {_why(song)} (a mail left: {last})")]
    return [Finding("canary", "ok", f"a mail about it left: {last}")]


def _why(song: canary.Song) -> str:
    """Where the chain seems to be broken, and where to look."""
    if song.outcome and song.outcome.split()[0] not in ("first", "same", "pending", "changed"):
        return f"its page cannot be read, {song.outcome}; clausewatch history {CANARY}"
    if song.sent_at is None or (song.seen_at and song.seen_at > song.sent_at):
        return "a change was seen or is due, and no mail left; clausewatch outbox"
    return f"no change of it is seen any more; clausewatch history {CANARY}"
