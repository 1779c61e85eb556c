"""The pages one reads: what is watched, how a policy changed, one version, one change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from policy.model import ClauseChange, Comparison
from policy.redline import for_readers
from policy.summary import sentence
from policy.takes_effect import days_left
from storage import changes, checks, policies, versions
from storage.tables import ChangeRow, PolicyRow, VersionRow
from web.comparing import between
from web.pages import desk_of, render

RECENT = 12
COUNTED = 30
MOST_VERSIONS = 10**9
FAILED = ("refused", "unreachable", "unreadable")


@dataclass(frozen=True, slots=True)
class Milestone:
    """One version on a policy's timeline, and the change that led to it."""

    version: VersionRow
    change: ChangeRow | None
    counts: dict[str, int]

    @property
    def size(self) -> int:
        """1 to 5: how much was changed, for the mark on the timeline."""
        told = sum(count for kind, count in self.counts.items() if kind != "renumbered")
        return next((place for place, most in enumerate((1, 3, 8, 20), 1) if told <= most), 5)


def front(request: Request) -> Response:
    """Every policy that is watched, and what changed of late."""
    asked = " ".join(request.query_params.get("q", "").split())[:100]
    with desk_of(request).database.reading() as tx:
        rows = policies.listed(tx)
        names = {row.id: row for row in rows}
        recent = [
            (names[row.policy_id], row)
            for row in changes.recent(tx, RECENT)
            if row.policy_id in names and row.kind in changes.TOLD_KINDS
        ]
    found = [
        row for row in rows if asked.casefold() in f"{row.service} {row.terms_type}".casefold()
    ]
    return render(request, "front.html", policies=found, recent=recent, asked=asked)


def policy(request: Request) -> Response:
    """One policy over time."""
    name = request.path_params["policy"]
    with desk_of(request).database.reading() as tx:
        row = _visible(tx, name)
        milestones = _milestones(tx, row)
        reading = versions.get(tx, name, row.in_force).reading if row.in_force else None
        counted = checks.counted(tx, name)
        trouble = [look for look in checks.of(tx, name, limit=200) if look.outcome in FAILED][-5:]
        urls = [source.url for source in policies.sources(tx, name)]
    return render(
        request, "policy.html", policy=row, milestones=milestones, reading=reading, urls=urls,
        looks=sum(counted.values()), counted=counted, trouble=trouble[::-1],
        plot=_plot(milestones),
    )  # fmt: skip


def version(request: Request) -> Response:
    """One version as it was read."""
    name, number = request.path_params["policy"], _number(request, "number")
    with desk_of(request).database.reading() as tx:
        row = _visible(tx, name)
        kept = versions.get(tx, name, number)
        numbers = [one.number for one in versions.listed(tx, name)]
    return render(request, "version.html", policy=row, version=kept, numbers=numbers)


def change(request: Request) -> Response:
    """One change with its redline: where the links of mails lead."""
    with desk_of(request).database.reading() as tx:
        kept = changes.get(tx, request.path_params["change"])
        return _compared(request, tx, kept.policy_id, kept.from_version, kept.to_version)


def compare(request: Request) -> Response:
    """Any two versions of a policy."""
    old, new = _number(request, "old"), _number(request, "new")
    with desk_of(request).database.reading() as tx:
        return _compared(request, tx, request.path_params["policy"], old, new)


def _number(request: Request, name: str) -> int:
    """A version's number of an address; one that no policy could reach is not there."""
    number = int(request.path_params[name])
    if number > MOST_VERSIONS:
        raise HTTPException(404)
    return number


def _compared(request: Request, tx: Session, name: str, old: int, new: int) -> Response:
    row = _visible(tx, name)
    zone = desk_of(request).office.letterhead.time_zone
    found = between(tx, name, old, new, zone)
    today = desk_of(request).clock().astimezone(ZoneInfo(zone)).date()
    shown = found.comparison.changes
    return render(
        request, "change.html", policy=row, found=found, comparison=found.comparison,
        told=_most_significant_first(found.comparison),
        renumbered=[one for one in shown if one.kind == "renumbered"],
        counts=Counter(one.kind for one in shown), redline_of=for_readers, sentence=sentence,
        days_left=days_left(found.effect, today), language=found.new.reading.language,
    )  # fmt: skip


def _most_significant_first(comparison: Comparison) -> list[ClauseChange]:
    """The changes a reader came for, in the text's order within each significance."""
    told = [one for one in comparison.changes if one.kind != "renumbered"]
    return sorted(told, key=lambda one: -one.significance.rank)


def _visible(tx: Session, name: str) -> PolicyRow:
    row = policies.get(tx, name)
    if row.state == "removed":
        raise HTTPException(404)
    return row


def _milestones(tx: Session, row: PolicyRow) -> list[Milestone]:
    """Every version, newest first; counting what changed is costly: for the newest only."""
    led = {one.to_version: one for one in changes.listed(tx, row.id)}
    found = []
    for place, one in enumerate(versions.listed(tx, row.id)[::-1]):
        change_row = led.get(one.number)
        counts: Counter[str] = Counter()
        if change_row and place < COUNTED:
            kept = changes.get(tx, change_row.id)
            counts.update(str(change.kind) for change in kept.comparison.changes)
        found.append(Milestone(one, change_row, dict(counts)))
    return found


@dataclass(frozen=True, slots=True)
class Mark:
    """One version's place on the drawn line: `x` from 0 to 1000, `size` the radius."""

    x: int
    size: int
    milestone: Milestone


def _plot(milestones: list[Milestone]) -> list[Mark]:
    """The marks of the timeline's picture, oldest first; the list beside it is the data."""
    if not milestones:
        return []
    times = [one.version.first_seen_at for one in milestones]
    first, last = min(times), max(times)
    span = (last - first).total_seconds() or 1.0

    def place(at: datetime) -> int:
        return 30 + round(940 * (at - first).total_seconds() / span)

    return [
        Mark(place(one.version.first_seen_at), 5 + 3 * one.size, one) for one in milestones[::-1]
    ]
