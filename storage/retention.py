"""How long what is personal is kept: a list that is run, not a promise that is forgotten.

Sign-ups that nobody confirmed go with the person behind them; of old letters the transcripts and
addresses go, and the counts stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage import asked, erasures, knocks, people, subscriptions, waiting
from storage.database import Database
from storage.erasures import EVIDENCE_TERM
from storage.many_rows import touched
from storage.recipients import KIND
from storage.tables_shown import AnswerRow
from storage.tables_told import AttemptRow, BounceRow, DeliveryRow, SubscriberRow, SubscriptionRow

BATCH = 200  # people forgotten in one transaction


@dataclass(frozen=True, slots=True)
class Rule:
    """What goes, after how long, and how."""

    what: str
    after: timedelta
    drop: Callable[[Session, datetime, datetime], int]


def purge(db: Database, now: datetime, evidence_term: timedelta = EVIDENCE_TERM) -> dict[str, int]:
    """Drop everything that has been kept for its time; says how much of what. Safe to repeat."""
    dropped = {}
    for rule in rules(evidence_term):
        with db.transaction() as tx:
            dropped[rule.what] = rule.drop(tx, now - rule.after, now)
    return dropped


def _unconfirmed(tx: Session, before: datetime, now: datetime) -> int:
    """Forget wishes that nobody confirmed, and who has no other."""
    rows = tx.exec(
        select(SubscriptionRow)
        .where(
            col(SubscriptionRow.confirmed_at).is_(None),
            col(SubscriptionRow.ended_at).is_(None),
            col(SubscriptionRow.requested_at) < before,
        )
        .order_by(col(SubscriptionRow.id))
        .limit(BATCH)
    ).all()
    ended = subscriptions.end(tx, rows, "never_confirmed", now)
    waiting.cancel(tx, ended)
    for subscriber_id in {row.subscriber_id for row in rows}:
        ever = tx.exec(
            select(SubscriptionRow.id).where(
                SubscriptionRow.subscriber_id == subscriber_id,
                col(SubscriptionRow.confirmed_at).is_not(None),
            )
        ).first()
        if ever is None and not subscriptions.active_of(tx, subscriber_id):
            subscriber = tx.get_one(SubscriberRow, subscriber_id)
            waiting.forget_addresses(tx, subscriber_id)
            subscriptions.forget(tx, subscriber)
            people.erase(tx, subscriber.person_id, now)
    return len(ended)


def _transcripts(tx: Session, before: datetime, now: datetime) -> int:  # noqa: ARG001
    return touched(
        tx.exec(
            update(AttemptRow)
            .where(
                col(AttemptRow.started_at) < before,
                col(AttemptRow.transcript_sealed).is_not(None),
                col(AttemptRow.delivery_id).not_in(_under_contract()),
            )
            .values(transcript_sealed=None)
        )
    )


def _addresses(tx: Session, before: datetime, now: datetime) -> int:  # noqa: ARG001
    return touched(
        tx.exec(
            update(DeliveryRow)
            .where(
                col(DeliveryRow.due_at) < before,
                col(DeliveryRow.address_sealed).is_not(None),
                col(DeliveryRow.state).not_in(("pending", "sending", "held")),
                col(DeliveryRow.kind) != KIND,
            )
            .values(address_sealed=None)
        )
    )


def _bounces(tx: Session, before: datetime, now: datetime) -> int:  # noqa: ARG001
    return touched(
        tx.exec(
            update(BounceRow)
            .where(
                col(BounceRow.received_at) < before,
                col(BounceRow.raw_sealed).is_not(None),
                col(BounceRow.delivery_id).not_in(_under_contract()),
            )
            .values(raw_sealed=None)
        )
    )


def _under_contract() -> SelectOfScalar[str]:
    """Deliveries of contract notices: they are a company's evidence, and kept for its term."""
    return select(col(DeliveryRow.id)).where(col(DeliveryRow.kind) == KIND)


def _asked(tx: Session, before: datetime, now: datetime) -> int:  # noqa: ARG001
    return asked.forget(tx, before)


def _knocks(tx: Session, before: datetime, now: datetime) -> int:  # noqa: ARG001
    return knocks.forget(tx, before)


def _answers(tx: Session, before: datetime, now: datetime) -> int:  # noqa: ARG001
    return touched(tx.exec(delete(AnswerRow).where(col(AnswerRow.at) < before)))


def _contract_letters(tx: Session, before: datetime, now: datetime) -> int:  # noqa: ARG001
    return erasures.drop_letters(tx, before)


def _contract_people(tx: Session, before: datetime, now: datetime) -> int:
    """Erase whose evidence term is over."""
    told = erasures.over(tx, before, now, BATCH)
    for one in told:
        erasures.erase(tx, one, now)
    return len(told)


def rules(evidence_term: timedelta) -> tuple[Rule, ...]:
    """What is kept how long; only the term of contract notices is an installation's own."""
    return (
        Rule("forms that nobody took up", timedelta(days=1), _asked),
        Rule("requests that limits count", timedelta(days=1), _knocks),
        Rule("sign-ups that nobody confirmed", timedelta(days=7), _unconfirmed),
        Rule("what was said to mail servers", timedelta(days=90), _transcripts),
        Rule("addresses of letters that were sent", timedelta(days=90), _addresses),
        Rule("answers of webhooks", timedelta(days=90), _answers),
        Rule("messages that came back", timedelta(days=180), _bounces),
        Rule("letters of contract notices", evidence_term, _contract_letters),
        Rule("people told under a contract", evidence_term, _contract_people),
    )


RETENTION = rules(EVIDENCE_TERM)
"""The list with our own term; `docs` and pages may show it."""
