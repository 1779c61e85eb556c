"""A policy over time: its versions, the looks between them, and the picture of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from policy.tally import Tally
from storage import changes, checks, effects, policies, sightings, versions, visibility
from storage.sightings import Gap, Run, Seen
from storage.tables_seen import ChangeRow, VersionRow
from storage.tables_shown import EffectRow
from storage.tables_watched import PolicyRow
from web.front import today_of
from web.pages import Desk, desk_of, render
from web.plot import Mark, Span, Tick, Trouble, height, ticks

FEW = 25  # entries of the timeline; `?all=1` shows them all
NARROWEST = 0.35  # hundredths of the width: a failed look must still be seen
NOTHING = Tally({}, 0)
SIZES = (10, 40, 150, 500)  # words that changed, up to which a mark has that size


@dataclass(frozen=True, slots=True)
class Milestone:
    """One version on the timeline: the change that led to it, and how often it was seen."""

    version: VersionRow
    change: ChangeRow | None
    tally: Tally
    seen: Seen | None
    origin: str | None = None
    run: None = None

    @property
    def at(self) -> datetime:
        """When it was first seen."""
        return self.version.first_seen_at

    @property
    def size(self) -> int:
        """1 to 5: how much was changed, for the mark on the timeline."""
        words = self.tally.words
        return next((at for at, most in enumerate(SIZES, 1) if words <= most), len(SIZES) + 1)


@dataclass(frozen=True, slots=True)
class Unusual:
    """Looks on the timeline that did not find the text in force: failed, pending, a variant."""

    run: Run

    @property
    def at(self) -> datetime:
        """When the first of them was."""
        return self.run.first_at


@dataclass(frozen=True, slots=True)
class Plot:
    """The picture: marks above the line, trouble on it, dates below."""

    marks: tuple[Mark, ...] = ()
    trouble: tuple[Trouble, ...] = ()
    ticks: list[Tick] = field(default_factory=list)


def policy(request: Request) -> Response:
    """One policy over time."""
    name, desk = request.path_params["policy"], desk_of(request)
    now = desk.clock()
    with desk.database.reading() as tx:
        row = visibility.readable(tx, name)
        milestones = _milestones(tx, row)
        runs = sightings.runs(tx, row)
        gaps = sightings.gaps(tx, row, now)
        counted = checks.counted(tx, name)
        reading = versions.without_clauses(tx, name, row.in_force) if row.in_force else None
        urls = [source.url for source in policies.sources(tx, name)]
        coming = _coming(tx, desk, milestones)
    entries: list[Milestone | Unusual] = [*map(Unusual, runs), *milestones]
    entries.sort(key=lambda one: one.at)
    entries.reverse()  # of one moment the later version stands above: it was read anew
    everything = request.query_params.get("all") == "1"
    return render(
        request, "policy.html", indexed=row.visibility == "public", policy=row,
        milestones=milestones[::-1], entries=entries if everything else entries[:FEW],
        hidden_entries=0 if everything else max(0, len(entries) - FEW), gaps=gaps,
        counted=counted, looks=sum(counted.values()), promises=reading.promises if reading else (),
        language=reading.language if reading else None, urls=urls, coming=coming,
        today=today_of(desk), plot=plot_of(row, milestones, runs, gaps, now),
        waiting=runs[-1] if runs and row.last_outcome == "pending" else None,
    )  # fmt: skip


def plot_of(
    row: PolicyRow, milestones: list[Milestone], runs: list[Run], gaps: list[Gap], now: datetime
) -> Plot:
    """Where everything stands in the picture; nothing where there is only one thing to show."""
    if not milestones or (len(milestones) < 2 and not runs and not gaps):
        return Plot()
    last = max([now if row.state == "active" else milestones[-1].at, milestones[-1].at])
    span = Span(milestones[0].at, last)
    most = max(one.tally.words for one in milestones)
    marks = tuple(
        Mark(
            span.place(one.at), height(one.tally.words, most), _kind(one), _link(row, one),
            str(one.version.number),
        )
        for one in milestones
    )  # fmt: skip
    trouble = [_trouble(span, gap.after, gap.until or last, "gap") for gap in gaps]
    trouble += [
        _trouble(span, run.first_at, run.last_at, "pending" if run.outcome in WAITING else "failed")
        for run in runs
    ]
    return Plot(marks, tuple(trouble), ticks(span))


WAITING = ("pending", "variant")


def _milestones(tx: Session, row: PolicyRow) -> list[Milestone]:
    """Every version, oldest first."""
    led = {one.to_version: one for one in changes.headlines(tx, row.id)}
    seen = sightings.by_version(tx, row)
    origins = checks.origins_of_versions(tx, row.id)
    return [
        Milestone(
            one,
            led.get(one.number),
            changes.tally_of(led[one.number]) if one.number in led else NOTHING,
            seen.get(one.number),
            origins.get(one.number),
        )
        for one in versions.listed(tx, row.id)
    ]


def _coming(
    tx: Session, desk: Desk, milestones: list[Milestone]
) -> tuple[ChangeRow, EffectRow] | None:
    """The newest change, while the day from which it holds is still to come."""
    newest = milestones[-1].change if milestones else None
    if newest is None or newest.retracted_at is not None:
        return None
    zone = desk.office.letterhead.time_zone
    effect = effects.of(tx, [newest], zone, desk.clock()).get(newest.id)
    if effect is None or effect.certainty not in ("stated", "derived") or not effect.earliest:
        return None
    return (newest, effect) if effect.earliest > today_of(desk).isoformat() else None


def _kind(one: Milestone) -> str:
    if one.change is None:
        return "first"
    weighed = str(one.change.significance or "cosmetic")
    return "technical" if one.change.kind == "technical" else weighed


def _link(row: PolicyRow, one: Milestone) -> str:
    if one.change is None:
        return f"/policies/{row.id}/versions/{one.version.number}"
    return f"/changes/{one.change.id}"


def _trouble(span: Span, first: datetime, last: datetime, kind: str) -> Trouble:
    start, end = span.place(first), span.place(last)
    return Trouble(start, max(NARROWEST, round(end - start, 2)), kind)
