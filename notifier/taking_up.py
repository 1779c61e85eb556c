"""Forms that ask for mail are taken up some time after their answer, several at once: whoever sent
one learns nothing about who is known from how long anything takes.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from notifier import person, subscribing
from notifier.office import Office
from policy.model import Significance
from storage import asked
from storage.database import Database
from storage.errors import StorageError
from storage.mailboxes import BadAddressError, Mailbox, mailbox
from storage.subscriptions import Wish

AT_ONCE = 200  # more wait for the next round

log = logging.getLogger("clausewatch.subscribing")


def take_up(db: Database, office: Office, now: datetime) -> int:
    """Do what the forms that wait ask for, each in a transaction of its own; how many."""
    with db.reading() as tx:
        waiting = asked.waiting(tx, AT_ONCE)
    return sum(_take_up(db, office, id, now) for id in waiting)


def _take_up(db: Database, office: Office, id: int, now: datetime) -> bool:
    """One form. What fails by a mistake of ours is told to the operator and not tried again: the
    visitor may ask once more, and the forms behind it shall not wait.
    """
    try:
        with db.transaction() as tx:
            form = asked.take(tx, office.vault, id)
            if form is not None:
                _do(tx, office, form, now)
            return form is not None
    except StorageError:
        raise
    except Exception:
        log.exception("what a visitor asked for could not be kept")
        with db.transaction() as tx:
            asked.drop(tx, id)
        return False


def _do(tx: Session, office: Office, form: Mapping[str, Any], now: datetime) -> None:
    try:
        box = mailbox(form["address"], own=frozenset({office.letterhead.from_address}))
    except BadAddressError:
        return  # the page said: if this address can receive mail
    if form["asks"] == "manage":
        person.ask_manage_link(tx, office, box, now)
    else:
        subscribing.subscribe_all(tx, office, _wishes(form, box), now)


def _wishes(form: Mapping[str, Any], box: Mailbox) -> list[Wish]:
    return [
        Wish(
            mailbox=box,
            target_kind="policy",
            target=target,
            language=form["language"],
            frequency=form["frequency"],
            min_significance=Significance(form["min_significance"]),
            topics=tuple(form["topics"]),
            only_topics=form["only_topics"],
            time_zone=form["time_zone"],
        )
        for target in form["policies"]
    ]
