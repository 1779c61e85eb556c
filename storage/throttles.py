"""How fast each domain, and the relays together, are given mail: buckets in the database, so that
all workers share them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, func, select

from storage.people import Vault
from storage.tables_sent import ThrottleRow
from storage.upserts import insert_into

_THROTTLES = SQLModel.metadata.tables["throttle"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A bucket as it is kept."""

    per_minute: float
    tokens: float
    at: datetime


def key_of(vault: Vault, domain: str) -> str:
    """By which key a domain's bucket is found: some domains name a person."""
    return vault.seed("throttle", domain).hex()[:32]


def any_kept(tx: Session) -> bool:
    """Whether any domain is slowed at all."""
    return tx.exec(select(ThrottleRow.key).limit(1)).first() is not None


def of(tx: Session, keys: Iterable[str]) -> dict[str, Kept]:
    """The buckets of these domains, ours until the transaction ends."""
    rows = tx.exec(
        select(ThrottleRow)
        .where(col(ThrottleRow.key).in_(sorted(set(keys))))
        .order_by(col(ThrottleRow.key))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.key: Kept(row.per_minute, row.tokens, row.at) for row in rows}


def keep(tx: Session, buckets: Mapping[str, Kept | None]) -> None:
    """Keep buckets; None drops one that limits nothing any more."""
    gone = [key for key, kept in buckets.items() if kept is None]
    if gone:
        tx.execute(delete(ThrottleRow).where(col(ThrottleRow.key).in_(gone)))
    rows = [
        {"key": key, "per_minute": kept.per_minute, "tokens": kept.tokens, "at": kept.at}
        for key, kept in sorted(buckets.items())
        if kept is not None
    ]
    if not rows:
        return
    new = insert_into(_THROTTLES, tx.get_bind().dialect.name)
    values = {name: new.excluded[name] for name in ("per_minute", "tokens", "at")}
    # two workers may both be the first to write to a domain
    tx.execute(new.on_conflict_do_update(index_elements=["key"], set_=values), params=rows)


def count(tx: Session) -> int:
    """How many domains are written to slowly at present."""
    return tx.exec(select(func.count()).select_from(ThrottleRow)).one()


def forget(tx: Session, before: datetime) -> None:
    """Drop buckets that nobody drew from since."""
    tx.execute(delete(ThrottleRow).where(col(ThrottleRow.at) < before))
