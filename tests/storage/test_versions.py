"""Texts, versions and changes as they were kept, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from policy.model import (
    EXTRACTION_RULES,
    Clause,
    ClauseChange,
    Comparison,
    Outcome,
    Reading,
    Significance,
)
from storage import changes, checks, entries, policies, versions
from storage.database import Database
from storage.errors import UnknownChangeError, UnknownVersionError
from tests.storage.test_policies import MILL, NOON

DAY = timedelta(days=1)


def clause(number: int, text: str) -> Clause:
    return Clause(f"sec_{number}", str(number), str(number), None, 1, "paragraph", text)


def reading(*texts: str) -> Reading:
    return Reading(title="Privacy", clauses=tuple(clause(n, t) for n, t in enumerate(texts, 1)))


def test_a_text_is_kept_once(database: Database) -> None:
    with database.transaction() as tx:
        policies.add(tx, MILL, NOON)
        first = versions.keep_text(tx, MILL.id, reading("We mill."), "f1", NOON)
        again = versions.keep_text(tx, MILL.id, reading("We mill."), "f1", NOON + DAY)

        assert first == again
        assert versions.reading_of(tx, first) == reading("We mill.")
        assert versions.text_with(tx, MILL.id, "f1", EXTRACTION_RULES) == first


def test_a_version_carries_the_ids_of_its_clauses(database: Database) -> None:
    with database.transaction() as tx:
        policies.add(tx, MILL, NOON)
        text = versions.keep_text(tx, MILL.id, reading("We mill.", "You eat."), "f1", NOON)
        versions.record(
            tx, MILL.id, number=1, kind="first", text_id=text, clause_ids=("c1", "c2"),
            first_seen_at=NOON, confirmed_at=NOON,
        )  # fmt: skip

    with database.reading() as tx:
        kept = versions.get(tx, MILL.id, 1)
        assert kept.clause_ids == ("c1", "c2")
        assert kept.reading.text == "1 We mill.\n2 You eat."
        assert [v.number for v in versions.listed(tx, MILL.id)] == [1]
        assert len(entries.of(tx, "version", f"{MILL.id}/1")) == 1
        with pytest.raises(UnknownVersionError, match="no version 2"):
            versions.get(tx, MILL.id, 2)


def test_a_change_waits_until_it_was_announced_once(database: Database) -> None:
    new = clause(2, "You eat.")
    comparison = Comparison(
        significance=Significance.SUBSTANCE,
        reasons=("clause added",),
        changes=(ClauseChange("added", Significance.SUBSTANCE, ("clause added",), new=new),),
        pairs=((0, 0),),
    )
    with database.transaction() as tx:
        policies.add(tx, MILL, NOON)
        id = changes.record(
            tx, MILL.id, comparison, kind="change", from_version=1, to_version=2,
            last_seen_old_at=NOON, first_seen_new_at=NOON + DAY, detected_at=NOON + DAY,
        )  # fmt: skip

    with database.transaction() as tx:
        (waiting,) = changes.unannounced(tx)
        assert (waiting.id, waiting.comparison) == (id, comparison)
        assert changes.mark_announced(tx, id, NOON + DAY)
        assert not changes.mark_announced(tx, id, NOON + DAY)
        assert changes.unannounced(tx) == []
        with pytest.raises(UnknownChangeError):
            changes.get(tx, "no-such-change")


def test_every_look_is_on_record_oldest_first(database: Database) -> None:
    outcomes = [Outcome.FIRST, Outcome.REFUSED, Outcome.SAME]
    with database.transaction() as tx:
        row = policies.add(tx, MILL, NOON)
        for days, outcome in enumerate(outcomes):
            look = checks.Look(at=NOON + days * DAY, outcome=outcome, reason=None, version=1)
            checks.close(tx, MILL.id, checks.record(tx, row.no, look), look, ("ab12",))

    with database.reading() as tx:
        assert [look.outcome for look in checks.of(tx, MILL.id)] == outcomes
        assert [look.outcome for look in checks.of(tx, MILL.id, limit=2)] == outcomes[1:]
        assert checks.counted(tx, MILL.id) == {"first": 1, "refused": 1, "same": 1}
        last = checks.last(tx, MILL.id)
    assert last is not None
    assert last.at == NOON + 2 * DAY
