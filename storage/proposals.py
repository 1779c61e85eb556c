"""Addresses that visitors propose to watch: kept as words, fetched by nobody before an operator
accepts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage import entries
from storage.errors import UnknownProposalError
from storage.tables_asked import ProposalRow

MOST_WAITING = 500
"""Beyond so many nobody reads them any more: further ones are turned away."""


def propose(tx: Session, url: str, service: str, terms_type: str, now: datetime) -> bool:
    """Keep a proposal; the same address again is counted. False where too many wait already."""
    known = tx.exec(select(ProposalRow).where(ProposalRow.url == url)).first()
    if known is not None:
        known.times += 1
        tx.add(known)
        tx.flush()
        return True
    counted = select(func.count()).select_from(ProposalRow).where(ProposalRow.state == "waiting")
    if tx.exec(counted).one() >= MOST_WAITING:
        return False
    tx.add(ProposalRow(url=url, service=service, terms_type=terms_type, proposed_at=now))
    tx.flush()
    return True


def listed(tx: Session, state: str | None = "waiting") -> list[ProposalRow]:
    """The proposals of a state, or all of them, oldest first."""
    query = select(ProposalRow).order_by(col(ProposalRow.id))
    if state is not None:
        query = query.where(ProposalRow.state == state)
    return list(tx.exec(query))


def get(tx: Session, number: int) -> ProposalRow:
    """One proposal."""
    row = tx.get(ProposalRow, number)
    if row is None:
        raise UnknownProposalError(
            f"there is no proposal {number}; `clausewatch proposals` lists those that wait"
        )
    return row


def accept(tx: Session, row: ProposalRow, policy_id: str, by: str, now: datetime) -> None:
    """It is watched from now on, as this policy."""
    row.policy_id = policy_id
    _decide(tx, row, "accepted", by, None, now)


def decline(tx: Session, row: ProposalRow, because: str, by: str, now: datetime) -> None:
    """It is not watched; the reason stays on record, and the address is not proposed anew."""
    _decide(tx, row, "declined", by, because, now)


def _decide(
    tx: Session, row: ProposalRow, state: str, by: str, because: str | None, now: datetime
) -> None:
    row.state, row.decided_at, row.decided_by, row.because = state, now, by, because
    tx.add(row)
    tx.flush()
    entries.record(tx, "proposal", str(row.id), {"state": state, "policy": row.policy_id}, now)
