"""Several workers, measured at the hosts: one request at a time, never too soon, and Retry-After
is kept.
"""

from __future__ import annotations

from storage import checks
from storage.database import Database
from tests.contracts.polite_street import walked

DELAY = 0.15


async def test_workers_never_press_a_host(database: Database, database_url: str) -> None:
    street = await walked(database, database_url, hosts=4, each=5, workers=2, delay=DELAY)

    assert street.overlaps() == 0
    assert street.least_gap() >= DELAY
    assert street.silence() >= 2
    with database.reading() as tx:
        looks = [len(checks.of(tx, f"p{number}")) for number in range(20)]
    assert looks == [1] * 20
