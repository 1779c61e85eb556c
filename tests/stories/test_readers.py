"""What readers live through, by real mail and commands: days pass, and nothing waits too long."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from cli import wiring
from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation
from tests.stories.street import AFTER, BEFORE, Street
from tests.stories.test_following import links, mails

BRUGWACHTER, KANTLIJN = "brugwachter-privacy-policy", "kantlijn-privacy-policy"
ADA = "ada@reader.example"
ON_SQLITE = pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
Declare = Callable[[], list[str]]


@dataclass
class Clock:
    """The time that every command of a story reads."""

    now: datetime = datetime(2027, 3, 26, 9, tzinfo=UTC)

    def later(self, **units: float) -> None:
        self.now += timedelta(**units)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock in the one place where the real one is read."""
    clock = Clock()
    monkeypatch.setattr(wiring, "now", lambda: clock.now)
    return clock


def look_twice(installation: Installation, clock: Clock) -> None:
    """A new text is seen, and seen again."""
    for _ in range(2):
        installation.run("check", "--all", ok=(0, 4))
        clock.later(minutes=1)


def follow(installation: Installation, *more: str) -> None:
    installation.run("subscribe", ADA, *more, "--language", "nl", "--confirmed-by", "the story")


@ON_SQLITE
def test_a_daily_digest_comes_at_eight_on_both_sides_of_a_dst_night(
    street: Street, installation: Installation, smtp_sink: SmtpSink, watch_all: Declare,
    clock: Clock,
) -> None:  # fmt: skip
    watch_all()
    follow(installation, BRUGWACHTER, KANTLIJN, "--frequency", "daily")
    look_twice(installation, clock)
    clock.now = datetime(2027, 3, 27, 19, tzinfo=UTC)  # Saturday evening; the clocks go forward
    street.round = AFTER
    look_twice(installation, clock)
    installation.run("deliver")
    assert not smtp_sink.received

    clock.now = datetime(2027, 3, 28, 5, 59, tzinfo=UTC)
    before = installation.run("deliver")
    clock.now = datetime(2027, 3, 28, 6, 0, tzinfo=UTC)  # 8:00 in Brussels, an hour "earlier"
    told = installation.run("deliver")
    clock.later(hours=1)
    after = installation.run("deliver")

    assert (before["sent"], told["sent"], after["sent"]) == (0, 1, 0)
    [digest] = smtp_sink.to(ADA)
    assert digest.message["Subject"] == "2 teksten gewijzigd: Brugwachter, Kantlijn"
    assert "alle 2 abonnementen" in " ".join(digest.text.split())


@ON_SQLITE
def test_what_applies_in_three_days_is_not_held_for_the_digest(
    street: Street, installation: Installation, smtp_sink: SmtpSink, watch_all: Declare,
    clock: Clock,
) -> None:  # fmt: skip
    watch_all()
    follow(installation, BRUGWACHTER, "--frequency", "weekly")
    look_twice(installation, clock)
    street.said["Brugwachter"] = (
        "Wij bewaren uw ritten tien weken. Dit beleid geldt vanaf 29 maart 2027."
    )
    look_twice(installation, clock)

    told = installation.run("deliver")

    assert told["sent"] == 1
    [mail] = smtp_sink.to(ADA)
    assert "geldt dit vanaf maandag 29 maart 2027, 3 dagen na deze mail van vrijdag 26 maart" in (
        " ".join(mail.text.split())
    )


@ON_SQLITE
def test_a_change_that_is_withdrawn_is_corrected_in_the_same_thread(
    street: Street, installation: Installation, smtp_sink: SmtpSink, watch_all: Declare,
    clock: Clock,
) -> None:  # fmt: skip
    watch_all()
    follow(installation, BRUGWACHTER, "--min-significance", "substance")
    look_twice(installation, clock)
    street.round = AFTER
    look_twice(installation, clock)
    installation.run("deliver")
    street.round = BEFORE
    for _ in range(4):
        clock.later(hours=20)
        installation.run("check", BRUGWACHTER)
    installation.run("deliver")

    told, corrected = smtp_sink.to(ADA)
    assert "teruggedraaid" in str(corrected.message["Subject"])
    roots = [str(mail.message["References"]).split() for mail in (told, corrected)]
    assert roots[0] == roots[1]
    assert told.message["Message-ID"] != corrected.message["Message-ID"]


@ON_SQLITE
def test_a_mailbox_that_is_not_there_is_suppressed_and_shown(
    street: Street, installation: Installation, smtp_sink: SmtpSink, watch_all: Declare,
    clock: Clock,
) -> None:  # fmt: skip
    watch_all()
    follow(installation, BRUGWACHTER, KANTLIJN)
    look_twice(installation, clock)
    street.said["Brugwachter"] = "Wij bewaren uw ritten tien weken."
    look_twice(installation, clock)
    smtp_sink.behave("refuse")
    refused = installation.run("deliver", ok=(4,))
    street.said["Kantlijn"] = "Uw notities leest ook een taalmodel."
    look_twice(installation, clock)
    after = installation.run("deliver")

    assert (refused["failed"], after["sent"]) == (1, 0)
    assert not smtp_sink.received
    shown = installation.command("outbox").stdout
    assert "5.1.1" in shown or "failed" in shown


@ON_SQLITE
def test_a_scanner_that_presses_every_link_of_every_mail_changes_nothing(
    street: Street, installation: Installation, smtp_sink: SmtpSink, watch_all: Declare
) -> None:
    watch_all()
    installation.run("check", "--all")
    with installation.serving() as address, httpx.Client(base_url=address) as pages:
        pages.post("/follow?lang=nl", data={"address": ADA, "policy": [BRUGWACHTER, KANTLIJN]})
        [question] = mails(smtp_sink, 1)
        scan(pages, question.text, question.html)
        assert states(installation) == ["unconfirmed", "unconfirmed"]
        pages.post(links(question.text, "confirm")[0])
        [_, welcome] = mails(smtp_sink, 2)
        pages.post("/manage", data={"address": ADA})
        managed = mails(smtp_sink, 3)[-1]
        street.round = AFTER
        installation.run("check", "--all", ok=(0, 4))
        installation.run("check", "--all", ok=(0, 4))
        told = mails(smtp_sink, 5)[3:]
        pages.post(links(told[0].text, "u")[0], data={"List-Unsubscribe": "One-Click"})
        farewell = mails(smtp_sink, 6)[-1]
        before = installation.command("export", ADA).stdout

        pressed = 0
        for mail in (question, welcome, managed, *told, farewell):
            pressed += scan(pages, mail.text, mail.html, str(mail.message["List-Unsubscribe"]))

        assert pressed > 12
        assert installation.command("export", ADA).stdout == before
        assert states(installation).count("ended") == 1
        assert ADA not in seen_behind(pages, told[1].text)


def scan(pages: httpx.Client, *parts: str) -> int:
    """Press every link as a mail scanner does; how many there were."""
    found = set(re.findall(r"https?://[^\s<>\"']+", " ".join(parts)))
    for url in found:
        path = re.sub(r"^https?://[^/]+", "", url)
        for method in ("GET", "HEAD", "GET"):
            assert pages.request(method, path or "/").status_code in (200, 404), path
    return len(found)


def seen_behind(pages: httpx.Client, text: str) -> str:
    """What somebody sees who gets a mail passed on and presses its links."""
    paths = re.findall(r"http://[^\s/]+(/[^\s]+)", text)
    return " ".join(pages.get(path).text for path in paths)


def states(installation: Installation) -> list[str]:
    """How Ada's subscriptions stand, by what a person is given of themselves."""
    import json

    form = json.loads(installation.command("export", ADA).stdout)
    return [
        "ended" if one["ended_at"] else "confirmed" if one["confirmed_at"] else "unconfirmed"
        for one in form["subscriptions"]
    ]
