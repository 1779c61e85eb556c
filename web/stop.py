"""Stopping, and the way back: what the links of mails lead to. A GET shows, a POST acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from notifier import reconfirming, stopping
from notifier.office import Office
from notifier.seen import Seen
from web.pages import desk_of, render

Act = Callable[[Session, Office, str, datetime], Seen | None]


def stop_form(request: Request) -> Response:
    """What is about to be stopped, with a button."""
    seen = _do(request, stopping.look, writes=False)
    return render(request, "stop.html", private=True, done=seen.state == "ended", seen=seen)


async def stop(request: Request) -> Response:
    """One click of a mail program (RFC 8058), or a button of our page. Twice is harmless."""
    form = await request.form()
    one_click = form.get("List-Unsubscribe") == "One-Click"
    if not one_click and form.get("stop") not in ("this", "everything"):
        return await run_in_threadpool(stop_form, request)
    return await run_in_threadpool(_stop, request, form, one_click)


def _stop(request: Request, form: FormData, one_click: bool) -> Response:
    def act(tx: Session, office: Office, token: str, now: datetime) -> Seen | None:
        return stopping.stop(
            tx, office, token, now, everything=form.get("stop") == "everything",
            reason="one_click" if one_click else "unsubscribed",
        )  # fmt: skip

    seen = _do(request, act)
    if one_click:
        return PlainTextResponse("You are unsubscribed.\n", headers={"Cache-Control": "no-store"})
    return render(request, "stop.html", private=True, done=True, seen=seen)


def again_form(request: Request) -> Response:
    """The way back that was mailed once, with a button."""
    seen = _do(request, stopping.look_again, writes=False)
    return render(request, "again.html", private=True, done=seen.state != "ended", seen=seen)


async def again(request: Request) -> Response:
    """Follow again, as before. Twice is harmless."""
    return await run_in_threadpool(_again, request)


def _again(request: Request) -> Response:
    seen = _do(request, stopping.come_back)
    return render(request, "again.html", private=True, done=True, seen=seen)


def still_form(request: Request) -> Response:
    """Whether somebody still wants mail that came back for a while, with a button."""
    seen = _do(request, reconfirming.look, writes=False)
    return render(request, "still.html", private=True, done=False, seen=seen)


async def still(request: Request) -> Response:
    """They do. Twice is harmless."""
    return await run_in_threadpool(_still, request)


def _still(request: Request) -> Response:
    seen = _do(request, reconfirming.confirm)
    return render(request, "still.html", private=True, done=True, seen=seen)


def reminders_form(request: Request) -> Response:
    """Whether reminders are to stop, with a button."""
    desk = desk_of(request)
    with desk.database.reading() as tx:
        wanted = stopping.reminders(tx, desk.office, request.path_params["token"], desk.clock())
    return _reminders(request, wanted)


async def reminders(request: Request) -> Response:
    """No more reminders; everything else stays. Twice is harmless."""
    return await run_in_threadpool(_stop_reminders, request)


def _stop_reminders(request: Request) -> Response:
    desk = desk_of(request)
    with desk.database.transaction() as tx:
        token = request.path_params["token"]
        wanted = stopping.stop_reminders(tx, desk.office, token, desk.clock())
    return _reminders(request, wanted)


def _reminders(request: Request, wanted: bool | None) -> Response:
    if wanted is None:
        raise HTTPException(404)
    return render(request, "reminders.html", private=True, done=not wanted)


def _do(request: Request, act: Act, *, writes: bool = True) -> Seen:
    """What a link speaks of, after `act`; 404 for a link that is none, or too old."""
    desk = desk_of(request)
    with desk.database.transaction() if writes else desk.database.reading() as tx:
        seen = act(tx, desk.office, request.path_params["token"], desk.clock())
    if seen is None:
        raise HTTPException(404)
    return seen
