"""What is new, newest first, as feeds and lists tell it: first records and changes of policies that
are shown. Technical upgrades are ours and no news.

Comparisons and texts are not unpacked here: whether anything is new must cost little.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from storage.changes import TOLD_KINDS
from storage.tables_seen import ChangeRow, VersionRow
from storage.tables_watched import PolicyRow

FIRST = "first"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed was last altered in which nothing ever happened: any fixed time would do."""

Place = tuple[datetime, str]
"""Where one stands in the list: its time, then its id."""


@dataclass(frozen=True, slots=True)
class News:
    """One first record or one change, with the policy it is about."""

    id: str  # of the change; of a first record `POLICY.1`
    kind: str  # first, change, return, late
    policy_id: str
    service: str
    terms_type: str
    language: str | None
    version: int
    from_version: int | None
    significance: str | None
    published_at: datetime
    first_seen_at: datetime
    retracted_at: datetime | None = None
    retracted_because: str | None = None

    @property
    def updated_at(self) -> datetime:
        """When it was last told otherwise."""
        return max(self.published_at, self.retracted_at or self.published_at)


POLICY = (
    col(PolicyRow.id), col(PolicyRow.service), col(PolicyRow.terms_type), col(PolicyRow.language),
)  # fmt: skip
CHANGES = (
    select(
        col(ChangeRow.id), col(ChangeRow.kind), *POLICY, col(ChangeRow.to_version),
        col(ChangeRow.from_version), col(ChangeRow.significance), col(ChangeRow.detected_at),
        col(ChangeRow.first_seen_new_at), col(ChangeRow.retracted_at),
        col(ChangeRow.retracted_because),
    )
    .join(PolicyRow, col(PolicyRow.id) == col(ChangeRow.policy_id))
    .where(col(ChangeRow.kind).in_(TOLD_KINDS))
)  # fmt: skip
FIRSTS = (
    select(*POLICY, col(VersionRow.confirmed_at), col(VersionRow.first_seen_at))
    .join(PolicyRow, col(PolicyRow.id) == col(VersionRow.policy_id))
    .where(col(VersionRow.number) == 1)
)


def newest(
    tx: Session, among: ColumnElement[bool], limit: int, after: Place | None = None
) -> list[News]:
    """What is new about the policies of this condition over `policy`; with `after` what follows
    that place.
    """
    changed = tx.execute(
        _cut(tx, CHANGES.where(among), (ChangeRow.detected_at, ChangeRow.id), limit, after)
    )
    first = tx.execute(
        _cut(tx, FIRSTS.where(among), (VersionRow.confirmed_at, VersionRow.policy_id), limit, after)
    )
    found = [News(*row) for row in changed]
    found += [_first(*row) for row in first]
    return sorted(found, key=place_of, reverse=True)[:limit]


def retracted(tx: Session, among: ColumnElement[bool], limit: int) -> list[News]:
    """The changes we were wrong about, the last found out first: an old one must be told too."""
    query = CHANGES.where(among, col(ChangeRow.retracted_at).is_not(None))
    rows = tx.execute(query.order_by(col(ChangeRow.retracted_at).desc()).limit(limit))
    return [News(*row) for row in rows]


def place_of(one: News) -> Place:
    """Where it stands in the list."""
    return one.published_at, one.policy_id if one.kind == FIRST else one.id


def begun(tx: Session, among: ColumnElement[bool]) -> datetime:
    """When the last of these policies came to be watched: what an empty feed is as old as."""
    return tx.scalar(select(func.max(col(PolicyRow.created_at))).where(among)) or BEGINNING


def _cut(tx: Session, query: Any, order: tuple[Any, Any], limit: int, after: Place | None) -> Any:
    """The rows of one list from a place on. Ids are ordered by their bytes, as Python does."""
    at: Any = col(order[0])
    id: Any = col(order[1])
    if tx.get_bind().dialect.name == "postgresql":
        id = id.collate("C")
    if after is not None:
        query = query.where(or_(at < after[0], and_(at == after[0], id < after[1])))
    return query.order_by(at.desc(), id.desc()).limit(limit)


def _first(
    policy_id: str, service: str, terms_type: str, language: str | None, confirmed_at: datetime,
    first_seen_at: datetime,
) -> News:  # fmt: skip
    return News(
        id=f"{policy_id}.1",
        kind=FIRST,
        policy_id=policy_id,
        service=service,
        terms_type=terms_type,
        language=language,
        version=1,
        from_version=None,
        significance=None,
        published_at=confirmed_at,
        first_seen_at=first_seen_at,
    )
