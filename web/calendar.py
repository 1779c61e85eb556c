"""Calendars of one policy, one service, the whole site, or one change."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col
from starlette.requests import Request
from starlette.responses import Response

from notifier.office import Letterhead
from policy.agenda import Appointment
from storage import changes, effects, news, visibility
from storage.errors import UnknownChangeError
from storage.tables_seen import ChangeRow
from storage.tables_watched import PolicyRow
from web import feed_scope, ical
from web.conditional import is_known, tag_of, unchanged
from web.feed_scope import Scope
from web.pages import desk_of, words_of
from web.words import PageWords

SHOWN = timedelta(days=400)
"""Days of changes that were found within this time stand in calendars, """

PASSED = timedelta(days=60)
"""until they have passed for so long."""

MOST = 100
"""Policies in one calendar, those whose next day comes soonest: a calendar of everything does not
grow with what is watched, and whoever wants all days of a policy takes the policy's own.
"""


def of_change(request: Request) -> Response:
    """The days of one change, for the calendar of who has just read it."""
    name, words = request.path_params["change"], words_of(request)
    with desk_of(request).database.reading() as tx:
        change = tx.get(ChangeRow, name)
        if change is None or change.kind not in changes.TOLD_KINDS:
            raise UnknownChangeError(f"there is no change named {name}")
        row = visibility.readable(tx, change.policy_id)
        scope = Scope(
            among=col(PolicyRow.id) == row.id,
            name=f"{row.service}, {words.kind(row.terms_type)}",
            title="",
            page=("changes", change.id),
            address=f"feeds/changes/{change.id}",
            urn="",
        )
        return _answer(request, tx, scope, name)


def answer(request: Request, tx: Session, scope: Scope) -> Response:
    """The calendar of a scope."""
    return _answer(request, tx, scope)


def _answer(request: Request, tx: Session, scope: Scope, only: str | None = None) -> Response:
    """The calendar; what it follows from is asked first, and what was written is kept."""
    desk, words = desk_of(request), words_of(request)
    among = col(ChangeRow.policy_id).in_(select(col(PolicyRow.id)).where(scope.among))
    named = select(func.count(), func.sum(col(PolicyRow.edition))).where(scope.among)
    today = desk.clock().date()
    facts = (effects.mark(tx, among), tuple(tx.execute(named).one()), scope.address, today)
    tag = tag_of("ics", words, *facts)
    kept = desk.calendars.get(tag)
    if kept is None:
        if is_known(request.headers, tag):
            return unchanged(feed_scope.headers(tag, desk.clock(), words))
        kept = desk.calendars.keep(tag, _written(request, tx, scope, among, only))
    written, updated_at = kept
    headers = feed_scope.headers(tag, updated_at, words)
    if is_known(request.headers, tag, updated_at):
        return unchanged(headers)
    return Response(written, media_type=f"{ical.MEDIA_TYPE}; charset=utf-8", headers=headers)


def _written(
    request: Request, tx: Session, scope: Scope, among: ColumnElement[bool], only: str | None
) -> tuple[bytes, datetime]:
    """A calendar's bytes, and when it was last altered."""
    desk, words = desk_of(request), words_of(request)
    now, letterhead = desk.clock(), desk.office.letterhead
    policies = {row.id: row for row in tx.scalars(select(PolicyRow).where(scope.among))}
    ahead_of = now.date() - PASSED
    found = effects.agenda(tx, among, now - SHOWN, letterhead.time_zone, now, ahead_of, MOST)
    days = [(policies[id], one) for id, one in found if only in (None, one.change_id)]
    over = only is not None and bool(days) and all(one.cancelled for _, one in days)
    written = ical.write(
        [_marked(row, one, words, letterhead) for row, one in days],
        name=words.gettext("%(name)s: days that count") % {"name": scope.name},
        language=words.language,
        domain=feed_scope.host_of(letterhead),
        url=letterhead.link(*scope.page),
        method="CANCEL" if over else "PUBLISH",
    )
    begun = news.begun(tx, scope.among)
    return written, max((one.changed_at for _, one in days), default=begun)


def _marked(
    row: PolicyRow, one: Appointment, words: PageWords, letterhead: Letterhead
) -> ical.Marked:
    name = {"name": f"{row.service}, {words.kind(row.terms_type)}"}
    summary = (
        words.gettext("%(name)s: a way out is open")
        if one.kind == "exit"
        else words.gettext("%(name)s: the new text applies")
    )
    url = letterhead.link("changes", one.change_id)
    return ical.Marked(
        appointment=one,
        summary=summary % name,
        description=f"{_said(one, words)}\n\n{url}",
        url=url,
        categories=(row.service, row.terms_type),
    )


def _said(one: Appointment, words: PageWords) -> str:
    """What the day means, and how sure it is."""
    if one.cancelled:
        return words.gettext("This no longer stands: the change was withdrawn or told by mistake.")
    last = {"day": words.stated(one.last_day.isoformat())}
    if one.kind == "exit":
        return words.gettext("By the text there is a way out until %(day)s.") % last
    if one.certainty == "stated":
        said = words.gettext("By the text this applies from %(day)s.") % last
    else:
        said = words.gettext("This probably applies from %(day)s.") % last
    if one.latest is None:
        return said
    until = {"day": words.stated(one.latest.isoformat())}
    return f"{said} " + words.gettext("It may be as late as %(day)s.") % until
