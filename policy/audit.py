"""Promises of notice against conduct: what was promised, what we saw, and what follows.

The rules of a verdict that stands:

- the promise is that of the text *before* the change;
- our clock is sight: the text changed after the last look that saw the old words and before the
  first that saw the new ones, and the vendor's zone is unknown. Where that interval could explain a
  short lead, the verdict is `open`;
- `not_kept_on_page` only where the promised place is the page itself, and always with the
  exemptions the promise names; a promise by mail may have been kept unseen;
- a label of update is no date of effect; a promise for material changes binds those only, and we do
  not judge which are;
- a day of effect that is rewritten is an event of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from policy import dates
from policy.counting import IsHoliday, Period, PeriodError, no_holidays, parse
from policy.model import Promise, Reading, Significance

_ZONES: Final = timedelta(hours=12)  # the vendor's day may have begun half a day before ours
_OTHER_PLACES: Final = {
    "email": "by e-mail",
    "in_app": "in the app or service",
    "site_banner": "by a banner on the site",
    "site_notice": "by a notice on the site",
    "written_personal": "in writing",
    "durable_medium": "on a durable medium",
    "personal_unspecified": "to each person",
    "any_means": "by any means",
    "as_law_requires": "as law requires",
}
_NAMED_EXEMPTIONS: Final = {
    "law": "required by law",
    "urgent": "urgent",
    "new_features": "about new features",
    "not_material": "not material",
}


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


def audit(
    history: Sequence[SeenVersion],
    notices: Sequence[SeenNotice] = (),
    is_holiday: IsHoliday = no_holidays,
) -> tuple[Verdict, ...]:
    """A verdict for every change of a history, in order. A technical upgrade is no change."""
    seen = [version for version in history if not version.technical]
    return tuple(_judge(before, after, notices, is_holiday) for before, after in pairwise(seen))


# --- one change ---------------------------------------------------------------------------------


def _judge(
    before: SeenVersion,
    after: SeenVersion,
    notices: Sequence[SeenNotice],
    is_holiday: IsHoliday,
) -> Verdict:
    verdict = _facts(before, after)
    firm = [p for p in before.reading.promises if p.firm and _commits(p)]
    if not firm:
        weak = any(not promise.firm for promise in before.reading.promises)
        return replace(verdict, reason=_why_none(before.reading, weak=weak))
    if after.significance is Significance.COSMETIC:
        return replace(
            verdict,
            finding=Finding.OPEN,
            promise=firm[0],
            reason="Only the look of the text changed; the promise may not cover that.",
            unless=("not_material",),
        )
    if "date_only" in verdict.events and not verdict.stated_effect:
        return _open(replace(verdict, promise=firm[0]), "Only the date line changed.")
    # what is promised with a time decides; a mere "we will post it" does not outweigh it
    timed = [promise for promise in firm if promise.lead_time or promise.anchor == "before_effect"]
    tried = [_against(promise, verdict, notices, is_holiday) for promise in timed or firm]
    return min(tried, key=lambda each: _ORDER[each.finding])


_ORDER: Final = {
    # one rule that was broken decides, then one that we cannot judge
    Finding.NOT_KEPT_ON_PAGE: 0,
    Finding.OPEN: 1,
    Finding.KEPT: 2,
    Finding.NO_PROMISE: 3,
}


def _facts(before: SeenVersion, after: SeenVersion) -> Verdict:
    """What we saw of the change, before any promise is asked."""
    old, new = before.reading, after.reading
    effect = new.effective_on if new.effective_on != old.effective_on else None
    updated = new.updated_on if new.updated_on != old.updated_on else None
    events = []
    if effect is None and (day := _first_day(updated)) and day > _day(after.first_seen_at + _ZONES):
        # a day of update still to come can only be the day of effect
        effect, updated = updated, None
        events.append("future_update_date")
    first_day = _first_day(effect)
    rewritten = None
    if _same_words(old, new):
        events.append("date_only")
    announced = _first_day(old.effective_on)
    if effect and announced and (announced > _day(before.first_seen_at) or "date_only" in events):
        events.append("date_rewritten")
        rewritten = old.effective_on
    lead = None
    if first_day:
        lead = (
            (first_day - _day(after.first_seen_at)).days,
            (first_day - _day(before.last_seen_at - _ZONES)).days,
        )
        if lead[0] > 0:
            events.append("announced_ahead")
    return Verdict(
        before.number,
        after.number,
        Finding.NO_PROMISE,
        "",
        before.last_seen_at,
        after.first_seen_at,
        stated_effect=effect,
        stated_update=updated,
        lead_days=lead,
        events=tuple(events),
        rewritten_from=rewritten,
    )


def _against(
    promise: Promise, facts: Verdict, notices: Sequence[SeenNotice], is_holiday: IsHoliday
) -> Verdict:
    """The finding under one promise."""
    facts = replace(facts, promise=promise)
    if promise.anchor == "on_posting" and promise.lead_time is None:
        return _on_posting(facts)
    if promise.anchor == "on_assent":
        return _open(facts, "It promised effect on each reader's own assent, which we cannot see.")
    period = _period(promise.lead_time)
    if promise.lead_time and period is None:
        return _open(
            facts, f'It promised "{promise.lead_time}" notice, which is no number of days.'
        )
    if period is None and promise.anchor is None:
        return _posted_only(facts, promise)
    if facts.stated_effect is None:
        return _without_effect(facts)
    effect = _first_day(facts.stated_effect)
    if effect is None or len(facts.stated_effect) == len("2026-06"):
        return _open(facts, f"The stated effect, {facts.stated_effect}, names no day.")
    if promise.anchor == "after_update_date" and period is not None:
        return _by_own_dates(facts, promise, period, effect, is_holiday)
    seen = _sight(facts, promise, notices, effect)
    return _by_sight(replace(facts, notice_page=seen[2]), promise, period, effect, seen, is_holiday)


def _by_sight(
    facts: Verdict,
    promise: Promise,
    period: Period | None,
    effect: date,
    seen: tuple[date, date, str | None],
    is_holiday: IsHoliday,
) -> Verdict:
    """Was the text, or the notice, there long enough before the stated effect?"""
    earliest, latest, page = seen
    needed = period or Period(days=1)  # "before it takes effect": at least the day before
    facts = replace(facts, required_by=_latest_posting(needed, effect, is_holiday))
    what = f"the notice on {page}" if page else "the new text"
    stood = f"{what} was first seen on {latest} and last missing on {earliest}"
    promised = f"{needed.words if period else 'notice'} before effect"
    try:
        in_time = needed.after(latest, is_holiday) <= effect
        too_late = needed.after(earliest, is_holiday) > effect
    except PeriodError:
        return _open(facts, "The promised period reaches beyond the calendar.")
    if in_time:
        days = (effect - latest).days
        return replace(
            facts,
            finding=Finding.KEPT,
            reason=f"Promised {promised}: {stood}, {days} days before the stated {effect}"
            f"{_caveat(promise)}.",
        )
    if not too_late:
        return _open(
            facts, f"Promised {promised}: {stood}; between the two it may have been in time."
        )
    short = f"Promised {promised}, but {stood}; stated effect {effect}"
    if promise.materiality in ("material_only", "where_appropriate"):
        return _open(
            facts,
            f"{short}. The promise is for "
            + ("material changes" if promise.materiality == "material_only" else "some changes")
            + " only, and we do not judge whether this is one.",
            unless=("not_material",),
        )
    if not page and (elsewhere := _elsewhere(promise)):
        return _open(facts, f"{short}. Notice was promised {elsewhere}, where we do not look.")
    if not page and not _is_page(promise):
        return _open(facts, f"{short}. The text does not say where notice is given.")
    unless = promise.exemptions
    excuse = "".join(f", unless {_NAMED_EXEMPTIONS.get(name, name)}" for name in unless)
    return replace(
        facts,
        finding=Finding.NOT_KEPT_ON_PAGE,
        reason=f"{short}: not kept on the page{excuse}.",
        unless=unless,
    )


def _by_own_dates(
    facts: Verdict, promise: Promise, period: Period, effect: date, is_holiday: IsHoliday
) -> Verdict:
    """The text counts from its own date of update: both dates stand on the page."""
    updated = _first_day(facts.stated_update)
    if updated is None or len(facts.stated_update or "") == len("2026-06"):
        seen = _day(facts.first_seen_new_at)  # the update was made by then
        if period.after(seen, is_holiday) <= effect:
            return replace(
                facts,
                finding=Finding.KEPT,
                reason=f"Promised {period.words} after the update: the new text was first seen on "
                f"{seen}, {(effect - seen).days} days before the stated {effect}.",
            )
        return _open(facts, "It counts from its date of update, and states no new one.")
    due = period.after(updated, is_holiday)
    said = f"Dated {updated}, effective {effect}; promised {period.words} after the date of update"
    if effect >= due:
        return replace(facts, finding=Finding.KEPT, reason=f"{said}.", required_by=updated)
    if promise.materiality in ("material_only", "where_appropriate"):
        return _open(facts, f"{said}, for material changes only.", unless=("not_material",))
    return replace(
        facts,
        finding=Finding.NOT_KEPT_ON_PAGE,
        reason=f"{said}: its own dates fall short of it.",
        unless=promise.exemptions,
        required_by=updated,
    )


def _on_posting(facts: Verdict) -> Verdict:
    """Changes hold once they are posted: nothing is owed ahead, and the page shows the posting."""
    if facts.lead_days and facts.lead_days[1] < 0:
        return _open(
            facts,
            f"It promised effect on posting; the stated {facts.stated_effect} lies before the day "
            "on which the old text was last seen.",
        )
    return replace(
        facts,
        finding=Finding.KEPT,
        reason="It promised that changes hold once posted, and no notice ahead; the page shows it"
        f"{_caveat(facts.promise)}.",
    )


def _posted_only(facts: Verdict, promise: Promise) -> Verdict:
    """A channel without a time."""
    if elsewhere := _elsewhere(promise):
        return _open(
            facts, f"Notice was promised {elsewhere}, where we do not look; no time is set."
        )
    if _is_page(promise) or set(promise.channels) == {"date_line"}:
        dated = "date_line" in promise.channels and not facts.stated_update
        if dated and not facts.stated_effect:
            return _open(facts, "It promised to renew its date, and the date stayed as it was.")
        return replace(
            facts,
            finding=Finding.KEPT,
            reason="It promised to post the new text here, and named no time; the page shows it.",
        )
    return _open(facts, "Notice was promised, without a time or a place.")


def _without_effect(facts: Verdict) -> Verdict:
    if facts.stated_update:
        return _open(
            facts,
            f"{facts.stated_update} is a date of update; no day of effect is stated to compare.",
        )
    return _open(facts, "The text states no new day of effect to compare the promise with.")


def _sight(
    facts: Verdict, promise: Promise, notices: Sequence[SeenNotice], effect: date
) -> tuple[date, date, str | None]:
    """(could have been there from, was surely there on, page) of the text or of its promised
    notice."""
    own = (_day(facts.last_seen_old_at - _ZONES), _day(facts.first_seen_new_at))
    if not notices or _is_page(promise):
        return (*own, None)
    before = [seen for seen in notices if _day(seen.first_with_at) <= effect]
    near = [
        seen
        for seen in before
        if seen.first_with_at >= facts.last_seen_old_at - timedelta(days=100)
    ]
    if not near:
        return (*own, None)
    notice = min(near, key=lambda seen: seen.first_with_at)
    return (
        _day(notice.last_without_at - _ZONES),
        _day(notice.first_with_at),
        notice.page,
    )


# --- small things -------------------------------------------------------------------------------


def _commits(promise: Promise) -> bool:
    return bool(promise.channels or promise.anchor or promise.lead_time)


def _why_none(reading: Reading, *, weak: bool) -> str:
    if weak:
        return "The text only said that it may notify."
    if any(promise.may_change_without_notice for promise in reading.promises):
        return "The text said that it may change without notice."
    if any(promise.at_any_time for promise in reading.promises):
        return "The text said that it may change at any time, and promised no notice."
    return "The text promised no notice."


def _caveat(promise: Promise | None) -> str:
    """What a verdict of "kept" does not cover."""
    elsewhere = _elsewhere(promise) if promise else ""
    return f"; whether it was also told {elsewhere} we cannot see" if elsewhere else ""


def _elsewhere(promise: Promise) -> str:
    """Where else than on the page notice was promised, in words; empty where nowhere."""
    named = [_OTHER_PLACES[channel] for channel in promise.channels if channel in _OTHER_PLACES]
    if "post_on_page" in promise.channels and not promise.on_this_page:
        named.append("on the site, perhaps on another page")
    return " or ".join(named)


def _is_page(promise: Promise) -> bool:
    """The promised place is the page itself, and no other would do."""
    page = "post_on_page" in promise.channels and promise.on_this_page
    return (page or promise.anchor == "after_posting") and not _elsewhere(promise)


def _open(facts: Verdict, reason: str, unless: tuple[str, ...] = ()) -> Verdict:
    return replace(facts, finding=Finding.OPEN, reason=reason, unless=unless)


def _latest_posting(period: Period, effect: date, is_holiday: IsHoliday) -> date:
    """The last day of posting from which the period fits before the effect, "N days after X" = X +
    N."""
    day = effect
    while period.after(day, is_holiday) > effect:
        day -= timedelta(days=1)
    return day


def _same_words(old: Reading, new: Reading) -> bool:
    """Do the texts differ in their date lines only?"""
    return _without_stamps(old) == _without_stamps(new)


def _without_stamps(reading: Reading) -> list[str]:
    return [clause.text for clause in reading.clauses if not dates.is_stamp(clause.text)]


def _day(moment: datetime) -> date:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).date()


def _first_day(iso: str | None) -> date | None:
    if not iso:
        return None
    try:
        return date.fromisoformat(iso if len(iso) > len("2026-06") else f"{iso}-01")
    except ValueError:
        return None


def _period(iso: str | None) -> Period | None:
    if not iso or not iso.startswith("P"):
        return None
    try:
        period = parse(iso)
    except PeriodError:
        return None
    return Period(days=-(-period.hours // 24)) if period.hours else period
