"""The machine is lost: from two files an empty one is made, and the story goes on there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation
from tests.stories.street import AFTER, Street

Declare = Callable[[], list[str]]


@pytest.fixture
def elsewhere(installation: Installation, request: pytest.FixtureRequest) -> Installation:
    """An empty machine with the same settings."""
    settings = dict(installation.settings)
    if "DATABASE_URL" in settings:
        import psycopg

        server: str = request.getfixturevalue("postgres")
        name = f"elsewhere_{settings['DATABASE_URL'].rpartition('/')[2]}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        settings["DATABASE_URL"] = f"{server}/{name}"
    folder = installation.folder / "elsewhere"
    folder.mkdir()
    return replace(installation, folder=folder, settings=settings)


@pytest.mark.parametrize("installation", ["sqlite", "postgresql"], indirect=True)
def test_a_follower_is_told_by_the_machine_that_took_over(
    street: Street,
    installation: Installation,
    elsewhere: Installation,
    smtp_sink: SmtpSink,
    watch_all: Declare,
) -> None:
    policies = sorted(watch_all())
    installation.run("subscribe", "ada@reader.example", "--everything", "--confirmed-by", "a story")
    installation.run("check", "--all")
    installation.run("ledger", "sequence", "--everything")
    saved = installation.run("backup", "last-night.backup", "--keys", "last-night.keys")

    files = [str(installation.folder / f"last-night.{name}") for name in ("backup", "keys")]
    done = elsewhere.run("restore", files[0], "--keys", files[1])
    elsewhere.run("ledger", "status")
    adopted = elsewhere.command("ledger", "adopt")
    street.round = AFTER
    for _ in range(2):
        elsewhere.run("check", "--all", ok=(4,))
    told = elsewhere.run("deliver")

    assert saved["rows"] == done["rows"]
    assert "adopt" in done["refuses"]
    assert adopted.returncode == 0, adopted.stderr
    assert elsewhere.run("ledger", "sequence")["refuses"] is None
    assert sorted(row["policy"] for row in elsewhere.run("policies")) == policies
    assert told["sent"] == len(smtp_sink.to("ada@reader.example")) == 3


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_what_lacks_is_said(
    installation: Installation, elsewhere: Installation, watch_all: Declare
) -> None:
    watch_all()
    saved = installation.command("backup", "last-night.backup")
    file = str(installation.folder / "last-night.backup")

    done = elsewhere.command("restore", file)
    again = elsewhere.command("restore", file)

    assert "Not in it: the keys" in saved.stderr
    assert done.returncode == 4
    assert "lacking: the keys" in done.stdout
    assert again.returncode == 2
    assert "empty machine" in again.stderr
