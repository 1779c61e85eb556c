"""What we know of a policy that somebody follows: its dates, what it promises, when we read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from notifier import promised, telling, terms
from notifier.office import Letterhead
from notifier.render_person import Described
from notifier.words import Words
from storage import changes, versions
from storage.tables_watched import PolicyRow


def newly(
    tx: Session, policies: Sequence[PolicyRow], said: Words, zone: str, letterhead: Letterhead
) -> list[Described]:
    """Each policy for somebody who begins to follow it: its dates and what it promises."""
    found = []
    for policy in policies:
        lines = _read(tx, policy, said, zone)
        if policy.in_force is not None:
            reading = versions.get(tx, policy.id, policy.in_force).reading
            lines = [
                *_stated(reading.effective_on, reading.updated_on, said),
                *lines,
                *telling.doubts_of(reading, policy.service, said),
                *promised.standing(reading, said),
            ]
        found.append(_described(policy, lines, said, letterhead))
    return found


def still(
    tx: Session, policies: Sequence[PolicyRow], said: Words, zone: str, letterhead: Letterhead
) -> list[Described]:
    """Each policy for somebody who has not heard of it for long: when we last read it."""
    return [
        _described(policy, _read(tx, policy, said, zone), said, letterhead) for policy in policies
    ]


def _described(
    policy: PolicyRow, lines: Sequence[str], said: Words, letterhead: Letterhead
) -> Described:
    name = terms.the(said, policy.terms_type, policy.service)
    return Described(name, letterhead.link("policies", policy.id), tuple(lines))


def _stated(effective_on: str | None, updated_on: str | None, said: Words) -> list[str]:
    """The dates that the text itself names."""
    lines = []
    if effective_on:
        day = said.stated(effective_on)
        lines.append(
            said.say("The date from which it applies, by its own words: %(day)s.", day=day)
        )
    if updated_on:
        day = said.stated(updated_on)
        lines.append(said.say("The date of update in the text: %(day)s.", day=day))
    if not lines:
        lines.append(said.say("The text names no date of its own."))
    return lines


def _read(tx: Session, policy: PolicyRow, said: Words, zone: str) -> list[str]:
    """Since when we keep it, when it last changed, and whether we can read it now."""
    if policy.in_force is None or policy.last_confirmed_at is None:
        return [said.say("We have not read it yet; we are about to.")]
    kept = versions.listed(tx, policy.id)
    told = [
        row
        for row in changes.listed(tx, policy.id)
        if row.kind in changes.TOLD_KINDS and row.retracted_at is None
    ]
    since = _day(kept[0].first_seen_at, said, zone)
    last = _day(policy.last_confirmed_at, said, zone)
    if told:
        lines = [
            said.say(
                "We have kept it since %(since)s; it last changed on %(day)s.",
                since=since,
                day=_day(told[-1].first_seen_new_at, said, zone),
            )
        ]
    else:
        lines = [said.say("We have kept it since %(since)s, and it has not changed.", since=since)]
    if policy.failed_in_a_row:
        lines.append(
            said.say(
                "We read it last on %(day)s; the looks since then failed. Until we can read it"
                " again, our silence does not mean that nothing has changed.",
                day=last,
            )
        )
    elif policy.state == "paused":
        lines.append(said.say("We read it last on %(day)s; watching it is paused.", day=last))
    else:
        lines.append(said.say("We read it last on %(day)s.", day=last))
    return lines


def _day(at: datetime, said: Words, zone: str) -> str:
    return said.short_day(at.astimezone(ZoneInfo(zone)).date())
