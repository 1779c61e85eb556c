"""A law of the outbox: whoever dies where, nothing is lost and nothing sent twice unawares."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlmodel import select

from storage.database import Database
from storage.outbox import Claim
from storage.tables import DeliveryRow
from tests.storage.test_outbox import LEASE, NOW, RETRY, Box

TEMPLATE: list[Path] = []


class Outbox(RuleBasedStateMachine):
    """Workers that claim, hand over, record and die; a server that takes what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(TEMPLATE[0], self.folder / "clausewatch.db")
        self.box = Box(Database(f"sqlite:///{self.folder / 'clausewatch.db'}"))
        self.now = NOW
        self.changes = 0
        self.held: list[tuple[Claim, str]] = []  # claim, and how far its worker came
        self.taken: Counter[str] = Counter()  # by the server, by Message-ID
        self.message_ids: dict[str, str] = {}

    def teardown(self) -> None:
        self.box.database.close()
        shutil.rmtree(self.folder)

    @rule()
    def a_change_is_planned(self) -> None:
        self.changes += 1
        self.box.plan("ada", "ben", about=f"change-{self.changes}")

    @rule(limit=st.integers(1, 3))
    def a_worker_claims(self, limit: int) -> None:
        self.held += [(claim, "claimed") for claim in self.box.claim(self.now, limit=limit)]

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 99))
    def a_worker_passes_the_fence_and_the_server_takes_it(self, which: int) -> None:
        claim, stage = self.held.pop(which % len(self.held))
        if stage == "claimed" and self.box.begin(claim, now=self.now):
            self.taken[claim.message_id] += 1
            self.held.append((claim, "taken"))
        elif stage == "taken":
            self.held.append((claim, stage))

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 99), answer=st.sampled_from(["known", "lost"]))
    def a_worker_records(self, which: int, answer: str) -> None:
        claim, stage = self.held.pop(which % len(self.held))
        if stage == "claimed":
            later = self.now + timedelta(minutes=2)
            self.box.record(
                claim, "pending", self.now, due_at=later, code=451, unknowns=claim.unknowns
            )
        elif answer == "known":
            self.box.record(claim, "sent", self.now, code=250, unknowns=claim.unknowns)
        else:
            self.box.record(
                claim, "unknown", self.now, due_at=self.now + RETRY, unknowns=claim.unknowns + 1
            )

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 99))
    def a_worker_dies(self, which: int) -> None:
        self.held.pop(which % len(self.held))

    @rule(minutes=st.integers(1, 30))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def what_was_left_behind_is_taken_up(self) -> None:
        self.box.free(self.now)

    @invariant()
    def nothing_is_taken_twice_unawares(self) -> None:
        with self.box.database.reading() as tx:
            for row in tx.exec(select(DeliveryRow)):
                copies = self.taken[row.message_id]
                assert copies <= 2
                assert copies < 2 or row.unknowns > 0  # the doubt is on record
                assert self.message_ids.setdefault(row.id, row.message_id) == row.message_id

    @invariant()
    def nothing_is_lost(self) -> None:
        assert len(self.box.states()) == 2 * self.changes

    def finish(self) -> None:
        """All workers die; with a calm server everything is sent."""
        self.held = []
        for _ in range(6):
            self.now += LEASE + RETRY
            self.box.free(self.now)
            for claim in self.box.claim(self.now):
                if self.box.begin(claim, now=self.now):
                    self.taken[claim.message_id] += 1
                    self.box.record(claim, "sent", self.now, code=250, unknowns=claim.unknowns)
        with self.box.database.reading() as tx:
            for row in tx.exec(select(DeliveryRow)):
                assert self.taken[row.message_id] >= 1
                assert row.state == "sent" or (row.state == "unknown" and row.unknowns == 2)


class Finishing(Outbox):
    """The same, and at the end the storm is over."""

    def teardown(self) -> None:
        try:
            self.finish()
        finally:
            super().teardown()


def test_nothing_is_lost_and_nothing_doubled_whoever_dies(
    sqlite_template: Path, request: pytest.FixtureRequest
) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    TEMPLATE[:] = [sqlite_template]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Finishing,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
