"""The comparison between any two versions of a policy: the kept one where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from policy.compare import compare
from policy.model import Comparison
from policy.takes_effect import TakesEffect, takes_effect
from storage import changes, versions
from storage.changes import KeptChange
from storage.versions import Version


@dataclass(frozen=True, slots=True)
class Between:
    """Two versions of a policy and what differs; `change` where one led to the other."""

    old: Version
    new: Version
    comparison: Comparison
    change: KeptChange | None
    effect: TakesEffect


def _compare(_: str, old: Version, new: Version) -> Comparison:
    return compare(old.reading, new.reading)


def between(
    tx: Session,
    policy_id: str,
    old: int,
    new: int,
    zone: str = "UTC",
    work_out: Callable[[str, Version, Version], Comparison] = _compare,
    kept: KeptChange | None = None,
    read: Callable[[Session, str, int], Version] = versions.get,
) -> Between:
    """What differs between two versions, and from when the newer one holds; `work_out` compares
    those that did not follow each other. `kept` is their change, where it was read already.
    """
    before, after = read(tx, policy_id, old), read(tx, policy_id, new)
    kept = kept or _kept(tx, policy_id, old, new)
    comparison = kept.comparison if kept else work_out(policy_id, before, after)
    effect = takes_effect(
        before.reading,
        after.reading,
        kept.last_seen_old_at if kept else None,
        kept.first_seen_new_at if kept else after.first_seen_at,
        zone,
    )
    return Between(before, after, comparison, kept, effect)


def _kept(tx: Session, policy_id: str, old: int, new: int) -> KeptChange | None:
    id = changes.leading(tx, policy_id, old, new)
    return changes.get(tx, id) if id else None
