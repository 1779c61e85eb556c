"""Who may read a policy here: everybody, whoever knows its address, or nobody.

Every page, search, feed and API answer takes its policies from here; what runs the installation
(looking, telling, commands) takes them from `storage.policies`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from storage import entries, policies
from storage.errors import UnknownPolicyError, WithdrawnPolicyError
from storage.tables_watched import PolicyRow

Visibility = Literal["public", "unlisted", "private", "withdrawn"]
VISIBILITIES: Final[tuple[Visibility, ...]] = get_args(Visibility)
READABLE: Final = ("public", "unlisted")
WATCHED: Final = ("active", "paused")
LIGHT: Final = (defer(PolicyRow.memory), defer(PolicyRow.declared))  # type: ignore[arg-type]  # SQLModel shows columns as their values


def is_listed() -> ColumnElement[bool]:
    """The condition, for a query over `policy`, of what lists, search and site-wide feeds show."""
    return and_(col(PolicyRow.visibility) == "public", col(PolicyRow.state).in_(WATCHED))


def listed(tx: Session, service: str | None = None) -> list[PolicyRow]:
    """The policies that everybody is shown, of all services or one, by service and kind; without
    what only a look needs of them.
    """
    query = select(PolicyRow).where(is_listed()).options(*LIGHT)
    if service is not None:
        query = query.where(col(PolicyRow.service) == service)
    order = (col(PolicyRow.service), col(PolicyRow.terms_type), col(PolicyRow.id))
    return list(tx.scalars(query.order_by(*order)))


def counted(tx: Session) -> tuple[int, int]:
    """How many policies, and of how many services, everybody is shown."""
    query = select(func.count(), func.count(col(PolicyRow.service).distinct())).where(is_listed())
    found = tx.execute(query).one()
    return found[0], found[1]


def named(tx: Session, ids: Collection[str]) -> dict[str, PolicyRow]:
    """Those of these policies that everybody is shown, by their ids."""
    query = select(PolicyRow).where(is_listed(), col(PolicyRow.id).in_(ids)).options(*LIGHT)
    return {row.id: row for row in tx.scalars(query)} if ids else {}


def readable(tx: Session, id: str) -> PolicyRow:
    """The policy of that name, for a stranger who knows its address.

    A private one is as unknown as one that never was; one withdrawn from view says so with
    `WithdrawnPolicyError`. One that is watched no longer stays readable: links in mails lead there.
    """
    row = policies.get(tx, id)
    if row.visibility == "withdrawn":
        raise WithdrawnPolicyError(id, row.withdrawn_because)
    if row.visibility not in READABLE:
        raise UnknownPolicyError(f"no policy named {id} is shown here")
    return row


def put(
    tx: Session, id: str, visibility: Visibility, now: datetime, because: str | None = None
) -> bool:
    """Say who may read a policy from now on, and for a withdrawal why; False where it was so."""
    row = policies.get(tx, id)
    said = because if visibility == "withdrawn" else None
    if (row.visibility, row.withdrawn_because) == (visibility, said):
        return False
    row.visibility, row.withdrawn_because = visibility, said
    tx.add(row)
    tx.flush()
    entries.record(tx, "policy", id, {"visibility": visibility, "because": said}, now)
    return True
