"""What became of everybody a contract notice went to: each in exactly one row, or nothing is said.

Mail ends in one of a few words, none of which claims that somebody read it. Another channel's
outcome stands beside it, on the word of whoever reported it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage import planting, recipients
from storage.errors import NotAddingUpError
from storage.recipients import Told
from storage.tables_noticing import AudienceRow, ElsewhereRow, PartyRow, RecipientRow
from storage.tables_told import PersonRow

FINALS = (
    "sent", "sent_late", "bounced", "refused", "expired", "unknown", "suppressed", "cancelled",
    "no_address", "erased", "waiting",
)  # fmt: skip
"""How mail can stand for a recipient, in the order of a report. Each recipient is in one; who has
no mail address is told by another channel from the start.
"""
SENT = frozenset({"sent", "sent_late"})
_BY_STATE = {
    "failed": "refused", "bounced": "bounced", "expired": "expired", "unknown": "unknown",
    "suppressed": "suppressed", "cancelled": "cancelled",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ended:
    """One recipient and how things stand for them."""

    recipient_id: int
    audience: int  # its number
    subscription_id: int
    leaf: str
    language: str
    final: str
    grade: str | None
    attempts: int
    sent_at: datetime | None
    code: int | None
    enhanced: str | None
    came_back: str | None
    came_back_with: str | None
    elsewhere: str | None  # the last outcome on another channel
    elsewhere_channel: str | None
    parties: tuple[str, ...]
    settled: str | None = None  # how it stood when the notice was closed

    @property
    def is_told(self) -> bool:
        """Whether a mail server or another channel took it, in time or not."""
        return self.final in SENT or self.elsewhere == "accepted"


def of(tx: Session, campaign_id: str, zone: str) -> list[Ended]:
    """Everybody of every audience, in the order of their trees."""
    audiences = {
        one.id or 0: one
        for one in tx.exec(select(AudienceRow).where(AudienceRow.campaign_id == campaign_id))
    }
    told = {one.subscription_id: one for one in recipients.told(tx, campaign_id)}
    elsewhere = _elsewhere(tx, campaign_id)
    parties = _parties(tx, campaign_id)
    rows = tx.exec(
        select(RecipientRow, PersonRow.wrapped_key)
        .join(PersonRow, col(PersonRow.id) == RecipientRow.person_id)
        .where(RecipientRow.campaign_id == campaign_id)
        .order_by(col(RecipientRow.audience_id), col(RecipientRow.leaf_no))
    )
    place = ZoneInfo(zone)
    found = []
    for row, wrapped in rows:
        audience = audiences[row.audience_id]
        mail = told.get(row.subscription_id)
        other = elsewhere.get(row.id or 0)
        final = (
            _final(mail, wrapped is None, audience.last_acceptance_on, place)
            if row.channel == planting.MAIL
            else _apart(wrapped is None, other)
        )
        found.append(
            Ended(
                recipient_id=row.id or 0,
                audience=audience.number,
                subscription_id=row.subscription_id,
                leaf=row.leaf,
                language=row.language,
                final=final,
                grade=mail.grade if mail and final in (*SENT, "bounced") else None,
                attempts=mail.attempts if mail else 0,
                sent_at=mail.sent_at if mail else None,
                code=mail.code if mail else None,
                enhanced=mail.enhanced if mail else None,
                came_back=mail.came_back if mail else None,
                came_back_with=mail.came_back_with if mail else None,
                elsewhere=other.outcome if other else None,
                elsewhere_channel=other.channel if other else None,
                parties=tuple(parties.get(row.id or 0, ())),
                settled=row.final,
            )
        )
    _must_add_up(audiences.values(), found)
    return found


def counted(ended: Iterable[Ended]) -> dict[str, int]:
    """How many recipients stand where; every word is there, also with none."""
    counts = Counter(one.final for one in ended)
    return {word: counts[word] for word in FINALS}


def by_grade(ended: Iterable[Ended]) -> dict[str, int]:
    """How many were sent with which grade of evidence: never one number for all."""
    return dict(sorted(Counter(one.grade or "E0" for one in ended if one.final in SENT).items()))


def need_another_channel(ended: Iterable[Ended]) -> list[Ended]:
    """Whom mail did not reach, and nothing else did: neither themselves nor, where they stand
    under a contract with others, anybody under it.
    """
    everybody = list(ended)
    reached = {party for one in everybody if one.is_told for party in one.parties}
    return [
        one
        for one in everybody
        if not one.is_told
        and one.final not in ("waiting", "erased")
        and not (one.parties and reached.issuperset(one.parties))
    ]


def parties_told(ended: Iterable[Ended]) -> tuple[int, int]:
    """How many contracts there are, and under how many of them somebody was told."""
    everybody = list(ended)
    named = {party for one in everybody for party in one.parties}
    reached = {party for one in everybody if one.is_told for party in one.parties}
    alone = [one for one in everybody if not one.parties]
    return len(named) + len(alone), len(reached) + sum(one.is_told for one in alone)


def settle(tx: Session, ended: Iterable[Ended]) -> None:
    """Write to every recipient how mail ended for them: the notice is being closed."""
    groups: dict[tuple[str, str | None], list[int]] = {}
    for one in ended:
        groups.setdefault((one.final, one.grade), []).append(one.recipient_id)
    for (final, grade), ids in groups.items():
        for start in range(0, len(ids), 500):
            tx.exec(
                update(RecipientRow)
                .where(col(RecipientRow.id).in_(ids[start : start + 500]))
                .values(final=final, grade=grade)
                .execution_options(synchronize_session=False)
            )


def _final(mail: Told | None, is_erased: bool, last: date | None, zone: ZoneInfo) -> str:
    if mail is None or mail.state == "cancelled":
        if is_erased:
            return "erased"
        return "waiting" if mail is None else "cancelled"
    if mail.state == "sent":
        late = last is not None and mail.sent_at is not None
        day = mail.sent_at.astimezone(zone).date() if mail.sent_at else None
        return "sent_late" if late and day and last and day > last else "sent"
    return _BY_STATE.get(mail.state, "waiting")


def _apart(is_erased: bool, other: ElsewhereRow | None) -> str:
    """How it stands for somebody without a mail address: nothing of mail's to say."""
    return "erased" if is_erased and other is None else "no_address"


def _elsewhere(tx: Session, campaign_id: str) -> Mapping[int, ElsewhereRow]:
    """The last outcome of each recipient on another channel; one that was accepted stays so."""
    found: dict[int, ElsewhereRow] = {}
    query = select(ElsewhereRow).where(ElsewhereRow.campaign_id == campaign_id)
    for row in tx.exec(query.order_by(col(ElsewhereRow.id))):
        known = found.get(row.recipient_id)
        if known is None or known.outcome != "accepted":
            found[row.recipient_id] = row
    return found


def _parties(tx: Session, campaign_id: str) -> dict[int, list[str]]:
    parties: dict[int, list[str]] = {}
    query = select(PartyRow.recipient_id, PartyRow.party_key)
    for recipient_id, key in tx.exec(query.where(PartyRow.campaign_id == campaign_id)):
        parties.setdefault(recipient_id, []).append(key)
    return parties


def _must_add_up(audiences: Iterable[AudienceRow], ended: Iterable[Ended]) -> None:
    """Every recipient that was frozen is here once; anything else is a bug or an altered database,
    and no report is made of it.
    """
    rows = list(ended)
    frozen = {one.number: one.count for one in audiences}
    here = Counter(one.audience for one in rows)
    twice = len(rows) - len({one.recipient_id for one in rows})
    if twice or any(here[number] != count for number, count in frozen.items()):
        raise NotAddingUpError(
            f"frozen were {sum(frozen.values())} recipients and {len(rows)} are here: the database"
            " was altered; nothing is reported or closed before a person has looked"
        )
