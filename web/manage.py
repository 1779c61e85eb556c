"""What one person follows, behind a link only their mailbox gets: stop, change, export, erase.

The mailed link lives a quarter of an hour and shows only a button. Pressing it leads to an address
that lives a day and shows the list; so a scanner or a reader of a forwarded mail sees nothing.
"""

from __future__ import annotations

import json
from zoneinfo import available_timezones

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from notifier import person
from storage.mailboxes import mailbox
from web.asking import ask_for_mail
from web.pages import desk_of, render
from web.wishes import wish


def ask_form(request: Request) -> Response:
    """Ask for the link."""
    return render(request, "manage_ask.html", private=True, asked=False)


async def ask(request: Request) -> Response:
    """Send the link, if there is anything to manage; the answer is the same either way."""
    await run_in_threadpool(ask_for_mail, request, await request.form(), {"asks": "manage"})
    return render(request, "manage_ask.html", private=True, asked=True)


def shown(request: Request) -> Response:
    """A button behind the mailed link; the list behind the address that the button leads to."""
    desk, token = desk_of(request), request.path_params["token"]
    with desk.database.reading() as tx:
        managed = person.look(tx, desk.office, token, desk.clock())
    if managed is None:
        raise HTTPException(404)
    if not _is_session(request):
        return render(request, "manage_open.html", private=True)
    return _listed(request, managed, erased=False)


async def act(request: Request) -> Response:
    """One button of the list was pressed."""
    form = await request.form()
    answer = await run_in_threadpool(_act, request, form)
    if form.get("action") == "erase":  # it shall not stand in SQLite's write-ahead log either
        await run_in_threadpool(desk_of(request).database.scrub)
    return answer


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
        elif action == "change":
            chosen = wish(form, mailbox(managed.address), "policy", "", "")
            person.change(tx, desk.office, token, _number(form), chosen, now)
        elif action == "habits":
            try:
                person.settle(tx, desk.office, token, _habits(form), now)
            except person.BadHabitsError as error:
                return _listed(request, managed, erased=False, refused=error.args)
        elif action == "export":
            kept = person.export(tx, desk.office, mailbox(managed.address))
            return _download(kept)
        elif action == "erase" and form.get("sure") == "yes":
            person.erase(tx, desk.office, mailbox(managed.address), now)
            return _listed(request, managed, erased=True)
    return _back(token)


def _listed(
    request: Request, managed: person.Managed, *, erased: bool, refused: tuple[str, ...] = ()
) -> Response:
    return render(
        request, "manage.html", status=422 if refused else 200, private=True, managed=managed,
        erased=erased, refused=refused,
        zones=sorted(zone for zone in available_timezones() if "/" in zone)
    )  # fmt: skip


def _habits(form: FormData) -> person.Habits:
    def hour(name: str) -> str | None:
        return str(form.get(name) or "")[:5] or None

    return person.Habits(
        language=str(form.get("language", "")),
        time_zone=str(form.get("zone", "")),
        digest_at=hour("digest_at") or "",
        quiet_from=hour("quiet_from"),
        quiet_to=hour("quiet_to"),
        reminders=form.get("reminders") == "yes",
    )


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
