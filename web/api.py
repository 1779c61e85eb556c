"""The JSON API at /api/v1: an application of its own, with its guard and its description."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from storage import keys
from storage.errors import StorageError
from web import api_answers, api_forms
from web.api_answers import PROBLEM, problem
from web.api_described import describe
from web.api_lists import lists
from web.api_read import policies
from web.api_write import writing
from web.budget import TooManyComparisonsError
from web.limits import client_key
from web.pages import Desk

LARGEST = 65_536  # bytes of a request
ABOUT = f"""Everything that can be read on the pages, for programs.

Reading what is public needs no key. Lists are paged: pass `next` as `cursor` until it is null.
Answers carry an `ETag`: ask again with `If-None-Match`, and what did not change is 304. Problems
are `{PROBLEM}` (RFC 9457). Too many requests are answered 429 with `Retry-After`.

Fields are only ever added. Times are RFC 3339 in UTC, dates ISO 8601.

A key goes into the header `Authorization: Bearer …`; whoever runs the installation makes it with
`clausewatch key add`. Its scopes:

""" + "\n".join(f"- `{scope}`: {what}" for scope, what in keys.SCOPES.items())

SAID = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"description": words, "content": SAID}
    for code, words in {
        400: "The request cannot be understood.",
        401: "The key does not hold, or one is needed.",
        403: "The key has not the scope for this.",
        404: "There is nothing of that name here.",
        405: "Not with this method.",
        410: "The policy was withdrawn from view.",
        413: "The request is too large.",
        422: "The request is not as described.",
        429: "Too many requests; `Retry-After` says when the next one is welcome.",
        503: "Try again later; `Retry-After` says when.",
    }.items()
}
CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"description": "It stands otherwise already.", "content": SAID}
}
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "You have it already."}}


def create_api(desk: Desk) -> FastAPI:
    """The API over one desk."""
    api = FastAPI(
        title="Clausewatch",
        version="1.0",
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        servers=[{"url": desk.office.letterhead.link("api", "v1")}],
        root_path_in_servers=False,
        middleware=[Middleware(ApiGuard, desk=desk)],
        redirect_slashes=False,
    )
    for reading in (policies, lists):
        api.include_router(reading, responses={**UNCHANGED, **PROBLEMS})
    api.include_router(writing, responses={**CONFLICT, **PROBLEMS})
    api.add_exception_handler(HTTPException, api_answers.of_http)
    api.add_exception_handler(RequestValidationError, api_answers.of_wrong_request)
    api.add_exception_handler(TooManyComparisonsError, api_answers.of_comparisons)
    api.add_exception_handler(StorageError, api_answers.of_storage)
    api.add_exception_handler(Exception, _broken)
    api.state.desk = desk
    api.openapi = lambda: _described(api)  # type: ignore[method-assign]  # FastAPI's own way
    return api


class ApiGuard:
    """How often and how large; and nothing that no text of ours holds."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what may not pass."""
        refused = self._refusal(scope) if scope["type"] == "http" else None
        await (refused or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        client = client_key(scope["client"][0] if scope.get("client") else None)
        wait_s = self._desk.rates.wait_s(client, self._desk.clock())
        if wait_s:
            return problem(429, "too many requests", {"Retry-After": str(wait_s)})
        if "\0" in scope["path"] or b"%00" in scope.get("query_string", b""):
            return problem(404, "nothing here has such a name")
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers or not length.isdecimal() or int(length) > LARGEST:
            return problem(413, f"a request has a stated length of at most {LARGEST} bytes")
        return None


def _broken(request: Request, error: Exception) -> Response:  # noqa: ARG001 - the log has it
    return problem(500, "something went wrong here")


def _described(api: FastAPI) -> dict[str, Any]:
    """The description, with the form of problems and the way to show a key."""
    if api.openapi_schema is None:
        made = FastAPI.openapi(api)
        parts = made["components"]
        parts["schemas"]["Problem"] = api_forms.Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            parts["schemas"].pop(unused, None)
        parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        for path in made["paths"].values():
            for operation in path.values():
                operation["parameters"] = [
                    one for one in operation.get("parameters", []) if one["name"] != "authorization"
                ]
                is_writing = "writing" in operation.get("tags", [])
                operation["security"] = [{"key": []}] if is_writing else [{}, {"key": []}]
        describe(made)
        api.openapi_schema = made
    return api.openapi_schema
