"""How every page is made: its language, words and template; what others wrote is escaped text.

Public pages carry an entity tag. One that follows from few facts (a version never changes) is
asked about before it is made: `fresh` answers 304, and `render` sends the same tag.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from notifier.office import Office
from policy.audit_values import Verdict
from storage.database import Database
from storage.mailboxes import Mailbox
from storage.policies import Wanted
from storage.witnesses import Stand
from web.budget import Comparisons
from web.conditional import is_known, tag_of, unchanged
from web.feed_forms import Entry
from web.kept import Kept
from web.limits import Limits
from web.rates import Rates
from web.shelf import Shelf
from web.tools import Tools
from web.words import LANGUAGES, PageWords, chosen

HERE = Path(__file__).parent

Declare = Callable[[Mapping[str, Any]], Wanted]
"""Makes a declaration of given fields; ValueError says what is wrong with them. The wiring hands it
in, for settings and declarations are not known here.
"""


PIECES = 2000  # of a template, sent together where a page is streamed


def _print_of(folder: Path, pattern: str) -> str:
    """What tells this release's files from another's."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob(pattern)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


ASSETS = _print_of(HERE / "static", "*")
"""Stands in the addresses of style and script, so that a cache may keep them for ever."""
RELEASE = ASSETS + _print_of(HERE / "templates", "*.html") + _print_of(HERE / "locale", "*.po")


@dataclass(frozen=True)
class Standing:
    """How an installation stands in public: whether it may be indexed, and its own texts."""

    noindex: bool = False
    contact: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """`privacy` and `imprint`, each by language; under "" the one for all."""


@dataclass(frozen=True)
class Desk:
    """What pages have in their hands: the database, the keys of links, the clock."""

    database: Database
    office: Office
    clock: Callable[[], datetime]
    limits: Limits
    log_folder: Path | None = None  # what of the ledger is served
    witness: Stand | None = None  # where we cosign other logs
    entries: Kept[Entry] = field(default_factory=Kept)  # of feeds, written once
    calendars: Kept[tuple[bytes, datetime]] = field(default_factory=lambda: Kept(200))
    standing: Standing = Standing()
    rates: Rates = field(default_factory=Rates)  # of the API
    refusal: Callable[[], str | None] = lambda: None  # why the ledger signs nothing, if so
    canary: timedelta | None = None  # how long it may be silent; None where none is kept
    declare: Declare | None = None  # makes a declaration of what a program asks to watch
    tools: Tools | None = None  # of the operator's desk
    comparisons: Comparisons = field(default_factory=Comparisons)
    certify: Callable[[str, Mailbox], bytes] | None = None
    """Makes one recipient's certificate; StorageError says why it cannot be made yet."""

    shelf: Shelf = field(default_factory=Shelf)  # texts that were read of late
    verdicts: Kept[tuple[Verdict, ...]] = field(default_factory=lambda: Kept(200))


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


def fresh(request: Request, *facts: object) -> Response | None:
    """304 where the reader has the page that these facts make, for `render(…, facts=facts)`."""
    headers = _headers(request, _tag(request, facts))
    if is_known(request.headers, headers["ETag"]):
        return unchanged(headers)
    return None


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    private: bool = False,
    indexed: bool = True,
    facts: tuple[object, ...] = (),
    streamed: bool = False,
    **values: Any,
) -> Response:
    """One page in the reader's language. A private one is kept by no cache and in no index.

    One that is `streamed`, for it is long, begins before its end is made; it must have facts.
    """
    words = words_of(request)
    desk = desk_of(request)
    hidden = private or desk.standing.noindex or not indexed or status != 200
    made = _environment(words).get_template(template)
    values |= {
        "words": words,
        "href": _Links(words, asked=request.query_params.get("lang") in LANGUAGES),
        "languages": LANGUAGES,
        # no error page repeats a link's secret
        "path": request.url.path if status == 200 else "/",
        "query": [] if private else _without_language(request),
        "now": desk.clock(),
        "letterhead": desk.office.letterhead,
        "standing": desk.standing,
        "hidden": hidden,
        "assets": ASSETS,
        "private": private,
    }
    html = "" if streamed else made.render(values)
    if private or status != 200:
        headers = {"Content-Language": words.language, "Vary": "Accept-Language"}
        headers["Cache-Control"] = "no-store" if private else "no-cache"
    else:
        headers = _headers(request, _tag(request, facts) if facts else tag_of(html))
        if is_known(request.headers, headers["ETag"]):
            return unchanged(headers)
    if hidden:
        headers["X-Robots-Tag"] = "noindex"
    if streamed:
        pieces = made.stream(values)
        pieces.enable_buffering(PIECES)
        return StreamingResponse(pieces, status, headers, "text/html; charset=utf-8")
    return HTMLResponse(html, status_code=status, headers=headers)


def _tag(request: Request, facts: tuple[object, ...]) -> str:
    standing = desk_of(request).standing
    asked = str(request.query_params)
    return tag_of(RELEASE, words_of(request).language, asked, standing.noindex, *facts)


def _headers(request: Request, tag: str) -> dict[str, str]:
    """A public page may be kept by anybody, and asked about before it is used again."""
    return {
        "Content-Language": words_of(request).language,
        "Vary": "Accept-Language",
        "Cache-Control": "public, no-cache",
        "ETag": tag,
    }


def _without_language(request: Request) -> list[tuple[str, str]]:
    return [(name, said) for name, said in request.query_params.multi_items() if name != "lang"]


@dataclass(frozen=True)
class _Links:
    """Links of ours that keep a language that was asked for."""

    words: PageWords
    asked: bool

    def __call__(self, path: str, **query: object) -> str:
        """The address of a page of ours."""
        if self.asked:
            query["lang"] = self.words.language
        kept = {name: said for name, said in query.items() if said is not None}
        return path + ("?" + urlencode(kept) if kept else "")
