"""What every story needs: a street of services, a mail server, an installation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation
from tests.stories.street import SERVICES, Street


@pytest.fixture
def street() -> Iterator[Street]:
    """Five services on loopback."""
    with Street() as street:
        yield street


@pytest.fixture(params=["sqlite", "postgresql", pytest.param("fleet", marks=pytest.mark.fleet)])
def installation(
    request: pytest.FixtureRequest, tmp_path: Path, smtp_sink: SmtpSink
) -> Installation:
    """An installation that accepts a new text at the next look and may look at loopback: embedded
    on SQLite, embedded on PostgreSQL, and as a fleet of one `serve` and three workers.
    """
    database = {}
    if request.param != "sqlite":
        make: Callable[[], str] = request.getfixturevalue("postgres_template")
        database = {"DATABASE_URL": make()}
    return Installation(
        tmp_path,
        database
        | {
            "MAIL__URL": smtp_sink.url,
            "MAIL__FROM": "notices@clausewatch.example",
            "WATCH__ALLOW_NETWORKS": "127.0.0.0/8",
            "WATCH__CONFIRM_AFTER": "0",
            "WATCH__MIN_DELAY": "0",
        },
        workers=3 if request.param == "fleet" else 0,
    )


@pytest.fixture
def watch_all(street: Street, installation: Installation) -> Callable[[], list[str]]:
    """Declare every service of the street by one folder of declarations; return their names."""

    def declare() -> list[str]:
        folder = installation.folder / "declared"
        folder.mkdir()
        for service in SERVICES:
            (folder / f"{service.name}.toml").write_text(
                f'service = "{service.name}"\n[[policy]]\ntype = "Privacy Policy"\n'
                f'language = "nl"\nurl = "{street.url(service)}"\n',
                encoding="utf-8",
            )
        return [row["policy"] for row in installation.run("import", str(folder))]

    return declare
