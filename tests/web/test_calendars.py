"""Calendars: days that keep their names, move with a higher sequence, and are cancelled aloud."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import feedparser
import icalendar
import pytest
import vobject

from storage import changes, effects
from tests.conftest import missing
from tests.web.conftest import NOON, POLICY, Pages, serving
from tests.web.shelves import Issue, shelve
from web import calendar
from web.pages import Desk

FIRST = datetime(2026, 11, 1, 12, tzinfo=UTC)
TEXT = """# Privacy policy of Aldus

Effective date: {applies}

1. We keep what you order for {years} years, and no longer than that.
2. If you do not agree with a change, you may terminate the contract before it takes effect.
3. Ask us, and we show, mend or erase what we keep about you.
"""
BEFORE = TEXT.format(applies="1 January 2026", years="two")
AFTER = TEXT.format(applies="1 December 2026", years="three")
MOVED = TEXT.format(applies="1 February 2027", years="three")


def at(days: int) -> datetime:
    return FIRST + timedelta(days=days)


def events(pages: Pages, address: str = "/feeds/all.ics") -> list[icalendar.Event]:
    """What the library finds in a calendar of ours; another one and the grammar agree."""
    answer = pages.get(address)
    assert answer.status_code == 200, answer.text
    well_formed(answer.content)
    (calendar,) = icalendar.Calendar.from_ical(answer.content, multiple=True)
    assert not calendar.errors
    found = list(calendar.walk("VEVENT"))
    other = vobject.readOne(answer.text)
    assert [(str(one["UID"]), one["DTSTART"].dt) for one in found] == [
        (one.uid.value, one.dtstart.value) for one in getattr(other, "vevent_list", [])
    ]
    return found


LINE = re.compile(
    rb'([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=(?:"[^"\x00-\x1f]*"|[^;:,"\x00-\x1f]*))*):([^\x00-\x08\x0a-\x1f]*)'
)
ONCE = (b"UID", b"DTSTAMP", b"DTSTART", b"DTEND", b"SEQUENCE", b"STATUS", b"SUMMARY", b"CLASS")


def well_formed(raw: bytes) -> None:
    """Read a calendar by the grammar of RFC 5545 (3.1, 3.6), written anew here."""
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    raw.decode("utf-8")
    opened: list[tuple[bytes, list[bytes]]] = []
    for line in raw.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").split(b"\r\n")[:-1]:
        found = LINE.fullmatch(line)
        assert found, line
        name, value = found[1], found[3]
        if name == b"BEGIN":
            opened.append((value, []))
        elif name == b"END":
            kind, names = opened.pop()
            assert kind == value
            wanted = {b"VEVENT": ONCE, b"VCALENDAR": (b"PRODID", b"VERSION", b"METHOD")}
            for one in wanted.get(kind, ()):
                assert names.count(one) == 1, (kind, one)
        else:
            opened[-1][1].append(name)
    assert opened == []


def test_a_day_on_which_a_change_holds_is_an_event_and_so_is_the_way_out(
    desk: Desk, pages: Pages
) -> None:
    shelve(desk.database, POLICY, [Issue(FIRST, BEFORE), Issue(at(3), AFTER)])

    exit_, effect = sorted(events(pages), key=lambda one: one["DTSTART"].dt)

    assert effect["UID"] == f"effect.{POLICY}.2@testserver"
    assert (effect["DTSTART"].dt, effect["DTEND"].dt) == (date(2026, 12, 1), date(2026, 12, 2))
    assert effect["SUMMARY"] == "Aldus, Privacy policy: the new text applies"
    assert effect["URL"] == f"http://testserver/changes/{POLICY}.2"
    assert (effect["STATUS"], effect["SEQUENCE"]) == ("CONFIRMED", 0)
    assert (exit_["DTSTART"].dt, exit_["DTEND"].dt) == (date(2026, 11, 4), date(2026, 12, 1))
    assert exit_["SUMMARY"] == "Aldus, Privacy policy: a way out is open"


def test_a_day_that_moves_is_the_same_event_with_a_higher_sequence(
    desk: Desk, pages: Pages
) -> None:
    issues = [Issue(FIRST, BEFORE), Issue(at(3), AFTER), Issue(at(5), MOVED)]
    shelve(desk.database, POLICY, issues)

    (effect,) = [one for one in events(pages) if one["UID"].startswith("effect.")]

    assert effect["UID"] == f"effect.{POLICY}.2@testserver"
    assert (effect["DTSTART"].dt, effect["SEQUENCE"]) == (date(2027, 2, 1), 1)


def test_a_withdrawn_change_is_cancelled_and_not_forgotten(desk: Desk, pages: Pages) -> None:
    shelve(
        desk.database,
        POLICY,
        [Issue(FIRST, BEFORE), Issue(at(3), AFTER), Issue(at(5), BEFORE, "return", 1)],
    )

    found = events(pages)

    assert {(one["STATUS"], one["SEQUENCE"]) for one in found} == {("CANCELLED", 1)}
    assert len(found) == 2


def test_the_calendar_of_a_change_told_by_mistake_is_a_cancellation(
    desk: Desk, pages: Pages
) -> None:
    shelve(desk.database, POLICY, [Issue(FIRST, BEFORE), Issue(at(3), AFTER)])
    with desk.database.transaction() as tx:
        changes.retract(tx, f"{POLICY}.2", "the page was cut", "Ada", NOON)

    raw = pages.get(f"/feeds/changes/{POLICY}.2.ics").content

    assert b"METHOD:CANCEL\r\n" in raw
    assert b"STATUS:CANCELLED\r\n" in raw


def test_days_worked_out_beforehand_are_the_days_worked_out_when_asked(
    desk: Desk, pages: Pages
) -> None:
    shelve(desk.database, POLICY, [Issue(FIRST, BEFORE), Issue(at(3), AFTER)])
    asked = pages.get("/feeds/all.ics").content

    worked_out = effects.work_out(desk.database, "Europe/Brussels", NOON)
    again = effects.work_out(desk.database, "Europe/Brussels", NOON)

    assert (worked_out, again) == (1, 0)
    assert pages.get("/feeds/all.ics").content == asked


def test_an_empty_calendar_is_a_calendar(desk: Desk, pages: Pages) -> None:
    assert events(pages) == []


# --- real programs -----------------------------------------------------------------------------


def run(*words: str, home: Path) -> str:
    env = {"HOME": str(home), "PATH": os.defpath, "LANG": "C.UTF-8", "TERM": "dumb"}
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_newsboat_reads_our_feed(desk: Desk, tmp_path: Path) -> None:
    if shutil.which("newsboat") is None:
        missing("newsboat is missing: install the package newsboat.")
    shelve(desk.database, POLICY, [Issue(FIRST, BEFORE), Issue(at(3), AFTER)])
    cache = tmp_path / "cache.db"

    with serving(desk) as here:
        (tmp_path / "urls").write_text(f"{here}/feeds/all.atom\n")
        parts = ("newsboat", "-u", str(tmp_path / "urls"), "-c", str(cache), "-C", "/dev/null")
        run(*parts, "-x", "reload", home=tmp_path)
        unread = run(*parts, "-x", "print-unread", home=tmp_path)

    import sqlite3

    with sqlite3.connect(cache) as kept:
        rows = kept.execute("SELECT title, url, guid FROM rss_item ORDER BY pubDate").fetchall()
        (feed,) = kept.execute("SELECT title FROM rss_feed").fetchall()
    kept.close()
    assert unread.startswith("2 ")
    assert feed == ("Clausewatch: policies and their changes",)
    assert rows[1] == (
        "Aldus, privacy policy: kept for three years instead of two",
        f"http://testserver/changes/{POLICY}.2",
        f"tag:testserver,2026:change:{POLICY}.2",
    )


def test_khal_keeps_our_days_and_takes_the_move_of_one(
    desk: Desk, pages: Pages, tmp_path: Path
) -> None:
    if shutil.which("khal") is None:
        missing("khal is missing: install the package khal.")
    config = tmp_path / "config"
    (tmp_path / "days").mkdir()
    config.write_text(
        f"[calendars]\n[[days]]\npath = {tmp_path / 'days'}\n[sqlite]\npath = {tmp_path}/khal.db\n"
        "[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\ntimeformat = %H:%M\n"
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
        "longdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    issues = [Issue(FIRST, BEFORE), Issue(at(3), AFTER)]
    shelve(desk.database, POLICY, issues)
    file = tmp_path / "ours.ics"

    def known(when: str) -> str:
        file.write_bytes(pages.get(f"/feeds/policies/{POLICY}.ics").content)
        run("khal", "-c", str(config), "import", "--batch", "-a", "days", str(file), home=tmp_path)
        return run(
            "khal", "-c", str(config), "list", "-o", "-f", "{title}", when, "1d", home=tmp_path
        )

    assert "Aldus, Privacy policy: the new text applies" in known("2026-12-01")
    assert "a way out is open" in known("2026-11-20")


def test_the_links_on_pages_lead_to_feeds(desk: Desk, pages: Pages) -> None:
    shelve(desk.database, POLICY, [Issue(FIRST, BEFORE), Issue(at(3), AFTER)])

    for path in ("/", f"/policies/{POLICY}"):
        found = re.findall(
            r'<link rel="alternate" type="([^"]+)"[^>]*href="([^"]+)"', pages.get(path).text
        )
        assert {kind for kind, _ in found} >= {"application/atom+xml", "application/feed+json"}
        for _, address in found:
            assert pages.get(address).status_code == 200
    assert feedparser.parse(pages.get("/feeds/all.atom").content).entries


def test_a_calendar_of_everything_holds_what_comes_soonest_and_does_not_grow(
    desk: Desk, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The days of one policy beyond it stand in the policy's own calendar."""
    monkeypatch.setattr(calendar, "MOST", 2)
    for month in ("December 2026", "January 2027", "February 2027"):
        text = TEXT.format(applies=f"1 {month}", years="three")
        shelve(
            desk.database, f"firm-{month[0].lower()}", [Issue(FIRST, BEFORE), Issue(at(3), text)]
        )
    effects.work_out(desk.database, "Europe/Brussels", NOON)

    everything = {str(one["UID"]) for one in events(pages)}
    own = {str(one["UID"]) for one in events(pages, "/feeds/policies/firm-f.ics")}

    assert {uid.split(".")[1] for uid in everything} == {"firm-d", "firm-j"}
    assert {uid.split(".")[1] for uid in own} == {"firm-f"}
