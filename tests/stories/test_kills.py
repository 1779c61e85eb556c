"""`kill -9` at random moments of a running `serve`: the same mails in the end, none twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

from sqlmodel import col, select

from storage.database import Database
from storage.tables import DeliveryRow
from tests.programs import PATIENCE_S
from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation
from tests.stories.street import AFTER, Street

KILLS = 10
OF_MANY = 3  # where several processes die each time, and start more slowly
SEED = 20261121
FAST = {
    "WATCH__INTERVAL": "1s",
    "WATCH__LEASE": "2s",
    "MAIL__LEASE": "2s",
    "MAIL__UNKNOWN_RETRY": "1s",
}


def test_ten_kills_lose_nothing_and_double_nothing(
    street: Street,
    installation: Installation,
    smtp_sink: SmtpSink,
    watch_all: Callable[[], list[str]],
) -> None:
    installation.settings.update(FAST)
    watch_all()
    installation.run("subscribe", "ada@reader.example", "--everything", "--confirmed-by", "story")
    installation.run("check", "--all")
    street.round = AFTER
    chance = random.Random(SEED)  # noqa: S311 - it only picks moments

    for _ in range(OF_MANY if installation.workers else KILLS):
        running, _ = installation.start()
        time.sleep(chance.uniform(0.0, 3.0 if installation.workers else 0.7))
        running.kill()
    with installation.serving():
        deadline = time.monotonic() + PATIENCE_S
        while len(_ids(smtp_sink)) < 3 and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(4.0)  # two more rounds of telling: a second mail would come now

    told = _ids(smtp_sink)
    assert len(told) == 3, f"seed {SEED}: {told}"
    doubled = {name for name, count in told.items() if count > 1}
    assert doubled <= _unknown(installation), f"seed {SEED}: told twice: {doubled}"
    for name in ("brugwachter", "kantlijn", "zonnewijs"):
        versions = installation.run("history", f"{name}-privacy-policy")["versions"]
        assert [one["version"] for one in versions] == [1, 2], name


def _ids(sink: SmtpSink) -> Counter[str]:
    return Counter(str(mail.message["Message-ID"]) for mail in sink.received)


def _unknown(installation: Installation) -> set[str]:
    """The Message-IDs whose answer was lost, as the outbox has it."""
    database = Database(
        installation.settings.get("DATABASE_URL", f"sqlite:///{installation.folder}/clausewatch.db")
    )
    with database.reading() as tx:
        rows = tx.scalars(select(DeliveryRow).where(col(DeliveryRow.unknowns) > 0)).all()
    database.close()
    return {row.message_id for row in rows}
