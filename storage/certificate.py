"""Certificates: everything a stranger needs to verify a contract notice without us, in one zip.

A campaign's bundle holds every record under pseudonyms; a recipient's holds what opens their own
place in it, and nobody else's. The claims are worked out by the very program that is enclosed to
verify them (`storage/verify_bundle.py`), from the files that are enclosed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from storage import (
    audiences,
    campaigns,
    commitments,
    entries,
    ledger,
    logs,
    merkle,
    notices,
    snapshots,
    stamps,
    verify_bundle,
)
from storage.errors import StorageError
from storage.ledger import Proven
from storage.logs import Log
from storage.mailboxes import Mailbox
from storage.people import Vault
from storage.tables import CheckpointRow, EntryRow, RecipientRow

ACTS = (
    "notice.drafted", "audience.frozen", "audience.supplement", "notice.approved", "notice.closed",
)  # fmt: skip
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)  # the same files are the same zip, whenever it is made


class NotYetError(StorageError):
    """Something the certificate needs is not in the log yet."""


class UnknownRecipientError(StorageError):
    """Nobody with that address is in that notice's audience, or they were erased."""


@dataclass(frozen=True, slots=True)
class Notary:
    """What a certificate is made with: who vouches, and when it is made."""

    roots: bytes
    """PEM of the time stamp authorities' certificates; empty where nobody stamps."""

    witnesses: tuple[str, ...]
    now: datetime


def campaign_bundle(tx: Session, notary: Notary, campaign_id: str) -> bytes:
    """The certificate of a whole notice, under pseudonyms; a zip."""
    box = _Box(tx, notary, campaign_id)
    for batch in box.batches():
        box.enclose(batch)
        records = ledger.records_of(tx, batch.log_no or 0, batch.leaf_no or 0)
        box.files[f"full/batch-{batch.leaf_no}.jsonl"] = b"\n".join(records) + b"\n"
    for audience in audiences.of(tx, campaign_id):
        leaves = tx.scalars(
            select(col(RecipientRow.leaf))
            .where(col(RecipientRow.audience_id) == audience.id)
            .order_by(col(RecipientRow.leaf))
        )
        lines = "".join(f"{leaf}\n" for leaf in leaves)
        box.files[f"full/audience-{audience.number}.txt"] = lines.encode()
    return box.closed("campaign")


def recipient_bundle(
    tx: Session, vault: Vault, notary: Notary, campaign_id: str, mailbox: Mailbox
) -> bytes:
    """The certificate of one recipient, with what opens their own place; a zip."""
    campaign = campaigns.get(tx, campaign_id)
    row = audiences.recipient_at(tx, vault, campaign_id, campaign.service, mailbox)
    one = audiences.opened(tx, vault, campaign_id, for_proof=True).get(row.id or 0) if row else None
    if row is None or one is None or one.key is None or not one.address:
        raise UnknownRecipientError(
            f"nobody with that address is among the recipients of {campaign_id}, or they were "
            "erased"
        )
    box = _Box(tx, notary, campaign_id)
    audience = next(a for a in audiences.of(tx, campaign_id) if a.id == row.audience_id)
    box.files["recipient/opening.json"] = _json(
        {
            "address": one.address,
            "key": commitments.notice_key(one.key.secret(audiences.SECRET), campaign_id).hex(),
            "audience": audience.number,
            "index": row.leaf_no,
            "path": [step.hex() for step in _way(tx, row)],
        }
    )
    for place, entry in enumerate(box.records_of(row.leaf)):
        proven = box.enclose(entry)
        assert proven.gathered is not None  # noqa: S101 - asked for by its stream
        box.files[f"recipient/record-{place:04}.json"] = _json(
            {
                "entry": proven.leaf_no,
                "index": proven.gathered.index,
                "path": [step.hex() for step in proven.gathered.path],
                "record": proven.gathered.record.decode(),
            }
        )
    return box.closed("recipient")


class _Box:
    """The files of one bundle while it is filled."""

    def __init__(self, tx: Session, notary: Notary, campaign_id: str) -> None:
        self.files: dict[str, bytes] = {}
        self._tx, self._notary, self._id = tx, notary, campaign_id
        self._campaign = campaigns.get(tx, campaign_id)
        self._checkpoints: dict[int, CheckpointRow] = {}
        self._log: Log | None = None
        for kind in ACTS:
            for entry in entries.of(tx, kind, campaign_id):
                self.enclose(entry)
        for entry in entries.of(tx, "audience.frozen", campaign_id):
            self._enclose_before(entry)
        self._enclose_texts()

    def batches(self) -> list[EntryRow]:
        """The entries that close the trees of this notice's records."""
        return entries.of(self._tx, "delivery.batch", f"notice/{self._id}")

    def records_of(self, leaf: str) -> list[EntryRow]:
        """The records that speak of one recipient."""
        rows = self._tx.scalars(
            select(EntryRow)
            .where(col(EntryRow.stream) == f"notice/{self._id}")
            .order_by(col(EntryRow.id))
        )
        mark = f'"recipient":"{leaf}"'.encode()
        return [row for row in rows if mark in (row.record or b"")]

    def enclose(self, entry: EntryRow) -> Proven:
        """Put in the leaf of an entry, its opening and its proof."""
        proven = ledger.prove(self._tx, entry)
        if proven is None:
            raise NotYetError(
                f"{entry.kind} of {self._id} is not in the log yet; run `clausewatch ledger "
                "sequence`, then this again"
            )
        if self._log is not None and self._log.no != proven.log.no:
            raise NotYetError("the notice stands in two logs; a certificate speaks of one")
        self._log = proven.log
        name = f"entries/{proven.leaf_no}"
        self.files[f"{name}.json"] = proven.leaf
        self.files[f"{name}.tlog-proof"] = proven.proof.text.encode()
        if proven.opening is not None:
            opens = entries.canonical(proven.opening["opens"]).decode()
            form = {"key": proven.opening["key"], "opens": opens}
            self.files[f"{name}.opening.json"] = _json(form)
        self._checkpoints[proven.checkpoint.size] = proven.checkpoint
        return proven

    def closed(self, kind: str) -> bytes:
        """The zip, once everything is in it."""
        self._enclose_checkpoints()
        assert self._log is not None  # noqa: S101 - a notice has a draft
        self.files["policy.txt"] = "".join(
            [f"log {self._log.verifier}\n", *(f"witness {key}\n" for key in self._notary.witnesses)]
        ).encode()
        if self._notary.roots:
            self.files["authorities.pem"] = self._notary.roots
        head: dict[str, Any] = {
            "format": verify_bundle.FORMAT,
            "kind": kind,
            "notice": self._id,
            "service": self._campaign.service,
            "issued": entries.time_of(self._notary.now),
            "log": str(self._log.verifier),
            "limits": list(verify_bundle.LIMITS),
        }
        self.files["certificate.json"] = _json(head)
        found = verify_bundle.claims(verify_bundle.Bundle(self.files, now=self._notary.now))
        head["claims"] = [claim.form for claim in found]
        self.files["certificate.json"] = _json(head)
        self.files["certificate.html"] = _page(head, found)
        self.files["README.txt"] = README.encode()
        self.files["verify.py"] = Path(verify_bundle.__file__).read_bytes()
        self.files[verify_bundle.SUMS] = verify_bundle.sums(self.files)
        whole = zipped(self.files)
        facts = {"kind": kind, "bundle": f"sha256:{hashlib.sha256(whole).hexdigest()}"}
        entries.record(self._tx, "certificate", self._id, facts, self._notary.now)
        return whole

    def _enclose_texts(self) -> None:
        """The new text as it was handed in, and the words of every mail that was approved."""
        body = snapshots.body_of(self._tx, self._campaign.blob_id)
        self.files[f"blobs/{hashlib.sha256(body).hexdigest()}"] = body
        for audience in audiences.of(self._tx, self._id):
            if audience.approved_at is None:
                continue
            for language in audiences.languages(self._tx, audience):
                words = notices.of_campaign(self._tx, self._id, language, audience.number)
                parts = (words.subject.encode(), words.text.encode(), words.html.encode())
                data = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
                self.files[f"blobs/{hashlib.sha256(data).hexdigest()}"] = data

    def _enclose_before(self, entry: EntryRow) -> None:
        """The last token that stands in the log before an entry: a bound from below."""
        if entry.leaf_no is None or entry.log_no is None:
            return
        rows = self._tx.scalars(
            select(EntryRow)
            .where(
                col(EntryRow.kind) == "anchor",
                col(EntryRow.log_no) == entry.log_no,
                col(EntryRow.leaf_no) < entry.leaf_no,
            )
            .order_by(col(EntryRow.leaf_no).desc())
        )
        for row in rows:
            body = json.loads(row.record or b"{}").get("body", {})
            checkpoint = self._tx.get(CheckpointRow, (entry.log_no, body.get("size", -1)))
            if body.get("kind") == "rfc3161" and checkpoint is not None:
                self.enclose(row)
                self._checkpoints[checkpoint.size] = checkpoint
                return

    def _enclose_checkpoints(self) -> None:
        """Each checkpoint that something is proved in, its tokens, and that it is a beginning of
        the largest.
        """
        largest = max(self._checkpoints)
        for size, row in self._checkpoints.items():
            folder = f"checkpoints/{size}"
            self.files[f"{folder}/checkpoint"] = row.frozen or row.note or b""
            tokens = [one for one in stamps.of(self._tx, row.log_no, size) if one.stamped_at]
            for number, stamp in enumerate(tokens, 1):
                self.files[f"{folder}/{number}.tsr"] = stamp.token or b""
            if size != largest:
                nodes = logs.nodes_of(self._tx, row.log_no)
                path = merkle.consistency_path(size, largest, nodes)
                lines = "".join(f"{_base64(one)}\n" for one in path)
                self.files[f"{folder}/consistency.txt"] = lines.encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip, the same bytes for the same files."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, WRITTEN_AT)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, files[name])
    return whole.getvalue()


def _way(tx: Session, row: RecipientRow) -> list[bytes]:
    """A recipient's way into the root of their audience."""
    leaves = tx.scalars(
        select(col(RecipientRow.leaf))
        .where(col(RecipientRow.audience_id) == row.audience_id)
        .order_by(col(RecipientRow.leaf_no))
    )
    tree = merkle.Tree(merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in leaves)
    return list(tree.inclusion(row.leaf_no))


def _json(form: object) -> bytes:
    return json.dumps(form, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


def _page(head: Mapping[str, Any], found: Iterable[verify_bundle.Claim]) -> bytes:
    rows = "".join(
        f"<tr><th scope=row>{escape(one.state)}</th><td>{escape(one.text)}</td></tr>"
        for one in found
    )
    limits = "".join(f"<li>{escape(limit)}</li>" for limit in verify_bundle.LIMITS)
    title = f"Certificate of the notice {head['notice']}"
    return PAGE.format(
        title=escape(title), service=escape(str(head["service"])), rows=rows, limits=limits,
        issued=escape(str(head["issued"])),
    ).encode()  # fmt: skip


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>body{{font:1rem/1.5 serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse}}th,td{{text-align:left;vertical-align:top;padding:.5rem .75rem;
border-bottom:1px solid #767676}}th{{white-space:nowrap}}</style></head>
<body><main><h1>{title}</h1>
<p>{service}. Made {issued}. This page is for reading; what counts are the files beside it, and
<code>python3 verify.py .</code> works everything out anew.</p>
<h2>What it shows</h2>
<table>{rows}</table>
<h2>What it does not show</h2>
<ul>{limits}</ul>
<p>“proved” follows from the signed log and the bytes enclosed; “asserted” means that the log shows
that it was said, and when, not that it is so.</p>
</main></body></html>
"""

README = f"""What this is

Evidence about one notice: which text it was about, in which words it was sent, to how many people,
when that was fixed, and what was said of each letter. {verify_bundle.NOT_READ}

How to verify it

    python3 verify.py THIS.zip          (or: python3 verify.py . in the unpacked folder)

It needs Python 3.11 or newer and the program openssl, and no network. It works out every claim of
certificate.json anew and ends with 0 only where all of them hold. It then tells you what to check
yourself: that the log's key is the one its owner publishes (--log), and that you trust the time
stamp authorities (--roots). verify.py is one file to be read; you may write your own: the formats
are those of C2SP (tlog-checkpoint, tlog-proof, signed-note), RFC 6962, RFC 8785 and RFC 3161.

What is in it

certificate.json    the claims, how far each is shown, and what is not shown
certificate.html    the same to be read
policy.txt          the log's key and the witnesses'
checkpoints/SIZE/   what the log signed at that size, the time stamps over it, and the proof that
                    it is a beginning of the largest
entries/N.json      entries of the log, with their proofs and what opens them
blobs/              the notified text and the words of the mails, named by their SHA-256; the words
                    are subject, text and HTML, each after its length in eight bytes
full/               (of a campaign) the recipients under pseudonyms, and every record about them
recipient/          (of one recipient) what opens their own place and their own records
SHA256SUMS          every file
"""
