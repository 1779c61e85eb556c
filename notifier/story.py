"""What one change is told from: the rows around it, gathered once and told in every language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from policy.model import Comparison, Outcome, Reading, Significance
from policy.takes_effect import TakesEffect, takes_effect
from storage import changes, checks, policies, versions
from storage.changes import KeptChange


@dataclass(frozen=True, slots=True)
class Missed:
    """A look between the two sightings that did not show the text, and why."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Story:
    """One change with both texts, and what we saw and did not see. Names are the declared ones."""

    change_id: str
    policy_id: str
    service: str
    terms_type: str
    kind: str  # change, return, late
    returns_to: int | None
    comparison: Comparison
    old: Reading
    new: Reading
    last_seen_old_at: datetime
    first_seen_new_at: datetime
    detected_at: datetime
    told_at: datetime
    missed: tuple[Missed, ...] = ()
    withdraws: str | None = None  # the change that a return takes back
    moves_date_of: str | None = None  # the change whose day, told before, is another one now
    moved_told_at: datetime | None = None
    occasion: Literal["news", "reminder", "joined"] = "news"  # why it is told now
    occasion_at: datetime | None = None  # of the mail it reminds of, or since when they follow

    @property
    def significance(self) -> Significance | None:
        """How much the change matters."""
        return self.comparison.significance

    @property
    def is_withdrawal(self) -> bool:
        """Whether an earlier text came back."""
        return self.kind == "return"

    @property
    def moves_effective_date(self) -> bool:
        """Whether the text now states another date from which it applies."""
        before, after = self.comparison.dates.get("effective_on", (None, None))
        return before != after

    @property
    def is_always_told(self) -> bool:
        """Whether it is told to everybody who follows, whatever their least significance."""
        return self.is_withdrawal or self.moves_effective_date

    def effect(self, zone: str) -> TakesEffect:
        """From when it applies, by the days of this zone."""
        return takes_effect(self.old, self.new, self.last_seen_old_at, self.first_seen_new_at, zone)

    def told_on(self, zone: str) -> date:
        """The day of the mail, where the reader lives."""
        return self.told_at.astimezone(ZoneInfo(zone)).date()


def gather(tx: Session, change: KeptChange, now: datetime) -> Story:
    """The story of one change, from the rows around it."""
    policy = policies.get(tx, change.policy_id)
    new = versions.get(tx, change.policy_id, change.to_version)
    old = versions.get(tx, change.policy_id, change.from_version)
    dated = _dated_before(tx, change)
    return Story(
        change_id=change.id,
        policy_id=change.policy_id,
        service=policy.service,
        terms_type=policy.terms_type,
        kind=change.kind,
        returns_to=new.returns_to,
        comparison=change.comparison,
        old=old.reading,
        new=new.reading,
        last_seen_old_at=change.last_seen_old_at,
        first_seen_new_at=change.first_seen_new_at,
        detected_at=change.detected_at,
        told_at=now,
        missed=_missed(tx, change),
        withdraws=changes.change_id(change.policy_id, change.from_version)
        if change.kind == "return"
        else None,
        moves_date_of=dated.id if dated else None,
        moved_told_at=dated.announced_at if dated else None,
    )


def _dated_before(tx: Session, change: KeptChange) -> KeptChange | None:
    """The change that was told with a day still to come, where this one names another day."""
    before, after = change.comparison.dates.get("effective_on", (None, None))
    if before is None or before == after or change.kind != "change":
        return None
    if before < change.last_seen_old_at.date().isoformat()[: len(before)]:
        return None  # that day has passed: this is a change of its own
    for row in reversed(changes.listed(tx, change.policy_id)):
        if row.to_version > change.from_version or row.announced_at is None or row.retracted_at:
            continue
        kept = changes.get(tx, row.id)
        if kept.comparison.dates.get("effective_on", (None, None))[1] == before:
            return kept
    return None


def by_id(tx: Session, change_id: str, now: datetime) -> Story:
    """The story of the change of that name."""
    return gather(tx, changes.get(tx, change_id), now)


def _missed(tx: Session, change: KeptChange) -> tuple[Missed, ...]:
    shown = {str(Outcome.REFUSED), str(Outcome.UNREACHABLE), str(Outcome.UNREADABLE)}
    return tuple(
        Missed(look.at, look.reason or str(look.outcome))
        for look in checks.of(tx, change.policy_id)
        if change.last_seen_old_at < look.at < change.first_seen_new_at and look.outcome in shown
    )
