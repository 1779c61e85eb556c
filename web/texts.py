"""A text as it stood: one version, or what stood there on a day, with what is known of the time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from policy.takes_effect import in_force
from storage import changes, checks, sightings, versions, visibility
from storage.search import Edge
from storage.tables_seen import VersionRow
from storage.tables_watched import PolicyRow
from web.front import today_of
from web.pages import desk_of, fresh, render
from web.text_parts import contents, parts_of

MOST_VERSIONS = 10**9
EARLIEST_YEAR = 1990
LONG = 1000  # parts of a text or rows of a redline, from which a page is sent as it is made


def version(request: Request) -> Response:
    """One version, as it was read."""
    name, number = request.path_params["policy"], number_of(request, "number")
    with desk_of(request).database.reading() as tx:
        row = visibility.readable(tx, name)
        return _shown(request, tx, row, number, None)


def on_day(request: Request) -> Response:
    """The text that stood there on a day, as far as we looked: with its bounds, and with the other
    one where the change fell between two looks of that day.
    """
    name, day = request.path_params["policy"], _day(request.path_params["day"])
    with desk_of(request).database.reading() as tx:
        row = visibility.readable(tx, name)
        zone = ZoneInfo(desk_of(request).office.letterhead.time_zone)
        evening = datetime.combine(day + timedelta(days=1), time(), zone)
        listed = [one for one in versions.listed(tx, name) if one.kind != "technical"]
        stood = [one for one in listed if one.first_seen_at < evening]
        if not stood:
            first = listed[0].first_seen_at if listed else None
            return render(
                request, "not_yet.html", status=404, policy=row, day=day, first=first,
            )  # fmt: skip
        return _shown(request, tx, row, _as_read_now(tx, row, stood[-1]), day)


def choose_day(request: Request) -> Response:
    """The form that chooses a day leads to the address of that day."""
    params = request.query_params
    day = _day(params.get("day", ""))
    with desk_of(request).database.reading() as tx:
        row = visibility.readable(tx, request.path_params["policy"])
    language = f"?lang={params['lang']}" if params.get("lang", "").isalpha() else ""
    return RedirectResponse(f"/policies/{row.id}/{day.isoformat()}{language}", 303)


def number_of(request: Request, name: str) -> int:
    """A version's number of an address; one that no policy could reach is not there."""
    number = int(request.path_params[name])
    if number > MOST_VERSIONS:
        raise HTTPException(404)
    return number


def edges_of(tx: Session, policy_id: str) -> dict[int, Edge]:
    """For each version, between which looks it came, and by which change."""
    found = {row.number: Edge(None, row.first_seen_at) for row in versions.listed(tx, policy_id)}
    for row in changes.headlines(tx, policy_id):
        found[row.to_version] = Edge(row.last_seen_old_at, row.first_seen_new_at, row.id, row.kind)
    return found


def _shown(
    request: Request, tx: Session, row: PolicyRow, number: int, day: date | None
) -> Response:
    desk = desk_of(request)
    today = today_of(desk)
    facts = (
        "version", row.id, row.service, row.terms_type, row.visibility, row.state, number, day,
        today if day else None, row.in_force, row.last_look_at,
    )  # fmt: skip
    known = fresh(request, *facts)
    if known is not None:
        return known
    kept = desk.shelf.get(tx, row.id, number)
    edges = edges_of(tx, row.id)
    seen = sightings.by_version(tx, row).get(number)
    until = edges.get(number + 1)
    last = seen.last_at if seen else kept.first_seen_at
    unseen = [
        gap for gap in sightings.gaps(tx, row, desk.clock())
        if gap.after >= kept.first_seen_at and (until is None or gap.after <= until.at)
    ]  # fmt: skip
    parts = parts_of(kept.reading.clauses)
    return render(
        request, "version.html", streamed=len(parts) > LONG,
        indexed=row.visibility == "public", facts=facts, policy=row, version=kept,
        origin=checks.origins_of_versions(tx, row.id).get(number),
        numbers=sorted(edges), came=edges[number], went=until, seen=seen, last=last,
        gaps=unseen, text_parts=parts, contents=contents(parts), day=day, today=today,
        holds_then=in_force(kept.reading, day or today),
        torn=_torn(day, desk.office.letterhead.time_zone, edges[number], until),
    )  # fmt: skip


def _as_read_now(tx: Session, row: PolicyRow, stood: VersionRow) -> int:
    """The number under which that text stands today: our own later reading of it, if there is
    one.
    """
    number = stood.number
    for one in versions.listed(tx, row.id):
        if one.number == number + 1 and one.kind == "technical":
            number += 1
    return number


def _torn(day: date | None, zone: str, came: Edge, went: Edge | None) -> str:
    """Whether more than one text may have stood there on the day: `came`, `went`, or nothing."""
    if day is None:
        return ""
    place = ZoneInfo(zone)
    if went and went.not_yet_at and went.not_yet_at.astimezone(place).date() <= day:
        return "went"
    if came.not_yet_at and came.at.astimezone(place).date() == day:
        return "came"
    return ""


def _day(written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise HTTPException(404) from None
    if day.year < EARLIEST_YEAR or day.year > date.max.year - 1:
        raise HTTPException(404)
    return day
