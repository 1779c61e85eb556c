"""One change against one promise: the rule that fits the promise, and what follows from it.

`not_kept_on_page` only where the promised place is the page itself; see `audit`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from policy.audit_values import Finding, SeenNotice, Verdict, day_of, first_day
from policy.counting import IsHoliday, Period, PeriodError, parse
from policy.model import Promise

ZONES: Final = timedelta(hours=12)  # the vendor's day may have begun half a day before ours
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


def against(
    promise: Promise, facts: Verdict, notices: Sequence[SeenNotice], is_holiday: IsHoliday
) -> Verdict:
    """The finding under one promise."""
    facts = replace(facts, promise=promise)
    if promise.anchor == "on_posting" and promise.lead_time is None:
        return _on_posting(facts)
    if promise.anchor == "on_assent":
        return left_open(
            facts, "It promised effect on each reader's own assent, which we cannot see."
        )
    period = _period(promise.lead_time)
    if promise.lead_time and period is None:
        return left_open(
            facts, f'It promised "{promise.lead_time}" notice, which is no number of days.'
        )
    if period is None and promise.anchor is None:
        return _posted_only(facts, promise)
    if facts.stated_effect is None:
        return _without_effect(facts)
    effect = first_day(facts.stated_effect)
    if effect is None or len(facts.stated_effect) == len("2026-06"):
        return left_open(facts, f"The stated effect, {facts.stated_effect}, names no day.")
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
        return left_open(facts, "The promised period reaches beyond the calendar.")
    if in_time:
        days = (effect - latest).days
        return replace(
            facts,
            finding=Finding.KEPT,
            reason=f"Promised {promised}: {stood}, {days} days before the stated {effect}"
            f"{_caveat(promise)}.",
        )
    if not too_late:
        return left_open(
            facts, f"Promised {promised}: {stood}; between the two it may have been in time."
        )
    short = f"Promised {promised}, but {stood}; stated effect {effect}"
    if promise.materiality in ("material_only", "where_appropriate"):
        return left_open(
            facts,
            f"{short}. The promise is for "
            + ("material changes" if promise.materiality == "material_only" else "some changes")
            + " only, and we do not judge whether this is one.",
            unless=("not_material",),
        )
    if not page and (elsewhere := _elsewhere(promise)):
        return left_open(facts, f"{short}. Notice was promised {elsewhere}, where we do not look.")
    if not page and not _is_page(promise):
        return left_open(facts, f"{short}. The text does not say where notice is given.")
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
    updated = first_day(facts.stated_update)
    if updated is None or len(facts.stated_update or "") == len("2026-06"):
        seen = day_of(facts.first_seen_new_at)  # the update was made by then
        if period.after(seen, is_holiday) <= effect:
            return replace(
                facts,
                finding=Finding.KEPT,
                reason=f"Promised {period.words} after the update: the new text was first seen on "
                f"{seen}, {(effect - seen).days} days before the stated {effect}.",
            )
        return left_open(facts, "It counts from its date of update, and states no new one.")
    due = period.after(updated, is_holiday)
    said = f"Dated {updated}, effective {effect}; promised {period.words} after the date of update"
    if effect >= due:
        return replace(facts, finding=Finding.KEPT, reason=f"{said}.", required_by=updated)
    if promise.materiality in ("material_only", "where_appropriate"):
        return left_open(facts, f"{said}, for material changes only.", unless=("not_material",))
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
        return left_open(
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
        return left_open(
            facts, f"Notice was promised {elsewhere}, where we do not look; no time is set."
        )
    if _is_page(promise) or set(promise.channels) == {"date_line"}:
        dated = "date_line" in promise.channels and not facts.stated_update
        if dated and not facts.stated_effect:
            return left_open(facts, "It promised to renew its date, and the date stayed as it was.")
        return replace(
            facts,
            finding=Finding.KEPT,
            reason="It promised to post the new text here, and named no time; the page shows it.",
        )
    return left_open(facts, "Notice was promised, without a time or a place.")


def _without_effect(facts: Verdict) -> Verdict:
    if facts.stated_update:
        return left_open(
            facts,
            f"{facts.stated_update} is a date of update; no day of effect is stated to compare.",
        )
    return left_open(facts, "The text states no new day of effect to compare the promise with.")


def _sight(
    facts: Verdict, promise: Promise, notices: Sequence[SeenNotice], effect: date
) -> tuple[date, date, str | None]:
    """(could have been there from, was surely there on, page) of the text or of its promised
    notice."""
    own = (day_of(facts.last_seen_old_at - ZONES), day_of(facts.first_seen_new_at))
    if not notices or _is_page(promise):
        return (*own, None)
    before = [seen for seen in notices if day_of(seen.first_with_at) <= effect]
    near = [
        seen
        for seen in before
        if seen.first_with_at >= facts.last_seen_old_at - timedelta(days=100)
    ]
    if not near:
        return (*own, None)
    notice = min(near, key=lambda seen: seen.first_with_at)
    return (
        day_of(notice.last_without_at - ZONES),
        day_of(notice.first_with_at),
        notice.page,
    )


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


def left_open(facts: Verdict, reason: str, unless: tuple[str, ...] = ()) -> Verdict:
    """The verdict of what cannot be judged, with the reason."""
    return replace(facts, finding=Finding.OPEN, reason=reason, unless=unless)


def _latest_posting(period: Period, effect: date, is_holiday: IsHoliday) -> date:
    """The last day of posting from which the period fits before the effect, "N days after X" = X +
    N."""
    day = effect
    while period.after(day, is_holiday) > effect:
        day -= timedelta(days=1)
    return day


def _period(iso: str | None) -> Period | None:
    if not iso or not iso.startswith("P"):
        return None
    try:
        period = parse(iso)
    except PeriodError:
        return None
    return Period(days=-(-period.hours // 24)) if period.hours else period
