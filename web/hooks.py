"""Webhooks at the desk: who is called, adding one, a test, a new secret, and the log of calls.

A secret is shown once, in the answer to the form that made it, and stands on no page afterwards.
For operators only, reading too: an address may hold a key.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from notifier import callees, calling
from notifier.happened import TEST, TOPICS
from notifier.signatures import new_secret
from policy.said import said
from storage import calls, policies, webhooks
from storage.errors import UnknownWebhookError
from storage.tables_shown import CallRow, WebhookRow
from web.logins import Visit, back
from web.pages import Desk, desk_of, render
from web.tending import tools_of, why
from web.tools import Calling

OLD_SIGNS_FOR = timedelta(hours=24)  # beside the new secret, as `webhook rotate` has it
LONGEST = 2048
CHOSEN = tuple(topic for topic in TOPICS if topic != TEST)


def listed(request: Request, visit: Visit) -> Response:
    """Who is called, and how it goes; the form that adds one."""
    return _listed(request, visit, (), {})


def shown(request: Request, visit: Visit) -> Response:
    """One webhook with its last calls."""
    return _shown(request, visit)


async def add(request: Request, visit: Visit, form: FormData) -> Response:
    """Call an address from now on. A form sent twice adds one."""
    given = {name: _line(form, name) for name in ("url", "policy", "service")}
    topics = [str(one) for one in form.getlist("topic") if str(one) in CHOSEN]
    try:
        made = await to_thread(_add, desk_of(request), _line(form, "new"), given, topics)
    except ValueError as error:
        return await to_thread(_listed, request, visit, why(error), given | {"topics": topics})
    name, secret = made
    if secret is None:
        return back(request, f"/desk/webhooks/{name}")
    return await to_thread(_shown, request, visit, name=name, secret=secret)


async def act(request: Request, visit: Visit, form: FormData) -> Response:
    """Do one thing with a webhook: test, rotate, enable, disable, remove, or make a call again."""
    name, desk = request.path_params["webhook"], desk_of(request)
    wanted = str(form.get("act", ""))
    if wanted == "rotate":
        secret = await to_thread(_rotate, desk, name)
        return await to_thread(_shown, request, visit, secret=secret)
    if wanted in ("test", "again"):
        call = await to_thread(_planned, desk, name, _line(form, "call"), again=wanted == "again")
        if call:
            await _calling(desk).call(call)
        return back(request, f"/desk/webhooks/{name}?call={call}")
    change = CHANGES.get(wanted)
    if change is None:
        raise HTTPException(400)
    await to_thread(_change, desk, name, change)
    return back(request, "/desk/webhooks" if wanted == "remove" else f"/desk/webhooks/{name}")


def _off(tx: Session, desk: Desk, name: str) -> None:
    webhooks.disable(tx, name, OFF, desk.clock())


OFF = "switched off at the desk"
CHANGES: Mapping[str, Callable[[Session, Desk, str], object]] = {
    "enable": lambda tx, desk, name: webhooks.enable(tx, name, desk.clock()),
    "disable": _off,
    "remove": lambda tx, desk, name: webhooks.remove(tx, name, desk.clock()),
}


def _listed(
    request: Request, visit: Visit, refused: tuple[str, ...], given: Mapping[str, str | list[str]]
) -> Response:
    desk = desk_of(request)
    with desk.database.reading() as tx:
        rows = webhooks.listed(tx)
        watched = policies.listed(tx)
    return render(
        request, "desk_webhooks.html", private=True, visit=visit, account=visit.account, rows=rows,
        topics=CHOSEN, refused=refused, new=_calling(desk).new_id(),
        said={"url": "", "policy": "", "service": "", "topics": list(CHOSEN), **given},
        policies=watched, services=sorted({row.service for row in watched}),
        status=422 if refused else 200,
    )  # fmt: skip


def _shown(request: Request, visit: Visit, *, name: str = "", secret: str = "") -> Response:
    desk = desk_of(request)
    name = name or request.path_params["webhook"]
    with desk.database.reading() as tx:
        row = _get(tx, name)
        log = calls.log(tx, name)
    asked = request.query_params.get("call", "")
    told = next((pair for pair in log if asked and pair[0].id == asked), None)
    return render(
        request, "desk_webhook.html", private=True, visit=visit, account=visit.account, row=row,
        log=log, secret=secret, told=told, tried=bool(asked or "call" in request.query_params),
        base=f"/desk/webhooks/{name}", kept_h=int(OLD_SIGNS_FOR.total_seconds() // 3600),
    )  # fmt: skip


def _add(
    desk: Desk, name: str, given: Mapping[str, str], topics: list[str]
) -> tuple[str, str | None]:
    """The new webhook and its secret; no secret where the same form came before."""
    if len(name) != len(_calling(desk).new_id()) or not name.isalnum():
        raise HTTPException(400)
    if not topics:
        raise callees.CalleeError(said("Choose at least one thing to be told."))
    with desk.database.transaction() as tx:
        if tx.get(WebhookRow, name) is not None:
            return name, None
        wanted = callees.wanted(
            tx, given["url"], _calling(desk).exceptions, given["policy"], given["service"],
            () if len(topics) == len(CHOSEN) else topics,
        )  # fmt: skip
        secret = new_secret()
        webhooks.add(tx, desk.office.vault, name, wanted, secret, desk.clock())
    return name, secret


def _rotate(desk: Desk, name: str) -> str:
    secret = new_secret()
    with desk.database.transaction() as tx:
        if _get(tx, name).way != "http":
            raise HTTPException(400)  # a channel has no secret of ours
        webhooks.rotate(tx, desk.office.vault, name, secret, OLD_SIGNS_FOR, desk.clock())
    return secret


def _planned(desk: Desk, name: str, call: str, *, again: bool) -> str:
    """The call that is to be made now; nothing where it has not ended or is another webhook's."""
    now = desk.clock()
    with desk.database.transaction() as tx:
        _get(tx, name)
        if not again:
            return calling.plan_test(tx, desk.office, name, _calling(desk).new_id(), now)
        row = tx.get(CallRow, call)
        is_ours = row is not None and row.webhook_id == name
        return call if is_ours and calls.again(tx, call, now) else ""


def _change(desk: Desk, name: str, change: Callable[[Session, Desk, str], object]) -> None:
    with desk.database.transaction() as tx:
        _get(tx, name)
        change(tx, desk, name)


def _get(tx: Session, name: str) -> WebhookRow:
    try:
        return webhooks.get(tx, name)
    except UnknownWebhookError:
        raise HTTPException(404) from None


def _calling(desk: Desk) -> Calling:
    found = tools_of(desk).calling
    if found is None:
        raise HTTPException(503)
    return found


def _line(form: FormData, name: str) -> str:
    return " ".join(str(form.get(name, "")).split())[:LONGEST]
