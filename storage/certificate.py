"""Certificates: everything a stranger needs to verify a contract notice without us, in one zip.

A campaign's bundle holds every record under pseudonyms; a recipient's holds what opens their own
place in it, and nobody else's. The claims are worked out by the very program that is enclosed to
verify them (`storage/verify_bundle.py`), from the files that are enclosed.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session, col

from storage import audiences, campaigns, commitments, entries, ledger, merkle, recipients
from storage.audiences import Opened
from storage.certificate_box import Box, Notary, json_of
from storage.errors import StorageError
from storage.ledger import Prover
from storage.mailboxes import Mailbox
from storage.people import Vault
from storage.tables_noticing import RecipientRow
from storage.tables_proved import EntryRow
from storage.tables_told import DeliveryRow


class UnknownRecipientError(StorageError):
    """Nobody with that address is in that notice's audience, or they were erased."""


def campaign_bundle(tx: Session, notary: Notary, campaign_id: str) -> bytes:
    """The certificate of a whole notice, under pseudonyms; a zip."""
    return Certificates(tx, notary, campaign_id).of_everybody()


def recipient_bundle(
    tx: Session, vault: Vault, notary: Notary, campaign_id: str, mailbox: Mailbox
) -> bytes:
    """The certificate of one recipient, with what opens their own place; a zip."""
    return Certificates(tx, notary, campaign_id).of(vault, mailbox)


class Certificates:
    """The certificates of one notice. What they have in common is read and proved once: entries of
    its acts, texts, checkpoints, trees; a recipient's own costs only what is theirs.
    """

    def __init__(self, tx: Session, notary: Notary, campaign_id: str) -> None:
        self._tx, self._id = tx, campaign_id
        self._campaign = campaigns.get(tx, campaign_id)
        self._common = Box.begun(tx, notary, self._campaign, Prover(tx))
        self._audiences = {one.id: one for one in audiences.of(tx, campaign_id)}
        self._trees: dict[int, merkle.Tree] = {}

    def of_everybody(self) -> bytes:
        """The whole notice, its recipients under pseudonyms."""
        box = self._common.copy()
        for batch in entries.of(self._tx, "delivery.batch", self._stream):
            box.enclose(batch)
            records = ledger.records_of(self._tx, batch.log_no or 0, batch.leaf_no or 0)
            box.files[f"full/batch-{batch.leaf_no}.jsonl"] = b"\n".join(records) + b"\n"
        for audience in self._audiences.values():
            lines = "".join(f"{leaf}\n" for leaf in _leaves(self._tx, audience.id or 0))
            box.files[f"full/audience-{audience.number}.txt"] = lines.encode()
        return box.closed("campaign")

    def of(self, vault: Vault, mailbox: Mailbox) -> bytes:
        """One recipient's own."""
        row, one = self._recipient(vault, mailbox)
        assert one.key is not None  # noqa: S101 - looked up with it
        box = self._common.copy()
        box.files["recipient/opening.json"] = json_of(
            {
                "address": one.address,
                "key": commitments.notice_key(one.key.secret(audiences.SECRET), self._id).hex(),
                "audience": self._audiences[row.audience_id].number,
                "index": row.leaf_no,
                "path": [step.hex() for step in self._tree(row.audience_id).inclusion(row.leaf_no)],
            }
        )
        for place, entry in enumerate(self._records_of(row)):
            proven = box.enclose(entry)
            assert proven.gathered is not None  # noqa: S101 - asked for by its stream
            box.files[f"recipient/record-{place:04}.json"] = json_of(
                {
                    "entry": proven.leaf_no,
                    "index": proven.gathered.index,
                    "path": [step.hex() for step in proven.gathered.path],
                    "record": proven.gathered.record.decode(),
                }
            )
        return box.closed("recipient")

    @property
    def _stream(self) -> str:
        return f"notice/{self._id}"

    def _recipient(self, vault: Vault, mailbox: Mailbox) -> tuple[RecipientRow, Opened]:
        service = self._campaign.service
        row = audiences.recipient_at(self._tx, vault, self._id, service, mailbox)
        if row is not None:
            found = audiences.opened(self._tx, vault, self._id, for_proof=True, only=row.id)
            one = found.get(row.id or 0)
            if one is not None and one.key is not None and one.address:
                return row, one
        raise UnknownRecipientError(
            f"nobody with that address is among the recipients of {self._id}, or they were erased"
        )

    def _tree(self, audience_id: int) -> merkle.Tree:
        """The tree of an audience."""
        if audience_id not in self._trees:
            leaves = _leaves(self._tx, audience_id)
            self._trees[audience_id] = merkle.Tree(
                merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in leaves
            )
        return self._trees[audience_id]

    def _records_of(self, row: RecipientRow) -> list[EntryRow]:
        """The records that speak of one recipient, as the log has them in order: those of their
        letters are found by the letter, the others by their leaf.
        """
        letters = self._tx.scalars(
            select(col(DeliveryRow.id)).where(
                col(DeliveryRow.kind) == recipients.KIND,
                col(DeliveryRow.about) == self._id,
                col(DeliveryRow.subscription_id) == row.subscription_id,
            )
        )
        rows = self._tx.scalars(
            select(EntryRow)
            .where(
                col(EntryRow.kind).in_(("delivery", "late", "final", "outcome")),
                col(EntryRow.subject).in_((row.leaf, *letters)),
            )
            .order_by(col(EntryRow.id))
        )
        mark = f'"recipient":"{row.leaf}"'.encode()
        return [one for one in rows if one.stream == self._stream and mark in (one.record or b"")]


def _leaves(tx: Session, audience_id: int) -> list[str]:
    """The pseudonyms of an audience, in the order of its tree."""
    query = select(col(RecipientRow.leaf)).where(col(RecipientRow.audience_id) == audience_id)
    return list(tx.scalars(query.order_by(col(RecipientRow.leaf_no))))
