"""A visitor proposes an address to watch: kept as words; nothing is fetched before an operator
accepts.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from notifier.terms import NAMES
from policy.model import Refusal
from policy.urls import inspect
from storage import proposals
from web.pages import desk_of, render

LONGEST_NAME = 100


def form(request: Request) -> Response:
    """The form."""
    return _shown(request, trouble="")


async def propose(request: Request) -> Response:
    """Keep a proposal. The same address again is the same proposal."""
    return await run_in_threadpool(_propose, request, await request.form())


def _propose(request: Request, form: FormData) -> Response:
    desk = desk_of(request)
    client = request.client.host if request.client else None
    found = inspect(str(form.get("url", "")).strip()[:3000])
    service = _line(form.get("service"))
    if isinstance(found, Refusal):
        return _shown(request, trouble="address")
    if not service:
        return _shown(request, trouble="service")
    if not desk.limits.allows_proposal(desk.database, desk.office.vault, client, desk.clock()):
        raise HTTPException(429)
    if not form.get("website"):  # only a robot fills what people do not see
        kind = str(form.get("kind", ""))
        with desk.database.transaction() as tx:
            kept = proposals.propose(
                tx, found.url, service, kind if kind in NAMES else "", desk.clock()
            )
        if not kept:
            return _shown(request, trouble="full")
    return render(request, "propose.html", private=True, done=True, trouble="", kinds=[])


def _shown(request: Request, *, trouble: str) -> Response:
    return render(
        request, "propose.html", status=422 if trouble else 200, private=bool(trouble),
        done=False, trouble=trouble, kinds=sorted(NAMES),
    )  # fmt: skip


def _line(given: object) -> str:
    """One line of signs that print."""
    shown = "".join(sign if sign.isprintable() else " " for sign in str(given or ""))
    return " ".join(shown.split())[:LONGEST_NAME]
