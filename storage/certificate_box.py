"""The files of one certificate while it is filled: what every kind of certificate carries."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import select
from sqlmodel import Session, col

from storage import (
    audiences,
    certificate_page,
    entries,
    logs,
    merkle,
    notices,
    snapshots,
    stamps,
    verify_bundle,
)
from storage.campaigns import Campaign
from storage.errors import StorageError
from storage.ledger import Proven, Prover
from storage.logs import Log
from storage.tables_logged import CheckpointRow
from storage.tables_proved import EntryRow

ACTS = (
    "notice.drafted", "audience.frozen", "audience.supplement", "notice.approved", "notice.closed",
)  # fmt: skip
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)  # the same files are the same zip, whenever it is made


class NotYetError(StorageError):
    """Something the certificate needs is not in the log yet."""


@dataclass(frozen=True, slots=True)
class Notary:
    """What a certificate is made with: who vouches, and when it is made."""

    roots: bytes
    """PEM of the time stamp authorities' certificates; empty where nobody stamps."""

    witnesses: tuple[str, ...]
    now: datetime


@dataclass
class Box:
    """One certificate's files, by name."""

    tx: Session
    notary: Notary
    campaign: Campaign
    prover: Prover
    files: dict[str, bytes]
    checkpoints: dict[int, CheckpointRow]
    log: Log | None = None

    @classmethod
    def begun(cls, tx: Session, notary: Notary, campaign: Campaign, prover: Prover) -> Self:
        """With what every certificate of a notice carries: its acts and texts, and what bounds the
        freezing of its audiences from below.
        """
        box = cls(tx, notary, campaign, prover, {}, {})
        for kind in ACTS:
            for entry in entries.of(tx, kind, campaign.id):
                box.enclose(entry)
        for entry in entries.of(tx, "audience.frozen", campaign.id):
            box._enclose_before(entry)
        box._enclose_texts()
        return box

    def copy(self) -> Box:
        """Another one with the same files so far."""
        return replace(self, files=dict(self.files), checkpoints=dict(self.checkpoints))

    def enclose(self, entry: EntryRow) -> Proven:
        """Put in the leaf of an entry, its opening and its proof."""
        proven = self.prover.prove(entry)
        if proven is None:
            raise NotYetError(
                f"{entry.kind} of {self.campaign.id} is not in the log yet; run `clausewatch "
                "ledger sequence`, then this again"
            )
        if self.log is not None and self.log.no != proven.log.no:
            raise NotYetError("the notice stands in two logs; a certificate speaks of one")
        self.log = proven.log
        name = f"entries/{proven.leaf_no}"
        self.files[f"{name}.json"] = proven.leaf
        self.files[f"{name}.tlog-proof"] = proven.proof.text.encode()
        if proven.opening is not None:
            opens = entries.canonical(proven.opening["opens"]).decode()
            form = {"key": proven.opening["key"], "opens": opens}
            self.files[f"{name}.opening.json"] = json_of(form)
        self.checkpoints[proven.checkpoint.size] = proven.checkpoint
        return proven

    def closed(self, kind: str) -> bytes:
        """The zip, once everything is in it; that it was made becomes an entry itself."""
        assert self.log is not None  # noqa: S101 - a notice has a draft
        self._enclose_checkpoints()
        self.files["policy.txt"] = "".join(
            [f"log {self.log.verifier}\n", *(f"witness {key}\n" for key in self.notary.witnesses)]
        ).encode()
        if self.notary.roots:
            self.files["authorities.pem"] = self.notary.roots
        head: dict[str, Any] = {
            "format": verify_bundle.FORMAT,
            "kind": kind,
            "notice": self.campaign.id,
            "service": self.campaign.service,
            "issued": entries.time_of(self.notary.now),
            "log": str(self.log.verifier),
            "limits": list(verify_bundle.LIMITS),
        }
        self.files["certificate.json"] = json_of(head)
        found = verify_bundle.claims(verify_bundle.Bundle(self.files, now=self.notary.now))
        head["claims"] = [claim.form for claim in found]
        self.files["certificate.json"] = json_of(head)
        self.files["certificate.html"] = certificate_page.page(head, found)
        self.files["README.txt"] = certificate_page.README.encode()
        self.files["verify.py"] = Path(verify_bundle.__file__).read_bytes()
        self.files[verify_bundle.SUMS] = verify_bundle.sums(self.files)
        whole = zipped(self.files)
        facts = {"kind": kind, "bundle": f"sha256:{hashlib.sha256(whole).hexdigest()}"}
        entries.record(self.tx, "certificate", self.campaign.id, facts, self.notary.now)
        return whole

    def _enclose_texts(self) -> None:
        """The new text as it was handed in, and the words of every mail that was approved."""
        body = snapshots.body_of(self.tx, self.campaign.blob_id)
        self.files[f"blobs/{hashlib.sha256(body).hexdigest()}"] = body
        for audience in audiences.of(self.tx, self.campaign.id):
            if audience.approved_at is None:
                continue
            for language in audiences.languages(self.tx, audience):
                words = notices.of_campaign(self.tx, self.campaign.id, language, audience.number)
                parts = (words.subject.encode(), words.text.encode(), words.html.encode())
                data = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
                self.files[f"blobs/{hashlib.sha256(data).hexdigest()}"] = data

    def _enclose_before(self, entry: EntryRow) -> None:
        """The last token that stands in the log before an entry: a bound from below."""
        if entry.leaf_no is None or entry.log_no is None:
            return
        rows = self.tx.scalars(
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
            checkpoint = self.tx.get(CheckpointRow, (entry.log_no, body.get("size", -1)))
            if body.get("kind") == "rfc3161" and checkpoint is not None:
                self.enclose(row)
                self.checkpoints[checkpoint.size] = checkpoint
                return

    def _enclose_checkpoints(self) -> None:
        """Each checkpoint that something is proved in, its tokens, and that it is a beginning of
        the largest.
        """
        largest = max(self.checkpoints)
        for size, row in self.checkpoints.items():
            folder = f"checkpoints/{size}"
            self.files[f"{folder}/checkpoint"] = row.frozen or row.note or b""
            tokens = [one for one in stamps.of(self.tx, row.log_no, size) if one.stamped_at]
            for number, stamp in enumerate(tokens, 1):
                self.files[f"{folder}/{number}.tsr"] = stamp.token or b""
            if size != largest:
                nodes = logs.nodes_of(self.tx, row.log_no)
                path = merkle.consistency_path(size, largest, nodes)
                lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in path)
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


def json_of(form: object) -> bytes:
    """A form as a file of a certificate."""
    return json.dumps(form, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
