"""The days that changes of one policy put into a calendar, and what became of them. Pure.

A day keeps its name while it moves: where a later text names another day for the same change, the
appointment is the same, at its new day, with a higher sequence (RFC 5545, 3.8.7.4). A change that
is withdrawn or was told by mistake leaves its appointments cancelled; they are not forgotten, for
calendars that hold them must be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

Kind = Literal["effect", "exit"]
DATED = ("stated", "derived")
"""How sure a day must be to stand in a calendar: one that is merely assumed does not."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One change as a calendar sees it."""

    change_id: str
    kind: str  # change, return, late
    from_version: int
    to_version: int
    seen_on: date
    detected_at: datetime
    certainty: str
    earliest: date | None = None
    latest: date | None = None
    exit_until: date | None = None
    rewritten_from: str | None = None
    retracted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Appointment:
    """A day from which a change holds, or the days in which a way out is open."""

    uid: str
    kind: Kind
    change_id: str  # the change that speaks of it last
    first_day: date
    last_day: date
    latest: date | None  # where the day is only known between two ends
    certainty: str
    created_at: datetime
    changed_at: datetime
    sequence: int = 0
    cancelled: bool = False
    before: Appointment | None = None  # as it was before the change that moved it


def appointments(changes: Iterable[Dated]) -> list[Appointment]:
    """Every appointment that these changes of one policy made, by day."""
    known: dict[str, Appointment] = {}
    for at, change, taken_back in _happenings(list(changes)):
        for one in _after(list(known.values()), change, at, taken_back=taken_back):
            known[one.uid] = one
    return sorted(known.values(), key=lambda one: (one.first_day, one.uid))


def _happenings(changes: Sequence[Dated]) -> Iterator[tuple[datetime, Dated, bool]]:
    """What happened, in its order: changes, and that we were wrong about one."""
    happened = [(one.detected_at, one.to_version, 0, one) for one in changes]
    happened += [(one.retracted_at, one.to_version, 1, one) for one in changes if one.retracted_at]
    for at, _, back, one in sorted(happened, key=lambda entry: entry[:3]):
        yield at, one, bool(back)


def _after(
    known: Sequence[Appointment], change: Dated, at: datetime, *, taken_back: bool
) -> Iterator[Appointment]:
    """The appointments that are new or other after this."""
    if taken_back:
        yield from (_undone(one, at) for one in known if one.change_id == change.change_id)
        return
    if change.kind == "return":
        yield from (_cancelled(one, at) for one in known if _is_withdrawn(one, change))
        return  # the earlier text speaks of days that were told before
    if change.certainty in DATED and change.earliest:
        moved = _moved(known, change)
        yield _again(moved, change, at) if moved else _new("effect", change, change.earliest)
    if change.exit_until and change.exit_until >= change.seen_on:
        yield _new("exit", change, change.seen_on)


def _is_withdrawn(one: Appointment, change: Dated) -> bool:
    """Whether a return takes this back: it stands, and was still to come or under way."""
    return not one.cancelled and one.last_day >= change.seen_on


def _moved(known: Sequence[Appointment], change: Dated) -> Appointment | None:
    """The appointment whose announced day this change replaces."""
    for one in reversed(known):
        standing = one.kind == "effect" and not one.cancelled
        if standing and change.rewritten_from and _names(change.rewritten_from, one.first_day):
            return one
    return None


def _names(written: str, day: date) -> bool:
    """Whether a stated date is this day, or the month that begins with it."""
    return day.isoformat().startswith(written) if len(written) == len("2026-06") else (
        written == day.isoformat()
    )  # fmt: skip


def _new(kind: Kind, change: Dated, first: date) -> Appointment:
    exits = kind == "exit" and change.exit_until
    return Appointment(
        uid=f"{kind}.{change.change_id}",
        kind=kind,
        change_id=change.change_id,
        first_day=first,
        last_day=change.exit_until if exits and change.exit_until else first,
        latest=change.latest if kind == "effect" and change.latest != first else None,
        certainty=change.certainty,
        created_at=change.detected_at,
        changed_at=change.detected_at,
    )


def _again(one: Appointment, change: Dated, at: datetime) -> Appointment:
    """The same appointment at the day that this change names."""
    fresh = _new("effect", change, change.earliest or one.first_day)
    return replace(
        fresh, uid=one.uid, created_at=one.created_at, changed_at=at,
        sequence=one.sequence + 1, before=one,
    )  # fmt: skip


def _undone(one: Appointment, at: datetime) -> Appointment:
    """As it was before the change we were wrong about; cancelled where that change made it."""
    if one.before is None:
        return _cancelled(one, at)
    return replace(one.before, sequence=one.sequence + 1, changed_at=at)


def _cancelled(one: Appointment, at: datetime) -> Appointment:
    if one.cancelled:
        return one
    return replace(one, cancelled=True, sequence=one.sequence + 1, changed_at=at)
