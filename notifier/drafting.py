"""What a draft is made of: the text of today, the one that is to come, and what its company asks.

Commands and pages gather these in their own ways; from here on a draft is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from notifier.campaign import RefusedError
from notifier.contract_letter import promise_of_period
from policy.compare import compare
from policy.fingerprint import fingerprint
from policy.model import Declared, Reading
from policy.said import said
from storage import policies, snapshots, versions
from storage.campaigns import Campaign, Counting, Draft

NOT_KEPT_YET = 0


@dataclass(frozen=True, slots=True)
class Today:
    """The text that a notice changes, and whose it is."""

    service: str
    terms_type: str
    reading: Reading
    policy_id: str | None = None
    version: int | None = None
    declared: Declared | None = None  # how the policy is read, where it is watched


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The text that is to come: as we read it, its bytes, and where they are from."""

    reading: Reading
    body: bytes
    source: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a company asks for beside its texts; a period that is left out is the promised one."""

    effective_on: date
    other_channel_days: int
    period: str | None = None
    regimes: tuple[str, ...] = ()
    counting: str | None = None
    roll: str | None = None
    zone: str = "Europe/Brussels"
    calendar: str | None = None
    objections_until: date | None = None
    contact: str | None = None
    covers: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    corrects: str | None = None
    wrong: str | None = None


def of_policy(tx: Session, policy_id: str) -> Today:
    """The text of today of a watched policy: its version in force."""
    row = policies.get(tx, policy_id)
    if row.in_force is None:
        raise RefusedError(
            said(
                "%(policy)s has no version yet: run `clausewatch check %(policy)s` first",
                policy=policy_id,
            )
        )
    wanted = policies.wanted(tx, policy_id)
    source = wanted.sources[0]
    return Today(
        row.service,
        row.terms_type,
        versions.get(tx, policy_id, row.in_force).reading,
        row.id,
        row.in_force,
        Declared(source.select, source.remove, wanted.language),
    )


def of_notice(tx: Session, campaign: Campaign) -> Upcoming:
    """The upcoming text of a draft that is drafted anew."""
    body = snapshots.body_of(tx, campaign.blob_id)
    return Upcoming(campaign.new, body, campaign.new_source)


def draft_of(today: Today, upcoming: Upcoming, asked: Asked) -> Draft:
    """The draft that follows. It compares the texts, so no transaction is open around it; the bytes
    of the upcoming one are kept when the draft is.
    """
    return Draft(
        service=today.service,
        terms_type=today.terms_type,
        old=today.reading,
        new=upcoming.reading,
        comparison=compare(today.reading, upcoming.reading),
        new_source=upcoming.source,
        new_sha256=hashlib.sha256(upcoming.body).hexdigest(),
        blob_id=NOT_KEPT_YET,
        effective_on=asked.effective_on,
        counting=counting_of(asked, today.reading),
        old_fingerprint=fingerprint(today.reading),
        new_fingerprint=fingerprint(upcoming.reading),
        policy_id=today.policy_id,
        old_version=today.version,
        objections_until=asked.objections_until,
        contact=asked.contact,
        covers=asked.covers,
        corrects=asked.corrects,
        wrong=asked.wrong,
        languages=asked.languages,
    )


def counting_of(asked: Asked, old: Reading) -> Counting:
    """How the period is counted: as asked, else as the text of today promises."""
    promise = promise_of_period(old.promises)
    quote = (promise.lead_quote or promise.quote) if promise else None
    period = asked.period
    if period is None and not asked.regimes:
        if promise is None:
            raise RefusedError(
                said(
                    "the text of today promises no period of notice: give a period (--period P8D)"
                    " or a regime (--regime)"
                )
            )
        period = promise.lead_time
    return Counting(
        period=period,
        quote=quote,
        regimes=asked.regimes,
        counting=asked.counting,
        roll=asked.roll,
        zone=asked.zone,
        calendar=asked.calendar,
        other_channel_days=asked.other_channel_days,
    )
