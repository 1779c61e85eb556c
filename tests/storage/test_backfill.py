"""What an older database lacks is worked out from what it kept."""

from __future__ import annotations

from sqlalchemy import update

from policy.tally import Tally
from storage import changes, passage_words, search
from storage.backfill import backfill
from storage.database import Database
from storage.tables import ChangeRow
from tests.storage.test_search import KEPT, WE_MAY_SELL, WE_NEVER_SELL, keep, text


def test_words_and_tallies_of_older_versions_are_worked_out(database: Database) -> None:
    keep(database, "aldus", text(WE_NEVER_SELL), text(WE_MAY_SELL, KEPT))
    with database.transaction() as tx:
        tx.execute(update(ChangeRow).values(tally=None))
        passage_words.empty(tx)

        backfill(tx)

    with database.reading() as tx:
        (row,) = changes.listed(tx, "aldus")
        assert changes.tally_of(row) == Tally({"reworded": 1, "added": 1}, 29)
        assert len(search.search(tx, "never sell")) == 1
