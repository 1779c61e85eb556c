"""What visitors proposed, decided by commands; several policies by one call."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage import proposals
from storage.database import Database
from tests.stories.installation import Installation

NOON = datetime(2026, 12, 15, 12, tzinfo=UTC)
URL = "https://zandloper.example/privacy"


@pytest.fixture
def installation(tmp_path: object) -> Installation:
    """An installation to which a visitor has proposed two addresses."""
    made = Installation(tmp_path)  # type: ignore[arg-type]
    made.run("policies")
    database = Database(f"sqlite:///{made.folder}/clausewatch.db")
    with database.transaction() as tx:
        proposals.propose(tx, URL, "Zandloper", "Privacy Policy", NOON)
        proposals.propose(tx, f"{URL}/2", "Zand\x1b[31mloper", "", NOON)
    database.close()
    return made


def test_a_proposal_is_watched_once_somebody_accepts_it(installation: Installation) -> None:
    waiting = installation.run("proposals")
    accepted = installation.run("proposals", "accept", "1", "--by", "Ben")
    again = installation.command("proposals", "accept", "1", "--by", "Ben")

    assert [form["url"] for form in waiting] == [URL, f"{URL}/2"]
    assert accepted == {"proposal": 1, "policy": "zandloper-privacy-policy"}
    assert (again.returncode, again.stderr) == (2, "Proposal 1 was accepted before.\n")
    assert [row["policy"] for row in installation.run("policies")] == ["zandloper-privacy-policy"]


def test_what_a_stranger_wrote_drives_no_terminal(installation: Installation) -> None:
    shown = installation.command("proposals").stdout

    assert "\x1b" not in shown
    assert f"{URL}/2" in shown


def test_a_proposal_without_a_kind_waits_for_one(installation: Installation) -> None:
    asked = installation.command("proposals", "accept", "2", "--by", "Ben", "--service", "Zand")
    declined = installation.run("proposals", "decline", "2", "--by", "Ben", "--reason", "a login")
    every = installation.run("proposals", "--all")

    assert asked.returncode == 2
    assert "--type" in asked.stderr
    assert declined == {"proposal": 2, "state": "declined"}
    assert [form["state"] for form in every] == ["waiting", "declined"]
    assert installation.run("policies") == []


def test_several_policies_are_asked_about_in_one_mail(installation: Installation) -> None:
    for kind in ("Privacy Policy", "Terms of Service"):
        installation.run("add", URL, "--service", "Werf", "--type", kind)

    made = installation.run(
        "subscribe", "ada@reader.example", "werf-privacy-policy", "werf-terms-of-service",
        "--topic", "retention",
    )  # fmt: skip
    told = installation.run("deliver")
    strange = installation.command(
        "subscribe", "ada@reader.example", "werf-privacy-policy", "--topic", "weather"
    )

    assert [one["state"] for one in made["subscriptions"]] == ["unconfirmed"] * 2
    assert told["sent"] == 1
    assert strange.returncode == 2
    assert "retention" in strange.stderr
