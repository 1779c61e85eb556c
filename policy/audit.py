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
from dataclasses import replace
from itertools import pairwise
from typing import Final

from policy import dates
from policy.audit_rules import ZONES, against, left_open
from policy.audit_values import Finding, SeenNotice, SeenVersion, Verdict, day_of, first_day
from policy.counting import IsHoliday, no_holidays
from policy.model import Promise, Reading, Significance
from policy.said import Said, said

__all__ = ["Finding", "SeenNotice", "SeenVersion", "Verdict", "audit"]

_ORDER: Final = {
    # one rule that was broken decides, then one that we cannot judge
    Finding.NOT_KEPT_ON_PAGE: 0,
    Finding.OPEN: 1,
    Finding.KEPT: 2,
    Finding.NO_PROMISE: 3,
}


def audit(
    history: Sequence[SeenVersion],
    notices: Sequence[SeenNotice] = (),
    is_holiday: IsHoliday = no_holidays,
) -> tuple[Verdict, ...]:
    """A verdict for every change of a history, in order. A technical upgrade is no change."""
    seen = [version for version in history if not version.technical]
    return tuple(_judge(before, after, notices, is_holiday) for before, after in pairwise(seen))


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
            reason=said("Only the look of the text changed; the promise may not cover that."),
            unless=("not_material",),
        )
    if "date_only" in verdict.events and not verdict.stated_effect:
        return left_open(replace(verdict, promise=firm[0]), said("Only the date line changed."))
    # what is promised with a time decides; a mere "we will post it" does not outweigh it
    timed = [promise for promise in firm if promise.lead_time or promise.anchor == "before_effect"]
    tried = [against(promise, verdict, notices, is_holiday) for promise in timed or firm]
    return min(tried, key=lambda each: _ORDER[each.finding])


def _facts(before: SeenVersion, after: SeenVersion) -> Verdict:
    """What we saw of the change, before any promise is asked."""
    old, new = before.reading, after.reading
    effect = new.effective_on if new.effective_on != old.effective_on else None
    updated = new.updated_on if new.updated_on != old.updated_on else None
    events = []
    if effect is None and (day := first_day(updated)) and day > day_of(after.first_seen_at + ZONES):
        # a day of update still to come can only be the day of effect
        effect, updated = updated, None
        events.append("future_update_date")
    holds_from = first_day(effect)
    rewritten = None
    if _same_words(old, new):
        events.append("date_only")
    announced = first_day(old.effective_on)
    if effect and announced and (announced > day_of(before.first_seen_at) or "date_only" in events):
        events.append("date_rewritten")
        rewritten = old.effective_on
    lead = None
    if holds_from:
        lead = (
            (holds_from - day_of(after.first_seen_at)).days,
            (holds_from - day_of(before.last_seen_at - ZONES)).days,
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


def _commits(promise: Promise) -> bool:
    return bool(promise.channels or promise.anchor or promise.lead_time)


def _why_none(reading: Reading, *, weak: bool) -> Said:
    if weak:
        return said("The text only said that it may notify.")
    if any(promise.may_change_without_notice for promise in reading.promises):
        return said("The text said that it may change without notice.")
    if any(promise.at_any_time for promise in reading.promises):
        return said("The text said that it may change at any time, and promised no notice.")
    return said("The text promised no notice.")


def _same_words(old: Reading, new: Reading) -> bool:
    """Do the texts differ in their date lines only?"""
    return _without_stamps(old) == _without_stamps(new)


def _without_stamps(reading: Reading) -> list[str]:
    return [clause.text for clause in reading.clauses if not dates.is_stamp(clause.text)]
