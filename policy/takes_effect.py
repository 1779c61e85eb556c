"""From when a change holds: stated by the text, derived from what it promised before, or not said.

The promise is taken from the version *before* the change, for that is the one the reader was given.
What happened between two looks is an interval: the text changed after the last look that saw the
old words and before the first that saw the new ones. So a derived day has two ends. Who may have to
act counts with the `earliest`, who must give notice with the `latest`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Literal
from zoneinfo import ZoneInfo

from policy.counting import IsHoliday, Period, PeriodError, no_holidays, parse
from policy.model import Promise, Reading

Certainty = Literal["stated", "derived", "immediate", "not_stated"]
Basis = Literal[
    "stated",
    "future_update_date",
    "after_update_date",
    "after_posting",
    "before_effect",
    "on_posting",
    "none",
]


@dataclass(frozen=True, slots=True)
class ExitRight:
    """What the reader may do who does not want the change, in the text's own words."""

    kind: str
    quote: str
    address: str
    condition: str | None = None
    """`material_only` where the text gives the right for important changes only."""
    until: date | None = None
    """The last day, by the earliest reading; None where the text does not say."""
    from_new_text: bool = False
    """Only the new text gives the right."""


@dataclass(frozen=True, slots=True)
class TakesEffect:
    """From when a change holds, how sure that is, and what it rests on."""

    certainty: Certainty
    basis: Basis
    words: str
    """The basis as an English sentence; mail and pages make their own from the fields."""
    earliest: date | None = None
    latest: date | None = None
    """None with an `earliest`: that day or any later one."""
    announced: bool = False
    """The new words stood on the page before they hold."""
    lead_time: str | None = None
    anchor: str | None = None
    condition: str | None = None
    """`material_only` where the promise holds for important changes only."""
    quote: str | None = None
    address: str | None = None
    last_seen_old: datetime | None = None
    first_seen_new: datetime | None = None
    under_new_text: tuple[str, date, date | None] | None = None
    """(lead time, earliest, latest), where the new text promises another period."""
    rewritten_from: str | None = None
    """An announced day of effect that was replaced by another."""
    exit_right: ExitRight | None = None
    without_notice_quote: str | None = None
    at_any_time_quote: str | None = None
    promised: tuple[Promise, ...] = ()
    """What the text promised before the change, to be quoted."""

    @property
    def on(self) -> date | None:
        """The day a reader should count with: the earliest that fits."""
        return self.earliest

    @property
    def safe_for_sender(self) -> date | None:
        """The first day that is safe for who owes notice: the latest end, counted clear."""
        return self.latest + timedelta(days=1) if self.latest and self.lead_time else self.latest

    def to_json(self) -> dict[str, Any] | None:
        """The public form, or None where nothing can be said of the day."""
        if self.earliest is None:
            return None
        form: dict[str, Any] = {
            "on": self.earliest.isoformat(),
            "earliest": self.earliest.isoformat(),
            "latest": self.latest.isoformat() if self.latest else None,
            "certainty": self.certainty,
            "basis": self.words,
            "announced": self.announced,
            "lead_time": self.lead_time,
            "anchor": self.anchor,
            "condition": self.condition,
            "quote": self.quote,
            "address": self.address,
            "rewritten_from": self.rewritten_from,
        }
        if self.exit_right:
            form["exit_right"] = {
                "kind": self.exit_right.kind,
                "quote": self.exit_right.quote,
                "condition": self.exit_right.condition,
                "until": self.exit_right.until.isoformat() if self.exit_right.until else None,
            }
        return form


@dataclass(frozen=True, slots=True)
class _Sight:
    """The days between which the page changed, in the reader's zone."""

    old: date
    new: date
    sure: bool
    """False where the old text was never seen: then only the later end is known."""


def takes_effect(
    before: Reading,
    after: Reading,
    last_seen_old: datetime | None,
    first_seen_new: datetime,
    zone: str | tzinfo = "UTC",
    is_holiday: IsHoliday = no_holidays,
) -> TakesEffect:
    """From when the new words hold. Never raises on what a text says."""
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    sight = _Sight(
        _local(last_seen_old or first_seen_new, place),
        _local(first_seen_new, place),
        last_seen_old is not None,
    )
    found = (
        _stated(before, after, sight)
        or _future_update(before, after, sight)
        or _derived(before, after, sight, is_holiday)
        or TakesEffect("not_stated", "none", "The text does not say from when; assume it holds.")
    )
    return _complete(found, before, after, last_seen_old, first_seen_new, sight, is_holiday)


def days_left(effect: TakesEffect, on: date) -> int | None:
    """Days from a named day to the day a reader should count with; negative once it has passed."""
    return (effect.earliest - on).days if effect.earliest else None


def in_force(after: Reading, on: date) -> bool:
    """Is the text in force on a day, as far as it says so itself? An announced one is not yet."""
    ends = _ends(after.effective_on)
    return ends is None or ends[0] <= on


# --- the three ways to know ----------------------------------------------------------------------


def _stated(before: Reading, after: Reading, sight: _Sight) -> TakesEffect | None:
    ends = _ends(after.effective_on)
    if ends is None:
        return None
    old = before.effective_on
    if after.effective_on == old and ends[1] <= sight.new:
        return None  # the line stayed as it was: it speaks of an earlier change
    was = _ends(old)
    rewritten = old if was and old != after.effective_on and was[0] > sight.old else None
    return TakesEffect(
        "stated",
        "stated",
        f"The text states {after.effective_on}."
        + (f" Before, it had announced {rewritten}." if rewritten else ""),
        earliest=ends[0],
        latest=ends[1],
        announced=ends[0] > sight.new,
        rewritten_from=rewritten,
    )


def _future_update(before: Reading, after: Reading, sight: _Sight) -> TakesEffect | None:
    """A date of update that has not come yet can only be a date of effect."""
    ends = _ends(after.updated_on)
    if ends is None or after.updated_on == before.updated_on or ends[0] <= sight.new:
        return None
    if len(after.updated_on or "") == len("2026-06"):
        return None  # "June 2026" in May is most likely a slip
    return TakesEffect(
        "derived",
        "future_update_date",
        f"The text calls {after.updated_on} its update, a day still to come when we first saw it.",
        earliest=ends[0],
        latest=ends[1],
        announced=True,
    )


def _derived(
    before: Reading, after: Reading, sight: _Sight, is_holiday: IsHoliday
) -> TakesEffect | None:
    """What the promises of the old text come to; where several fit, all their days."""
    candidates = [
        made
        for promise in before.promises
        if (made := _by_promise(promise, after, before, sight, is_holiday)) is not None
    ]
    numbered = [made for made in candidates if made.lead_time]
    if not candidates:
        return None
    if not numbered:
        return candidates[0]
    conditional = all(made.condition for made in numbered)
    chosen = min(numbered, key=lambda made: made.earliest or date.max)
    # a promise for important changes only leaves the others to the rest of the text
    pool = candidates if conditional else numbered
    days = [made.earliest for made in pool if made.earliest]
    ends = [made.latest for made in pool]
    return replace(
        chosen,
        earliest=min(days),
        latest=None if None in ends else max(end for end in ends if end),
    )


def _by_promise(
    promise: Promise, after: Reading, before: Reading, sight: _Sight, is_holiday: IsHoliday
) -> TakesEffect | None:
    if promise.anchor == "on_posting" and promise.lead_time is None:
        return TakesEffect(
            "immediate",
            "on_posting",
            "The text promised that changes hold as soon as they are posted.",
            earliest=sight.old,
            latest=sight.new,
            anchor=promise.anchor,
            quote=promise.lead_quote or promise.quote,
            address=promise.address,
        )
    period = _period(promise.lead_time)
    if period is None:
        return None
    basis: Basis
    since, until = sight.old, sight.new
    seen = f"the page changed between {sight.old} and {sight.new}"
    if promise.anchor == "after_update_date":
        basis = "after_update_date"
        named = _ends(after.updated_on) if after.updated_on != before.updated_on else None
        if named and named[0] <= sight.new:
            since, until = named
            seen = f"the text is dated {after.updated_on}"
    elif (promise.anchor == "after_posting" and "post_on_page" in promise.channels) or (
        promise.anchor == "after_posting" and not promise.channels
    ):
        basis = "after_posting"
    elif promise.anchor == "before_effect" and _told_on_page(promise):
        basis = "before_effect"
    else:
        return None  # counted from a notice we did not see
    try:
        earliest, latest = _plus(since, period, is_holiday), _plus(until, period, is_holiday)
    except PeriodError:
        return None
    return TakesEffect(
        "derived",
        basis,
        f"{period.words} {_COUNTED[basis]}, as the text promised before the change; {seen}.",
        earliest=earliest,
        latest=None if basis == "before_effect" else latest,
        announced=earliest > sight.new,
        lead_time=promise.lead_time,
        anchor=promise.anchor,
        condition="material_only" if promise.materiality == "material_only" else None,
        quote=promise.lead_quote or promise.quote,
        address=promise.address,
    )


_COUNTED = {
    "after_update_date": "after the date of change",
    "after_posting": "after posting",
    "before_effect": "of notice on the page, at least",
}


def _told_on_page(promise: Promise) -> bool:
    """Every promised place is the page itself; a mail elsewhere may have gone before."""
    return bool(promise.channels) and set(promise.channels) <= {"post_on_page", "date_line"}


# --- what stands beside the day -----------------------------------------------------------------


def _complete(
    effect: TakesEffect,
    before: Reading,
    after: Reading,
    last_seen_old: datetime | None,
    first_seen_new: datetime,
    sight: _Sight,
    is_holiday: IsHoliday,
) -> TakesEffect:
    silent = next((p.notice_quote for p in before.promises if p.may_change_without_notice), None)
    any_time = next((p.quote for p in before.promises if p.at_any_time), None)
    return replace(
        effect,
        last_seen_old=last_seen_old,
        first_seen_new=first_seen_new,
        under_new_text=_under_new_text(effect, after, before, sight, is_holiday),
        exit_right=_exit_right(before, after, effect, sight, is_holiday),
        without_notice_quote=silent,
        at_any_time_quote=any_time,
        promised=before.promises,
    )


def _under_new_text(
    effect: TakesEffect, after: Reading, before: Reading, sight: _Sight, is_holiday: IsHoliday
) -> tuple[str, date, date | None] | None:
    if effect.certainty != "derived" or effect.lead_time is None:
        return None
    for promise in after.promises:
        if promise.anchor == effect.anchor and promise.lead_time not in (None, effect.lead_time):
            made = _by_promise(promise, after, before, sight, is_holiday)
            if made and made.earliest and made.lead_time:
                return made.lead_time, made.earliest, made.latest
    return None


def _exit_right(
    before: Reading, after: Reading, effect: TakesEffect, sight: _Sight, is_holiday: IsHoliday
) -> ExitRight | None:
    for promises, is_new in ((before.promises, False), (after.promises, True)):
        for promise in sorted(promises, key=lambda promise: promise.about != "text"):
            if promise.exit_right != "none":
                return ExitRight(
                    promise.exit_right,
                    promise.exit_quote or promise.quote,
                    promise.address,
                    promise.exit_condition
                    or ("material_only" if promise.materiality == "material_only" else None),
                    _until(promise, effect, sight, is_holiday),
                    is_new,
                )
    return None


def _until(
    promise: Promise, effect: TakesEffect, sight: _Sight, is_holiday: IsHoliday
) -> date | None:
    """The last day of the way out, by the earliest reading."""
    if (window := _period(promise.exit_within)) and "post_on_page" in promise.channels:
        return _plus(sight.old, window, is_holiday)
    if promise.exit_before_effect and effect.earliest and effect.certainty != "immediate":
        return effect.earliest - timedelta(days=1)
    return None


# --- small things -------------------------------------------------------------------------------


def _local(moment: datetime, place: tzinfo) -> date:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(place).date()


def _period(iso: str | None) -> Period | None:
    """A promised period that can be counted; "reasonable" cannot."""
    if not iso or not iso.startswith("P"):
        return None
    try:
        return parse(iso)
    except PeriodError:
        return None


def _plus(day: date, period: Period, is_holiday: IsHoliday) -> date:
    """ "N days after X" is X + N; hours round up to whole days."""
    if period.hours:
        return day + timedelta(days=-(-period.hours // 24))
    return period.after(day, is_holiday)


def _ends(iso: str | None) -> tuple[date, date] | None:
    """First and last day of a stated date; a month without a day is all of it."""
    if not iso:
        return None
    try:
        if len(iso) == len("2026-06"):
            year, month = int(iso[:4]), int(iso[5:])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date.fromisoformat(iso), date.fromisoformat(iso)
    except ValueError:
        return None
