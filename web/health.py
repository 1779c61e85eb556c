"""Whether the process answers, and whether it can work."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from storage import schema
from storage.errors import StorageError
from web.pages import desk_of


def alive(request: Request) -> JSONResponse:  # noqa: ARG001 - every route takes one
    """The process answers."""
    return JSONResponse({"alive": True})


def ready(request: Request) -> JSONResponse:
    """Database and schema are as this program needs them; keys are loaded since the start.

    A ledger that refuses to sign is said and is no reason to take the pages away.
    """
    desk = desk_of(request)
    try:
        schema.check(desk.database)
        signs = desk.refusal() is None
    except StorageError as error:
        return JSONResponse({"ready": False, "because": type(error).__name__}, status_code=503)
    return JSONResponse({"ready": True, "ledger_may_sign": signs})
