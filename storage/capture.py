"""A capture: what a page said, as a watchdog hands it on. One WACZ of the exchanges and bytes of a
version, with the ledger's proofs of the looks that saw it and of the version that was read in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlmodel import Session, col

from policy.fingerprint import canonical
from policy.jsonable import reading_to_json
from storage import changes, checks, entries, ledger, policies, snapshots, stamps, versions, warc
from storage.capture_words import README
from storage.errors import StorageError
from storage.ledger import Proven
from storage.tables_proved import EntryRow
from storage.tables_seen import CheckRow, SnapshotRow
from storage.warc import Exchange, Place

WACZ = "1.1.1"
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)  # the same capture is the same zip, whenever it is made
FOLDER = "evidence"  # flat: validators of WACZ look one folder deep


class CaptureError(StorageError):
    """What is asked for cannot be captured; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which version of which policy, and whether with the one before it and their change."""

    policy_id: str
    number: int
    with_old: bool = False


def capture(tx: Session, asked: Asked, software: str, roots: bytes, now: datetime) -> bytes:
    """The capture as a zip; `roots` are certificates of time stamp authorities, as PEM."""
    policies.get(tx, asked.policy_id)
    numbers = [asked.number]
    if asked.with_old:
        if asked.number < 2:
            raise CaptureError("the first version has none before it; leave --with-old out")
        numbers.insert(0, asked.number - 1)
    box = _Box(tx, asked.policy_id)
    exchanges = [one for number in numbers for one in box.enclose_version(number)]
    if asked.with_old:
        for kind in ("change", "return", "technical", "late"):
            name = changes.change_id(asked.policy_id, asked.number, kind)
            for entry in entries.of(tx, "change", name):
                box.enclose(entry)
    data, places = warc.write(exchanges, software)
    box.files["archive/data.warc.gz"] = data
    box.files["indexes/index.cdxj"] = _index(places)
    box.files["pages/pages.jsonl"] = _pages(exchanges, asked.policy_id)
    if roots:
        box.files[f"{FOLDER}/authorities.pem"] = roots
    box.files[f"{FOLDER}/README.txt"] = README.encode()
    return _closed(box.files, asked, software, now)


class _Box:
    """The files of a capture while it is filled."""

    def __init__(self, tx: Session, policy_id: str) -> None:
        self.files: dict[str, bytes] = {}
        self._tx, self._policy_id = tx, policy_id

    def enclose_version(self, number: int) -> list[Exchange]:
        """The text of a version, its entry, and the look that first saw it with what it brought."""
        version = versions.get(self._tx, self._policy_id, number)
        name = f"{FOLDER}/text-{number}"
        lines = (canonical(line) for line in version.reading.text.split("\n"))
        self.files[f"{name}.txt"] = version.reading.text.encode("utf-8", "surrogatepass")
        self.files[f"{name}.compared.txt"] = "\n".join(lines).encode("utf-8", "surrogatepass")
        self.files[f"{name}.json"] = _json(reading_to_json(version.reading))
        for entry in entries.of(self._tx, "version", f"{self._policy_id}/{number}"):
            self.enclose(entry)
        rows = snapshots.first_of_text(self._tx, version.text_id)
        if not rows:
            raise CaptureError(
                f"version {number} was read anew from a page that was kept before it, by newer "
                "rules of ours; capture the version before it"
            )
        look = self._tx.get_one(CheckRow, rows[0].look_id)
        for entry in entries.of(self._tx, "look", str(look.id)):
            self.enclose(entry)
        return [self._exchange(row, look) for row in rows]

    def enclose(self, entry: EntryRow) -> None:
        """The leaf of an entry, what opens it, its proof, and its own way into it."""
        proven = ledger.prove(self._tx, entry)
        if proven is None:
            raise CaptureError(
                f"{entry.kind} {entry.subject} is not in the log yet; run `clausewatch ledger "
                "sequence --everything`, then this again"
            )
        name = f"{FOLDER}/entry-{proven.leaf_no}"
        self.files[f"{name}.json"] = proven.leaf
        self.files[f"{name}.tlog-proof"] = proven.proof.text.encode()
        if proven.opening is not None:
            opens = entries.canonical(proven.opening["opens"]).decode()
            self.files[f"{name}.opening.json"] = _json(
                {"key": proven.opening["key"], "opens": opens}
            )
        elif entry.record is not None and entry.place is None and entry.record != proven.leaf:
            self.files[f"{name}.body.json"] = entry.record  # the leaf names it by its digest
        if proven.gathered is not None:
            self.files[f"{FOLDER}/record-{entry.kind}-{entry.subject}.json"] = _json(
                {
                    "entry": proven.leaf_no,
                    "index": proven.gathered.index,
                    "size": proven.gathered.size,
                    "way": [step.hex() for step in proven.gathered.path],
                    "record": proven.gathered.record.decode(),
                }
            )
        self._enclose_checkpoint(proven)

    def _enclose_checkpoint(self, proven: Proven) -> None:
        row = proven.checkpoint
        name = f"{FOLDER}/checkpoint-{row.size}"
        self.files[name] = row.frozen or row.note or b""
        tokens = [one for one in stamps.of(self._tx, row.log_no, row.size) if one.stamped_at]
        for number, stamp in enumerate(tokens, 1):
            self.files[f"{name}.{number}.tsr"] = stamp.token or b""
        self.files[f"{FOLDER}/policy.txt"] = f"log {proven.log.verifier}\n".encode()

    def _exchange(self, row: SnapshotRow, look: CheckRow) -> Exchange:
        """One exchange of the look; where nothing new was sent (304), the one that brought the
        bytes.
        """
        form = snapshots.exchange_of(self._tx, row.id or 0)
        facts: dict[str, Any] = {"look": look.id, "policy": self._policy_id}
        if form.get("status") == 304:
            facts["unchanged_at"] = entries.time_of(look.at)
            facts["unchanged_exchange_sha256"] = snapshots.exchange_sha256(form)
            row, look, form = self._brought(row)
        if row.blob_id is None:
            raise CaptureError(
                f"what look {look.id} received is not kept any more (CLAUSEWATCH_WATCH__"
                "KEEP_SNAPSHOTS); the ledger still holds its hash"
            )
        body = snapshots.body_of(self._tx, row.blob_id)
        digest = hashlib.sha256(body).hexdigest()
        sha256 = snapshots.exchange_sha256(form)
        if str(form.get("by", "")).startswith(checks.BY_HAND):
            form = {**form, "by": "by hand"}  # who brought it is nobody's business; that it was, is
        return Exchange(look.at, form, sha256, body, {**facts, "body_sha256": digest})

    def _brought(self, row: SnapshotRow) -> tuple[SnapshotRow, CheckRow, dict[str, Any]]:
        """The first exchange of that source that brought the very bytes."""
        query = select(SnapshotRow).where(
            col(SnapshotRow.source_id) == row.source_id, col(SnapshotRow.blob_id) == row.blob_id
        )
        for one in self._tx.scalars(query.order_by(col(SnapshotRow.id))):
            form = snapshots.exchange_of(self._tx, one.id or 0)
            if form.get("status") != 304:
                look = self._tx.get_one(CheckRow, one.look_id)
                for entry in entries.of(self._tx, "look", str(look.id)):
                    self.enclose(entry)
                return one, look, form
        raise CaptureError(f"what look {row.look_id} confirmed as unchanged is not kept any more")


def _index(places: Sequence[Place]) -> bytes:
    """CDXJ: where in the archive each address and moment is found, sorted."""
    lines = []
    for place in places:
        one = place.exchange
        parts = urlsplit(one.url)
        name = parts.hostname or ""
        is_number = name.replace(".", "").isdecimal() or ":" in name
        host = name if is_number else ",".join(reversed(name.split(".")))
        port = f":{parts.port}" if parts.port else ""
        query = f"?{parts.query}" if parts.query else ""
        form = {
            "url": one.url,
            "mime": one.mime,
            "status": str(one.form.get("status") or 200),
            "digest": f"sha-256:{hashlib.sha256(one.body).hexdigest()}",
            "length": str(place.length),
            "offset": str(place.offset),
            "filename": "data.warc.gz",
        }
        key = f"{host}{port}){(parts.path or '/').lower()}{query.lower()}"
        lines.append(f"{key} {one.at:%Y%m%d%H%M%S} {json.dumps(form)}\n")
    return "".join(sorted(lines)).encode()


def _pages(exchanges: Sequence[Exchange], title: str) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All pages"}
    rows = [
        {"id": one.sha256[:16], "url": one.url, "ts": entries.time_of(one.at), "title": title}
        for one in exchanges
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in [head, *rows]).encode()


def _closed(files: Mapping[str, bytes], asked: Asked, software: str, now: datetime) -> bytes:
    """The zip, with the list of what is in it; nothing in it is compressed twice."""
    package = {
        "profile": "data-package",
        "wacz_version": WACZ,
        "title": f"{asked.policy_id}, version {asked.number}",
        "created": entries.time_of(now),
        "software": software,
        "resources": [
            {
                "name": re.sub(r"[^a-z0-9._/-]", "-", name.lower()),
                "path": name,
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "bytes": len(data),
            }
            for name, data in sorted(files.items())
        ],
    }
    said = _json(package)
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(said).hexdigest()}"}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        every = {**files, "datapackage.json": said, "datapackage-digest.json": _json(digest)}
        for name in sorted(every):
            member = zipfile.ZipInfo(name, WRITTEN_AT)
            packed = name.startswith("archive/")  # players read it by its offsets
            member.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, every[name])
    return whole.getvalue()


def _json(form: object) -> bytes:
    return json.dumps(form, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"
