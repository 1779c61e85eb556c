"""What surrounds every answer: security headers, no foreign forms, no large bodies."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from policy.said import Said, said
from web.words import PageWords, chosen

LARGEST_FORM = 16_384  # bytes; the largest of our forms needs a few hundred
LARGEST_LIST = 67_108_864  # an audience of a notice; read only once its account is known
LARGEST_REPORT = 262_144  # what a mail provider may post at once
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with that a browser sends `Origin: null` with our own forms (Fetch, "append
    # a request Origin header"), and over plain http that is all that tells where a form comes from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LARGEST_TEXTS = 33_554_432  # the two texts of a draft
LISTS = "/desk/notices/"
DRAFTS = "/desk/notices/draft"
REPORTS = "/hooks/"
MORE = ((REPORTS, LARGEST_REPORT), (LISTS, LARGEST_LIST), (DRAFTS, LARGEST_TEXTS))
"""Where a form may be larger than elsewhere; the last that fits counts."""
API = "/api/"  # has limits of its own, and no cookies a foreign form could use
ONE_CLICK = "/u/"  # mail programs post here from anywhere: the token in the address is the proof


class Guard:
    """Pure ASGI middleware, so that answers are not buffered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what may not pass; add the headers to everything else."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = _refusal(scope)
        await (refused or self.app)(scope, receive, with_headers)


def _refusal(scope: Scope) -> PlainTextResponse | None:
    if scope["method"] in ("GET", "HEAD", "OPTIONS") or scope["path"].startswith(API):
        return None
    headers = Headers(scope=scope)
    length = headers.get("content-length", "")
    largest = LARGEST_FORM
    for beginning, most in MORE:
        if scope["path"].startswith(beginning):
            largest = most
    if not length.isdecimal() or int(length) > largest:
        return _said(headers, said("The form is too large or has no length."), 413)
    if not scope["path"].startswith(ONE_CLICK) and _is_foreign(headers):
        return _said(headers, said("This form was sent from another site."), 403)
    return None


def _said(headers: Headers, sentence: Said, status: int) -> PlainTextResponse:
    """A refusal in the reader's language; no page is made for it."""
    words = PageWords(chosen(None, headers.get("accept-language", "")), "UTC")
    text, language = words.told(sentence)
    return PlainTextResponse(text, status, headers={"Content-Language": language})


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser says that another site sent this form."""
    if "sec-fetch-site" in headers:
        return headers["sec-fetch-site"] not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")
