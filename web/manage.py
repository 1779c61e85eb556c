"""What one person follows, behind a link only their mailbox gets: stop, change, export, erase.

The mailed link lives a quarter of an hour and shows only a button. Pressing it leads to an address
that lives a day and shows the list; so a scanner or a reader of a forwarded mail sees nothing.
"""

from __future__ import annotations

import json

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from notifier import person
from storage.mailboxes import BadAddressError, mailbox
from web.pages import desk_of, render
from web.subscribe import FREQUENCIES


def ask_form(request: Request) -> Response:
    """Ask for the link."""
    return render(request, "manage_ask.html", private=True, asked=False)


async def ask(request: Request) -> Response:
    """Send the link, if there is anything to manage; the answer is the same either way."""
    form = await request.form()
    client = request.client.host if request.client else None
    if not desk_of(request).limits.allows(client, desk_of(request).clock()):
        raise HTTPException(429)
    await run_in_threadpool(_ask, request, str(form.get("address", "")))
    return render(request, "manage_ask.html", private=True, asked=True)


def _ask(request: Request, address: str) -> None:
    desk = desk_of(request)
    try:
        box = mailbox(address)
    except BadAddressError:
        raise HTTPException(422) from None
    with desk.database.transaction() as tx:
        person.ask_manage_link(tx, desk.office, box, desk.clock())


def shown(request: Request) -> Response:
    """A button behind the mailed link; the list behind the address that the button leads to."""
    desk, token = desk_of(request), request.path_params["token"]
    with desk.database.reading() as tx:
        managed = person.look(tx, desk.office, token, desk.clock())
    if managed is None:
        raise HTTPException(404)
    if not _is_session(request):
        return render(request, "manage_open.html", private=True)
    return render(request, "manage.html", private=True, managed=managed, erased=False)


async def act(request: Request) -> Response:
    """One button of the list was pressed."""
    form = await request.form()
    return await run_in_threadpool(_act, request, form)


def _act(request: Request, form: FormData) -> Response:
    desk, token, now = desk_of(request), request.path_params["token"], desk_of(request).clock()
    action = str(form.get("action", "open"))
    with desk.database.transaction() as tx:
        managed = person.look(tx, desk.office, token, now)
        if managed is None:
            raise HTTPException(404)
        if not _is_session(request):
            session = desk.office.tokens.issue("session", managed.subscriber_id, now)
            return _back(session)
        if action == "stop":
            person.end_one(tx, desk.office, token, _number(form), now)
        elif action == "frequency":
            frequency = FREQUENCIES.get(str(form.get("frequency")), "immediate")
            person.change_frequency(tx, desk.office, token, _number(form), frequency, now)
        elif action == "export":
            kept = person.export(tx, desk.office, mailbox(managed.address))
            return _download(kept)
        elif action == "erase" and form.get("sure") == "yes":
            person.erase(tx, desk.office, mailbox(managed.address), now)
            return render(request, "manage.html", private=True, managed=managed, erased=True)
    return _back(token)


def _is_session(request: Request) -> bool:
    desk = desk_of(request)
    token = request.path_params["token"]
    return desk.office.tokens.read("session", token, desk.clock()) is not None


def _back(token: str) -> Response:
    return RedirectResponse(f"/manage/{token}", 303, {"Cache-Control": "no-store"})


def _number(form: FormData) -> int:
    written = str(form.get("subscription", ""))
    if not written.isascii() or not written.isdecimal() or len(written) > 18:
        raise HTTPException(422)
    return int(written)


def _download(kept: object) -> Response:
    return Response(
        json.dumps(kept, ensure_ascii=False, indent=2),
        media_type="application/json",
        headers={
            "Content-Disposition": 'attachment; filename="clausewatch.json"',
            "Cache-Control": "no-store",
        },
    )
