"""Appointments as a calendar (RFC 5545): from when changes hold, and while a way out is open.

All days are whole days, transparent, with a stable UID; what was withdrawn or moved says so with a
higher SEQUENCE, so that a calendar that holds it is put right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from icalendar import Alarm, Calendar, Event, vDuration, vText

from policy.agenda import Appointment

MEDIA_TYPE = "text/calendar"
FRESH_FOR = timedelta(hours=6)
WARNED_BEFORE = timedelta(days=7)


Method = Literal["PUBLISH", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Marked:
    """One appointment with its words."""

    appointment: Appointment
    summary: str
    description: str
    url: str
    categories: tuple[str, ...]


def write(
    marked: Sequence[Marked],
    *,
    name: str,
    language: str,
    domain: str,
    url: str,
    method: Method = "PUBLISH",
) -> bytes:
    """The whole calendar, in the order given."""
    calendar = Calendar()
    calendar.add("prodid", "-//Clausewatch//Clausewatch//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add("name", _text(name, language))
    calendar.add("x-wr-calname", name)
    calendar.add("url", url)
    calendar.add("refresh-interval", vDuration(FRESH_FOR), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(FRESH_FOR))
    for one in marked:
        calendar.add_component(_event(one, language, domain))
    written: bytes = calendar.to_ical()
    return written


def _event(marked: Marked, language: str, domain: str) -> Event:
    one = marked.appointment
    event = Event()
    event.add("uid", f"{one.uid}@{domain}")
    event.add("dtstamp", _whole(one.changed_at))
    event.add("created", _whole(one.created_at))
    event.add("last-modified", _whole(one.changed_at))
    event.add("sequence", one.sequence)
    event.add("dtstart", one.first_day)
    event.add("dtend", one.last_day + timedelta(days=1))  # the end is not within (3.6.1)
    event.add("summary", _text(marked.summary, language))
    event.add("description", _text(marked.description, language))
    event.add("url", marked.url)
    event.add("categories", list(marked.categories))
    event.add("class", "PUBLIC")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    if not one.cancelled:
        event.add_component(_alarm(marked, one.kind))
    return event


def _alarm(marked: Marked, kind: str) -> Alarm:
    """A week before a change holds, or before the way out closes."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", marked.summary)
    related = {"RELATED": "END"} if kind == "exit" else {}
    alarm.add("trigger", -WARNED_BEFORE, parameters=related)
    return alarm


def _text(words: str, language: str) -> vText:
    return vText(words, params={"LANGUAGE": language})


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)
