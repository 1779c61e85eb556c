"""The outbox: claims, leases, the fence before the bytes leave, and lost answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from storage import notices, outbox, subscriptions, ulid, waiting
from storage.database import Database
from storage.mailboxes import mailbox
from storage.notices import Planned, Rendered
from storage.outbox import Claim, Result
from storage.people import Vault
from storage.subscriptions import Wish
from storage.tables import AttemptRow, DeliveryRow

NOW = datetime(2026, 12, 15, 6, tzinfo=UTC)
LEASE, RETRY = timedelta(minutes=3), timedelta(minutes=15)
VAULT = Vault(b"m" * 32)
WORDS = Rendered("subject", "text", "<p>html</p>")


@dataclass
class Box:
    """An outbox with some deliveries in it."""

    database: Database

    def plan(self, *names: str, about: str = "change-1", priority: int = 10) -> int:
        with self.database.transaction() as tx:
            notice = notices.keep(
                tx, WORDS, kind="change", about=about, language="nl", time_zone="UTC", now=NOW
            )
            rows = []
            for name in names:
                wish = Wish(mailbox(f"{name}@example.org"), "everything")
                kept = subscriptions.subscribe(tx, VAULT, wish, NOW, "test")
                rows.append(
                    Planned(
                        kept.row.id or 0,
                        kept.subscriber.id or 0,
                        kept.subscriber.address_sealed or b"",
                        due_at=NOW,
                        priority=priority,
                    )
                )
            return notices.plan(tx, VAULT, notice, rows, "clausewatch.example", NOW)

    def claim(self, now: datetime = NOW, worker: str = "w", limit: int = 50) -> list[Claim]:
        with self.database.transaction() as tx:
            return outbox.claim(tx, now, LEASE, worker, limit)

    def begin(self, *claims: Claim, now: datetime = NOW) -> set[str]:
        with self.database.transaction() as tx:
            return outbox.begin(tx, claims, now, LEASE)

    def record(self, claim: Claim, state: str, now: datetime = NOW, **more: object) -> int:
        outcome = {"sent": "accepted", "unknown": "unknown", "failed": "rejected"}
        result = Result(
            claim, state, outcome.get(state, "deferred"), NOW, now, "relay:25",
            **more,  # type: ignore[arg-type]
        )  # fmt: skip
        with self.database.transaction() as tx:
            return outbox.record(tx, [result], now)

    def free(self, now: datetime) -> tuple[int, int]:
        with self.database.transaction() as tx:
            return outbox.free_expired(tx, now, RETRY)

    def states(self) -> list[str]:
        with self.database.reading() as tx:
            return list(tx.exec(select(DeliveryRow.state).order_by(col(DeliveryRow.id))))

    def attempts(self) -> list[tuple[int, str]]:
        with self.database.reading() as tx:
            rows = tx.exec(select(AttemptRow).order_by(col(AttemptRow.number)))
            return [(row.number, row.outcome) for row in rows]


@pytest.fixture
def box(database: Database) -> Box:
    """An outbox with nothing in it."""
    return Box(database)


def test_planning_twice_plans_once(box: Box) -> None:
    assert box.plan("ada", "ben") == 2
    assert box.plan("ada", "ben", "cy") == 1

    assert len(box.states()) == 3


def test_a_claim_is_nobody_elses(box: Box) -> None:
    box.plan("ada", "ben")

    assert len(box.claim()) == 2
    assert box.claim(worker="other") == []


def test_a_claim_brings_what_the_letter_needs(box: Box) -> None:
    box.plan("ada")

    [claim] = box.claim()

    key = VAULT.open(claim.wrapped_key)
    assert key is not None
    assert key.unseal("address", claim.address_sealed or b"") == "ada@example.org"
    assert claim.message_id == f"<d.{claim.id}@clausewatch.example>"
    assert ulid.time_of(claim.id) == NOW


def test_who_has_least_time_goes_first(box: Box) -> None:
    box.plan("ada", about="digest", priority=0)
    box.plan("ben", about="deadline", priority=20)

    [first] = box.claim(limit=1)

    assert first.subscription_id == 2


def test_a_dead_worker_before_the_bytes_left_costs_nothing(box: Box) -> None:
    box.plan("ada")
    box.claim()

    assert box.free(NOW + LEASE + timedelta(seconds=1)) == (1, 0)

    assert box.states() == ["pending"]
    assert box.attempts() == []


def test_a_dead_worker_after_the_bytes_left_leaves_a_doubt_that_is_repeated_once(box: Box) -> None:
    box.plan("ada")
    [claim] = box.claim()
    assert box.begin(claim) == {claim.id}
    dead = NOW + LEASE + timedelta(seconds=1)

    assert box.free(dead) == (0, 1)

    assert box.states() == ["unknown"]
    assert box.attempts() == [(1, "unknown")]
    assert box.claim(dead + RETRY - timedelta(seconds=1)) == []
    [again] = box.claim(dead + RETRY)
    assert (again.message_id, again.number) == (claim.message_id, 2)
    box.record(again, "unknown", dead + RETRY, unknowns=2, due_at=dead + 2 * RETRY)
    assert box.claim(dead + 9 * RETRY) == []


def test_a_worker_that_slept_too_long_may_not_send(box: Box) -> None:
    box.plan("ada")
    [slow] = box.claim()
    late = NOW + LEASE + timedelta(seconds=1)
    box.free(late)
    [other] = box.claim(late, worker="other")

    assert box.begin(slow, now=late) == set()
    assert box.begin(other, now=late) == {other.id}
    assert box.record(slow, "sent", late) == 0
    assert box.states() == ["sending"]


def test_a_late_answer_counts_while_nobody_has_repeated(box: Box) -> None:
    box.plan("ada")
    [slow] = box.claim()
    box.begin(slow)
    late = NOW + LEASE + timedelta(seconds=1)
    box.free(late)

    assert box.record(slow, "sent", late, code=250) == 1

    assert box.states() == ["sent"]
    assert box.attempts() == [(1, "accepted")]


def test_who_left_a_moment_ago_gets_nothing(box: Box) -> None:
    box.plan("ada")
    [claim] = box.claim()
    with box.database.transaction() as tx:
        assert waiting.cancel(tx, [claim.subscription_id]) == 1

    assert box.begin(claim) == set()
    assert box.states() == ["cancelled"]


def test_a_letter_that_is_just_leaving_is_not_called_cancelled(box: Box) -> None:
    box.plan("ada")
    [claim] = box.claim()
    box.begin(claim)
    with box.database.transaction() as tx:
        assert waiting.cancel(tx, [claim.subscription_id]) == 0

    assert box.record(claim, "sent") == 1


def test_what_was_not_tried_goes_back_as_it_was(box: Box) -> None:
    box.plan("ada")
    [claim] = box.claim()
    later = NOW + timedelta(minutes=1)
    with box.database.transaction() as tx:
        outbox.give_back(tx, [claim], later)

    assert box.claim(NOW) == []
    [again] = box.claim(later)
    assert again.number == 1


def test_a_doubt_that_was_not_repeated_stays_a_doubt(box: Box) -> None:
    box.plan("ada")
    [claim] = box.claim()
    box.record(claim, "unknown", unknowns=1, due_at=NOW)
    [repeat] = box.claim()
    with box.database.transaction() as tx:
        outbox.give_back(tx, [repeat], NOW)

    assert box.states() == ["unknown"]
    assert len(box.claim()) == 1


def test_deferred_comes_back_and_refused_does_not(box: Box) -> None:
    box.plan("ada", "ben")
    ada, ben = sorted(box.claim(), key=lambda claim: claim.subscription_id)
    later = NOW + timedelta(minutes=2)
    box.record(ada, "pending", due_at=later, code=451, deferrals=1)
    box.record(ben, "failed", code=550)

    assert box.claim(NOW + timedelta(minutes=1)) == []
    [again] = box.claim(NOW + timedelta(days=1))
    assert (again.id, again.deferrals) == (ada.id, 1)
