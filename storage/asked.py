"""Forms that ask for mail, kept as they came: nothing is looked up for them before their answer, so
neither the answer nor the request after it tells who is known.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage.many_rows import touched
from storage.people import Vault
from storage.tables_asked import AskedRow

_PURPOSE = "asked"


def keep(tx: Session, vault: Vault, form: Mapping[str, Any], now: datetime) -> None:
    """Keep what a form says, sealed, until somebody takes it up."""
    tx.add(AskedRow(sealed=vault.own.seal(_PURPOSE, json.dumps(form)), at=now))
    tx.flush()


def waiting(tx: Session, limit: int) -> list[int]:
    """The forms that wait, oldest first."""
    found = select(AskedRow.id).order_by(col(AskedRow.id)).limit(limit)
    return [id for id in tx.exec(found) if id is not None]


def take(tx: Session, vault: Vault, id: int) -> dict[str, Any] | None:
    """What one form says; it waits no longer. None where somebody else has taken it."""
    sealed = tx.exec(select(AskedRow.sealed).where(AskedRow.id == id)).first()
    if sealed is None or not drop(tx, id):
        return None
    form: dict[str, Any] = json.loads(vault.own.unseal(_PURPOSE, sealed))
    return form


def drop(tx: Session, id: int) -> bool:
    """Keep one form no longer; False where it was gone."""
    return touched(tx.exec(delete(AskedRow).where(col(AskedRow.id) == id))) > 0


def forget(tx: Session, before: datetime) -> int:
    """Drop forms that nobody took up; how many."""
    return touched(tx.exec(delete(AskedRow).where(col(AskedRow.at) < before)))
