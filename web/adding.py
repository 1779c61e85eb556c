"""Adding a policy: what would be kept of it is looked at first, and that look is its first."""

from __future__ import annotations

import secrets
from asyncio import to_thread
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from notifier.terms import NAMES
from policy import doubts
from policy.model import Declared
from policy.said import said
from storage import policies, proposals
from storage.errors import PolicyExistsError, UnknownProposalError
from storage.policies import Wanted
from watcher.answers import Fetched
from watcher.receive import Seen
from web.logins import Visit, back
from web.pages import Desk, desk_of, render
from web.previews import Preview
from web.tending import lines, tools_of, why
from web.text_parts import parts_of

FIELDS = ("url", "service", "terms_type", "language", "id")
MOST_SHOWN = 300  # clauses of a preview; a longer text is seen whole once it is kept


def form(request: Request, visit: Visit) -> Response:
    """The form, filled in with a proposal where one led here."""
    given: dict[str, Any] = {}
    number = request.query_params.get("proposal", "")
    if number.isdecimal() and len(number) < 10:
        with desk_of(request).database.reading() as tx:
            try:
                row = proposals.get(tx, int(number))
                given = {"url": row.url, "service": row.service, "terms_type": row.terms_type,
                        "proposal": number}  # fmt: skip
            except UnknownProposalError:
                pass
    return _form(request, visit, given, ())


async def look(request: Request, visit: Visit, form: FormData) -> Response:
    """Look at it once, and lead to what would be kept."""
    desk = desk_of(request)
    given = _said(form)
    old = tools_of(desk).previews.find(given["before"], visit.account.id, desk.clock())
    try:
        wanted = _wanted(desk, given)
        await to_thread(_check_is_new, desk, wanted)
        before = (old.wanted, old.sight) if old else None
        sight = await tools_of(desk).see(wanted, before)
    except ValueError as error:
        return await to_thread(_form, request, visit, given, why(error))
    again = (
        before is not None
        and old is not None
        and sight.parts
        and (sight.parts[0].answer is old.sight.parts[0].answer)
    )
    seen_at = old.seen_at if again and old else desk.clock()
    key = secrets.token_urlsafe(16)
    tools_of(desk).previews.hold(key, Preview(wanted, sight, seen_at, visit.account.id))
    proposal = f"?proposal={given['proposal']}" if given["proposal"] else ""
    return back(request, f"/desk/add/{key}{proposal}")


def shown(request: Request, visit: Visit) -> Response:
    """What would be kept, or why it would be refused."""
    return _shown(request, visit, ())


async def keep(request: Request, visit: Visit, form: FormData) -> Response:
    """Watch it from now on; what was seen is its first look."""
    desk = desk_of(request)
    tools, key = tools_of(desk), request.path_params["key"]
    found = tools.previews.take(key, visit.account.id, desk.clock())
    if found is None:
        return await to_thread(_shown, request, visit, ())
    try:
        await tools.adopt(found.wanted, found.sight, found.seen_at)
    except PolicyExistsError as error:
        tools.previews.hold(key, found)
        return await to_thread(_shown, request, visit, why(error))
    await to_thread(_accept, desk, str(form.get("proposal", "")), found.wanted.id, visit)
    return back(request, f"/desk/policies/{found.wanted.id}")


def _accept(desk: Desk, number: str, policy_id: str, visit: Visit) -> None:
    """The proposal that led here is accepted with it."""
    if not number.isdecimal() or len(number) > 9:
        return
    with desk.database.transaction() as tx:
        try:
            row = proposals.get(tx, int(number))
        except UnknownProposalError:
            return
        if row.state == "waiting":
            proposals.accept(tx, row, policy_id, visit.account.name, desk.clock())


def _shown(request: Request, visit: Visit, refused: tuple[str, ...]) -> Response:
    desk = desk_of(request)
    key = request.path_params["key"]
    found = tools_of(desk).previews.find(key, visit.account.id, desk.clock())
    if found is None:
        return render(
            request, "desk_preview.html", status=410, private=True, visit=visit,
            account=visit.account, preview=None, refused=refused, key=key,
        )  # fmt: skip
    wanted, seen = found.wanted, found.sight.found
    first = wanted.sources[0]
    reading = seen.reading() if isinstance(seen, Seen) else None
    doubtful = _doubtful(found) if reading else ()
    return render(
        request, "desk_preview.html", private=True, visit=visit, account=visit.account,
        preview=found, key=key, refused=refused, wanted=wanted, reading=reading, missed=seen,
        doubts=doubtful, kinds=tuple(NAMES), answered=_answered(found), most=MOST_SHOWN,
        text_parts=parts_of(reading.clauses[:MOST_SHOWN]) if reading else (),
        proposal=request.query_params.get("proposal", ""), trouble="",
        said={"url": first.url, "service": wanted.service, "terms_type": wanted.terms_type,
              "language": wanted.language or "", "id": wanted.id,
              "select": "\n".join(first.select), "remove": "\n".join(first.remove),
              "proposal": request.query_params.get("proposal", ""), "before": key},
    )  # fmt: skip


def _doubtful(found: Preview) -> tuple[Any, ...]:
    assert isinstance(found.sight.found, Seen)  # noqa: S101 - asked before
    wanted = found.wanted
    first = wanted.sources[0]
    declared = Declared(
        first.select, first.remove, wanted.language, wanted.service, wanted.terms_type
    )
    reading = found.sight.found.reading()
    return doubts.find(reading, declared, asked=first.url, answered=_answered(found))


def _answered(found: Preview) -> str:
    """The address that answered in the end."""
    answer = found.sight.parts[0].answer if found.sight.parts else None
    return answer.final_url if isinstance(answer, Fetched) else ""


def _form(
    request: Request, visit: Visit, given: dict[str, Any], trouble: tuple[str, ...]
) -> Response:
    empty = dict.fromkeys((*FIELDS, "select", "remove", "proposal", "before"), "")
    return render(
        request, "desk_add.html", private=True, visit=visit, account=visit.account,
        said=empty | given, trouble=trouble, kinds=tuple(NAMES), status=422 if trouble else 200,
    )  # fmt: skip


def _said(form: FormData) -> dict[str, Any]:
    """What was written, to be shown again where it is wrong."""
    names = (*FIELDS, "select", "remove", "proposal", "before")
    return {name: str(form.get(name, "")).strip()[:4000] for name in names} | {
        "select_lines": lines(form, "select"),
        "remove_lines": lines(form, "remove"),
    }


def _wanted(desk: Desk, given: dict[str, Any]) -> Wanted:
    """The declaration that was written; ValueError says what is wrong with it."""
    if desk.declare is None:
        raise ValueError(said("this installation takes no declarations here"))
    return desk.declare(
        {
            "url": given["url"], "service": given["service"], "terms_type": given["terms_type"],
            "language": given["language"] or None, "id": given["id"] or None,
            "select": given["select_lines"], "remove": given["remove_lines"],
        }
    )  # fmt: skip


def _check_is_new(desk: Desk, wanted: Wanted) -> None:
    """Nothing is fetched for a policy that is watched already."""
    with desk.database.reading() as tx:
        known = {row.id for row in policies.listed(tx)}
    if wanted.id in known:
        raise ValueError(
            said(
                "a policy named %(policy)s is already watched; choose another name",
                policy=wanted.id,
            )
        )
