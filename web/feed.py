"""Feeds of one policy, one service or the whole site; `docs/api.md` lists their addresses."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from sqlalchemy import select
from sqlmodel import Session, col
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storage import changes, effects, news
from storage.news import News
from storage.tables_seen import ChangeRow
from web import atom, calendar, cursors, feed_entries, feed_scope, json_feed
from web.conditional import is_known, tag_of, unchanged
from web.feed_forms import Entry, Feed
from web.feed_scope import Scope, authority_of
from web.pages import Desk, desk_of, words_of
from web.words import PageWords

ENTRIES = 50
WRITERS = {"atom": (atom.MEDIA_TYPE, atom.write), "json": (json_feed.MEDIA_TYPE, json_feed.write)}


def of_site(request: Request) -> Response:
    """Everything that is listed."""
    with desk_of(request).database.reading() as tx:
        return _answer(request, tx, feed_scope.of_site(words_of(request)))


def of_service(request: Request) -> Response:
    """The listed policies of one service."""
    service = request.path_params["service"]
    with desk_of(request).database.reading() as tx:
        return _answer(request, tx, feed_scope.of_service(tx, service, words_of(request)))


def of_policy(request: Request) -> Response:
    """One policy."""
    id = request.path_params["policy"]
    with desk_of(request).database.reading() as tx:
        return _answer(request, tx, feed_scope.of_policy(tx, id, words_of(request)))


ROUTES = (
    Route("/feeds/all.{form}", of_site),
    Route("/feeds/services/{service:path}.{form}", of_service),
    Route("/feeds/policies/{policy}.{form}", of_policy),
    Route("/feeds/changes/{change}.ics", calendar.of_change),
)


def _answer(request: Request, tx: Session, scope: Scope) -> Response:
    form = request.path_params["form"]
    if form == "ics":
        return calendar.answer(request, tx, scope)
    if form not in WRITERS:
        raise HTTPException(404)
    shown, rest = _news(tx, scope, request.query_params.get("after"))
    updated_at = max((one.updated_at for one in shown), default=news.begun(tx, scope.among))
    words, desk = words_of(request), desk_of(request)
    tag = tag_of(form, words, scope.title, scope.address, shown, rest)
    headers = feed_scope.headers(tag, updated_at, words)
    if is_known(request.headers, tag, updated_at):
        return unchanged(headers)
    media_type, write = WRITERS[form]
    letterhead = desk.office.letterhead
    feed = Feed(
        id=f"{authority_of(letterhead)}:{scope.urn}",
        authority=authority_of(letterhead),
        title=scope.title,
        page_url=letterhead.link(*scope.page),
        self_url=_address(request, scope, form, request.query_params.get("after")),
        next_url=_address(request, scope, form, rest) if rest else None,
        author=letterhead.operator or "Clausewatch",
        language=words.language,
        updated_at=updated_at,
        entries=tuple(_entries(tx, desk, shown, words)),
    )
    return Response(write(feed), media_type=f"{media_type}; charset=utf-8", headers=headers)


def _news(tx: Session, scope: Scope, after: str | None) -> tuple[list[News], str | None]:
    """What one page of a feed tells, and where the next one begins."""
    place = cursors.place(after)
    if after and place is None:
        raise HTTPException(404)
    found = news.newest(tx, scope.among, ENTRIES + 1, place)
    rest = cursors.cursor(news.place_of(found[ENTRIES - 1])) if len(found) > ENTRIES else None
    shown = found[:ENTRIES]
    if place is None:
        oldest = shown[-1].published_at if rest else news.BEGINNING
        again = news.retracted(tx, scope.among, ENTRIES)
        shown += [one for one in again if one.updated_at > oldest and one not in shown]
        shown.sort(key=lambda one: (one.updated_at, one.id), reverse=True)
    return shown, rest


def _entries(tx: Session, desk: Desk, shown: Sequence[News], words: PageWords) -> list[Entry]:
    """The entries of this news; what was written before is taken as it was."""
    letterhead = desk.office.letterhead
    written = {one: desk.entries.get((one, words.language)) for one in shown}
    ids = [one.id for one, entry in written.items() if entry is None and one.kind != news.FIRST]
    rows = list(tx.scalars(select(ChangeRow).where(col(ChangeRow.id).in_(ids)))) if ids else []
    days = effects.of(tx, rows, letterhead.time_zone, desk.clock())
    kept = {row.id: changes.unpacked(row) for row in rows}
    authority = authority_of(letterhead)
    return [
        entry
        or desk.entries.keep(
            (one, words.language),
            feed_entries.entry(
                one, kept.get(one.id), days.get(one.id), words, letterhead, authority
            ),
        )
        for one, entry in written.items()
    ]


def _address(request: Request, scope: Scope, form: str, after: str | None) -> str:
    """The public address of this feed, from the settings and never from the request's host."""
    asked = {"lang": request.query_params.get("lang"), "after": after}
    query = urlencode({name: value for name, value in asked.items() if value})
    base = desk_of(request).office.letterhead.link(f"{scope.address}.{form}")
    return base + (f"?{query}" if query else "")
