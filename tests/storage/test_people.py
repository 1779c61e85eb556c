"""People's keys: what is personal is sealed, and erasing the key erases the person."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import keyfile, people
from storage.database import Database
from storage.mailboxes import mailbox
from storage.people import PersonKey, UnreadableError, Vault
from storage.subscriptions import Wish, subscribe
from storage.tables import PersonRow

NOW = datetime(2026, 12, 15, 6, tzinfo=UTC)
ADA = mailbox("ada@example.org")


def test_what_was_sealed_opens_again_only_for_its_purpose() -> None:
    key = PersonKey(b"k" * 32)
    sealed = key.seal("address", "ada@example.org")

    assert key.unseal("address", sealed) == "ada@example.org"
    with pytest.raises(UnreadableError):
        key.unseal("transcript", sealed)


def test_the_same_words_are_sealed_differently_each_time() -> None:
    key = PersonKey(b"k" * 32)

    assert key.seal("address", "ada@example.org") != key.seal("address", "ada@example.org")


def test_a_flipped_bit_does_not_open() -> None:
    key = PersonKey(b"k" * 32)
    sealed = bytearray(key.seal("address", "ada@example.org"))
    for place in range(len(sealed)):
        sealed[place] ^= 1
        with pytest.raises(UnreadableError):
            key.unseal("address", bytes(sealed))
        sealed[place] ^= 1


def test_erasing_the_key_erases_the_person(database: Database) -> None:
    vault = Vault(b"m" * 32)
    with database.transaction() as tx:
        person, _ = vault.new_person(tx, NOW)

    with database.transaction() as tx:
        people.erase(tx, person, NOW)

    with database.reading() as tx:
        assert vault.key_of(tx, person) is None
        assert tx.get_one(PersonRow, person).erased_at == NOW


def test_one_mailbox_has_one_key_however_it_is_spelled() -> None:
    vault = Vault(b"m" * 32)

    assert vault.address_key(mailbox("Ada@münchen.example")) == vault.address_key(
        mailbox("ada@xn--mnchen-3ya.EXAMPLE")
    )
    assert vault.address_key(ADA) != Vault(b"n" * 32).address_key(ADA)


def test_a_lost_master_key_is_refused_not_replaced(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    with database.transaction() as tx:
        people.open_vault(tx, path).new_person(tx, NOW)
    path.unlink()

    with (
        database.transaction() as tx,
        pytest.raises(people.KeyMissingError, match="restore"),
    ):
        people.open_vault(tx, path)
    assert not path.exists()


def test_the_master_key_of_another_database_is_refused_at_once(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as tx:
        people.open_vault(tx, tmp_path / "one.key").new_person(tx, NOW)
    keyfile.load_or_create(tmp_path / "two.key")

    with database.transaction() as tx, pytest.raises(UnreadableError):
        people.open_vault(tx, tmp_path / "two.key")


def test_a_key_file_is_its_owners_only_and_made_once(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    keys: list[bytes] = []
    starters = [
        threading.Thread(target=lambda: keys.append(keyfile.load_or_create(path))) for _ in range(8)
    ]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()

    assert len(set(keys)) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["master.key"]


def test_a_damaged_key_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.write_text("not a key")

    with pytest.raises(keyfile.KeyFileError, match=r"master\.key"):
        keyfile.load_or_create(path)


def test_no_address_stands_in_the_database_in_clear(sqlite_template: Path, tmp_path: Path) -> None:
    file = tmp_path / "clausewatch.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{file}")
    vault = Vault(b"m" * 32)
    with database.transaction() as tx:
        subscribe(tx, vault, Wish(ADA, "everything"), NOW, "a test for ada@example.org")
    database.close()

    kept = b"".join(part.read_bytes() for part in tmp_path.iterdir())
    assert b"ada@" not in kept
