"""The canary: the installation watches a page of its own, and somebody is told when it changes."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable

import httpx

from tests.programs import PATIENCE_S
from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation

KEEPER = "keeper@clausewatch.example"


def until(done: Callable[[], bool], what: str) -> None:
    """Wait for something, and not for ever."""
    end = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end, f"{what} did not happen"
        time.sleep(0.1)


def canary(installation: Installation) -> dict[str, str]:
    """What doctor says about it."""
    told = json.loads(installation.command("doctor", "--json").stdout)
    (found,) = (one for one in told if one["what"] == "canary")
    return dict(found)


def settle(installation: Installation) -> None:
    """Serve its pages at an address that is known beforehand."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        installation.port = free.getsockname()[1]
    installation.settings["BASE_URL"] = f"http://127.0.0.1:{installation.port}"
    installation.settings["CANARY__MAIL"] = KEEPER


def looks(installation: Installation, outcome: str) -> bool:
    """Whether some look at the canary came to this."""
    done = installation.command("history", "clausewatch-canary", "--json")
    return f'"{outcome}"' in done.stdout


def test_a_new_song_is_told_to_its_keeper_and_shown_to_nobody(
    installation: Installation, smtp_sink: SmtpSink
) -> None:
    settle(installation)
    installation.run("subscribe", "ada@reader.example", "--everything", "--confirmed-by", "story")
    with installation.serving():
        until(lambda: looks(installation, "first"), "a first look at the canary")
    assert canary(installation)["grade"] == "ok"

    installation.settings["CANARY__EVERY"] = "23h"  # another count of songs: the page says another
    with installation.serving() as address, httpx.Client(base_url=address) as pages:
        until(lambda: bool(smtp_sink.received), "a mail about the new song")
        until(lambda: pages.get("/readyz").json()["canary_sings"] is True, "its being on record")
        public = [pages.get(path) for path in ("/", "/services", "/feed.atom", "/search?q=canary")]
        place = pages.get("/policies/clausewatch-canary")
        guessed = pages.get("/canary/0123456789abcdef")

    assert [mail.recipient for mail in smtp_sink.received] == [KEEPER]
    assert "seeds for each song" in smtp_sink.received[0].text
    assert canary(installation)["says"].startswith("a mail about it left: 2")
    assert not any("clausewatch-canary" in answer.text for answer in public)
    assert (place.status_code, guessed.status_code) == (404, 404)


def test_the_guard_makes_no_exception_for_the_canary(installation: Installation) -> None:
    settle(installation)
    del installation.settings["WATCH__ALLOW_NETWORKS"]

    with installation.serving():
        until(lambda: looks(installation, "refused"), "a refusal")

    assert (
        '"forbidden_address"'
        in installation.command("history", "clausewatch-canary", "--json").stdout
    )
