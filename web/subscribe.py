"""Following and stopping: a GET shows a button, a POST acts, no answer tells who is known."""

from __future__ import annotations

from typing import Literal

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from notifier import subscribing
from storage import policies
from storage.mailboxes import BadAddressError, mailbox
from storage.subscriptions import Frequency, Wish
from web.pages import desk_of, render, words_of

FREQUENCIES: dict[str, Frequency] = {
    "immediate": "immediate",
    "daily": "daily",
    "weekly": "weekly",
}


async def ask(request: Request) -> Response:
    """Ask to follow a policy: a mail with a link goes out, whoever asks gets the same answer."""
    form = await request.form()
    client = request.client.host if request.client else None
    if not desk_of(request).limits.allows(client, desk_of(request).clock()):
        raise HTTPException(429)
    name = request.path_params["policy"]
    await run_in_threadpool(_ask, request, form, name)
    return render(request, "asked.html", private=True, policy=name)


def _ask(request: Request, form: FormData, name: str) -> None:
    desk = desk_of(request)
    if form.get("website"):
        return  # only a robot fills what people do not see
    try:
        own = frozenset({desk.office.letterhead.from_address})
        box = mailbox(str(form.get("address", "")), own=own)
    except BadAddressError:
        raise HTTPException(422) from None
    wish = Wish(
        mailbox=box,
        target_kind="policy",
        target=name,
        language=words_of(request).language,
        frequency=FREQUENCIES.get(str(form.get("frequency")), "immediate"),
    )
    with desk.database.transaction() as tx:
        if policies.get(tx, name).state == "removed":
            raise HTTPException(404)
        subscribing.subscribe(tx, desk.office, wish, desk.clock())


def confirm_form(request: Request) -> Response:
    """What is about to be confirmed, with a button."""
    return _seen(request, "confirm", "confirm.html")


async def confirm(request: Request) -> Response:
    """The button was pressed. Twice is harmless."""
    return await run_in_threadpool(_confirm, request)


def _confirm(request: Request) -> Response:
    desk = desk_of(request)
    with desk.database.transaction() as tx:
        seen = subscribing.confirm(tx, desk.office, request.path_params["token"], desk.clock())
    if seen is None:
        raise HTTPException(404)
    return _answer(request, "confirm.html", seen, done=True)


def stop_form(request: Request) -> Response:
    """What is about to be stopped, with a button."""
    return _seen(request, "unsub", "stop.html")


async def stop(request: Request) -> Response:
    """One click of a mail program (RFC 8058), or a button of our page. Twice is harmless."""
    form = await request.form()
    one_click = form.get("List-Unsubscribe") == "One-Click"
    if not one_click and form.get("stop") not in ("this", "everything"):
        return await run_in_threadpool(stop_form, request)
    return await run_in_threadpool(_stop, request, form, one_click)


def _stop(request: Request, form: FormData, one_click: bool) -> Response:
    desk = desk_of(request)
    with desk.database.transaction() as tx:
        seen = subscribing.stop(
            tx,
            desk.office,
            request.path_params["token"],
            desk.clock(),
            everything=form.get("stop") == "everything",
            reason="one_click" if one_click else "unsubscribed",
        )
    if seen is None:
        raise HTTPException(404)
    if one_click:
        return PlainTextResponse("You are unsubscribed.\n", headers={"Cache-Control": "no-store"})
    return _answer(request, "stop.html", seen, done=True)


def _seen(request: Request, purpose: Literal["confirm", "unsub"], template: str) -> Response:
    desk = desk_of(request)
    with desk.database.reading() as tx:
        token = request.path_params["token"]
        seen = subscribing.look(tx, desk.office, purpose, token, desk.clock())
    if seen is None:
        raise HTTPException(404)
    return _answer(request, template, seen, done=purpose == "unsub" and seen.state == "ended")


def _answer(request: Request, template: str, seen: subscribing.Seen, *, done: bool) -> Response:
    return render(request, template, private=True, done=done, what=seen.followed, state=seen.state)
