"""How the API answers: JSON with an entity tag, problems by RFC 9457, and who is asking."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, NoReturn

from fastapi import Depends, Header, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy import ColumnElement
from sqlmodel import Session, col
from starlette.exceptions import HTTPException
from starlette.responses import Response

from storage import keys, policies, visibility
from storage.errors import StorageError, WithdrawnPolicyError
from storage.tables_watched import PolicyRow
from web.conditional import TO_ANYBODY, is_known, tag_of, unchanged
from web.pages import Desk

log = logging.getLogger("clausewatch.web")

PROBLEM = "application/problem+json"
EDITION = 1  # of the forms: raise it where the same rows are told otherwise, for caches
FRESH_S = 60


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, with what: the desk, and the scopes of the key that was shown, if any."""

    desk: Desk
    request: Request
    scopes: frozenset[str]
    has_key: bool

    @property
    def sees_all(self) -> bool:
        """Whether also what is not public may be read."""
        return "read:private" in self.scopes

    def policy(self, tx: Session, id: str) -> PolicyRow:
        """The policy of that name, if this asker may read it."""
        return policies.get(tx, id) if self.sees_all else visibility.readable(tx, id)

    def listed(self) -> ColumnElement[bool]:
        """The condition over `policy` of what this asker's lists hold."""
        if self.sees_all:
            return col(PolicyRow.state).in_(visibility.WATCHED)
        return visibility.is_listed()

    def zone(self) -> str:
        """Whose days are counted."""
        return self.desk.office.letterhead.time_zone


def _asker(
    request: Request,
    authorization: Annotated[
        str | None,
        Header(
            description="`Bearer` and a key; reading what is public needs none.", max_length=200
        ),
    ] = None,
) -> Asker:
    desk: Desk = request.app.state.desk
    if authorization is None:
        return Asker(desk, request, frozenset(), has_key=False)
    kind, _, shown = authorization.partition(" ")
    found = None
    if kind.lower() == "bearer":
        with desk.database.reading() as tx:
            found = keys.find(tx, shown.strip(), desk.clock())
    if found is None:
        refuse(401, "this key does not hold", {"WWW-Authenticate": "Bearer"})
    return Asker(desk, request, frozenset(found.scopes.split()), has_key=True)


Asking = Annotated[Asker, Depends(_asker)]


def allowed(scope: str) -> Callable[[Asker], Iterator[Asker]]:
    """What a route that writes depends on: an asker whose key has this scope."""

    def check(asker: Asking) -> Asker:
        if not asker.has_key:
            refuse(401, f"this needs a key with the scope {scope}", {"WWW-Authenticate": "Bearer"})
        if scope not in asker.scopes:
            refuse(403, f"this needs a key with the scope {scope}")
        return asker

    return check  # type: ignore[return-value]  # FastAPI calls it with what it depends on


def answer(asker: Asker, make: Callable[[], Any], *facts: object) -> Response:
    """JSON, or 304 where the asker has it. With facts that it follows from it is not made then."""
    tag = tag_of(EDITION, str(asker.request.url.path), *facts) if facts else None
    if tag is not None and is_known(asker.request.headers, tag):
        return unchanged(_headers(asker, tag))
    body = dumped(make())
    tag = tag or tag_of(EDITION, body)
    if is_known(asker.request.headers, tag):
        return unchanged(_headers(asker, tag))
    return Response(body, media_type="application/json", headers=_headers(asker, tag))


def done(form: Any, status: int = 200, location: str | None = None) -> Response:
    """What came of a request that wrote something."""
    headers = {"Cache-Control": "no-store"} | ({"Location": location} if location else {})
    return Response(dumped(form), status, headers, "application/json")


def dumped(form: Any) -> bytes:
    """JSON in UTF-8; half of a surrogate pair, which a page may hold, is replaced."""
    return json.dumps(form, ensure_ascii=False).encode("utf-8", "replace")


def moment(at: datetime | None) -> str | None:
    """RFC 3339, in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def refuse(status: int, detail: str, headers: dict[str, str] | None = None) -> NoReturn:
    """Answer with a problem instead."""
    raise HTTPException(status, detail, headers)


def problem(
    status: int, detail: str | None, headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """A problem as RFC 9457 writes it."""
    form = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    form |= {"detail": detail} if detail else {}
    kept = {**TO_ANYBODY, "Cache-Control": "no-store", **(headers or {})}
    return Response(dumped(form | more), status, kept, PROBLEM)


def of_http(_: Request, error: Exception) -> Response:
    """What was refused."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is asked for by its class
    said = error.detail if error.detail != HTTPStatus(error.status_code).phrase else None
    return problem(error.status_code, said, dict(error.headers or {}))


def of_wrong_request(_: Request, error: Exception) -> Response:
    """What does not fit the description: every fault with its place."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - it is asked for by its class
    faults = [
        {"at": ".".join(str(part) for part in one["loc"]), "says": str(one["msg"])}
        for one in error.errors()
    ]
    return problem(422, "the request is not as described", None, faults=faults)


def of_storage(_: Request, error: Exception) -> Response:
    """What is not there, was withdrawn, or cannot be read now."""
    if isinstance(error, WithdrawnPolicyError):
        return problem(410, "this policy was withdrawn from view")
    if "Unknown" in type(error).__name__:
        return problem(404, "there is nothing of that name here")
    assert isinstance(error, StorageError)  # noqa: S101 - it is asked for by its class
    log.error("the database cannot be used: %s", error)
    return problem(503, "the archive cannot be read now; try again", {"Retry-After": "60"})


def of_comparisons(_: Request, error: Exception) -> Response:  # noqa: ARG001 - says all itself
    """Too much is being compared."""
    return problem(503, "too much is being compared just now; try again", {"Retry-After": "60"})


def _headers(asker: Asker, tag: str) -> dict[str, str]:
    kept = "private, no-store" if asker.has_key else f"public, max-age={FRESH_S}"
    return {**TO_ANYBODY, "ETag": tag, "Cache-Control": kept, "Vary": "Authorization"}
