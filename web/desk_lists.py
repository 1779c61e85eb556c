"""What else an operator looks at: the outbox, who follows what in numbers, proposals, settings and
accounts. Nobody's address is on any of these pages.
"""

from __future__ import annotations

from asyncio import to_thread

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from storage import accounts, followers, leaving, policies, proposals, relays, subscriptions
from storage.errors import UnknownProposalError
from web.logins import Visit, back
from web.pages import Desk, desk_of, render
from web.tending import tools_of

LONGEST_REASON = 500


def outbox(request: Request, visit: Visit) -> Response:
    """What waits, what was given up, what the answer to was lost."""
    desk = desk_of(request)
    now = desk.clock()
    with desk.database.reading() as tx:
        found = leaving.overview(tx, now)
        unsent = leaving.unsent(tx, leaving.UNSENT, now)
        servers = relays.listed(tx)
    return render(
        request, "desk_outbox.html", private=True, visit=visit, account=visit.account,
        outbox=found, unsent=unsent, servers=servers,
    )  # fmt: skip


def following(request: Request, visit: Visit) -> Response:
    """How many people follow what."""
    desk = desk_of(request)
    with desk.database.reading() as tx:
        counted = followers.counted(tx)
        rows = policies.listed(tx)
        states = subscriptions.counts(tx)
    direct = {name: n for (kind, name), n in counted.items() if kind == "policy"}
    services = {name: n for (kind, name), n in counted.items() if kind == "service"}
    whole = sum(n for (kind, _), n in counted.items() if kind == "everything")
    return render(
        request, "desk_following.html", private=True, visit=visit, account=visit.account,
        rows=rows, direct=direct, services=services, whole=whole, states=states,
    )  # fmt: skip


def proposed(request: Request, visit: Visit) -> Response:
    """Addresses that visitors propose; nothing of them was fetched."""
    desk = desk_of(request)
    with desk.database.reading() as tx:
        rows = proposals.listed(tx)
    return render(
        request, "desk_proposals.html", private=True, visit=visit, account=visit.account, rows=rows
    )


async def decline(request: Request, visit: Visit, form: FormData) -> Response:
    """Do not watch what was proposed; the reason stays on record."""
    because = " ".join(str(form.get("because", "")).split())[:LONGEST_REASON]
    if not because:
        raise HTTPException(422)
    number = request.path_params["number"]
    await to_thread(_decline, desk_of(request), number, because, visit.account.name)
    return back(request, "/desk/proposals")


def _decline(desk: Desk, number: int, because: str, by: str) -> None:
    with desk.database.transaction() as tx:
        try:
            row = proposals.get(tx, number)
        except UnknownProposalError:
            raise HTTPException(404) from None
        if row.state == "waiting":
            proposals.decline(tx, row, because, by, desk.clock())


def settings(request: Request, visit: Visit) -> Response:
    """The settings as they are in force, secrets masked."""
    return render(
        request, "desk_settings.html", private=True, visit=visit, account=visit.account,
        settings=tools_of(desk_of(request)).settings,
    )  # fmt: skip


def people(request: Request, visit: Visit) -> Response:
    """Every account there ever was, for operators."""
    with desk_of(request).database.reading() as tx:
        rows = accounts.listed(tx)
    return render(
        request, "desk_accounts.html", private=True, visit=visit, account=visit.account, rows=rows
    )


def mine(request: Request, visit: Visit) -> Response:
    """Whose session this is, and its end."""
    return render(request, "desk_account.html", private=True, visit=visit, account=visit.account)
