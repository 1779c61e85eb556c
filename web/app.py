"""The web application: its routes as one list. GET changes nothing, anywhere."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from policy.said import said
from storage.errors import (
    StorageError,
    UnknownChangeError,
    UnknownPolicyError,
    UnknownVersionError,
    WithdrawnPolicyError,
)
from web import (
    clauses,
    desk_routes,
    feed,
    finding,
    front,
    health,
    log_files,
    manage,
    notices,
    promised,
    proof,
    propose,
    redlines,
    standing,
    stop,
    subscribe,
    texts,
    timeline,
    witness,
)
from web.api import create_api
from web.assets import Assets
from web.guard import HEADERS, Guard
from web.pages import HERE, Desk, render, words_of

log = logging.getLogger("clausewatch.web")

ROUTES: tuple[BaseRoute, ...] = (
    Route("/", front.front),
    Route("/services", front.services),
    Route("/services/{service:path}", front.service),
    Route("/search", finding.found),
    Route("/policies/{policy}", timeline.policy),
    Route("/policies/{policy}/versions/{number:int}", texts.version),
    Route("/policies/{policy}/compare", redlines.choose),
    Route("/policies/{policy}/compare/{old:int}...{new:int}", redlines.compare),
    Route("/policies/{policy}/clauses/{address}@{number:int}", clauses.at_address),
    Route("/policies/{policy}/clauses/{clause}", clauses.clause),
    Route("/policies/{policy}/promises", promised.promised),
    Route("/policies/{policy}/on", texts.choose_day),
    Route("/policies/{policy}/{day}", texts.on_day),
    Route("/changes/{change}", redlines.change),
    Route("/notices/{notice}", notices.public),
    Route("/about", standing.about),
    Route("/privacy", standing.privacy),
    Route("/imprint", standing.imprint),
    Route("/robots.txt", standing.robots),
    Route("/policies/{policy}/subscribe", subscribe.ask, methods=["POST"]),
    Route("/confirm/{token}", subscribe.confirm_form),
    Route("/confirm/{token}", subscribe.confirm, methods=["POST"]),
    Route("/follow", subscribe.follow_form),
    Route("/follow", subscribe.follow, methods=["POST"]),
    Route("/u/{token}", stop.stop_form),
    Route("/u/{token}", stop.stop, methods=["POST"]),
    Route("/again/{token}", stop.again_form),
    Route("/again/{token}", stop.again, methods=["POST"]),
    Route("/reminders/{token}", stop.reminders_form),
    Route("/reminders/{token}", stop.reminders, methods=["POST"]),
    Route("/reconfirm/{token}", stop.still_form),
    Route("/reconfirm/{token}", stop.still, methods=["POST"]),
    Route("/p/{token}", proof.form),
    Route("/p/{token}", proof.shown, methods=["POST"]),
    Route("/propose", propose.form),
    Route("/propose", propose.propose, methods=["POST"]),
    Route("/manage", manage.ask_form),
    Route("/manage", manage.ask, methods=["POST"]),
    Route("/manage/{token}", manage.shown),
    Route("/manage/{token}", manage.act, methods=["POST"]),
    Route("/log/{path:path}", log_files.served),
    Route("/witness/add-checkpoint", witness.add_checkpoint, methods=["POST"]),
    Route("/witness/{origin}/checkpoint", witness.last_checkpoint),
    Route("/healthz", health.alive),
    Route("/readyz", health.ready),
    *feed.ROUTES,
    *desk_routes.ROUTES,
    Mount("/static", Assets(directory=HERE / "static")),
)


def create_app(desk: Desk, more: Sequence[BaseRoute] = ()) -> FastAPI:
    """The application over one desk; `more` are routes of a demo."""
    app = FastAPI(
        title="Clausewatch",
        routes=[*more, *ROUTES, Mount("/api/v1", create_api(desk))],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[Middleware(Guard)],
    )
    for error in (UnknownPolicyError, UnknownChangeError, UnknownVersionError):
        app.add_exception_handler(error, _unknown)
    app.add_exception_handler(WithdrawnPolicyError, _withdrawn)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(StorageError, _away)
    app.add_exception_handler(Exception, _broken)
    app.state.desk = desk
    return app


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return render(
        request, "error.html", status=status, private=True, title=HTTPStatus(status).phrase,
        code=status,
    )  # fmt: skip


def _away(request: Request, error: Exception) -> Response:
    log.error("the database cannot be used: %s", error)
    answer = _refused(request, HTTPException(503))
    answer.headers["Retry-After"] = "60"
    return answer


def _broken(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the log has it
    """The last resort, outside every middleware: it brings its own headers."""
    sorry, _ = words_of(request).told(said("Something went wrong here."))
    return PlainTextResponse(f"{sorry}\n", status_code=500, headers=HEADERS)


def _unknown(request: Request, error: Exception) -> Response:  # noqa: ARG001 - its words are for the command line
    return _refused(request, HTTPException(404))


def _withdrawn(request: Request, error: Exception) -> Response:
    """The policy was there and is shown no longer; readers are told why, where somebody said."""
    because = error.because if isinstance(error, WithdrawnPolicyError) else None
    return render(request, "withdrawn.html", status=410, because=because)
