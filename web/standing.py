"""Who runs this installation, what it keeps and why: its public pages, and what robots may do."""

from __future__ import annotations

from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from policy.clauses import split
from policy.extract_markdown import blocks_of
from web import canary
from web.pages import desk_of, render, words_of
from web.text_parts import parts_of

Notice = Literal["privacy", "imprint"]


def about(request: Request) -> Response:
    """What this is, who runs it, why texts of others are kept, and how looking is done."""
    return render(request, "about.html")


def privacy(request: Request) -> Response:
    """The operator's privacy notice; without one, what this program keeps of a person."""
    return _own_text(request, "privacy")


def imprint(request: Request) -> Response:
    """The operator's imprint; without one, the name and address of the settings."""
    return _own_text(request, "imprint")


def robots(request: Request) -> Response:
    """What programs that index may ask for: no comparisons and no searches, for they cost."""
    if desk_of(request).standing.noindex:
        rules = "Disallow: /\n"
        if desk_of(request).canary is not None:
            rules = f"Allow: {canary.PLACE}\n{rules}"  # our own watcher obeys as well
    else:
        costly = ("/search", "/policies/*/compare", "/manage", "/confirm/", "/u/")
        rules = "".join(f"Disallow: {path}\n" for path in costly)
    return PlainTextResponse(f"User-agent: *\n{rules}", headers={"Cache-Control": "max-age=3600"})


def _own_text(request: Request, name: Notice) -> Response:
    letterhead = desk_of(request).office.letterhead
    texts = desk_of(request).standing.texts.get(name, {})
    language = words_of(request).language
    written = texts.get(language) or texts.get("")
    if written is None and name == "imprint" and not letterhead.operator:
        raise HTTPException(404)
    parts = parts_of(split(blocks_of(written))) if written else ()
    return render(
        request, f"{name}.html", parts=parts, text_language=language if texts.get(language) else "",
    )  # fmt: skip
