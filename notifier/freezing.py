"""Freezing an audience of any size while others look and send: keys, seals and tree are made with
nothing locked, people are enrolled some at a time, and one short transaction plants the tree.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from notifier import campaign
from notifier.audience_list import Listed
from notifier.office import Office
from storage import enrolling, snapshots
from storage.accounts import Account
from storage.campaigns import Campaign, Draft
from storage.database import Database
from storage.errors import OutdatedError
from storage.tables_noticing import AudienceRow

ATTEMPTS = 3  # another list of the same people may be frozen in the same moment, rarely twice


def freeze(
    db: Database,
    office: Office,
    id_: str,
    listed: Listed,
    source: str,
    declared: int | None,
    account: Account,
    now: datetime,
) -> AudienceRow:
    """Freeze who is told. A list that comes later is a supplement: people who joined since."""
    for attempt in range(ATTEMPTS):
        with db.reading() as tx:
            ready = campaign.prepare(tx, office, id_, listed, source, declared, account, now)
        try:
            kept = enrolling.keep_in_pieces(db, ready.enrolling, now)
            with db.transaction() as tx:
                return campaign.plant(tx, replace(ready, enrolling=kept), account, now)
        except OutdatedError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError  # the last attempt returns or raises


def draft(
    db: Database, office: Office, asked: Draft, body: bytes, account: Account, now: datetime
) -> Campaign:
    """Keep a draft with the bytes of its text, as `campaign.draft` has it; the people that a
    correction takes over are prepared before.
    """
    ready = None
    if asked.corrects:
        with db.reading() as tx:
            name = campaign.name_of(tx, asked)
            ready = campaign.everybody_of(tx, office, asked.corrects, name, asked.service)
    with db.transaction() as tx:
        kept = snapshots.keep_body(tx, body, None)
        whole = replace(asked, blob_id=kept.blob_id)
        return campaign.draft(tx, office, whole, account, now, ready)


def draft_anew(
    db: Database,
    office: Office,
    asked: Draft,
    body: bytes,
    before: str,
    account: Account,
    now: datetime,
) -> Campaign:
    """Keep a draft in the place of another, which is dropped in the same moment."""
    with db.transaction() as tx:
        kept = snapshots.keep_body(tx, body, None)
        made = campaign.draft(tx, office, replace(asked, blob_id=kept.blob_id), account, now)
        campaign.drop(tx, before, account, f"drafted anew as {made.id}", now)
        return made
