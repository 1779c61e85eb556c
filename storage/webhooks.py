"""Webhooks: the addresses that are called when something happened, with their sealed secrets.

A channel of the operator's (a chat, say) stands here too: its whole address is a secret.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage import entries
from storage.errors import UnknownWebhookError
from storage.people import Vault
from storage.tables_shown import CallRow, WebhookRow

PURPOSE = "webhook"


@dataclass(frozen=True, slots=True)
class Secret:
    """What calls are signed with, and until when, where another has taken its place."""

    value: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A webhook as it is asked for."""

    way: str  # http, apprise
    address: str
    shown: str
    topics: tuple[str, ...] = ()
    target_kind: str = "everything"
    target: str = ""


def add(
    tx: Session, vault: Vault, id: str, wanted: Wanted, secret: str | None, now: datetime
) -> WebhookRow:
    """Call this address from now on; what happened before is not told."""
    row = WebhookRow(
        id=id,
        way=wanted.way,
        shown=wanted.shown,
        secrets_sealed=b"",
        topics=" ".join(wanted.topics),
        target_kind=wanted.target_kind,
        target=wanted.target,
        created_at=now,
    )
    _seal(vault, row, wanted.address, [Secret(secret)] if secret else [])
    tx.add(row)
    tx.flush()
    _say(tx, row, now)
    return row


def get(tx: Session, id: str) -> WebhookRow:
    """The webhook of that name, also a disabled one."""
    row = tx.get(WebhookRow, id)
    if row is None or row.state == "removed":
        raise UnknownWebhookError(f"there is no webhook {id}; `clausewatch webhook list` has them")
    return row


def listed(tx: Session, states: Sequence[str] = ("active", "disabled")) -> list[WebhookRow]:
    """Every webhook in these states, oldest first."""
    query = select(WebhookRow).where(col(WebhookRow.state).in_(states))
    return list(tx.exec(query.order_by(col(WebhookRow.created_at), col(WebhookRow.id))))


def address_of(vault: Vault, row: WebhookRow) -> str:
    """Where it is called."""
    return str(_opened(vault, row)["address"])


def secrets_of(vault: Vault, row: WebhookRow, now: datetime) -> list[str]:
    """The secrets that calls are signed with now, the newest first."""
    return [one.value for one in _secrets(vault, row) if one.until is None or one.until > now]


def rotate(
    tx: Session, vault: Vault, id: str, secret: str, keep: timedelta, now: datetime
) -> WebhookRow:
    """Sign with a new secret, and for a while with the old ones beside it."""
    row = get(tx, id)
    old = [
        Secret(one.value, min(one.until or now + keep, now + keep))
        for one in _secrets(vault, row)
        if one.until is None or one.until > now
    ]
    _seal(vault, row, address_of(vault, row), [Secret(secret), *old])
    tx.add(row)
    _say(tx, row, now)
    return row


def enable(tx: Session, id: str, now: datetime) -> WebhookRow:
    """Call it again."""
    row = get(tx, id)
    row.state, row.disabled_because, row.failing_since = "active", None, None
    tx.add(row)
    _say(tx, row, now)
    return row


def disable(tx: Session, id: str, because: str, now: datetime) -> None:
    """Call it no more, until somebody enables it; what waits for it is called off."""
    row = tx.get(WebhookRow, id)
    if row is not None and row.state == "active":
        row.state, row.disabled_because = "disabled", because
        _end(tx, row, now)


def remove(tx: Session, id: str, now: datetime) -> None:
    """Call it no more; its secrets go, its log stays for its time."""
    row = get(tx, id)
    row.state, row.secrets_sealed = "removed", b""
    _end(tx, row, now)


def went(tx: Session, id: str, *, well: bool, now: datetime) -> None:
    """Remember since when it fails, or that it does not."""
    failing = col(WebhookRow.failing_since)
    changed = update(WebhookRow).where(col(WebhookRow.id) == id)
    if well:
        tx.exec(changed.where(failing.is_not(None)).values(failing_since=None))
    else:
        tx.exec(changed.where(failing.is_(None)).values(failing_since=now))


def _end(tx: Session, row: WebhookRow, now: datetime) -> None:
    tx.add(row)
    tx.exec(
        update(CallRow)
        .where(col(CallRow.webhook_id) == row.id, col(CallRow.state) == "pending")
        .values(state="cancelled", ended_at=now)
        .execution_options(synchronize_session=False)
    )
    _say(tx, row, now)


def _say(tx: Session, row: WebhookRow, now: datetime) -> None:
    tx.flush()
    entries.record(tx, "webhook", row.id, {"state": row.state, "topics": row.topics}, now)


def _secrets(vault: Vault, row: WebhookRow) -> list[Secret]:
    return [
        Secret(value, datetime.fromisoformat(until) if until else None)
        for value, until in _opened(vault, row)["secrets"]
    ]


def _opened(vault: Vault, row: WebhookRow):  # type: ignore[no-untyped-def]  # the JSON of _seal
    return json.loads(vault.own.unseal(PURPOSE, row.secrets_sealed))


def _seal(vault: Vault, row: WebhookRow, address: str, kept: Sequence[Secret]) -> None:
    pairs = [[one.value, one.until.isoformat() if one.until else None] for one in kept]
    form = json.dumps({"address": address, "secrets": pairs})
    row.secrets_sealed = vault.own.seal(PURPOSE, form)
