"""A key per person: whatever is personal is sealed under it and unreadable without it.

The person keys lie in the database, wrapped by a master key that does not. Erasing a person deletes
their key. This protects dumps and backups; it does not protect from one who holds the running host.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Session, col, select

from storage import keyfile
from storage.mailboxes import Mailbox
from storage.tables_told import PersonRow

NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: random nonces of 96 bits
VERSION = b"\x01"  # of the sealed form, so that another cipher can follow


class KeyMissingError(Exception):
    """The master key is gone while people are kept under it; restore the key file."""


class UnreadableError(Exception):
    """Something sealed does not open: the key is another database's, or the bytes were altered."""


class PersonKey:
    """The key of one person; `purpose` is bound in, so an address never opens as a transcript."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._key = key

    def seal(self, purpose: str, text: str) -> bytes:
        """`text` as bytes that only this key opens."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), purpose.encode())

    def unseal(self, purpose: str, sealed: bytes) -> str:
        """The text that `seal` was given."""
        return _open(self._cipher, purpose, sealed).decode()

    def secret(self, purpose: str) -> bytes:
        """32 bytes that follow from this key: what is committed to under them dies with it."""
        return _derive(self._key, purpose)


class Vault:
    """Makes, wraps and opens person keys. Holds the master key; build one and hand it around."""

    def __init__(self, master: bytes) -> None:
        self._wrap = AESGCM(_derive(master, "wrap person keys"))
        self._address_secret = _derive(master, "address keys")
        self._id_secret = _derive(master, "ids")
        self.own = PersonKey(_derive(master, "own secrets"))  # what is sealed for ourselves

    def new_person(self, tx: Session, now: datetime) -> tuple[int, PersonKey]:
        """A person with a fresh key: id and key."""
        wrapped, key = self.new_key()
        row = PersonRow(wrapped_key=wrapped, created_at=now)
        tx.add(row)
        tx.flush()
        assert row.id is not None  # noqa: S101 - the flush numbered it
        return row.id, key

    def new_key(self) -> tuple[bytes, PersonKey]:
        """A fresh key of a person, wrapped as it is kept, and open."""
        key = AESGCM.generate_key(256)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._wrap.encrypt(nonce, key, b"person"), PersonKey(key)

    def open(self, wrapped: bytes | None) -> PersonKey | None:
        """The key that was wrapped; None for an erased person."""
        return PersonKey(_open(self._wrap, "person", wrapped)) if wrapped else None

    def key_of(self, tx: Session, person_id: int) -> PersonKey | None:
        """The key of one person; None after erasure."""
        wrapped = tx.exec(select(PersonRow.wrapped_key).where(PersonRow.id == person_id)).first()
        return self.open(wrapped)

    def address_key(self, mailbox: Mailbox) -> str:
        """What a mailbox is found by: a keyed hash, the same for every spelling of it."""
        return _mac(self._address_secret, mailbox.identity)

    def seed(self, *parts: object) -> bytes:
        """Bytes that look random and follow from `parts` alone: planned twice, the same ids."""
        text = "\x1f".join(str(part) for part in parts)
        return hmac.digest(self._id_secret, text.encode(), "sha256")


def erase(tx: Session, person_id: int, now: datetime) -> None:
    """Delete a person's key; everything sealed under it is noise from now on."""
    row = tx.get(PersonRow, person_id)
    if row is not None and row.erased_at is None:
        row.wrapped_key, row.erased_at = None, now
        tx.add(row)
        tx.flush()


def open_vault(tx: Session, path: Path) -> Vault:
    """The vault whose master key lies at `path`.

    A new key is made only while nobody is kept under another one.
    """
    somebody = tx.exec(
        select(PersonRow.wrapped_key).where(col(PersonRow.wrapped_key).is_not(None)).limit(1)
    ).first()
    if somebody is None:
        return Vault(keyfile.load_or_create(path))
    try:
        vault = Vault(keyfile.load(path))
    except FileNotFoundError as error:
        raise KeyMissingError(
            f"{path}: the master key is gone, but the database keeps people under it; "
            "restore the file from the backup of the keys"
        ) from error
    vault.open(somebody)  # UnreadableError here rather than in the middle of a delivery
    return vault


def _derive(master: bytes, purpose: str) -> bytes:
    return hmac.digest(master, b"clausewatch " + purpose.encode(), "sha256")


def _mac(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def _open(cipher: AESGCM, purpose: str, sealed: bytes) -> bytes:
    if sealed[:1] != VERSION:
        raise UnreadableError("a sealed value has a form this program does not know; is it newer?")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, body, purpose.encode())
    except InvalidTag as error:
        raise UnreadableError(
            "a sealed value does not open: this master key belongs to another database, "
            "or the value was altered"
        ) from error
