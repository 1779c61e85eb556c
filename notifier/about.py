"""Which policy a notice speaks of, as its headers name it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from notifier import terms
from notifier.letter import About
from notifier.office import Letterhead
from notifier.story import gather
from notifier.words import words
from storage import campaigns, changes, policies, recipients
from storage.changes import KeptChange
from storage.errors import UnknownChangeError, UnknownPolicyError
from storage.tables_told import NoticeRow


def of(tx: Session, notice: NoticeRow, letterhead: Letterhead) -> About:
    """What the headers say of a notice; nothing where it speaks of no one policy."""
    change: KeptChange | None = None
    if notice.kind == recipients.KIND:
        return _under_contract(tx, notice)
    try:
        if notice.kind in ("silence", "back"):
            policy = policies.get(tx, notice.about.rpartition("/")[0])
        else:
            change = changes.get(tx, notice.about)
            policy = policies.get(tx, change.policy_id)
    except (UnknownChangeError, UnknownPolicyError):
        return About()
    said = words(notice.language)
    return About(
        list_words=f"{policy.service}, {terms.name(said, policy.terms_type)}",
        list_name=policy.id,
        archive_url=letterhead.link("policies", policy.id),
        the=terms.the(said, policy.terms_type, policy.service),
        service=policy.service,
        effective_on=_effective_on(tx, change, notice.time_zone, notice.created_at)
        if change
        else "",
    )


def _under_contract(tx: Session, notice: NoticeRow) -> About:
    """A company's own notice comes in its name, and belongs to no list."""
    row = campaigns.row_of(tx, notice.about)
    if row is None:
        return About()
    return About(
        service=row.service,
        sender=row.service,
        effective_on=f"{row.effective_on}; certainty=declared",
    )


def _effective_on(tx: Session, change: KeptChange, zone: str, told_at: datetime) -> str:
    """`2026-12-21; certainty=stated`, for programs; nothing where no day is known."""
    effect = gather(tx, change, told_at).effect(zone)
    return f"{effect.earliest}; certainty={effect.certainty}" if effect.earliest else ""
