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
from policy.said import Said, said, said_many

ZONES: Final = timedelta(hours=12)  # the vendor's day may have begun half a day before ours
_OTHER_PLACES: Final = {
    "email": said("by e-mail"),
    "in_app": said("in the app or service"),
    "site_banner": said("by a banner on the site"),
    "site_notice": said("by a notice on the site"),
    "written_personal": said("in writing"),
    "durable_medium": said("on a durable medium"),
    "personal_unspecified": said("to each person"),
    "any_means": said("by any means"),
    "as_law_requires": said("as law requires"),
}
_NAMED_EXEMPTIONS: Final = {
    "law": said("required by law"),
    "urgent": said("urgent"),
    "new_features": said("about new features"),
    "not_material": said("not material"),
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
            facts, said("It promised effect on each reader's own assent, which we cannot see.")
        )
    period = _period(promise.lead_time)
    if promise.lead_time and period is None:
        vague = said(
            'It promised "%(time)s" notice, which is no number of days.', time=promise.lead_time
        )
        return left_open(facts, vague)
    if period is None and promise.anchor is None:
        return _posted_only(facts, promise)
    if facts.stated_effect is None:
        return _without_effect(facts)
    effect = first_day(facts.stated_effect)
    if effect is None or len(facts.stated_effect) == len("2026-06"):
        month = said("The stated effect, %(effect)s, names no day.", effect=facts.stated_effect)
        return left_open(facts, month)
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
    stood = _stood(latest, earliest, page)
    promised = (
        said("%(period)s before effect", period=needed.words)
        if period
        else said("notice before effect")
    )
    try:
        in_time = needed.after(latest, is_holiday) <= effect
        too_late = needed.after(earliest, is_holiday) > effect
    except PeriodError:
        return left_open(facts, said("The promised period reaches beyond the calendar."))
    if in_time:
        kept = said_many(
            "Promised %(promised)s: %(stood)s, %(n)d day before the stated %(effect)s",
            "Promised %(promised)s: %(stood)s, %(n)d days before the stated %(effect)s",
            (effect - latest).days,
            promised=promised,
            stood=stood,
            effect=effect,
        )
        return replace(facts, finding=Finding.KEPT, reason=_with_caveat(kept, promise))
    if not too_late:
        perhaps = said(
            "Promised %(promised)s: %(stood)s; between the two it may have been in time.",
            promised=promised,
            stood=stood,
        )
        return left_open(facts, perhaps)
    short = said(
        "Promised %(promised)s, but %(stood)s; stated effect %(effect)s",
        promised=promised,
        stood=stood,
        effect=effect,
    )
    why = _why_short_is_open(short, promise, page)
    if why is not None:
        material = promise.materiality in _SOME_CHANGES
        return left_open(facts, why, unless=("not_material",) if material else ())
    unless = promise.exemptions
    reason = said("%(short)s: not kept on the page.", short=short)
    if unless:
        reason = said(
            "%(short)s: not kept on the page, unless %(excuses)s.",
            short=short,
            excuses=tuple(_NAMED_EXEMPTIONS.get(name, name) for name in unless),
        )
    return replace(facts, finding=Finding.NOT_KEPT_ON_PAGE, reason=reason, unless=unless)


_SOME_CHANGES: Final = {
    "material_only": said("material changes"),
    "where_appropriate": said("some changes"),
}


def _why_short_is_open(short: Said, promise: Promise, page: str | None) -> Said | None:
    """Why a time that is too short is no breach that we could show; None where it is one."""
    if promise.materiality in _SOME_CHANGES:
        return said(
            "%(short)s. The promise is for %(changes)s only, and we do not judge whether this is "
            "one.",
            short=short,
            changes=_SOME_CHANGES[promise.materiality],
        )
    if page:
        return None
    if elsewhere := _elsewhere(promise):
        return said(
            "%(short)s. Notice was promised %(where)s, where we do not look.",
            short=short,
            where=elsewhere,
        )
    if not _is_page(promise):
        return said("%(short)s. The text does not say where notice is given.", short=short)
    return None


def _stood(latest: date, earliest: date, page: str | None) -> Said:
    """Between which looks the text, or the notice of it, came."""
    if page:
        return said(
            "the notice on %(page)s was first seen on %(latest)s and last missing on %(earliest)s",
            page=page,
            latest=latest,
            earliest=earliest,
        )
    return said(
        "the new text was first seen on %(latest)s and last missing on %(earliest)s",
        latest=latest,
        earliest=earliest,
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
                reason=said_many(
                    "Promised %(period)s after the update: the new text was first seen on "
                    "%(seen)s, %(n)d day before the stated %(effect)s.",
                    "Promised %(period)s after the update: the new text was first seen on "
                    "%(seen)s, %(n)d days before the stated %(effect)s.",
                    (effect - seen).days,
                    period=period.words,
                    seen=seen,
                    effect=effect,
                ),
            )
        return left_open(facts, said("It counts from its date of update, and states no new one."))
    due = period.after(updated, is_holiday)
    dated = said(
        "Dated %(updated)s, effective %(effect)s; promised %(period)s after the date of update",
        updated=updated,
        effect=effect,
        period=period.words,
    )
    if effect >= due:
        reason = said("%(dated)s.", dated=dated)
        return replace(facts, finding=Finding.KEPT, reason=reason, required_by=updated)
    if promise.materiality in _SOME_CHANGES:
        some = said("%(dated)s, for material changes only.", dated=dated)
        return left_open(facts, some, unless=("not_material",))
    return replace(
        facts,
        finding=Finding.NOT_KEPT_ON_PAGE,
        reason=said("%(dated)s: its own dates fall short of it.", dated=dated),
        unless=promise.exemptions,
        required_by=updated,
    )


def _on_posting(facts: Verdict) -> Verdict:
    """Changes hold once they are posted: nothing is owed ahead, and the page shows the posting."""
    if facts.lead_days and facts.lead_days[1] < 0:
        return left_open(
            facts,
            said(
                "It promised effect on posting; the stated %(effect)s lies before the day on which "
                "the old text was last seen.",
                effect=first_day(facts.stated_effect) or "",
            ),
        )
    kept = said("It promised that changes hold once posted, and no notice ahead; the page shows it")
    return replace(facts, finding=Finding.KEPT, reason=_with_caveat(kept, facts.promise))


def _posted_only(facts: Verdict, promise: Promise) -> Verdict:
    """A channel without a time."""
    if elsewhere := _elsewhere(promise):
        return left_open(
            facts,
            said(
                "Notice was promised %(where)s, where we do not look; no time is set.",
                where=elsewhere,
            ),
        )
    if _is_page(promise) or set(promise.channels) == {"date_line"}:
        dated = "date_line" in promise.channels and not facts.stated_update
        if dated and not facts.stated_effect:
            same = said("It promised to renew its date, and the date stayed as it was.")
            return left_open(facts, same)
        return replace(
            facts,
            finding=Finding.KEPT,
            reason=said(
                "It promised to post the new text here, and named no time; the page shows it."
            ),
        )
    return left_open(facts, said("Notice was promised, without a time or a place."))


def _without_effect(facts: Verdict) -> Verdict:
    if facts.stated_update:
        return left_open(
            facts,
            said(
                "%(day)s is a date of update; no day of effect is stated to compare.",
                day=_day(facts.stated_update),
            ),
        )
    none = said("The text states no new day of effect to compare the promise with.")
    return left_open(facts, none)


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


def _with_caveat(kept: Said, promise: Promise | None) -> Said:
    """The sentence, ended; with what a verdict of "kept" does not cover."""
    elsewhere = _elsewhere(promise) if promise else ()
    if not elsewhere:
        return said("%(kept)s.", kept=kept)
    return said(
        "%(kept)s; whether it was also told %(where)s we cannot see.", kept=kept, where=elsewhere
    )


def _day(stated: str) -> date | str:
    """A stated day; a month as it is written."""
    return stated if len(stated) == len("2026-06") else first_day(stated) or stated


def _elsewhere(promise: Promise) -> tuple[Said, ...]:
    """Where else than on the page notice was promised; empty where nowhere."""
    named = [_OTHER_PLACES[channel] for channel in promise.channels if channel in _OTHER_PLACES]
    if "post_on_page" in promise.channels and not promise.on_this_page:
        named.append(said("on the site, perhaps on another page"))
    return tuple(named)


def _is_page(promise: Promise) -> bool:
    """The promised place is the page itself, and no other would do."""
    page = "post_on_page" in promise.channels and promise.on_this_page
    return (page or promise.anchor == "after_posting") and not _elsewhere(promise)


def left_open(facts: Verdict, reason: Said, unless: tuple[str, ...] = ()) -> Verdict:
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
