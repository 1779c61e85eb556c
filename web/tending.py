"""The health of watching, by cause, and what mends it: for those who run the installation."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from notifier import campaign_warnings
from storage import policies, troubles
from web.logins import Visit, back
from web.pages import Desk, desk_of, render
from web.tools import Form, Tools

MOST_REVIEWED = 100
"""Policies whose texts are read for one page of the review: each is unpacked and judged anew."""

CAUSES: Mapping[str, frozenset[str]] = {
    "wall": frozenset({"login", "bot_wall", "consent", "forbidden", "captive_portal"}),
    "gone": frozenset({"gone", "parked", "redirect", "other_page", "error_page", "no_address"}),
    "empty": frozenset({"empty", "no_browser"}),
    "robots": frozenset({"robots", "robots_unreachable"}),
}
"""Reasons of looks that are mended alike."""

ORDER = ("moved", "gone", "wall", "empty", "robots", "refused", "unreachable", "unreadable",
         "alternating", "resting", "once")  # fmt: skip


def tools_of(desk: Desk) -> Tools:
    """The tools that the wiring handed in; without them the desk only logs in."""
    if desk.tools is None:
        raise HTTPException(503)
    return desk.tools


def front(request: Request, visit: Visit) -> Response:
    """Everything that is in trouble, grouped by what mends it; and hosts that want rest."""
    desk = desk_of(request)
    tools, now = tools_of(desk), desk.clock()
    with desk.database.reading() as tx:
        every = policies.listed(tx)
        resting = troubles.resting(tx, now)
        names = set(troubles.candidates(tx, patience=1))
        forms = [tools.form(tx, name) for name in sorted(names)]
        warned = campaign_warnings.under_way(tx, now)
    groups: dict[str, list[Form]] = {}
    for form in forms:
        groups.setdefault(cause_of(form), []).append(form)
    return render(
        request, "desk_front.html", private=True, visit=visit, account=visit.account,
        watched=sum(row.state == "active" for row in every), in_trouble=len(forms),
        groups=[(cause, groups[cause]) for cause in ORDER if cause in groups],
        paused=[row for row in every if row.state == "paused"], resting=resting, warned=warned,
    )  # fmt: skip


def cause_of(form: Form) -> str:
    """What is the matter with a policy, as it is mended."""
    if form["moved_to"]:
        return "moved"
    reason = form["reason"] or ""
    for cause, reasons in CAUSES.items():
        if form["failed_in_a_row"] and reason in reasons:
            return cause
    if form["host_rests_until"]:
        return "resting"
    if form["failed_in_a_row"] and form["outcome"] in ("refused", "unreachable", "unreadable"):
        return str(form["outcome"])
    return "alternating" if form["alternating"] else "once"


def every(request: Request, visit: Visit) -> Response:
    """Every policy, by name."""
    desk = desk_of(request)
    with desk.database.reading() as tx:
        rows = policies.listed(tx)
    return render(
        request, "desk_policies.html", private=True, visit=visit, account=visit.account, rows=rows
    )


def policy(request: Request, visit: Visit) -> Response:
    """One policy: how it stands, and what can be done about it."""
    return _policy(request, visit, outcome="", refused=())


def review(request: Request, visit: Visit) -> Response:
    """First readings that a person should look at, heaviest first."""
    desk = desk_of(request)
    tools = tools_of(desk)
    after = request.query_params.get("after", "")[:200]
    with desk.database.reading() as tx:
        names = [row.id for row in policies.listed(tx) if row.id > after]
        forms = tools.doubts(tx, names[:MOST_REVIEWED])
        sources = {form["policy"]: policies.wanted(tx, form["policy"]).sources for form in forms}
    return render(
        request, "desk_review.html", private=True, visit=visit, account=visit.account,
        forms=forms, sources=sources,
        following=names[MOST_REVIEWED - 1] if len(names) > MOST_REVIEWED else None,
    )  # fmt: skip


async def mend(request: Request, visit: Visit, form: FormData) -> Response:
    """Do one thing about a policy; back to where the button stood."""
    desk, name = desk_of(request), request.path_params["policy"]
    tools, act = tools_of(desk), str(form.get("act", ""))
    with desk.database.reading() as tx:
        policies.get(tx, name)  # an unknown name is answered as elsewhere
    if act == "look":
        looked = await tools.look(name)
        return await to_thread(_policy, request, visit, looked["outcome"], ())
    try:
        await to_thread(_mend, desk, tools, act, name, _given(form), visit.account.name)
    except ValueError as error:
        return await to_thread(_policy, request, visit, "", why(error))
    return back(request, "/desk/review" if act == "accept" else f"/desk/policies/{name}")


def _mend(desk: Desk, tools: Tools, act: str, name: str, given: Mapping[str, Any], by: str) -> None:
    with desk.database.transaction() as tx:
        tools.mend(tx, act, name, given, by)


def _policy(request: Request, visit: Visit, outcome: str, refused: tuple[str, ...]) -> Response:
    desk, name = desk_of(request), request.path_params["policy"]
    with desk.database.reading() as tx:
        form = tools_of(desk).form(tx, name)
        wanted = policies.wanted(tx, name)
        doubts = _doubts(tx, tools_of(desk), name)
    return render(
        request, "desk_policy.html", private=True, visit=visit, account=visit.account, form=form,
        cause=cause_of(form), outcome=outcome, refused=refused, wanted=wanted, doubts=doubts,
        status=422 if refused else 200,
    )  # fmt: skip


def _doubts(tx: Session, tools: Tools, name: str) -> list[dict[str, str]]:
    return [doubt for form in tools.doubts(tx, [name]) for doubt in form["doubts"]]


def _given(form: FormData) -> dict[str, Any]:
    """The fields that were filled in; selectors stand one on a line."""
    given: dict[str, Any] = {}
    for name in ("url", "fetch"):
        if str(form.get(name, "")).strip():
            given[name] = str(form[name]).strip()
    for name in ("select", "remove"):
        if name in form:
            given[name] = lines(form, name)
    return given


def lines(form: FormData, name: str) -> tuple[str, ...]:
    """The lines of a field that hold something."""
    return tuple(line.strip() for line in str(form.get(name, "")).splitlines() if line.strip())


def why(error: Exception) -> tuple[str, ...]:
    """What was refused, every reason: a sentence of ours keeps what it was made of."""
    sentences = tuple(one for one in error.args if isinstance(one, str))
    return sentences or (str(error),)
