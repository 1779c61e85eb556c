"""Who may act: accounts with hashed passwords, and sessions that end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from storage import accounts, passwords
from storage.accounts import BadNameError, Role
from storage.database import Database
from storage.errors import AccountExistsError, UnknownAccountError
from storage.passwords import BadPasswordError
from storage.tables import AccountRow, LoginRow

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
GOOD = "a lighthouse keeps 9 cats"


def ada(tx: Session) -> accounts.Account:
    """Make Ada's account."""
    return accounts.add(tx, "ada", Role.APPROVER, GOOD, NOON)


def test_a_password_is_kept_as_an_argon2id_hash_only(database: Database) -> None:
    with database.transaction() as tx:
        ada(tx)
        row = tx.exec(select(AccountRow)).one()

    assert row.password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert GOOD not in row.password_hash


def test_only_the_right_name_and_password_belong_together(database: Database) -> None:
    with database.transaction() as tx:
        made = ada(tx)

        assert accounts.authenticate(tx, "ada", GOOD) == made
        assert accounts.authenticate(tx, "ada", GOOD + " ") is None
        assert accounts.authenticate(tx, "ben", GOOD) is None
        assert accounts.authenticate(tx, "ada", "x" * 100_000) is None


def test_a_disabled_account_acts_no_more_and_keeps_its_name(database: Database) -> None:
    with database.transaction() as tx:
        token = accounts.begin_login(tx, ada(tx), NOON)

        assert accounts.disable(tx, "ada", NOON)
        assert not accounts.disable(tx, "ada", NOON)
        assert accounts.authenticate(tx, "ada", GOOD) is None
        assert accounts.find_login(tx, token, NOON) is None
        assert accounts.get(tx, "ada").is_disabled
        assert accounts.enable(tx, "ada", NOON)
        assert accounts.authenticate(tx, "ada", GOOD) is not None
        assert accounts.find_login(tx, token, NOON) is None, "the session ended for good"


def test_a_session_ends_by_itself_when_idle_or_old_and_with_another_password(
    database: Database,
) -> None:
    with database.transaction() as tx:
        account = ada(tx)
        token = accounts.begin_login(tx, account, NOON)
        soon, later = NOON + timedelta(minutes=50), NOON + timedelta(minutes=100)

        assert accounts.find_login(tx, token, soon) == account
        assert accounts.find_login(tx, token, later) is None
        accounts.touch_login(tx, token, soon)
        assert accounts.find_login(tx, token, later) == account
        accounts.set_password(tx, "ada", GOOD + "!", later)
        assert accounts.find_login(tx, token, later) is None
        assert accounts.authenticate(tx, "ada", GOOD + "!") == account


def test_logging_out_ends_one_session_and_a_token_is_not_in_the_database(
    database: Database,
) -> None:
    with database.transaction() as tx:
        account = ada(tx)
        first, second = (accounts.begin_login(tx, account, NOON) for _ in range(2))

        accounts.end_login(tx, first, NOON)

        assert accounts.find_login(tx, first, NOON) is None
        assert accounts.find_login(tx, second, NOON) == account
        assert first not in {row.token_sha256 for row in tx.exec(select(LoginRow))}
        assert accounts.find_login(tx, "", NOON) is None


@pytest.mark.parametrize("name", ["", "Ada", "a b", "ada@example.org", "-ada", "a" * 64, "аda"])
def test_a_name_that_may_be_taken_for_another_is_refused(database: Database, name: str) -> None:
    with database.transaction() as tx, pytest.raises(BadNameError):
        accounts.add(tx, name, Role.VIEWER, GOOD, NOON)


def test_a_name_is_an_account_s_for_ever(database: Database) -> None:
    with database.transaction() as tx:
        ada(tx)
        accounts.disable(tx, "ada", NOON)
        with pytest.raises(AccountExistsError):
            ada(tx)
        with pytest.raises(UnknownAccountError):
            accounts.get(tx, "ben")


@pytest.mark.parametrize("word", ["short", "a" * 40, "ab" * 10, "long" * 200])
def test_a_password_that_is_guessed_at_once_is_refused(word: str) -> None:
    with pytest.raises(BadPasswordError):
        passwords.hashed(word)
