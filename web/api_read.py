"""What the API gives to read: policies, versions, clauses, and what became of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query
from sqlalchemy import select
from sqlmodel import Session, col
from starlette.responses import Response

from policy.jsonable import comparison_to_json
from storage import changes, checks, passages, versions
from storage.search import stays_of
from storage.tables_seen import CheckRow, VersionRow
from storage.tables_watched import PolicyRow
from web import api_forms as forms
from web import api_rows, cursors
from web.api_answers import Asker, Asking, answer, refuse
from web.clauses import MOST_WORDINGS, wordings_of
from web.comparing import between
from web.promised import verdicts_of

policies = APIRouter(tags=["policies"])

Id = Annotated[str, Path(description="A policy's id, as lists give it.", max_length=200)]
Number = Annotated[int, Path(description="A version's number.", ge=1, le=10**9)]
Limit = Annotated[int, Query(description="At most so many.", ge=1, le=200)]
Cursor = Annotated[
    str | None, Query(description="What `next` of the list before said.", max_length=300)
]


@policies.get("/policies", response_model=forms.Policies, operation_id="list_policies")
def list_policies(
    asker: Asking,
    service: Annotated[str | None, Query(max_length=200)] = None,
    terms_type: Annotated[str | None, Query(max_length=200)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Every policy that is listed, by id."""
    after = name_of(cursor)
    query = select(PolicyRow).where(asker.listed(), col(PolicyRow.id) > after)
    if service is not None:
        query = query.where(col(PolicyRow.service) == service)
    if terms_type is not None:
        query = query.where(col(PolicyRow.terms_type) == terms_type)
    with asker.desk.database.reading() as tx:
        rows = list(tx.scalars(query.order_by(col(PolicyRow.id)).limit(limit + 1)))
        shown = rows[:limit]
        form = {
            "policies": api_rows.policies(tx, asker, shown),
            "next": name_cursor(shown[-1].id) if len(rows) > limit else None,
        }
    return answer(asker, lambda: form)


@policies.get("/policies/{policy}", response_model=forms.Policy, operation_id="get_policy")
def get_policy(asker: Asking, policy: Id) -> Response:
    """One policy, and how watching it goes."""
    with asker.desk.database.reading() as tx:
        (form,) = api_rows.policies(tx, asker, [asker.policy(tx, policy)])
    return answer(asker, lambda: form)


@policies.get(
    "/policies/{policy}/versions", response_model=forms.Versions, operation_id="list_versions"
)
def list_versions(asker: Asking, policy: Id, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Every version of a policy, the newest first."""
    before = name_of(cursor)
    with asker.desk.database.reading() as tx:
        row = asker.policy(tx, policy)
        led = {one.to_version: one.id for one in changes.headlines(tx, row.id)}
        kept = versions.listed(tx, row.id)[::-1]
        origins = checks.origins_of_versions(tx, row.id)
    if before:
        kept = [one for one in kept if str(one.number).zfill(10) < before]
    shown = kept[:limit]
    form = {
        "policy": row.id,
        "versions": [
            api_rows.version_head(one, led.get(one.number), origins.get(one.number))
            for one in shown
        ],
        "next": name_cursor(str(shown[-1].number).zfill(10)) if len(kept) > limit else None,
    }
    return answer(asker, lambda: form)


@policies.get(
    "/policies/{policy}/versions/{number}", response_model=forms.Version,
    operation_id="get_version",
)  # fmt: skip
def get_version(asker: Asking, policy: Id, number: Number) -> Response:
    """One version with its clauses, their ids for life, its promises and the whole text."""
    with asker.desk.database.reading() as tx:
        return _version(asker, tx, asker.policy(tx, policy), number)


@policies.get("/policies/{policy}/at/{day}", response_model=forms.Version, operation_id="get_at")
def get_at(asker: Asking, policy: Id, day: date) -> Response:
    """The text as it was known at the end of a day, in the zone of this installation."""
    if not 1990 <= day.year <= 9000:
        refuse(404, "nothing was seen on that day")
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(asker.zone()))
    with asker.desk.database.reading() as tx:
        row = asker.policy(tx, policy)
        newest = (
            select(col(VersionRow.number))
            .where(col(VersionRow.policy_id) == row.id, col(VersionRow.first_seen_at) < end)
            .order_by(col(VersionRow.number).desc())
        )
        number = tx.scalar(newest.limit(1))
        if number is None or day > asker.desk.clock().astimezone(ZoneInfo(asker.zone())).date():
            refuse(404, "nothing was seen on that day")
        return _version(asker, tx, row, number)


@policies.get(
    "/policies/{policy}/comparisons/{old}/{new}", response_model=forms.Comparison,
    operation_id="compare_versions",
)  # fmt: skip
def compare_versions(asker: Asking, policy: Id, old: Number, new: Number) -> Response:
    """What differs between any two versions of a policy, clause by clause with redlines."""
    with asker.desk.database.reading() as tx:
        row = asker.policy(tx, policy)
        facts = [_text_of(tx, row.id, number) for number in (old, new)]
        led = changes.leading(tx, row.id, old, new)
        is_retracted = led and changes.get(tx, led).retracted_at

        def form() -> dict[str, Any]:
            work_out = asker.desk.comparisons.at(asker.desk.clock())
            found = between(tx, row.id, old, new, asker.zone(), work_out)
            kept = comparison_to_json(found.comparison)
            kept.pop("format")
            kept.pop("pairs")
            ends = {"policy": row.id, "from_version": old, "to_version": new, "change": led}
            return {**ends, **kept, "takes_effect": found.effect.to_json()}

        return answer(asker, form, "comparison", *facts, led, is_retracted)


@policies.get(
    "/policies/{policy}/clauses/{clause}", response_model=forms.ClauseHistory,
    operation_id="get_clause",
)  # fmt: skip
def get_clause(
    asker: Asking,
    policy: Id,
    clause: Annotated[str, Path(description="A clause's id for life.", max_length=60)],
) -> Response:
    """Every wording a clause had, and between which looks each came and went."""
    with asker.desk.database.reading() as tx:
        row = asker.policy(tx, policy)
        life = passages.of_clause(tx, row.no, clause)
        if not life:
            refuse(404, "there is no clause of that name here")
        kept = wordings_of(tx, row, clause, stays_of(tx, row.id, life[-MOST_WORDINGS:]))
    form = {
        "policy": row.id,
        "clause": clause,
        "wordings": [api_rows.wording(one) for one in kept],
    }
    return answer(asker, lambda: form)


Outcome = Literal[
    "first", "same", "pending", "changed", "variant", "refused", "unreachable", "unreadable"
]


@policies.get("/policies/{policy}/looks", response_model=forms.Looks, operation_id="list_looks")
def list_looks(
    asker: Asking,
    policy: Id,
    outcome: Annotated[Outcome | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Every look at a policy, the newest first: also those that found nothing or failed."""
    place = place_of(cursor)
    with asker.desk.database.reading() as tx:
        row = asker.policy(tx, policy)
        query = select(CheckRow).where(col(CheckRow.policy_no) == row.no)
        if outcome is not None:
            query = query.where(col(CheckRow.outcome) == outcome)
        if place is not None:
            at, id = place
            same = (col(CheckRow.at) == at) & (col(CheckRow.id) < _number(id))
            query = query.where((col(CheckRow.at) < at) | same)
        order = (col(CheckRow.at).desc(), col(CheckRow.id).desc())
        rows = list(tx.scalars(query.order_by(*order).limit(limit + 1)))
    shown = rows[:limit]
    more = len(rows) > limit
    form = {
        "policy": row.id,
        "looks": [api_rows.look(one) for one in shown],
        "next": cursors.cursor((shown[-1].at, str(shown[-1].id))) if more else None,
    }
    return answer(asker, lambda: form)


@policies.get(
    "/policies/{policy}/promises", response_model=forms.Promises, operation_id="list_promises"
)
def list_promises(asker: Asking, policy: Id) -> Response:
    """What the text in force promises about its own changes, quoted."""
    with asker.desk.database.reading() as tx:
        row = asker.policy(tx, policy)
        kept = versions.get(tx, row.id, row.in_force) if row.in_force else None
    promises = api_rows.version(row.id, kept, None)["promises"] if kept else []
    form = {"policy": row.id, "version": row.in_force, "promises": promises}
    return answer(asker, lambda: form)


@policies.get("/policies/{policy}/audit", response_model=forms.Audit, operation_id="get_audit")
def get_audit(asker: Asking, policy: Id) -> Response:
    """Its promises held against its conduct at its newest changes; never more than was seen."""
    from policy.audit_forms import audit_json

    with asker.desk.database.reading() as tx:
        row = asker.policy(tx, policy)
        found = verdicts_of(tx, row, asker.desk.verdicts)
    return answer(asker, lambda: {"policy": row.id, **audit_json(found)})


def name_cursor(name: str) -> str:
    """A cursor of a list that is in the order of names."""
    return cursors.cursor((BEGINNING, name))


def name_of(cursor: str | None) -> str:
    """The name a list goes on behind; empty at its beginning."""
    place = place_of(cursor)
    return place[1] if place else ""


def place_of(cursor: str | None) -> cursors.Place | None:
    """The place a list goes on from; what is no cursor of ours is a wrong request."""
    place = cursors.place(cursor)
    if cursor and place is None:
        refuse(422, "this is no cursor: pass what `next` said, or nothing")
    return place


BEGINNING = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))  # any time would do


def _number(id: str) -> int:
    if not id.isascii() or not id.isdecimal() or len(id) > 18:
        refuse(422, "this is no cursor: pass what `next` said, or nothing")
    return int(id)


def _version(asker: Asker, tx: Session, row: PolicyRow, number: int) -> Response:
    led = next((c.id for c in changes.headlines(tx, row.id) if c.to_version == number), None)
    origin = checks.origins_of_versions(tx, row.id).get(number)
    facts = ("version", _text_of(tx, row.id, number), led, origin)
    return answer(
        asker,
        lambda: api_rows.version(row.id, versions.get(tx, row.id, number), led, origin),
        *facts,
    )


def _text_of(tx: Session, policy: str, number: int) -> tuple[int, int]:
    """What a version's words follow from, without unpacking them; 404 where there is none."""
    query = select(col(VersionRow.id), col(VersionRow.text_id)).where(
        col(VersionRow.policy_id) == policy, col(VersionRow.number) == number
    )
    found = tx.execute(query).one_or_none()
    if found is None:
        refuse(404, f"there is no version {number}")
    return found[0], found[1]
