"""What somebody who has just said yes is told: of every change that is known and still to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from notifier.announce import plan_one, remind
from notifier.office import Office
from notifier.story import Story, gather
from policy.interest import concerns
from storage import changes, followers, notices, versions
from storage.changes import KeptChange
from storage.followers import Follower, interest_of, reach_of
from storage.notices import PRIORITY, Planned
from storage.tables_told import SubscriptionRow

KNOWN_FOR = timedelta(days=400)  # no text that we know announces itself longer ahead
LOOKED_THROUGH = 10  # changes of one policy, the newest first


def still_to_come(
    tx: Session, rows: Sequence[SubscriptionRow], now: datetime
) -> list[tuple[Follower, Story]]:
    """Who is to be told which change that is known and still to come.

    Nothing that was withdrawn, retracted or given another day since, and nothing twice.
    """
    found: dict[tuple[int, str], tuple[Follower, Story]] = {}
    for row in rows:
        follower = followers.follower_of(tx, row)
        if follower is None:
            continue
        interest = interest_of(row)
        for policy in reach_of(tx, row):
            for story in _of_policy(tx, policy.id, follower.time_zone, now):
                if not (story.is_always_told or concerns(story.comparison, interest)):
                    continue
                if follower.subscriber_id not in notices.told(tx, "change", story.change_id):
                    found.setdefault((follower.subscriber_id, story.change_id), (follower, story))
    return list(found.values())


def _of_policy(tx: Session, policy_id: str, zone: str, now: datetime) -> Iterator[Story]:
    """The changes of a policy that apply from a day after today, the newest first."""
    known = changes.announced_since(tx, policy_id, now - KNOWN_FOR, LOOKED_THROUGH)
    moved = False
    for place, change in enumerate(known):
        if change.retracted_at is not None or _is_taken_back(tx, change, known[:place]):
            continue
        story = gather(tx, change, now)
        effect = story.effect(zone)
        is_coming = effect.earliest is not None and effect.earliest > story.told_on(zone)
        if is_coming and not story.is_withdrawal and not (moved and effect.certainty == "stated"):
            yield story
        moved = moved or story.moves_effective_date


def _is_taken_back(tx: Session, change: KeptChange, newer: Sequence[KeptChange]) -> bool:
    """Whether a later return went back to a text from before this change."""
    returns = (
        versions.get(tx, change.policy_id, later.to_version).returns_to
        for later in newer
        if later.kind == "return"
    )
    return any(number is not None and number < change.to_version for number in returns)


def tell(tx: Session, office: Office, follower: Follower, story: Story, now: datetime) -> None:
    """Plan the telling of one such change, and its reminder."""
    zone, language = follower.time_zone, follower.language
    story = replace(story, occasion="joined", occasion_at=now)
    planned = Planned(
        subscription_id=follower.subscription_id,
        subscriber_id=follower.subscriber_id,
        address_sealed=follower.address_sealed,
        due_at=now,
        priority=PRIORITY["deadline"],
    )
    revision = story.told_on(zone).toordinal()  # another day counts other days
    plan_one(tx, office, story, language, zone, [planned], revision=revision)
    if follower.reminders:
        remind(tx, office, story, language, zone, [planned])
