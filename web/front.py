"""Where one begins: what comes into force, what changed of late, every service and its policies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from storage import changes, effects, visibility
from storage.tables_seen import ChangeRow
from storage.tables_shown import EffectRow
from storage.tables_watched import PolicyRow
from web.pages import Desk, desk_of, render

RECENT = 12
COMING = 8
FEW = 30  # so many policies stand on the front page itself
SERVICES_A_PAGE = 100
LONGEST_ASKED = 100
LONGEST_NUMBER = 6  # digits


def front(request: Request) -> Response:
    """What comes, what changed, what is watched."""
    desk = desk_of(request)
    with desk.database.reading() as tx:
        watched, services = visibility.counted(tx)
        rows = visibility.listed(tx) if watched <= FEW else []
        coming, recent = _coming(tx, desk), _recent(tx)
    return render(
        request, "front.html", policies=rows, watched=watched, services=services,
        recent=recent, coming=coming, today=today_of(desk),
    )  # fmt: skip


def services(request: Request) -> Response:
    """Every service by its name, some a page, or those whose names hold what was asked for."""
    asked = " ".join(request.query_params.get("q", "").split())[:LONGEST_ASKED]
    with desk_of(request).database.reading() as tx:
        rows = visibility.listed(tx)
    wanted = asked.casefold()
    found = [row for row in rows if wanted in f"{row.service} {row.terms_type}".casefold()]
    by_name = sorted(found, key=lambda row: (row.service.casefold(), row.service))
    grouped = [(name, list(some)) for name, some in groupby(by_name, key=lambda row: row.service)]
    number, last = page_asked(request), max(1, -(-len(grouped) // SERVICES_A_PAGE))
    shown = grouped[(number - 1) * SERVICES_A_PAGE : number * SERVICES_A_PAGE]
    if number > last:
        raise HTTPException(404)
    return render(
        request, "services.html", services=shown, asked=asked, number=number, last=last,
        count=len(grouped), policies=len(found),
    )  # fmt: skip


def service(request: Request) -> Response:
    """One service: its policies, and what of them comes into force."""
    name, desk = request.path_params["service"], desk_of(request)
    with desk.database.reading() as tx:
        rows = visibility.listed(tx, name)
        if not rows:
            raise HTTPException(404)
        coming, recent = _coming(tx, desk, name), _recent(tx, name)
    return render(
        request, "service.html", service=name, policies=rows, recent=recent, coming=coming,
        today=today_of(desk),
    )  # fmt: skip


def page_asked(request: Request) -> int:
    """The number of a page in an address; 1 where it is none."""
    written = request.query_params.get("page", "1")
    is_number = written.isascii() and written.isdecimal() and len(written) <= LONGEST_NUMBER
    return max(1, int(written)) if is_number else 1


def today_of(desk: Desk) -> date:
    """The day it is where this installation counts days."""
    return desk.clock().astimezone(ZoneInfo(desk.office.letterhead.time_zone)).date()


def _coming(
    tx: Session, desk: Desk, service: str | None = None
) -> list[tuple[PolicyRow, ChangeRow, EffectRow]]:
    found = effects.coming(tx, _of_listed(service), today_of(desk), COMING)
    names = visibility.named(tx, {row.policy_id for row, _ in found})
    return [(names[row.policy_id], row, day) for row, day in found]


def _recent(
    tx: Session, service: str | None = None
) -> list[tuple[PolicyRow, ChangeRow, Mapping[str, int]]]:
    """The newest changes, each with its policy and how many clauses of which kind."""
    rows = changes.latest(tx, _of_listed(service), RECENT)
    names = visibility.named(tx, {row.policy_id for row in rows})
    return [(names[row.policy_id], row, changes.tally_of(row).counts) for row in rows]


def _of_listed(service: str | None) -> ColumnElement[bool]:
    """The condition over `change`: of what everybody is shown, of one service or of all."""
    listed = select(col(PolicyRow.id)).where(visibility.is_listed())
    if service is not None:
        listed = listed.where(col(PolicyRow.service) == service)
    return col(ChangeRow.policy_id).in_(listed)
