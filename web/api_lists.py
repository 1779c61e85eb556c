"""What the API gives to read across policies: services, changes, days, search, and how it goes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from sqlalchemy import func, select
from sqlalchemy.orm import defer
from sqlmodel import col
from starlette.responses import Response

from storage import changes, effects
from storage.search import search
from storage.tables_seen import ChangeRow, VersionRow
from storage.tables_watched import PolicyRow
from web import api_forms as forms
from web import api_rows, cursors
from web.api_answers import Asker, Asking, answer, moment, refuse
from web.api_read import Cursor, Limit, name_cursor, name_of, place_of

lists = APIRouter()
DAYS_BACK = timedelta(days=400)
FAILED = ("refused", "unreachable", "unreadable")


@lists.get("/services", tags=["services"], response_model=forms.Services,
           operation_id="list_services")  # fmt: skip
def list_services(asker: Asking, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Who publishes listed policies, by name."""
    found = _services(asker, col(PolicyRow.service) > name_of(cursor))
    shown = found[:limit]
    more = len(found) > limit
    form = {"services": shown, "next": name_cursor(shown[-1]["service"]) if more else None}
    return answer(asker, lambda: form)


@lists.get("/services/{service}", tags=["services"], response_model=forms.Service,
           operation_id="get_service")  # fmt: skip
def get_service(asker: Asking, service: Annotated[str, Path(max_length=200)]) -> Response:
    """One service and its listed policies."""
    found = _services(asker, col(PolicyRow.service) == service)
    if not found:
        refuse(404, "no policy of that service is listed here")
    return answer(asker, lambda: found[0])


@lists.get("/changes", tags=["changes"], response_model=forms.Changes, operation_id="list_changes")
def list_changes(
    asker: Asking,
    policy: Annotated[str | None, Query(description="Of one policy.", max_length=200)] = None,
    service: Annotated[str | None, Query(description="Of one service.", max_length=200)] = None,
    significance: Annotated[forms.Significance | None, Query()] = None,
    technical: Annotated[
        bool, Query(description="Also where only we read differently than before.")
    ] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Changes, the newest first."""
    place = place_of(cursor)
    light = defer(ChangeRow.comparison)  # type: ignore[arg-type]  # SQLModel shows it as its value
    query = select(ChangeRow, PolicyRow).options(light)
    query = query.join(PolicyRow, col(PolicyRow.id) == col(ChangeRow.policy_id))
    if not technical:
        query = query.where(col(ChangeRow.kind).in_(changes.TOLD_KINDS))
    if service is not None:
        query = query.where(col(PolicyRow.service) == service)
    if significance is not None:
        query = query.where(col(ChangeRow.significance) == significance)
    with asker.desk.database.reading() as tx:
        if policy is not None:
            row = asker.policy(tx, policy)
            query = query.where(col(ChangeRow.policy_id) == row.id)
        else:
            query = query.where(asker.listed())
        id: Any = col(ChangeRow.id)
        if tx.get_bind().dialect.name == "postgresql":
            id = id.collate("C")
        if place is not None:
            same = (col(ChangeRow.detected_at) == place[0]) & (id < place[1])
            query = query.where((col(ChangeRow.detected_at) < place[0]) | same)
        query = query.order_by(col(ChangeRow.detected_at).desc(), id.desc()).limit(limit + 1)
        rows = [(change, row) for change, row in tx.execute(query)]
        shown = rows[:limit]
        last = shown[-1][0] if len(rows) > limit else None
        form = {
            "changes": api_rows.changes_of(tx, asker, shown),
            "next": cursors.cursor((last.detected_at, last.id)) if last else None,
        }
    return answer(asker, lambda: form)


@lists.get("/changes/{change}", tags=["changes"], response_model=forms.Change,
           operation_id="get_change")  # fmt: skip
def get_change(asker: Asking, change: Annotated[str, Path(max_length=300)]) -> Response:
    """One change; its clauses are those of the comparison of its two versions."""
    with asker.desk.database.reading() as tx:
        row = tx.get(ChangeRow, change)
        if row is None:
            refuse(404, "there is no change of that name")
        (form,) = api_rows.changes_of(tx, asker, [(row, asker.policy(tx, row.policy_id))])
    return answer(asker, lambda: form)


@lists.get("/days", tags=["changes"], response_model=forms.Appointments, operation_id="list_days")
def list_days(
    asker: Asking,
    first: Annotated[date | None, Query(description="Not before; else today.")] = None,
    last: Annotated[date | None, Query(description="Not after.")] = None,
    policy: Annotated[str | None, Query(description="Of one policy.", max_length=200)] = None,
) -> Response:
    """The days from which changes hold and while there is a way out, as the calendars have them:
    of changes that were found in the last 400 days, at most 1,000.
    """
    now = asker.desk.clock()
    begin = first or now.date()
    with asker.desk.database.reading() as tx:
        if policy is not None:
            among = col(ChangeRow.policy_id) == asker.policy(tx, policy).id
        else:
            listed = select(col(PolicyRow.id)).where(asker.listed())
            among = col(ChangeRow.policy_id).in_(listed)
        found = effects.agenda(tx, among, now - DAYS_BACK, asker.zone(), now, begin)
    days = [
        api_rows.appointment(name, one)
        for name, one in found
        if last is None or one.first_day <= last
    ]
    return answer(asker, lambda: {"days": days[:1000]})


@lists.get("/search", tags=["search"], response_model=forms.Hits, operation_id="search")
def find(
    asker: Asking,
    q: Annotated[str, Query(description='Words, or a "phrase".', min_length=1, max_length=200)],
    policy: Annotated[str | None, Query(description="In one policy.", max_length=200)] = None,
    when: Annotated[
        Literal["ever", "now", "gone"],
        Query(description="`now`: what stands there; `gone`: what was deleted."),
    ] = "ever",
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """Clauses with all these words, in everything that ever stood there."""
    after = name_of(cursor)
    if after and not (after.isascii() and after.isdecimal() and len(after) <= 18):
        refuse(422, "this is no cursor: pass what `next` said, or nothing")
    with asker.desk.database.reading() as tx:
        row = asker.policy(tx, policy) if policy is not None else None
        hits = search(
            tx, q, policy=row, when=when, before=int(after) if after else None, limit=limit,
            hidden=asker.sees_all,
        )  # fmt: skip
    more = len(hits) == limit
    form = {
        "hits": [api_rows.hit(one) for one in hits],
        "next": name_cursor(str(hits[-1].stay.passage.id)) if more else None,
    }
    return answer(asker, lambda: form)


@lists.get("/health", tags=["health"], response_model=forms.Health, operation_id="get_health")
def get_health(asker: Asking) -> Response:
    """How watching goes, in figures."""
    shown = asker.listed()
    ids = select(col(PolicyRow.id)).where(shown)
    active = (shown, col(PolicyRow.state) == "active")
    with asker.desk.database.reading() as tx:

        def count(*conditions: Any) -> int:
            counted = tx.scalar(select(func.count()).select_from(PolicyRow).where(*conditions))
            return int(counted or 0)

        numbers = {
            "versions": select(func.count()).where(col(VersionRow.policy_id).in_(ids)),
            "changes": select(func.count()).where(col(ChangeRow.policy_id).in_(ids)),
        }
        oldest = tx.scalar(select(func.min(col(PolicyRow.last_confirmed_at))).where(*active))
        newest = tx.scalar(select(func.max(col(PolicyRow.last_look_at))).where(shown))
        form = {
            "policies": count(shown),
            "paused": count(shown, col(PolicyRow.state) == "paused"),
            **{name: tx.execute(query).scalar_one() for name, query in numbers.items()},
            "failing": count(*active, col(PolicyRow.last_outcome).in_(FAILED)),
            "oldest_sight_at": moment(oldest),
            "last_look_at": moment(newest),
        }
    return answer(asker, lambda: form)


def _services(asker: Asker, condition: Any) -> list[dict[str, Any]]:
    query = select(col(PolicyRow.service), col(PolicyRow.id)).where(asker.listed(), condition)
    letterhead = asker.desk.office.letterhead
    with asker.desk.database.reading() as tx:
        rows = sorted((service, id) for service, id in tx.execute(query))
    return [
        {
            "service": service,
            "policies": [id for _, id in mine],
            "links": api_rows.links(letterhead, "services", service),
        }
        for service, mine in groupby(rows, key=lambda row: row[0])
    ]
