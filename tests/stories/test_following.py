"""Following and stopping, through real mail and real pages; a scanner that presses every link."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import httpx

from tests.programs import PATIENCE_S
from tests.smtp_sink import Received, SmtpSink
from tests.stories.installation import Installation
from tests.stories.street import AFTER, Street

POLICY = "brugwachter-privacy-policy"
ADA = "ada@reader.example"


def links(text: str, path: str) -> list[str]:
    """Return the links to one of our pages in a mail, as paths."""
    return [found.group(1) for found in re.finditer(rf"http://[^\s/]+(/{path}/[^\s>\"]+)", text)]


def mails(sink: SmtpSink, count: int) -> list[Received]:
    """Wait until Ada has so many mails, and return them."""
    until = time.monotonic() + PATIENCE_S
    while len(sink.to(ADA)) < count and time.monotonic() < until:
        time.sleep(0.05)
    return sink.to(ADA)


def test_ada_follows_confirms_gets_the_change_and_stops_with_one_click(
    street: Street,
    installation: Installation,
    smtp_sink: SmtpSink,
    watch_all: Callable[[], list[str]],
) -> None:
    watch_all()
    installation.run("check", POLICY)
    with installation.serving() as address, httpx.Client(base_url=address) as pages:
        asked = pages.post(f"/policies/{POLICY}/subscribe?lang=nl", data={"address": ADA})
        unknown = pages.post(f"/policies/{POLICY}/subscribe?lang=nl", data={"address": ADA})
        [question] = mails(smtp_sink, 1)  # the serving process sends by itself
        [confirm] = links(question.text, "confirm")
        form = pages.get(confirm, headers={"Accept-Language": "nl"})
        done = pages.post(confirm)
        again = pages.post(confirm)

        assert asked.status_code == unknown.status_code == 200
        assert asked.text == unknown.text, "the answer tells nobody who is known"
        assert form.text.count("<button") == 1
        assert ADA not in form.text + done.text
        assert (done.status_code, again.status_code) == (200, 200)

        street.round = AFTER
        for _ in range(2):  # 4: what serves may be looking there at this very moment
            installation.run("check", POLICY, ok=(0, 4))
        [_, welcome, told] = mails(smtp_sink, 3)
        change = pages.get(links(told.text, "changes")[0])
        assert "U volgt nu het privacybeleid van Brugwachter" in welcome.text
        [stop] = links(str(told.message["List-Unsubscribe"]), "u")
        without_body = pages.post(stop)
        stopped = pages.post(stop, data={"List-Unsubscribe": "One-Click"})
        repeated = pages.post(stop, data={"List-Unsubscribe": "One-Click"})

        assert "<del>" in change.text
        assert "<ins>" in change.text
        assert "<button" in without_body.text, "without the one-click body it is only the form"
        assert (stopped.status_code, repeated.status_code) == (200, 200)
        assert "set-cookie" not in stopped.headers
        farewell = mails(smtp_sink, 4)[-1]
        assert "dit is de enige mail hierover" in farewell.text

        forged = stop[:-1] + ("A" if stop[-1] != "A" else "B")
        for wrong in (forged, "/u/", "/u/x", "/u/" + "x" * 10_000, "/confirm/%00", stop + "="):
            assert pages.get(wrong).status_code == 404, wrong


def test_who_never_confirms_gets_one_mail_ever(
    street: Street,
    installation: Installation,
    smtp_sink: SmtpSink,
    watch_all: Callable[[], list[str]],
) -> None:
    watch_all()
    installation.run("check", POLICY)
    state = installation.run("subscribe", "cy@reader.example", POLICY)["state"]
    installation.run("deliver")
    street.round = AFTER
    installation.run("check", POLICY)
    installation.run("check", POLICY)
    installation.run("deliver")

    assert state == "unconfirmed"
    assert len(smtp_sink.to("cy@reader.example")) == 1
