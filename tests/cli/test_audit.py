"""`audit` from end to end: pages change under a promise, and the commands say what became of it."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cli import wiring
from tests.cli.conftest import Desk

HERE = "We post every change on this page at least 30 days before it takes effect."
ELSEWHERE = (
    "We post notice of every change on our Policy Updates page at least 30 days before it takes"
    " effect."
)
TERMS = """<html lang="en"><head><title>Terms of Marram Bikes</title></head><body><main>
<h1>Terms of Marram Bikes</h1><p>{dates}</p>
<h2>1. Renting</h2><p>You may rent a bicycle for {days} days and return it to any of our shops.</p>
<h2>2. Paying</h2><p>You pay for each day on which you have the bicycle, at the price shown.</p>
<h2>3. Changes of these terms</h2><p>{promise}</p>
</main></body></html>"""
UPDATES = """<html lang="en"><head><title>Policy Updates of Marram Bikes</title></head><body><main>
<h1>Policy Updates</h1><p>On this page we announce how the terms and policies of Marram Bikes will
change, so that you can read them before they hold.</p><p>{news}</p></main></body></html>"""


class Site:
    """Pages by path, on a port of this machine."""

    def __init__(self) -> None:
        pages = self.pages = dict[str, str]()

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = pages.get(self.path, "").encode()
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site(installation: Desk) -> Iterator[Site]:
    """A site that may be watched at once."""
    installation.set("WATCH__ALLOW_NETWORKS", '["127.0.0.0/8"]')
    installation.set("WATCH__CONFIRM_AFTER", "0")
    installation.set("WATCH__MIN_DELAY", "0")
    made = Site()
    yield made
    made.close()


def watched(desk: Desk, site: Site, path: str, kind: str = "Terms of Service") -> str:
    words = ("--service", "Marram Bikes", "--type", kind)
    return str(desk.run("add", site.url(path), *words)["policy"])


def changed(desk: Desk, site: Site, promise: str, in_days: int) -> str:
    """Watch terms that change once, for a day so many days from now; the policy's name."""
    effect = (wiring.now() + timedelta(days=in_days)).date()
    policy = watched(desk, site, "/terms")
    site.pages["/terms"] = TERMS.format(dates="Effective: 1 May 2020", days=30, promise=promise)
    desk.command("check", policy)
    dates = f"Effective: {effect.day} {effect:%B %Y}"
    site.pages["/terms"] = TERMS.format(dates=dates, days=14, promise=promise)
    desk.command("check", policy)
    assert desk.run("check", policy)[0]["outcome"] == "changed"
    return policy


def declare_notices(desk: Desk, site: Site, policy: str, page: str) -> None:
    """Declare that notice of a policy's changes is promised on another watched page."""
    (desk.folder / "marram.toml").write_text(
        f"""service = "Marram Bikes"

[[policy]]
id = "{policy}"
type = "Terms of Service"
url = "{site.url("/terms")}"
notices = ["{page}"]
"""
    )
    desk.run("import", "marram.toml")


def test_versions_and_differences_say_from_when_they_hold(installation: Desk, site: Site) -> None:
    policy = changed(installation, site, HERE, in_days=40)

    first, second = installation.run("history", policy)["versions"]
    shown = installation.command("history", policy).stdout
    effect = installation.run("diff", policy)["takes_effect"]

    assert first["takes_effect"] is None
    assert second["takes_effect"] == effect
    assert effect["days_left"] in (39, 40)
    assert effect["counted_from"] < effect["on"]
    assert f"takes effect on {effect['on']}" in shown


def test_a_change_posted_in_time_is_kept(installation: Desk, site: Site) -> None:
    policy = changed(installation, site, HERE, in_days=40)

    audit = installation.run("audit", policy)
    (verdict,) = audit["policies"][0]["verdicts"]

    assert verdict["verdict"] == "kept"
    assert verdict["lead_time"] == "P30D"
    assert verdict["lead_days_least"] >= 39
    assert verdict["last_seen_old"]
    assert verdict["quote"] == HERE
    assert audit["summary"]["words"].startswith("1 of 1 judged changes kept")


def test_a_change_posted_too_late_is_not_kept_on_the_page(installation: Desk, site: Site) -> None:
    policy = changed(installation, site, HERE, in_days=5)

    shown = installation.command("audit")
    (row,) = csv.DictReader(io.StringIO(installation.command("audit", "--csv").stdout))

    assert "not_kept_on_page: Promised 30 days before effect" in shown.stdout
    assert "0 of 1 judged changes kept" in shown.stdout
    assert (row["policy"], row["verdict"]) == (policy, "not_kept_on_page")
    assert row["required_by"] < row["stated_effect"]


def test_a_page_of_notices_may_be_named_and_is_looked_at_too(
    installation: Desk, site: Site
) -> None:
    updates = watched(installation, site, "/updates", "x-Notices")
    site.pages["/updates"] = UPDATES.format(news="Nothing is planned at the moment.")
    installation.command("check", updates)
    site.pages["/updates"] = UPDATES.format(news="Our terms of renting will change soon: read on.")
    installation.command("check", updates)
    installation.command("check", updates)
    policy = changed(installation, site, ELSEWHERE, in_days=40)

    alone = installation.run("audit", policy)["policies"][0]["verdicts"][0]
    with_page = installation.run("audit", "--notices", updates)

    assert alone["notice_page"] is None
    assert [one["policy"] for one in with_page["policies"]] == [policy]
    (verdict,) = with_page["policies"][0]["verdicts"]
    assert (verdict["verdict"], verdict["notice_page"]) == ("kept", updates)
    assert installation.command("audit", "--notices", "nothing").returncode == 2

    declare_notices(installation, site, policy, updates)
    declared = installation.run("audit", policy)["policies"][0]["verdicts"]

    assert declared == with_page["policies"][0]["verdicts"]
    declare_notices(installation, site, policy, "nobody-watches-this")
    assert "is not watched" in installation.command("audit", policy).stderr


def test_a_day_of_effect_that_is_rewritten_is_an_event(installation: Desk, site: Site) -> None:
    policy = changed(installation, site, HERE, in_days=40)
    later = (wiring.now() + timedelta(days=45)).date()
    site.pages["/terms"] = TERMS.format(
        dates=f"Effective: {later.day} {later:%B %Y}", days=14, promise=HERE
    )
    installation.command("check", policy)
    installation.command("check", policy)

    verdict = installation.run("audit", policy)["policies"][0]["verdicts"][-1]

    assert "date_rewritten" in verdict["events"]
    assert verdict["rewritten_from"] == (wiring.now() + timedelta(days=40)).date().isoformat()
    assert verdict["stated_effect"] == later.isoformat()


def test_a_difference_shows_the_day_the_days_left_and_the_way_out(
    installation: Desk, site: Site
) -> None:
    leave = "If you do not agree with a change you may terminate before it takes effect."
    policy = changed(installation, site, f"{HERE} {leave}", in_days=40)
    today = wiring.now().date()

    shown = installation.command("diff", policy).stdout
    effect = installation.run("diff", policy)["takes_effect"]

    assert effect["on"] == (today + timedelta(days=40)).isoformat()
    assert f"Takes effect on {effect['on']}" in shown
    assert f"Days left, counted from {today}: 40" in shown
    assert f"A way out, until {today + timedelta(days=39)}: “{leave}”" in shown
