"""Subscriptions: ended, never overwritten. Ada follows, Ben left, Cy never said yes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from policy.interest import Interest, concerns
from policy.model import Comparison, Significance
from storage import people, policies, subscriptions
from storage.database import Database
from storage.followers import followers
from storage.mailboxes import mailbox
from storage.people import Vault
from storage.policies import Wanted, WantedSource
from storage.subscriptions import Wish
from storage.tables import SubscriptionRow

NOW = datetime(2026, 12, 15, 6, tzinfo=UTC)
VAULT = Vault(b"m" * 32)
ADA, BEN, CY = (mailbox(f"{name}@example.org") for name in ("ada", "ben", "cy"))
POLICY, SERVICE = "werfmeester-privacy-policy", "Werfmeester"


def told(
    database: Database, significance: Significance | None, *, always: bool = False
) -> list[str]:
    def wanted(interest: Interest) -> bool:
        return always or concerns(Comparison(significance), interest)

    with database.reading() as tx:
        return [
            f"{follower.subscription_id}:{follower.frequency}"
            for follower in followers(tx, POLICY, SERVICE, wanted)
        ]


def test_without_somebody_who_vouches_a_wish_waits_for_a_yes(database: Database) -> None:
    with database.transaction() as tx:
        kept = subscriptions.subscribe(tx, VAULT, Wish(CY, "policy", POLICY), NOW)

    assert not kept.is_confirmed
    assert told(database, Significance.SUBSTANCE) == []


def test_a_yes_counts_once(database: Database) -> None:
    with database.transaction() as tx:
        kept = subscriptions.subscribe(tx, VAULT, Wish(ADA, "policy", POLICY), NOW)
        number = kept.row.id or 0

        assert subscriptions.confirm(tx, VAULT, number, "pressed the button", NOW)
        assert not subscriptions.confirm(tx, VAULT, number, "again", NOW + timedelta(hours=1))

    assert told(database, Significance.WORDING) == [f"{number}:immediate"]


def test_wishing_the_same_twice_is_one_subscription(database: Database) -> None:
    with database.transaction() as tx:
        first = subscriptions.subscribe(tx, VAULT, Wish(ADA, "policy", POLICY), NOW, "test")
        again = subscriptions.subscribe(tx, VAULT, Wish(ADA, "policy", POLICY), NOW, "test")

    assert first.row.id == again.row.id
    assert not again.is_new


def test_another_frequency_ends_the_old_one_and_begins_anew(database: Database) -> None:
    with database.transaction() as tx:
        subscriptions.subscribe(tx, VAULT, Wish(ADA, "policy", POLICY), NOW, "test")
        subscriptions.subscribe(
            tx, VAULT, Wish(ADA, "policy", POLICY, frequency="weekly"), NOW, "test"
        )
        rows = tx.exec(select(SubscriptionRow).order_by(col(SubscriptionRow.id))).all()

    assert [(row.frequency, row.ended_reason) for row in rows] == [
        ("immediate", "changed"),
        ("weekly", None),
    ]


def test_a_stranger_cannot_change_a_confirmed_subscription(database: Database) -> None:
    with database.transaction() as tx:
        mine = subscriptions.subscribe(tx, VAULT, Wish(ADA, "policy", POLICY), NOW, "test")
        wish = Wish(ADA, "policy", POLICY, frequency="weekly", language="de")
        theirs = subscriptions.subscribe(tx, VAULT, wish, NOW)

    assert theirs.row.id == mine.row.id
    assert theirs.row.frequency == "immediate"
    assert theirs.subscriber.language == "en"


def test_a_person_is_told_once_by_the_soonest_subscription(database: Database) -> None:
    with database.transaction() as tx:
        source = WantedSource("https://werfmeester.example/")
        policies.add(tx, Wanted(POLICY, SERVICE, "Privacy Policy", (source,)), NOW)
        for kind, target, frequency in (
            ("everything", "", "weekly"),
            ("service", SERVICE, "immediate"),
            ("policy", POLICY, "daily"),
        ):
            subscriptions.subscribe(
                tx, VAULT, Wish(ADA, kind, target, frequency=frequency), NOW, "test"
            )

    assert told(database, Significance.SUBSTANCE) == ["2:immediate"]


def test_the_least_significance_is_the_readers_own(database: Database) -> None:
    with database.transaction() as tx:
        for box, least in ((ADA, Significance.COSMETIC), (BEN, Significance.SUBSTANCE)):
            subscriptions.subscribe(
                tx, VAULT, Wish(box, "policy", POLICY, min_significance=least), NOW, "test"
            )

    assert told(database, Significance.COSMETIC) == ["1:immediate"]
    assert told(database, Significance.WORDING) == ["1:immediate"]
    assert len(told(database, Significance.SUBSTANCE)) == 2
    assert told(database, None) == []
    assert len(told(database, None, always=True)) == 2


def test_nobody_is_told_of_another_service(database: Database) -> None:
    with database.transaction() as tx:
        subscriptions.subscribe(tx, VAULT, Wish(ADA, "policy", "other"), NOW, "test")
        subscriptions.subscribe(tx, VAULT, Wish(BEN, "service", "Other"), NOW, "test")

    assert told(database, Significance.SUBSTANCE) == []


def test_who_left_who_was_erased_and_who_is_suppressed_hear_nothing(database: Database) -> None:
    with database.transaction() as tx:
        ada = subscriptions.subscribe(tx, VAULT, Wish(ADA, "policy", POLICY), NOW, "test")
        ben = subscriptions.subscribe(tx, VAULT, Wish(BEN, "policy", POLICY), NOW, "test")
        subscriptions.subscribe(tx, VAULT, Wish(CY, "policy", POLICY), NOW, "test")
        subscriptions.end(tx, [ben.row], "one_click", NOW)
        people.erase(tx, ada.subscriber.person_id, NOW)
        subscriptions.suppress(tx, VAULT.address_key(CY), "hard_bounce", NOW)

    assert told(database, Significance.SUBSTANCE) == []


def test_counts_name_every_state(database: Database) -> None:
    with database.transaction() as tx:
        subscriptions.subscribe(tx, VAULT, Wish(ADA, "policy", POLICY), NOW, "test")
        subscriptions.subscribe(tx, VAULT, Wish(CY, "policy", POLICY), NOW)
        ben = subscriptions.subscribe(tx, VAULT, Wish(BEN, "policy", POLICY), NOW, "test")
        subscriptions.end(tx, [ben.row], "one_click", NOW)

    with database.reading() as tx:
        assert subscriptions.counts(tx) == {"confirmed": 1, "unconfirmed": 1, "ended": 1}
