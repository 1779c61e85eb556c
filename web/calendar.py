"""Calendars of one policy, one service, the whole site, or one change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import Session, col
from starlette.requests import Request
from starlette.responses import Response

from notifier.office import Letterhead
from policy.agenda import Appointment
from storage import changes, effects, news, visibility
from storage.errors import UnknownChangeError
from storage.tables import ChangeRow, PolicyRow
from web import feed_scope, ical
from web.conditional import is_known, tag_of, unchanged
from web.feed_scope import Scope
from web.pages import desk_of, words_of
from web.words import PageWords

SHOWN = timedelta(days=400)
"""Days of changes that were found within this time stand in calendars."""

Days = Sequence[tuple[PolicyRow, Appointment]]


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
        days = [(row, one) for row, one in _days(request, tx, scope) if one.change_id == name]
        over = bool(days) and all(one.cancelled for _, one in days)
        return _written(request, tx, scope, days, "CANCEL" if over else "PUBLISH")


def answer(request: Request, tx: Session, scope: Scope) -> Response:
    """The calendar of a scope."""
    return _written(request, tx, scope, _days(request, tx, scope), "PUBLISH")


def _days(request: Request, tx: Session, scope: Scope) -> Days:
    desk = desk_of(request)
    policies = {row.id: row for row in tx.scalars(select(PolicyRow).where(scope.among))}
    among = col(ChangeRow.policy_id).in_(select(col(PolicyRow.id)).where(scope.among))
    now, zone = desk.clock(), desk.office.letterhead.time_zone
    found = effects.agenda(tx, among, now - SHOWN, zone, now)
    return [(policies[policy_id], one) for policy_id, one in found]


def _written(
    request: Request, tx: Session, scope: Scope, days: Days, method: ical.Method
) -> Response:
    words, letterhead = words_of(request), desk_of(request).office.letterhead
    updated_at = max((one.changed_at for _, one in days), default=news.begun(tx, scope.among))
    named = [(row.service, row.terms_type, one) for row, one in days]
    headers = feed_scope.headers(tag_of("ics", words, scope.name, named), updated_at, words)
    if is_known(request.headers, headers["ETag"], updated_at):
        return unchanged(headers)
    written = ical.write(
        [_marked(row, one, words, letterhead) for row, one in days],
        name=words.gettext("%(name)s: days that count") % {"name": scope.name},
        language=words.language,
        domain=feed_scope.host_of(letterhead),
        url=letterhead.link(*scope.page),
        method=method,
    )
    return Response(written, media_type=f"{ical.MEDIA_TYPE}; charset=utf-8", headers=headers)


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
