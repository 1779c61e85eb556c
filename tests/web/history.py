"""An invented service whose policy has a past of two years: reworded, mended, walled off.

All words are ours. Looks are every six hours; a promise never to sell was deleted last year.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from policy.compare import compare
from policy.model import Outcome, Reading
from policy.read import read
from storage import checks, policies
from storage.database import Database
from storage.policies import Wanted, WantedSource
from tests.storage.kept import Seen, keep_change, keep_version

QUILLBOX = "quillbox-privacy-policy"
SERVICE = "Quillbox"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGAN = datetime(2024, 12, 2, 9, tzinfo=UTC)
TODAY = datetime(2026, 11, 21, 12, tzinfo=UTC)

PAGE = """<html lang="en"><main><h1>Privacy policy of Quillbox</h1>
<p>Effective date: {effective}</p>
<h2>1. Who we are</h2>
<p>Quillbox Ltd keeps drafts, letters and notes for people who write. You reach us at
privacy@quillbox.example.</p>
<h2>2. What we keep</h2>
<ul><li>Your name and your mail address, as long as you have an account.</li>
<li>Your drafts, until you delete them; copies go after {copies}.</li>
<li>The address of your device, for {device}.</li>{added}</ul>
<h2>3. Whom we give it to</h2>
<p>{selling}</p>
<p>Our data centre is run by Havenrack in Norway, which sees nothing but sealed files.</p>
<table><tr><th>Party</th><th>Purpose</th></tr><tr><td>Havenrack</td><td>storage</td></tr>
<tr><td>{mailer}</td><td>sending mail</td></tr></table>
<h2>4. Your rights</h2>
<p>You may see, mend, take with you or erase what we keep about you. We answer within {answer}.</p>
<h2>5. When this policy changes</h2>
<p>We will e-mail you at least 30 days before a material change takes effect. If you do not agree,
you may close your account before that day.</p></main></html>"""

NEVER = "We will never sell what we know about you, not even to a buyer of our company."
MAY = "We may share what we know about you with a buyer of our company."
FIRST = {
    "effective": "1 November 2024", "copies": "30 days", "device": "14 days", "added": "",
    "selling": NEVER, "mailer": "Postkoets", "answer": "thirty days",
}  # fmt: skip

STEPS: tuple[tuple[int, dict[str, str]], ...] = (
    (75, {"mailer": "Brieventrein"}),
    (198, {"answer": "30 days"}),
    (371, {"selling": MAY, "copies": "90 days", "effective": "15 January 2026"}),
    (520, {"device": "twelve months", "added": "<li>What you type into the assistant, to improve "
           "its answers, unless you object in your settings.</li>"}),
    (655, {"device": "six months"}),
    (705, {"copies": "180 days", "effective": "21 December 2026",
           "selling": MAY + " We tell you by mail when that happens."}),
)  # fmt: skip
"""On which day of watching the page became what."""

TROUBLE: tuple[tuple[int, int, Outcome, str], ...] = (
    (130, 6, Outcome.REFUSED, "bot_wall"),
    (300, 22, Outcome.UNREACHABLE, "timeout"),
    (610, 2, Outcome.PENDING, ""),
    (690, 3, Outcome.REFUSED, "login"),
)
"""Day, looks, what came of them, and why."""


def texts() -> list[tuple[int, Reading]]:
    """Every text with the day on which it appeared."""
    said = dict(FIRST)
    found = [(0, _read(said))]
    for day, became in STEPS:
        said |= became
        found.append((day, _read(said)))
    return found


def keep_history(database: Database, every: timedelta = 6 * HOUR) -> None:
    """Keep the whole past of that policy as looking would have kept it."""
    source = WantedSource("https://quillbox.example/privacy")
    seen = texts()
    with database.transaction() as tx:
        row = policies.add(tx, Wanted(QUILLBOX, SERVICE, "Privacy Policy", (source,), "en"), BEGAN)
        ids: tuple[str, ...] = ()
        for number, (day, reading) in enumerate(seen, 1):
            at = BEGAN + day * DAY
            comparison = compare(seen[number - 2][1], reading) if number > 1 else None
            when = Seen(at, at - every, at + HOUR)
            ids = keep_version(tx, QUILLBOX, number, reading, ids, comparison, when)
            if comparison:
                keep_change(tx, QUILLBOX, number, comparison, when)
        _keep_looks(tx, row.no, [day for day, _ in seen], every)
        row.in_force, row.last_outcome = len(seen), "same"
        row.last_look_at = row.last_confirmed_at = TODAY - 2 * HOUR
        tx.add(row)


def _keep_looks(tx: Session, no: int, days: list[int], every: timedelta) -> None:
    at = BEGAN
    while at < TODAY:
        day = (at - BEGAN) / DAY
        version = sum(1 for begins in days if begins <= day)
        outcome, reason = Outcome.SAME, ""
        for begins, looks, bad, why in TROUBLE:
            if begins <= day < begins + looks * (every / DAY):
                outcome, reason = bad, why
        if day == 0:
            outcome = Outcome.FIRST
        checks.record(tx, no, checks.Look(at, outcome, reason or None, version=version))
        at += every


def _read(said: dict[str, str]) -> Reading:
    reading = read(PAGE.format(**said).encode(), {"content-type": "text/html; charset=utf-8"})
    assert reading.refused is None, reading.refused
    return reading
