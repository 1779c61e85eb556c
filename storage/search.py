"""Search over everything that ever stood in a policy: which clause, in which versions, and between
which looks the words came and went.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session, col

from policy.model import Clause
from storage import passage_words, versions
from storage.passage_words import Term
from storage.passages import Passage
from storage.tables_found import PassageRow
from storage.tables_seen import ChangeRow, VersionRow
from storage.tables_watched import PolicyRow
from storage.visibility import READABLE, is_listed

When = Literal["ever", "now", "gone"]


@dataclass(frozen=True, slots=True)
class Edge:
    """Where words came or went: between these two looks, by this change. `change` is None where
    they stood there at the first look.
    """

    not_yet_at: datetime | None
    at: datetime
    change: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """How long words stood: when they came, and when they went; None: they still stand."""

    passage: Passage
    came: Edge
    went: Edge | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One clause that was found, with its words as they stood."""

    policy: PolicyRow
    clause: Clause
    stay: Stay


def search(
    tx: Session,
    asked: str,
    *,
    policy: PolicyRow | None = None,
    when: When = "ever",
    before: int | None = None,
    limit: int = 20,
    hidden: bool = False,
) -> list[Hit]:
    """Clauses with all the words and phrases asked for, newest wording first.

    Without a policy it searches those everybody is shown; with `hidden` also what no page shows.
    `before`: the passage id to go on from.
    """
    wanted = list(passage_words.terms(asked))
    if not wanted:
        return []
    if policy is not None:
        wanted.append(passage_words.of_policy(policy.no))
    found = _found(tx, wanted, policy, when, before, limit, hidden)
    rows = {row.no: row for row in _rows(tx, {no for no, _ in found})}
    grouped = defaultdict(list)
    for no, passage in found:
        grouped[no].append(passage)
    hits = {}
    for no, passages in grouped.items():
        row = rows[no]
        stays = stays_of(tx, row.id, passages)
        clauses = _clauses(tx, row, passages)
        for stay in stays:
            clause = clauses.get(stay.passage.id)
            if clause is not None:
                hits[stay.passage.id] = Hit(row, clause, stay)
    return [hits[passage.id] for _, passage in found if passage.id in hits]


def stays_of(tx: Session, policy_id: str, passages: Sequence[Passage]) -> list[Stay]:
    """For each passage of one policy, when it came and went."""
    query = select(
        col(ChangeRow.to_version), col(ChangeRow.id), col(ChangeRow.kind),
        col(ChangeRow.last_seen_old_at), col(ChangeRow.first_seen_new_at),
    ).where(col(ChangeRow.policy_id) == policy_id)  # fmt: skip
    edges = {
        to: Edge(not_yet, at, id, kind)
        for to, id, kind, not_yet, at in tx.execute(query.order_by(col(ChangeRow.detected_at)))
    }
    seen = select(col(VersionRow.number), col(VersionRow.first_seen_at))
    for number, at in tx.execute(seen.where(col(VersionRow.policy_id) == policy_id)):
        edges.setdefault(number, Edge(None, at))
    return [
        Stay(one, edges[one.from_number], edges.get(one.to_number + 1) if one.to_number else None)
        for one in passages
    ]


def _found(
    tx: Session,
    wanted: Sequence[Term],
    policy: PolicyRow | None,
    when: When,
    before: int | None,
    limit: int,
    hidden: bool,
) -> list[tuple[int, Passage]]:
    words = passage_words.asked_for(tx, wanted)
    query = (
        select(
            col(PassageRow.policy_no), col(PassageRow.id), col(PassageRow.clause_id),
            col(PassageRow.from_number), col(PassageRow.to_number),
        )
        .select_from(words.table)
        .join(PassageRow, col(PassageRow.id) == words.ids)
        .join(PolicyRow, col(PolicyRow.no) == col(PassageRow.policy_no))
        .where(words.condition)
        .order_by(words.ids.desc())
        .limit(limit)
    )  # fmt: skip
    if policy is not None:
        query = query.where(col(PolicyRow.no) == policy.no)
    if not hidden:
        shown = is_listed() if policy is None else col(PolicyRow.visibility).in_(READABLE)
        query = query.where(shown)
    if when == "now":
        query = query.where(col(PassageRow.to_number).is_(None))
    elif when == "gone":
        query = query.where(col(PassageRow.to_number).is_not(None))
    if before is not None:
        query = query.where(words.ids < before)
    return [(no, Passage(*rest)) for no, *rest in tx.execute(query)]


def _rows(tx: Session, numbers: set[int]) -> list[PolicyRow]:
    return list(tx.scalars(select(PolicyRow).where(col(PolicyRow.no).in_(numbers))))


def _clauses(tx: Session, row: PolicyRow, passages: Sequence[Passage]) -> dict[int, Clause]:
    """The clause of each passage, out of as few versions as hold them all."""
    wanted: dict[int, list[Passage]] = defaultdict(list)
    for passage in passages:
        wanted[passage.to_number or row.in_force or passage.from_number].append(passage)
    found = {}
    for number, some in wanted.items():
        clauses = versions.clauses_of(tx, row.id, number, {one.clause_id for one in some})
        for one in some:
            if one.clause_id in clauses:
                found[one.id] = clauses[one.clause_id]
    return found
