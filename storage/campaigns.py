"""Contract notices as rows: drafted, frozen, approved, sending, closed; every act kept in a name.

A state is left by a conditional update: who changed no row came second, and is told so. What an
act decided is written beside it and into the ledger, in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import zstandard
from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, select

from policy.jsonable import (
    comparison_from_json,
    comparison_to_json,
    reading_from_json,
    reading_to_json,
)
from policy.model import Comparison, Reading
from policy.said import Said, said
from storage import accounts, entries
from storage.accounts import Account
from storage.errors import UnknownNoticeError, WrongStateError
from storage.tables_noticing import ActRow, CampaignRow

State = Literal["draft", "frozen", "approved", "sending", "closed", "corrected", "dropped"]
OPEN_STATES: tuple[State, ...] = ("draft", "frozen", "approved", "sending")
LEVEL = 10  # of zstd, as for the texts of versions


@dataclass(frozen=True, slots=True)
class Counting:
    """How the notice period is counted: what `policy.periods.deadline` is asked."""

    period: str | None = None
    quote: str | None = None  # of the promise that the period was taken from
    regimes: tuple[str, ...] = ()
    counting: str | None = None
    roll: str | None = None
    zone: str = "Europe/Brussels"
    calendar: str | None = None
    other_channel_days: int = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """What a notice is about, before it has a name."""

    service: str
    terms_type: str
    old: Reading
    new: Reading
    comparison: Comparison
    new_source: str
    new_sha256: str
    blob_id: int
    effective_on: date
    counting: Counting
    old_fingerprint: str
    new_fingerprint: str
    policy_id: str | None = None
    old_version: int | None = None
    objections_until: date | None = None
    contact: str | None = None
    covers: Mapping[str, str] = field(default_factory=dict)
    corrects: str | None = None
    wrong: str | None = None
    languages: tuple[str, ...] = ()  # it is written in; none: in all that mail is written in

    @property
    def written_in(self) -> tuple[str, ...]:
        """Every language that somebody can be told in by this notice."""
        return self.languages or ("nl", "fr", "de", "en")


@dataclass(frozen=True, slots=True)
class Campaign(Draft):
    """A contract notice as it is kept."""

    id: str = ""
    state: State = "draft"
    drafted_by: Account | None = None
    created_at: datetime | None = None
    sent_at: datetime | None = None
    closed_at: datetime | None = None
    late_because: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One act: who did what, when; nobody where it happened by itself."""

    at: datetime
    what: str
    by: str | None
    facts: Mapping[str, Any]


def add(tx: Session, id_: str, draft: Draft, account: Account, now: datetime) -> Campaign:
    """Keep a draft under this name."""
    counted = draft.counting
    tx.add(
        CampaignRow(
            id=id_,
            service=draft.service,
            terms_type=draft.terms_type,
            policy_id=draft.policy_id,
            old_version=draft.old_version,
            old_reading=_pack(reading_to_json(draft.old)),
            old_fingerprint=draft.old_fingerprint,
            new_reading=_pack(reading_to_json(draft.new)),
            new_fingerprint=draft.new_fingerprint,
            new_source=draft.new_source,
            new_sha256=draft.new_sha256,
            blob_id=draft.blob_id,
            comparison=_pack(comparison_to_json(draft.comparison)),
            effective_on=draft.effective_on,
            period=counted.period,
            period_quote=counted.quote,
            regimes=" ".join(counted.regimes),
            counting=counted.counting,
            roll=counted.roll,
            zone=counted.zone,
            calendar=counted.calendar,
            other_channel_days=counted.other_channel_days,
            objections_until=draft.objections_until,
            contact=draft.contact,
            covers=json.dumps(dict(draft.covers), ensure_ascii=False, sort_keys=True),
            languages=" ".join(draft.languages),
            corrects=draft.corrects,
            wrong=draft.wrong,
            drafted_by=account.id,
            created_at=now,
        )
    )
    tx.flush()
    return get(tx, id_)


def get(tx: Session, id_: str) -> Campaign:
    """The notice of that name."""
    row = tx.get(CampaignRow, id_)
    if row is None:
        raise UnknownNoticeError(f"there is no notice {id_}; `clausewatch notice list` shows them")
    return _campaign(tx, row)


def row_of(tx: Session, id_: str) -> CampaignRow | None:
    """The bare row: for whoever needs its names and dates and not its texts."""
    return tx.get(CampaignRow, id_)


def is_taken(tx: Session, id_: str) -> bool:
    """Whether a notice of that name exists."""
    return tx.exec(select(CampaignRow.id).where(CampaignRow.id == id_)).first() is not None


def listed(tx: Session, states: tuple[str, ...] | None = None) -> list[CampaignRow]:
    """Every notice, newest first; of these states only."""
    query = select(CampaignRow).order_by(col(CampaignRow.created_at).desc(), col(CampaignRow.id))
    if states is not None:
        query = query.where(col(CampaignRow.state).in_(states))
    return list(tx.exec(query))


def move(tx: Session, id_: str, come_from: tuple[State, ...], to: State, **values: object) -> None:
    """From one of these states to another; refused with a sentence where it is in none of them."""
    done = tx.exec(
        update(CampaignRow)
        .where(col(CampaignRow.id) == id_, col(CampaignRow.state).in_(come_from))
        .values(state=to, **values)
    )
    assert isinstance(done, CursorResult)  # noqa: S101 - an update answers with one
    if done.rowcount != 1:
        state = tx.exec(select(CampaignRow.state).where(CampaignRow.id == id_)).first()
        raise WrongStateError(where_it_is(id_, state))


NEXT: Mapping[str, Said] = {
    "": said("there is no such notice"),
    "draft": said("freeze its audience first (notice audience), then it can be approved and sent"),
    "frozen": said("it waits for approval (notice approve)"),
    "approved": said("it waits to be sent (notice send)"),
    "sending": said(
        "its mails have begun to leave; a mistake is mended by a correction"
        " (notice draft … --corrects)"
    ),
    "closed": said(
        "nothing about it changes any more; a mistake is mended by a correction"
        " (notice draft … --corrects)"
    ),
    "corrected": said("another notice has replaced it"),
    "dropped": said("that was before it was sent; draft a new one"),
}
"""What can be done next in each state: the end of the sentence that refuses an act."""


STATES: Mapping[str, Said] = {
    "": said("unknown"),
    "draft": said("draft"),
    "frozen": said("frozen"),
    "approved": said("approved"),
    "sending": said("sending"),
    "closed": said("closed"),
    "corrected": said("corrected"),
    "dropped": said("dropped"),
}
"""Each state in a word."""


def where_it_is(id_: str, state: str | None, then: Said | None = None) -> Said:
    """Why an act was refused: where a notice is, and what can be done next."""
    return said(
        "%(notice)s is %(state)s: %(next)s",
        notice=id_,
        state=STATES[state or ""],
        next=then or NEXT[state or ""],
    )


def act(
    tx: Session,
    campaign_id: str,
    what: str,
    facts: Mapping[str, Any],
    now: datetime,
    account: Account | None,
    *,
    kind: str | None = None,
) -> None:
    """Keep an act with the name it was done in; `kind` is what the ledger calls it.

    The facts hold no personal data: the ledger commits to them, and pages show them.
    """
    tx.add(
        ActRow(
            campaign_id=campaign_id,
            at=now,
            what=what,
            account_id=account.id if account else None,
            facts=json.dumps(facts, ensure_ascii=False, sort_keys=True),
        )
    )
    tx.flush()
    if kind is not None:
        by = account.id if account else None
        entries.record(tx, kind, campaign_id, {"act": what, "account": by, **facts}, now)


def acts(tx: Session, campaign_id: str) -> list[Act]:
    """Everything that was done about a notice, in order."""
    rows = tx.exec(
        select(ActRow).where(ActRow.campaign_id == campaign_id).order_by(col(ActRow.id))
    ).all()
    names = {one.id: one.name for one in accounts.listed(tx)}
    return [
        Act(row.at, row.what, names.get(row.account_id or 0), json.loads(row.facts)) for row in rows
    ]


def _campaign(tx: Session, row: CampaignRow) -> Campaign:
    return Campaign(
        id=row.id,
        service=row.service,
        terms_type=row.terms_type,
        old=reading_from_json(_unpack(row.old_reading)),
        new=reading_from_json(_unpack(row.new_reading)),
        comparison=comparison_from_json(_unpack(row.comparison)),
        new_source=row.new_source,
        new_sha256=row.new_sha256,
        blob_id=row.blob_id,
        effective_on=row.effective_on,
        counting=Counting(
            period=row.period,
            quote=row.period_quote,
            regimes=tuple(row.regimes.split()),
            counting=row.counting,
            roll=row.roll,
            zone=row.zone,
            calendar=row.calendar,
            other_channel_days=row.other_channel_days,
        ),
        old_fingerprint=row.old_fingerprint,
        new_fingerprint=row.new_fingerprint,
        policy_id=row.policy_id,
        old_version=row.old_version,
        objections_until=row.objections_until,
        contact=row.contact,
        covers=json.loads(row.covers),
        languages=tuple(row.languages.split()),
        corrects=row.corrects,
        wrong=row.wrong,
        state=row.state,  # type: ignore[arg-type]  # only `move` writes it
        drafted_by=accounts.by_id(tx, row.drafted_by),
        created_at=row.created_at,
        sent_at=row.sent_at,
        closed_at=row.closed_at,
        late_because=row.late_because,
    )


def _pack(form: object) -> bytes:
    raw = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
    return zstandard.ZstdCompressor(level=LEVEL).compress(raw)


def _unpack(data: bytes) -> Any:
    return json.loads(zstandard.ZstdDecompressor().decompress(data))
