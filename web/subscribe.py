"""Following: a form asks, a GET shows a button, a POST acts; no answer tells who is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from notifier import subscribing
from notifier.seen import Seen
from storage import visibility
from web.asking import ask_for_mail
from web.pages import desk_of, render, words_of
from web.wishes import choices

SHOWN = 200  # policies offered at once; the search narrows them
AT_ONCE = 50  # policies that one wish may name


async def ask(request: Request) -> Response:
    """Ask to follow a policy: a mail with a link goes out, whoever asks gets the same answer."""
    name = request.path_params["policy"]
    return await _asked(request, await request.form(), [name], f"/policies/{name}")


def follow_form(request: Request) -> Response:
    """Choose several policies to follow by one confirmation."""
    asked = " ".join(request.query_params.get("q", "").split())[:100]
    with desk_of(request).database.reading() as tx:
        rows = visibility.listed(tx, request.query_params.get("service") or None)
    words = words_of(request)
    found = [
        row
        for row in rows
        if asked.casefold() in f"{row.service} {words.kind(row.terms_type)}".casefold()
    ]
    return render(
        request, "follow.html", policies=found[:SHOWN], asked=asked, none_chosen=False,
        further=max(0, len(found) - SHOWN),
    )  # fmt: skip


async def follow(request: Request) -> Response:
    """Ask to follow several policies: one mail asks about all of them."""
    form = await request.form()
    names = list(dict.fromkeys(str(name) for name in form.getlist("policy")))[:AT_ONCE]
    if not names:
        return await run_in_threadpool(
            render, request, "follow.html", status=422, private=True, policies=[], asked="",
            further=0, none_chosen=True,
        )  # fmt: skip
    return await _asked(request, form, names, "/follow")


async def _asked(request: Request, form: FormData, names: Sequence[str], back: str) -> Response:
    """Look into your mail: the same words, after the same work, whatever becomes of it."""
    await run_in_threadpool(_known, request, names)
    asks = {"asks": "follow", "policies": names, "language": words_of(request).language}
    await run_in_threadpool(ask_for_mail, request, form, asks | asdict(choices(form)))
    return render(request, "asked.html", private=True, back=back)


def _known(request: Request, names: Sequence[str]) -> None:
    """404 for a policy that no stranger may see."""
    with desk_of(request).database.reading() as tx:
        for name in names:
            if visibility.readable(tx, name).state == "removed":
                raise HTTPException(404)


def confirm_form(request: Request) -> Response:
    """What is about to be confirmed, with a button."""
    desk = desk_of(request)
    with desk.database.reading() as tx:
        seen = subscribing.look(tx, desk.office, request.path_params["token"], desk.clock())
    return _answer(request, seen, done=False)


async def confirm(request: Request) -> Response:
    """The button was pressed. Twice is harmless."""
    return await run_in_threadpool(_confirm, request)


def _confirm(request: Request) -> Response:
    desk = desk_of(request)
    with desk.database.transaction() as tx:
        seen = subscribing.confirm(tx, desk.office, request.path_params["token"], desk.clock())
    return _answer(request, seen, done=True)


def _answer(request: Request, seen: Seen | None, *, done: bool) -> Response:
    if seen is None:
        raise HTTPException(404)
    return render(request, "confirm.html", private=True, done=done, seen=seen)
