"""What an operator should know: policies that cannot be read, hosts that want rest, and what was
told about it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from policy.memory import memory_from_json
from storage.followers import followers
from storage.tables_operated import OperatorMailRow
from storage.tables_seen import CheckRow
from storage.tables_watched import LaneRow, PolicyRow, SourceRow, SuccessorRow

PATIENCE = 3
"""Failed looks in a row from which a policy is in trouble; one or two are weather."""

RETRY = timedelta(minutes=15)
AGAIN_AFTER = timedelta(days=7)
"""The same trouble is told again after this."""

EVERY_LOOK = 10
"""So many looks at least, all failed, on several hosts, mean that it is not the hosts."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How long a policy has been in trouble, and with what."""

    host: str
    last_confirmed_at: datetime | None
    failed_in_a_row: int
    reasons: tuple[tuple[str, int], ...]
    """Reasons since a text of it was last seen, the most frequent first."""

    alternating: bool


def standing(tx: Session, id: str) -> Standing:
    """How one policy stands."""
    row = tx.get_one(PolicyRow, id)
    reasons: Counter[str] = Counter()
    if row.failed_in_a_row:
        newest = (
            select(col(CheckRow.reason), col(CheckRow.outcome))
            .where(col(CheckRow.policy_no) == row.no)
            .order_by(col(CheckRow.at).desc(), col(CheckRow.id).desc())
            .limit(row.failed_in_a_row)
        )
        reasons.update(str(reason or outcome) for reason, outcome in tx.execute(newest))
    return Standing(
        host=_host(tx, id),
        last_confirmed_at=row.last_confirmed_at,
        failed_in_a_row=row.failed_in_a_row,
        reasons=tuple(reasons.most_common()),
        alternating=memory_from_json(row.memory).alternating,
    )


def candidates(tx: Session, patience: int = PATIENCE) -> list[str]:
    """The active policies that may be in trouble, by name: failing, moved (or a successor of its
    address was found) or alternating.
    """
    followed = (
        select(col(SuccessorRow.policy_id))
        .join(SourceRow, col(SourceRow.id) == col(SuccessorRow.source_id))
        .where(col(SourceRow.ended_at).is_(None))
    )
    moved = select(col(SourceRow.policy_id)).where(
        col(SourceRow.moved_to).is_not(None), col(SourceRow.ended_at).is_(None)
    )
    query = select(col(PolicyRow.id)).where(
        col(PolicyRow.state) == "active",
        or_(
            col(PolicyRow.failed_in_a_row) >= patience,
            col(PolicyRow.id).in_(moved),
            col(PolicyRow.id).in_(followed),
            col(PolicyRow.memory).contains('"alternating":true'),
        ),
    )
    return [str(id) for id in tx.scalars(query.order_by(col(PolicyRow.id)))]


def count_followers(tx: Session, id: str) -> int:
    """How many people are told about a policy."""
    return sum(1 for _ in followers(tx, id, tx.get_one(PolicyRow, id).service))


def resting(tx: Session, now: datetime) -> list[LaneRow]:
    """Hosts that asked us to stay away, the longest first."""
    query = select(LaneRow).where(col(LaneRow.penalty_s) > 0, col(LaneRow.not_before) > now)
    return list(tx.scalars(query.order_by(col(LaneRow.not_before).desc(), col(LaneRow.host))))


def every_look_fails(tx: Session, since: datetime) -> bool:
    """Whether no look since then found anything, though several hosts were asked."""
    looks = tx.execute(
        select(col(CheckRow.outcome), col(CheckRow.policy_no)).where(col(CheckRow.at) > since)
    ).all()
    if len(looks) < EVERY_LOOK or any(outcome != "unreachable" for outcome, _ in looks):
        return False
    numbers = {number for _, number in looks}
    hosts = (
        select(col(SourceRow.lane))
        .join(PolicyRow, col(PolicyRow.id) == col(SourceRow.policy_id))
        .where(col(PolicyRow.no).in_(numbers), col(SourceRow.ended_at).is_(None))
        .distinct()
    )
    return len(list(tx.scalars(hosts))) > 1


def claim_mail(tx: Session, about: str, digest: str, now: datetime) -> bool:
    """Whether this mail to the operator is ours to send now: nobody sent it, or somebody tried and
    no server took it; and the same was not said of late.
    """
    row = tx.get(OperatorMailRow, about, with_for_update=True)
    if row is None:
        lately = select(OperatorMailRow).where(
            col(OperatorMailRow.digest) == digest, col(OperatorMailRow.told_at) > now - AGAIN_AFTER
        )
        said = tx.scalars(lately).first()
        row = OperatorMailRow(about=about, digest=digest, claimed_at=now)
        if said is not None:
            row.told_at, row.answer = now, f"said already: {said.about}"
        tx.add(row)
        tx.flush()
        return said is None
    if row.told_at is not None or row.claimed_at > now - RETRY:
        return False
    row.claimed_at = now
    tx.add(row)
    return True


def is_settled(tx: Session, about: str) -> bool:
    """Whether this mail left, or there was nothing to say."""
    row = tx.get(OperatorMailRow, about)
    return row is not None and row.told_at is not None


def nothing_to_say(tx: Session, about: str, now: datetime) -> None:
    """Keep that there was nothing to tell under this name."""
    if tx.get(OperatorMailRow, about) is None:
        tx.add(
            OperatorMailRow(
                about=about, digest="", claimed_at=now, told_at=now, answer="nothing to tell"
            )
        )


def keep_answer(tx: Session, about: str, answer: str, told_at: datetime | None) -> None:
    """What the server said to a mail to the operator; `told_at` where it took it."""
    tx.execute(
        update(OperatorMailRow)
        .where(col(OperatorMailRow.about) == about)
        .values(answer=answer[:500], told_at=told_at)
    )


def _host(tx: Session, id: str) -> str:
    query = select(col(SourceRow.lane)).where(
        col(SourceRow.policy_id) == id, col(SourceRow.ended_at).is_(None)
    )
    return str(tx.scalar(query.order_by(col(SourceRow.position)).limit(1)) or "")
