"""Whether the process answers, and whether it can work."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from storage import canary, schema
from storage.errors import StorageError
from web.pages import Desk, desk_of


def alive(request: Request) -> JSONResponse:  # noqa: ARG001 - every route takes one
    """The process answers."""
    return JSONResponse({"alive": True})


def ready(request: Request) -> JSONResponse:
    """Database and schema are as this program needs them; keys are loaded since the start.

    A ledger that refuses to sign and a silent canary are said, and are no reason to take the pages
    away.
    """
    desk = desk_of(request)
    try:
        schema.check(desk.database)
        signs = desk.refusal() is None
        sings = _sings(desk)
    except StorageError as error:
        return JSONResponse({"ready": False, "because": type(error).__name__}, status_code=503)
    return JSONResponse({"ready": True, "ledger_may_sign": signs, "canary_sings": sings})


def _sings(desk: Desk) -> bool | None:
    """Whether the canary was heard in time; None where none is kept."""
    if desk.canary is None:
        return None
    with desk.database.reading() as tx:
        song = canary.heard(tx)
    return None if song is None else not song.is_late(desk.clock(), desk.canary)
