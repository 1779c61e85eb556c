"""Who may act in this installation: named accounts with a role, and their sessions.

An account is never deleted, only disabled: whoever drafted or approved a notice years ago must
still have a name. What an account did is kept with the act, not here.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, select

from storage import entries, passwords
from storage.errors import AccountExistsError, UnknownAccountError
from storage.tables_accounts import AccountRow, LoginRow

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
LOGIN_LASTS = timedelta(hours=12)
IDLE_FOR = timedelta(hours=1)


class Role(StrEnum):
    """What an account may do. Each may also look at everything the others see."""

    OPERATOR = "operator"  # runs the installation, drafts and sends notices
    APPROVER = "approver"  # drafts, approves and sends notices
    VIEWER = "viewer"  # looks


class BadNameError(ValueError):
    """The name cannot be an account's; the message says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as acts name it; never its password."""

    id: int
    name: str
    role: Role
    created_at: datetime
    is_disabled: bool = False


def add(tx: Session, name: str, role: Role, password: str, now: datetime) -> Account:
    """A new account. The name is for ever, and no other may be confused with it."""
    if not _NAME.fullmatch(name):
        raise BadNameError(
            f"{name!r} is no name of an account: small letters, digits, dot, dash and underscore,"
            " at most 63."
        )
    if _row(tx, name) is not None:
        raise AccountExistsError(
            f"there is an account {name} already; `clausewatch user password {name}` changes its"
            " password"
        )
    row = AccountRow(
        name=name,
        role=str(role),
        password_hash=passwords.hashed(password),
        created_at=now,
        password_set_at=now,
    )
    tx.add(row)
    tx.flush()
    _note(tx, row, "added", now)
    return _account(row)


def get(tx: Session, name: str) -> Account:
    """The account of that name, disabled or not."""
    return _account(_known(tx, name))


def by_id(tx: Session, account_id: int) -> Account:
    """The account an act names by its number."""
    return _account(tx.get_one(AccountRow, account_id))


def listed(tx: Session) -> list[Account]:
    """Every account there ever was, by name."""
    return [_account(row) for row in tx.exec(select(AccountRow).order_by(col(AccountRow.name)))]


def set_password(tx: Session, name: str, password: str, now: datetime) -> None:
    """Another password; every session that was begun under the old one ends."""
    row = _known(tx, name)
    row.password_hash, row.password_set_at = passwords.hashed(password), now
    tx.add(row)
    tx.flush()
    _end_all(tx, row.id or 0, now)
    _note(tx, row, "password", now)


def disable(tx: Session, name: str, now: datetime) -> bool:
    """The account acts no more and its sessions end; False where it was disabled before."""
    row = _known(tx, name)
    if row.disabled_at is not None:
        return False
    row.disabled_at = now
    tx.add(row)
    tx.flush()
    _end_all(tx, row.id or 0, now)
    _note(tx, row, "disabled", now)
    return True


def enable(tx: Session, name: str, now: datetime) -> bool:
    """A disabled account acts again, with the password it had; False where it did already."""
    row = _known(tx, name)
    if row.disabled_at is None:
        return False
    row.disabled_at = None
    tx.add(row)
    tx.flush()
    _note(tx, row, "enabled", now)
    return True


def authenticate(tx: Session, name: str, password: str) -> Account | None:
    """The account, where the password is its own and it may act.

    A name that nobody has takes as long as a wrong password: no stranger learns which it was.
    """
    row = _row(tx, name)
    may = row is not None and row.disabled_at is None
    is_right = passwords.fits(password, row.password_hash if row and may else None)
    return _account(row) if row and is_right else None


# --- sessions -----------------------------------------------------------------------------------


def begin_login(tx: Session, account: Account, now: datetime) -> str:
    """Begin a session; the token for the browser is returned and kept nowhere."""
    token = secrets.token_urlsafe(32)
    row = LoginRow(
        account_id=account.id,
        token_sha256=_digest(token),
        began_at=now,
        seen_at=now,
        expires_at=now + LOGIN_LASTS,
    )
    tx.add(row)
    tx.flush()
    return token


def find_login(tx: Session, token: str, now: datetime) -> Account | None:
    """Whose session this token is; None where it ended, was idle too long, or never was."""
    found = tx.exec(
        select(AccountRow)
        .join(LoginRow, col(LoginRow.account_id) == col(AccountRow.id))
        .where(
            LoginRow.token_sha256 == _digest(token),
            col(LoginRow.ended_at).is_(None),
            col(LoginRow.expires_at) > now,
            col(LoginRow.seen_at) > now - IDLE_FOR,
            col(AccountRow.disabled_at).is_(None),
        )
    ).first()
    return _account(found) if found else None


def touch_login(tx: Session, token: str, now: datetime) -> None:
    """The session was used: it is not idle. (A page that only looks need not call this often.)"""
    tx.exec(
        update(LoginRow)
        .where(col(LoginRow.token_sha256) == _digest(token), col(LoginRow.ended_at).is_(None))
        .values(seen_at=now)
    )


def end_login(tx: Session, token: str, now: datetime) -> None:
    """End one session; harmless where there is none."""
    tx.exec(
        update(LoginRow)
        .where(col(LoginRow.token_sha256) == _digest(token), col(LoginRow.ended_at).is_(None))
        .values(ended_at=now)
    )


def _end_all(tx: Session, account_id: int, now: datetime) -> int:
    done = tx.exec(
        update(LoginRow)
        .where(col(LoginRow.account_id) == account_id, col(LoginRow.ended_at).is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)  # noqa: S101 - an update answers with one
    return done.rowcount


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _row(tx: Session, name: str) -> AccountRow | None:
    return tx.exec(select(AccountRow).where(AccountRow.name == name)).first()


def _known(tx: Session, name: str) -> AccountRow:
    row = _row(tx, name)
    if row is None:
        raise UnknownAccountError(f"there is no account {name}; `clausewatch user list` shows them")
    return row


def _account(row: AccountRow) -> Account:
    return Account(
        row.id or 0, row.name, Role(row.role), row.created_at, row.disabled_at is not None
    )


def _note(tx: Session, row: AccountRow, what: str, now: datetime) -> None:
    """What happened to an account; its number only, for a name may be a person's."""
    entries.record(tx, "account", str(row.id), {"what": what, "role": row.role}, now)
