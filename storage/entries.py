"""Entries: what happened, as canonical JSON without personal data, written in the transaction it
speaks of; the sequencer puts them in order.

How much of an entry the ledger shows stands in `KINDS`, one line a kind. A kind that is not listed
is committed to and not shown.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import rfc8785
from sqlalchemy import func, insert, select
from sqlmodel import Session, SQLModel, col

from storage import batches, commitments
from storage.tables_proved import EntryRow

INSERT = insert(SQLModel.metadata.tables["entry"])
LARGEST_LEAF = 4096
"""Bytes of a public leaf; a longer body stands in it by its digest."""

BLIND_BYTES = 16

Facts = Mapping[str, Any]
"""Strings, whole numbers, truth values, None, and lists and mappings of these."""

Way = Literal["public", "committed", "gathered"]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of entry enters the ledger: its type there, and how much is shown.

    `public`: a leaf of its own that everybody can read. `committed`: a leaf of its own that says
    only when; key and body open it. `gathered`: a record in a tree of its own, of which only the
    root enters the log; one leaf a person would tell by its time whom it speaks of.
    """

    type: str
    way: Way
    stream: str = ""


KINDS: Mapping[str, Kind] = {
    "policy": Kind("policy.declared", "committed"),
    "look": Kind("look", "gathered", "looks"),
    "version": Kind("policy.version", "public"),
    "change": Kind("diff.computed", "public"),
    "retraction": Kind("notice.corrected", "committed"),
    "notice": Kind("notice.composed", "committed"),
    "silence": Kind("silence.explained", "committed"),
    "digest": Kind("digest", "gathered", "digests"),
    "receipt": Kind("delivery", "gathered", "receipts"),
    "subscription": Kind("consent", "gathered", "consents"),
    "erasure": Kind("erasure", "gathered", "erasures"),
    # a company's own notices
    "notice.drafted": Kind("notice.drafted", "committed"),
    "notice.approved": Kind("notice.approved", "committed"),
    "audience.frozen": Kind("audience.frozen", "committed"),
    "audience.supplement": Kind("audience.supplement", "committed"),
    "objection": Kind("objection", "committed"),
    "notice.closed": Kind("notice.closed", "committed"),
    "delivery": Kind("delivery", "gathered", "deliveries"),
    "late": Kind("delivery.late", "gathered", "deliveries"),
    "final": Kind("delivery.final", "gathered", "deliveries"),
    "outcome": Kind("delivery.elsewhere", "gathered", "deliveries"),
    "ack": Kind("ack", "gathered", "acks"),
    # who may act here, and what visitors ask for
    "account": Kind("account.changed", "committed"),
    "proposal": Kind("policy.proposed", "committed"),
    "key": Kind("key.changed", "committed"),
    "webhook": Kind("webhook.changed", "gathered", "consents"),
    # what closes the trees of gathered entries: its subject names the stream
    "look.batch": Kind("look.batch", "public"),
    "receipt.batch": Kind("receipt.batch", "committed"),
    "delivery.batch": Kind("delivery.batch", "committed"),
    "ack.batch": Kind("ack.batch", "committed"),
    "digest.batch": Kind("digest.batch", "committed"),
    "consent.batch": Kind("consent.batch", "committed"),
    "erasure.batch": Kind("erasure.batch", "committed"),
    "early.batch": Kind("early.batch", "committed"),
    # the ledger about itself
    "log.opened": Kind("log.opened", "public"),
    "anchor": Kind("anchor.recorded", "public"),
    "heartbeat": Kind("heartbeat", "public"),
    "certificate": Kind("cert.issued", "committed"),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, as `record` takes it."""

    kind: str
    subject: str
    facts: Facts
    at: datetime
    stream: str = ""


def record(
    tx: Session, kind: str, subject: str, facts: Facts, at: datetime, stream: str = ""
) -> bytes:
    """Write that `kind` happened to `subject` at `at`; the digest of its record is returned.

    `stream` gathers it with others of the same name (`notice/<id>`) instead of with its kind.
    """
    row = _row(Happened(kind, subject, facts, at, stream))
    tx.connection().execute(INSERT, row)
    digest: bytes = row["digest"]
    return digest


def record_many(tx: Session, happened: Sequence[Happened]) -> None:
    """Write many entries with one statement."""
    if happened:
        tx.connection().execute(INSERT, [_row(one) for one in happened])


def of(tx: Session, kind: str, subject: str) -> list[EntryRow]:
    """Every entry about one subject, in the order they were written."""
    query = select(EntryRow).where(col(EntryRow.kind) == kind, col(EntryRow.subject) == subject)
    rows = list(tx.scalars(query.order_by(col(EntryRow.id))))
    return batches.of(tx, kind, subject) + rows if kind_of(kind).way == "gathered" else rows


def newest(tx: Session, kind: str, subject: str) -> EntryRow | None:
    """The last entry about one subject that has a row of its own."""
    query = select(EntryRow).where(col(EntryRow.kind) == kind, col(EntryRow.subject) == subject)
    return tx.scalars(query.order_by(col(EntryRow.id).desc()).limit(1)).first()


def waiting(tx: Session) -> int:
    """How many entries are not in the log yet."""
    query = select(func.count()).select_from(EntryRow).where(col(EntryRow.leaf_no).is_(None))
    return int(tx.scalar(query) or 0)


def kind_of(name: str) -> Kind:
    """How entries of that kind enter the ledger."""
    return KINDS.get(name) or Kind(name, "committed")


def canonical(form: Mapping[str, Any]) -> bytes:
    """The one spelling of a form (RFC 8785)."""
    plain = _plain(form)
    return _ENCODER.encode(plain).encode() if _is_usual(plain) else rfc8785.dumps(plain)


def time_of(at: datetime) -> str:
    """A time as entries write it: UTC, milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def leaf_of(row: EntryRow) -> bytes:
    """What the log shows of an entry that has a leaf of its own."""
    return shown_of(row.record or b"", row.key)


def shown_of(record: bytes, key: bytes | None) -> bytes:
    """What the log shows of a record: of a public one all of it, or the digest of a body that is
    long; of a committed one, which has a key, what kind of thing, when, and a commitment.
    """
    if key is None and len(record) <= LARGEST_LEAF:
        return record
    form = json.loads(record)
    head = {name: form[name] for name in ("v", "type", "time")}
    if key is not None:
        commitment = commitments.commit(key, opening_of(form))
        return canonical(head | {"commit": commitment})
    digest = hashlib.sha256(canonical(form["body"])).hexdigest()
    return canonical(head | {"subject": form["subject"], "body_digest": f"sha256:{digest}"})


def opening_of(form: Mapping[str, Any]) -> bytes:
    """What a commitment is made over: subject and body."""
    return canonical({"subject": form["subject"], "body": form["body"]})


def _row(one: Happened) -> dict[str, Any]:
    kind = kind_of(one.kind)
    form = {
        "v": 1,
        "type": kind.type,
        "time": time_of(one.at),
        "subject": one.subject,
        "body": one.facts,
    }
    if kind.way == "gathered":
        form["blind"] = secrets.token_hex(BLIND_BYTES)
    written = canonical(form)
    return {
        "kind": one.kind,
        "subject": one.subject,
        "digest": hashlib.sha256(written).digest(),
        "at": one.at,
        "stream": (one.stream or kind.stream) if kind.way == "gathered" else kind.way,
        "record": written,
        "key": secrets.token_bytes(commitments.KEY_BYTES) if kind.way == "committed" else None,
    }


_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
)
"""Spells what `_is_usual` as RFC 8785 does, ten times as fast."""


def _is_usual(value: Any) -> bool:
    """Whether no name and no number is of those that RFC 8785 spells in a way of its own."""
    if isinstance(value, dict):
        return all(name.isascii() and _is_usual(inner) for name, inner in value.items())
    if isinstance(value, list):
        return all(map(_is_usual, value))
    return not isinstance(value, int) or -(2**53) < value < 2**53


def _plain(value: Any) -> Any:
    """The value in JSON's own types; a number that is not whole has no place in an entry."""
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, float):
        raise TypeError(f"{value!r}: an entry holds no fractions; write them as text")
    if isinstance(value, str):  # also the members of an enumeration
        return str(value)
    if isinstance(value, Sequence):
        return [_plain(inner) for inner in value]
    return value
