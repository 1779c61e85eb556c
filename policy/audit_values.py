"""What the audit is told and what it finds: versions and notices as seen, and verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from policy.model import Promise, Reading, Significance


class Finding(StrEnum):
    """What became of a promise. `no_promise` is a verdict of its own."""

    KEPT = "kept"
    NOT_KEPT_ON_PAGE = "not_kept_on_page"
    OPEN = "open"
    NO_PROMISE = "no_promise"


@dataclass(frozen=True, slots=True)
class SeenVersion:
    """One version of a policy and the looks between which it stood there."""

    number: int
    reading: Reading
    first_seen_at: datetime
    last_seen_at: datetime
    significance: Significance | None = None
    """How much the change to this version matters, where it was weighed."""
    technical: bool = False
    """It differs because our extraction changed; nobody promised anything about that."""


@dataclass(frozen=True, slots=True)
class SeenNotice:
    """A change of a page on which notice is promised, declared and watched beside the policy."""

    page: str
    last_without_at: datetime
    first_with_at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """One change, the promise it stood under, what we saw, and the finding with its reason."""

    from_version: int
    to_version: int
    finding: Finding
    reason: str
    last_seen_old_at: datetime
    first_seen_new_at: datetime
    promise: Promise | None = None
    stated_effect: str | None = None
    stated_update: str | None = None
    lead_days: tuple[int, int] | None = None
    """Days from posting to stated effect, least and most, by our two looks."""
    required_by: date | None = None
    """The day on which the text had to stand there for the stated effect."""
    unless: tuple[str, ...] = ()
    """Exemptions of the promise that would excuse a short lead."""
    events: tuple[str, ...] = ()
    """`date_rewritten`, `date_only`, `announced_ahead`, `future_update_date`."""
    rewritten_from: str | None = None
    notice_page: str | None = None


def day_of(moment: datetime) -> date:
    """Its day in UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).date()


def first_day(iso: str | None) -> date | None:
    """The first day that a stated date may mean; of a month, its first."""
    if not iso:
        return None
    try:
        return date.fromisoformat(iso if len(iso) > len("2026-06") else f"{iso}-01")
    except ValueError:
        return None
