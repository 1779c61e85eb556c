"""What newer pages need of what was kept before them; run once, by the migration that brings it.

Columns are named one by one, because the schema it runs on is not today's.
"""

from __future__ import annotations

import json

import zstandard
from sqlalchemy import select, update
from sqlmodel import Session, col

from policy.jsonable import comparison_from_json
from policy.tally import tally
from storage import passages
from storage.changes import tally_to_json
from storage.tables_seen import ChangeRow


def backfill(tx: Session) -> None:
    """Index the words of every version, and count what every change holds."""
    passages.rebuild(tx)
    for id in list(tx.scalars(select(col(ChangeRow.id)))):
        packed = tx.scalars(select(col(ChangeRow.comparison)).where(col(ChangeRow.id) == id)).one()
        form = json.loads(zstandard.ZstdDecompressor().decompress(packed))
        counted = tally_to_json(tally(comparison_from_json(form)))
        tx.execute(update(ChangeRow).where(col(ChangeRow.id) == id).values(tally=counted))
