"""Keys of the API: what each may do; of its secret only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from storage import entries
from storage.errors import UnknownKeyError
from storage.tables_shown import KeyRow

PREFIX = "cwk_"
SECRET_BYTES = 32  # so much chance that one round of a hash is enough

SCOPES: Final = {
    "read:private": "read what is not public: private and withdrawn policies",
    "policies:write": "watch a policy, pause, resume or remove it, and say who may read it",
    "looks:write": "have a policy looked at now",
    "subscriptions:write": "subscribe somebody, who is asked by mail unless somebody vouches",
    "changes:write": "take back a change that was told by mistake",
}


def add(
    tx: Session,
    id: str,
    label: str,
    scopes: Sequence[str],
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    """Make a key; what it returns is shown once and kept nowhere."""
    shown = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    tx.add(
        KeyRow(
            id=id,
            label=label,
            secret_sha256=_digest(shown),
            scopes=" ".join(scopes),
            created_at=now,
            expires_at=expires_at,
        )
    )
    tx.flush()
    entries.record(tx, "key", id, {"scopes": list(scopes)}, now)
    return shown


def find(tx: Session, shown: str, now: datetime) -> KeyRow | None:
    """The key with this secret, as long as it holds.

    It is looked up by its hash, so the time this takes says nothing about a secret.
    """
    row = tx.exec(select(KeyRow).where(KeyRow.secret_sha256 == _digest(shown))).first()
    if row is None or row.revoked_at or (row.expires_at and row.expires_at <= now):
        return None
    return row


def listed(tx: Session) -> list[KeyRow]:
    """Every key, oldest first, also those that hold no more."""
    return list(tx.exec(select(KeyRow).order_by(col(KeyRow.created_at), col(KeyRow.id))))


def revoke(tx: Session, id: str, now: datetime) -> bool:
    """Let a key hold no more; False where it did not."""
    row = tx.get(KeyRow, id)
    if row is None:
        raise UnknownKeyError(f"there is no key {id}; `clausewatch key list` has them")
    if row.revoked_at is not None:
        return False
    row.revoked_at = now
    tx.add(row)
    tx.flush()
    entries.record(tx, "key", id, {"revoked": True}, now)
    return True


def _digest(shown: str) -> bytes:
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).digest()
