"""How every page is made: its language, words and template; what others wrote is escaped text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from notifier.office import Office
from storage.database import Database
from web.feed_forms import Entry
from web.kept import Kept
from web.limits import Limits
from web.words import LANGUAGES, PageWords, chosen

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Desk:
    """What pages have in their hands: the database, the keys of links, the clock."""

    database: Database
    office: Office
    clock: Callable[[], datetime]
    limits: Limits
    entries: Kept[Entry] = field(default_factory=Kept)  # of feeds, written once


@cache
def _environment(words: PageWords) -> Environment:
    """The templates in one language; one environment each, because requests run side by side."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True
    )
    return environment


def desk_of(request: Request) -> Desk:
    """The desk of the application that answers this request."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)  # noqa: S101 - create_app puts it there
    return desk


def words_of(request: Request) -> PageWords:
    """The reader's language."""
    language = chosen(request.query_params.get("lang"), request.headers.get("accept-language", ""))
    return PageWords(language, desk_of(request).office.letterhead.time_zone)


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    private: bool = False,
    **values: Any,
) -> HTMLResponse:
    """One page in the reader's language. A private one is kept by no cache."""
    words = words_of(request)
    asked = request.query_params.get("lang") in LANGUAGES

    def href(path: str, **query: object) -> str:
        """A link of ours that keeps a language that was asked for."""
        if asked:
            query["lang"] = words.language
        return path + ("?" + urlencode(query) if query else "")

    html = (
        _environment(words)
        .get_template(template)
        .render(
            words=words,
            href=href,
            languages=LANGUAGES,
            path=request.url.path
            if status == 200
            else "/",  # no error page repeats a link's secret
            now=desk_of(request).clock(),
            letterhead=desk_of(request).office.letterhead,
            private=private,
            **values,
        )
    )
    headers = {"Content-Language": words.language, "Vary": "Accept-Language"}
    headers["Cache-Control"] = "no-store" if private else "no-cache"
    return HTMLResponse(html, status_code=status, headers=headers)
