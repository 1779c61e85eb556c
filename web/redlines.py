"""What changed between two versions, as pages: changes with their context or the whole text, in
one column or in two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from policy.redline import for_readers
from policy.summary import sentence
from policy.takes_effect import days_left
from storage import changes, versions, visibility
from storage.changes import KeptChange
from web.budget import TooManyComparisonsError
from web.comparing import between
from web.pages import desk_of, fresh, render, words_of
from web.redline_rows import Row, rows_of, with_context
from web.texts import LONG, number_of

VIEWS = ("changes", "whole")
LAYOUTS = ("inline", "split")
MOST_IN_SHORT = 100  # sentences above the redline
MANY_CHANGES = 30  # from which a page is sent as it is made: its sentences take their time


def change(request: Request) -> Response:
    """One change with its redline: where the links of mails lead."""
    with desk_of(request).database.reading() as tx:
        kept = changes.get(tx, request.path_params["change"])
        return _compared(request, tx, kept.policy_id, kept.from_version, kept.to_version, kept)


def compare(request: Request) -> Response:
    """Any two versions of a policy."""
    old, new = number_of(request, "old"), number_of(request, "new")
    with desk_of(request).database.reading() as tx:
        return _compared(request, tx, request.path_params["policy"], old, new)


def choose(request: Request) -> Response:
    """The form that chooses two versions leads to the address of their comparison."""
    params = request.query_params
    with desk_of(request).database.reading() as tx:
        row = visibility.readable(tx, request.path_params["policy"])
        numbers = {str(one.number): one.number for one in versions.listed(tx, row.id)}
    old, new = numbers.get(params.get("from", "")), numbers.get(params.get("to", ""))
    if old is None or new is None:
        raise HTTPException(404)
    language = f"?lang={params['lang']}" if params.get("lang", "").isalpha() else ""
    return RedirectResponse(f"/policies/{row.id}/compare/{old}...{new}{language}", 303)


def _compared(
    request: Request, tx: Session, name: str, old: int, new: int, kept: KeptChange | None = None
) -> Response:
    desk, params = desk_of(request), request.query_params
    row = visibility.readable(tx, name)
    zone = desk.office.letterhead.time_zone
    today = desk.clock().astimezone(ZoneInfo(zone)).date()
    numbers = [one.number for one in versions.listed(tx, name)]
    view = params.get("view") if params.get("view") in VIEWS else VIEWS[0]
    layout = params.get("layout") if params.get("layout") in LAYOUTS else LAYOUTS[0]
    facts = (
        "compare", row.id, row.service, row.terms_type, row.visibility, row.state, old, new, today,
        len(numbers), changes.retracted(tx, name),
    )  # fmt: skip
    known = fresh(request, *facts)
    if known is not None:
        return known
    try:
        work_out = desk.comparisons.at(desk.clock())
        found = between(tx, name, old, new, zone, work_out, kept, desk.shelf.get)
    except TooManyComparisonsError:
        answer = render(request, "busy.html", status=503, policy=row)
        answer.headers["Retry-After"] = "60"
        return answer
    rows = rows_of(found.old.reading, found.new.reading, found.comparison)
    shown = rows if view == "whole" else with_context(rows)
    told = sorted(
        (one for one in rows if one.number and one.change),
        key=lambda one: -one.change.significance.rank if one.change else 0,
    )
    return render(
        request, "change.html", indexed=row.visibility == "public" and found.change is not None,
        facts=facts, policy=row, found=found, comparison=found.comparison, numbers=numbers,
        told=told[:MOST_IN_SHORT], rows=shown,
        streamed=len(shown) > LONG or len(told) > MANY_CHANGES,
        view=view, layout=layout, renumbered=_renumbered(rows), changed=len(told),
        counts=Counter(str(one.kind) for one in found.comparison.changes),
        redline_of=for_readers, sentence=_each_once(words_of(request).language),
        days_left=days_left(found.effect, today),
        language=found.new.reading.language,
    )  # fmt: skip


def _each_once(language: str) -> Callable[[Row], str]:
    """The sentence about the change of a row, which stands on the page twice and is made once."""
    made: dict[int, str] = {}

    def sentence_of(row: Row) -> str:
        assert row.change is not None  # noqa: S101 - asked of rows with a change
        if row.number not in made:
            made[row.number] = sentence(row.change, language)
        return made[row.number]

    return sentence_of


def _renumbered(rows: tuple[Row, ...]) -> list[Row]:
    return [row for row in rows if row.change and row.change.kind == "renumbered"]
