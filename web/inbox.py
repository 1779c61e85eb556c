"""The demo's inbox: the mails its own sink took, shown as a mail program would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from web.guard import HEADERS
from web.pages import render

FRAME_CSP = HEADERS["Content-Security-Policy"] + "; frame-src 'self'"
LETTER_CSP = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it arrived."""

    at: datetime
    to: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]


def inbox_routes(letters: Sequence[Letter]) -> tuple[BaseRoute, ...]:
    """The routes of an inbox over a list that grows."""

    def listed(request: Request) -> Response:
        return render(request, "inbox.html", private=True, letters=list(enumerate(letters))[::-1])

    def shown(request: Request) -> Response:
        letter = _letter(request)
        answer = render(
            request, "letter.html", private=True, letter=letter, number=_number(request)
        )
        answer.headers["Content-Security-Policy"] = FRAME_CSP
        return answer

    def html(request: Request) -> Response:
        return HTMLResponse(
            _letter(request).html,
            headers={"Content-Security-Policy": LETTER_CSP, "Cache-Control": "no-store"},
        )

    def _letter(request: Request) -> Letter:
        if _number(request) >= len(letters):
            raise HTTPException(404)
        return letters[_number(request)]

    return (
        Route("/inbox", listed),
        Route("/inbox/{number:int}", shown),
        Route("/inbox/{number:int}/html", html),
    )


def _number(request: Request) -> int:
    return int(request.path_params["number"])
