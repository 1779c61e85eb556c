"""From a change that nobody was told of to notices and deliveries, in one transaction.

Planned twice it makes the same rows: the change is marked in the transaction that plans, and unique
keys stand behind that. Nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from notifier import digests, render
from notifier.office import Letterhead, Office
from notifier.slots import slot, wall
from notifier.story import Story, by_id
from policy.interest import Interest, concerns
from storage import bound, changes, entries, notices, waiting
from storage.database import Database
from storage.errors import DatabaseUnusableError
from storage.followers import Follower, followers
from storage.notices import PRIORITY, Planned

BATCH = 20  # changes looked up at once
REMIND_DAYS = (7, 1)  # before the day from which it applies
REMIND_AT = time(8)  # in the reader's zone
REMIND_GAP = timedelta(days=2)  # after the first telling


def announce(db: Database, office: Office, now: datetime) -> int:
    """Plan the telling of every change that waits, and the digests that are due.

    Returns how many changes were announced. One that cannot be told holds up no other; its error
    comes up when the others are planned.
    """
    announced, failed = 0, dict[str, Exception]()
    while waits := _waiting(db, failed.keys()):
        for change_id in waits:
            try:
                with bound.bound(change=change_id), db.transaction() as tx:
                    announced += announce_one(tx, office, change_id, now)
            except DatabaseUnusableError:
                raise  # nobody can be told now
            except Exception as error:  # noqa: BLE001 - raised when the others are planned
                failed[change_id] = error
    digests.plan(db, office, now)
    for first in failed.values():
        raise first
    return announced


def _waiting(db: Database, failed: Collection[str]) -> list[str]:
    with db.reading() as tx:
        waits = changes.waiting(tx, BATCH + len(failed))
    return [change_id for change_id in waits if change_id not in failed]


def announce_one(tx: Session, office: Office, change_id: str, now: datetime) -> bool:
    """Plan the telling of one change. False where somebody else was first."""
    if not changes.mark_announced(tx, change_id, now):
        return False
    story = by_id(tx, change_id, now)
    told = notices.told(tx, "change", change_id)
    concerned = [
        follower
        for follower in followers(tx, story.policy_id, story.service, lambda i: _wants(i, story))
        if follower.subscriber_id not in told
    ]
    for (language, zone), group in _by_language(concerned).items():
        deadlines = _deadlines(story, zone)
        planned = [_planned(follower, deadlines, now) for follower in group]
        plan_one(tx, office, story, language, zone, planned)
        quiet = {follower.subscriber_id for follower in group if not follower.reminders}
        reminded = [one for one in planned if one.subscriber_id not in quiet]
        remind(tx, office, story, language, zone, reminded)
    _call_off_reminders(tx, story)
    return True


def thread(story: Story, letterhead: Letterhead) -> str:
    """The roots that every message about this change hangs under: its policy's, then its own.

    What takes another change back, or moves its date, hangs under that one.
    """
    about = story.withdraws or story.moves_date_of or story.change_id
    return f"<p.{story.policy_id}@{letterhead.domain}> <c.{about}@{letterhead.domain}>"


def plan_one(
    tx: Session,
    office: Office,
    story: Story,
    language: str,
    zone: str,
    planned: Sequence[Planned],
    *,
    kind: str = "change",
    revision: int = 1,
) -> None:
    """One notice for everybody of one language and zone, and a delivery for each of them."""
    rendered = render.change(story, language, zone, office.letterhead)
    notice = notices.keep(
        tx,
        rendered,
        kind=kind,
        about=story.change_id,
        language=language,
        time_zone=zone,
        thread=thread(story, office.letterhead),
        now=story.told_at,
        revision=revision,
    )
    domain = office.letterhead.domain
    new = notices.plan(tx, office.vault, notice, planned, domain, story.told_at)
    entries.record(
        tx,
        "notice",
        f"{kind}/{story.change_id}/{language}/{zone}/{revision}",
        {"sha256": notice.sha256, "deliveries": new, "class": notice.mail_class},
        story.told_at,
    )


def remind(
    tx: Session,
    office: Office,
    story: Story,
    language: str,
    zone: str,
    planned: Sequence[Planned],
) -> None:
    """Plan to tell it again a week and a day before it applies, where that is still to come."""
    effect = story.effect(zone)
    if not planned or effect.earliest is None or effect.certainty not in ("stated", "derived"):
        return
    for days in REMIND_DAYS:
        at = wall(effect.earliest - timedelta(days=days), REMIND_AT, zone)
        if at - story.told_at < REMIND_GAP:
            continue
        reminder = replace(story, told_at=at, occasion="reminder", occasion_at=story.told_at)
        later = [
            replace(one, due_at=at, held=False, priority=PRIORITY["deadline"]) for one in planned
        ]
        plan_one(tx, office, reminder, language, zone, later, kind="reminder", revision=days)


def _wants(interest: Interest, story: Story) -> bool:
    return story.is_always_told or concerns(story.comparison, interest)


def _call_off_reminders(tx: Session, story: Story) -> None:
    """What was taken back, or has another day now, is not reminded of."""
    if story.is_withdrawal or story.moves_effective_date:
        earlier = [row.id for row in changes.listed(tx, story.policy_id)]
        earlier.remove(story.change_id)
        waiting.call_off(tx, "reminder", earlier)


def _deadlines(story: Story, zone: str) -> tuple[date, ...]:
    """The days before which the reader may have to act: that of effect, and the last to leave."""
    effect = story.effect(zone)
    until = effect.exit_right.until if effect.exit_right else None
    return tuple(day for day in (effect.earliest, until) if day)


def _planned(follower: Follower, deadlines: Sequence[date], now: datetime) -> Planned:
    """When one person is told: at once, or with the next digest unless a day is near."""
    due = slot(follower, now, deadlines)
    return Planned(
        subscription_id=follower.subscription_id,
        subscriber_id=follower.subscriber_id,
        address_sealed=follower.address_sealed,
        due_at=due.at,
        priority=PRIORITY[due.why],
        held=due.why == "digest",
    )


def _by_language(followers: Iterable[Follower]) -> dict[tuple[str, str], list[Follower]]:
    groups: dict[tuple[str, str], list[Follower]] = {}
    for follower in followers:
        groups.setdefault((follower.language, follower.time_zone), []).append(follower)
    return groups
