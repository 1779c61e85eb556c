"""What is personal goes when its time is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from storage import retention, subscriptions
from storage.database import Database
from storage.mailboxes import mailbox
from storage.people import Vault
from storage.subscriptions import Wish
from storage.tables import AttemptRow, DeliveryRow, PersonRow, SubscriptionRow
from tests.storage.test_outbox import Box

NOW = datetime(2026, 12, 15, 6, tzinfo=UTC)
VAULT = Vault(b"m" * 32)
CY, ADA = mailbox("cy@example.org"), mailbox("ada@example.org")


def test_who_never_confirmed_is_forgotten_after_a_week(database: Database) -> None:
    with database.transaction() as tx:
        subscriptions.subscribe(tx, VAULT, Wish(CY, "everything"), NOW)

    assert retention.purge(database, NOW + timedelta(days=6, hours=23))[_WAITING] == 0
    assert retention.purge(database, NOW + timedelta(days=7, hours=1))[_WAITING] == 1

    with database.reading() as tx:
        assert tx.exec(select(PersonRow)).one().wrapped_key is None
        assert tx.exec(select(SubscriptionRow)).one().ended_reason == "never_confirmed"
        assert subscriptions.subscriber_of(tx, VAULT, CY) is None


def test_who_follows_something_else_stays(database: Database) -> None:
    with database.transaction() as tx:
        subscriptions.subscribe(tx, VAULT, Wish(ADA, "everything"), NOW, "test")
        subscriptions.subscribe(tx, VAULT, Wish(ADA, "service", "Werfmeester"), NOW)

    retention.purge(database, NOW + timedelta(days=8))

    with database.reading() as tx:
        assert tx.exec(select(PersonRow)).one().wrapped_key is not None


def test_of_old_letters_the_counts_stay(database: Database) -> None:
    box = Box(database)
    box.plan("ada")
    [claim] = box.claim()
    box.record(claim, "sent", code=250, transcript_sealed=b"sealed")

    retention.purge(database, NOW + timedelta(days=91))

    with database.reading() as tx:
        assert tx.exec(select(AttemptRow)).one().transcript_sealed is None
        delivery = tx.exec(select(DeliveryRow)).one()
        assert (delivery.state, delivery.address_sealed) == ("sent", None)


_WAITING = "sign-ups that nobody confirmed"
