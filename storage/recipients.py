"""Recipients of contract notices: people whom a company has to tell, whether they like it or not.

They go through the same outbox as followers, and are kept apart from them: somebody who follows a
policy and is a company's customer is two people here, with two keys, so that leaving the one never
touches the other. Whoever has no mail address is enrolled all the same, and gets no letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from storage.mailboxes import Mailbox
from storage.people import Vault
from storage.tables_told import AttemptRow, BounceRow, DeliveryRow

KIND = "contract"
"""The kind and the class of every notice that is told under a contract."""
FAILED = frozenset({"failed", "bounced", "expired", "cancelled", "suppressed"})


@dataclass(frozen=True, slots=True)
class Apart:
    """Somebody without a mail address, as the company reaches them: where, and which contract or
    name tells them from others there.
    """

    address: str  # a postal address, else the reference of the contract
    told_apart_by: str = ""

    @property
    def identity(self) -> str:
        """The same for every spelling of one such person; never a mailbox's."""
        words = f"{self.address} {self.told_apart_by}".casefold().split()
        return "apart " + " ".join(words)


Contact = Mailbox | Apart
"""Where somebody is reached."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one delivery so far, in the words of the outbox."""

    delivery_id: str
    subscription_id: int
    revision: int
    state: str
    grade: str | None  # E1 a relay took it, E2 the recipient's server did, E2r so the relay says
    attempts: int
    sent_at: datetime | None
    code: int | None  # of the last answer
    enhanced: str | None
    came_back: str | None  # what a bounce says: hard, soft, ours, complaint
    came_back_with: str | None = None  # its enhanced code

    @property
    def needs_another_channel(self) -> bool:
        """Whether mail will not reach them: the company has to tell them in another way."""
        return self.state in FAILED or self.came_back == "hard"


def told_to(tx: Session, about: str, subscription_id: int) -> Told | None:
    """What became of one recipient's letter of a contract notice, the last where there are two."""
    return next(iter(list(told(tx, about, subscription_id=subscription_id))[::-1]), None)


def told(
    tx: Session, about: str, revision: int | None = None, subscription_id: int | None = None
) -> Iterator[Told]:
    """What became of every delivery of a contract notice, in the order of planning."""
    bounce = (
        select(
            col(BounceRow.delivery_id),
            func.min(BounceRow.kind).label("kind"),
            func.max(BounceRow.enhanced).label("enhanced"),
        )
        .where(col(BounceRow.kind).in_(("hard", "soft", "ours", "complaint")))
        .group_by(col(BounceRow.delivery_id))
        .subquery()
    )
    query = (
        select(DeliveryRow, AttemptRow.enhanced, bounce.c.kind, bounce.c.enhanced)
        .join(
            AttemptRow,
            (col(AttemptRow.delivery_id) == DeliveryRow.id)
            & (col(AttemptRow.number) == DeliveryRow.attempts),
            isouter=True,
        )
        .join(bounce, bounce.c.delivery_id == DeliveryRow.id, isouter=True)
        .where(DeliveryRow.kind == KIND, DeliveryRow.about == about)
        .order_by(col(DeliveryRow.id))
        .execution_options(yield_per=1000)
    )
    if revision is not None:
        query = query.where(DeliveryRow.revision == revision)
    if subscription_id is not None:
        query = query.where(DeliveryRow.subscription_id == subscription_id)
    for row, answered, came_back, reported in tx.exec(query):
        yield Told(
            row.id, row.subscription_id, row.revision, row.state, row.grade, row.attempts,
            row.sent_at, row.last_code, answered, came_back, reported,
        )  # fmt: skip


def counts(tx: Session, about: str) -> dict[tuple[str, str | None], int]:
    """How many deliveries of a contract notice are in each state, by grade: never one number."""
    rows = tx.exec(
        select(DeliveryRow.state, DeliveryRow.grade, func.count(col(DeliveryRow.id)))
        .where(DeliveryRow.kind == KIND, DeliveryRow.about == about)
        .group_by(col(DeliveryRow.state), col(DeliveryRow.grade))
    )
    return {(state, grade): count for state, grade, count in rows}


def address_key(vault: Vault, scope: str, contact: Contact) -> str:
    """What a recipient is found by: never equal to the key of a follower with this mailbox."""
    return vault.seed("recipient", scope, contact.identity).hex()
