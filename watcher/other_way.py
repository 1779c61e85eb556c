"""Read another way: when a page is first seen through a browser, or a page more is declared, the
text in force may read otherwise though the service changed nothing.

The same look tells: where the plain answer, or the pages that were declared before, still read as
the text in force, the difference is ours, and what is seen now becomes a technical version, told to
nobody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from policy import identity
from policy.memory import memory_from_json, memory_to_json, reread
from storage import changes, versions, watched
from storage.database import Database
from storage.watched import Locked, Watched
from watcher.receive import Missed, Sight, together


def is_ours(policy: Watched, sight: Sight) -> bool:
    """Whether this sight differs from the text in force only because it was come by otherwise."""
    in_force = memory_from_json(policy.memory).in_force
    found = sight.found
    if in_force is None or isinstance(found, Missed) or found.fingerprint == in_force:
        return False
    if len(sight.parts) == 1:
        return sight.parts[0].read_plainly == in_force
    before = [part.read for part in sight.parts if part.source.blob_id is not None and part.read]
    return 0 < len(before) < len(sight.parts) and together(before).fingerprint == in_force


def adopt(db: Database, policy: Watched, sight: Sight, now: datetime) -> bool:
    """Record the technical version; False where the policy was looked at meanwhile."""
    from policy.compare import compare  # as in `watch`: only where something changed

    found = sight.found
    assert not isinstance(found, Missed)  # noqa: S101 - see is_ours
    with db.transaction() as tx:
        if watched.locked(tx, policy.id) != Locked(policy.memory, policy.edition):
            return False
        previous = versions.get(tx, policy.id, policy.in_force or 0)
        reading, number = found.reading(), previous.number + 1
        comparison = compare(previous.reading, reading)
        ids = identity.inherit(
            previous.clause_ids, comparison.pairs, len(reading.clauses), f"{policy.id}/{number}"
        )
        text_id = versions.keep_text(tx, policy.id, reading, found.fingerprint, now)
        versions.record(
            tx,
            policy.id,
            number=number,
            kind="technical",
            text_id=text_id,
            clause_ids=ids,
            first_seen_at=previous.first_seen_at,
            confirmed_at=now,
        )
        changes.record(
            tx,
            policy.id,
            comparison,
            kind="technical",
            from_version=previous.number,
            to_version=number,
            last_seen_old_at=now,
            first_seen_new_at=now,
            detected_at=now,
        )
        before = memory_from_json(policy.memory)
        marks = {before.in_force or "": (found.fingerprint, found.links)}
        memory = replace(reread(before, marks), version=number)
        left = {"memory": memory_to_json(memory), "in_force": number}
        watched.remember(tx, policy.id, left)
    return True
