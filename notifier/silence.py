"""Our silence explained: when we cannot read a text any more, and when we can again.

Until we write that it works again, hearing nothing does not mean that nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, select

from notifier import render_trouble
from notifier.office import Letterhead, Office
from notifier.render_trouble import Followed
from storage import changes, entries, notices, policies
from storage.database import Database
from storage.followers import Follower
from storage.followers import followers as everybody
from storage.notices import PRIORITY, Planned
from storage.tables_told import NoticeRow
from storage.tables_watched import PolicyRow

UNREAD_FOR = timedelta(days=3)
FAILED_LOOKS = 3  # so that one long pause of ours is not called the site's


def plan(db: Database, office: Office, now: datetime) -> int:
    """Plan the messages about texts that went dark or came back; returns how many texts."""
    with db.reading() as tx:
        dark = [policy for policy in policies.listed(tx) if is_dark(policy, now)]
        told = list(_told_dark(tx))
    planned = 0
    for policy in dark:
        with db.transaction() as tx:
            planned += _say_dark(tx, office, policy, now)
    for about in told:
        with db.transaction() as tx:
            planned += _say_back(tx, office, about, now)
    return planned


def is_dark(policy: PolicyRow, now: datetime) -> bool:
    """Whether a text could not be read for so long that its silence must be explained."""
    return (
        policy.state == "active"
        and policy.in_force is not None
        and policy.last_confirmed_at is not None
        and policy.failed_in_a_row >= FAILED_LOOKS
        and now - policy.last_confirmed_at >= UNREAD_FOR
    )


def _told_dark(tx: Session) -> Iterable[str]:
    """What was said to be dark and not yet to be back: policy and the moment it was last read."""
    dark = tx.exec(select(NoticeRow.about).where(NoticeRow.kind == "silence")).all()
    back = tx.exec(select(NoticeRow.about).where(NoticeRow.kind == "back")).all()
    return sorted(set(dark) - set(back))


def _say_dark(tx: Session, office: Office, policy: PolicyRow, now: datetime) -> int:
    """Tell everybody who follows it, once for each time it goes dark."""
    since = policy.last_confirmed_at
    if since is None:
        return 0
    about = f"{policy.id}/{since.isoformat(timespec='seconds')}"
    told = notices.told(tx, "silence", about)
    followers = [
        one for one in everybody(tx, policy.id, policy.service) if one.subscriber_id not in told
    ]
    for language, zone in sorted({(one.language, one.time_zone) for one in followers}):
        rendered = render_trouble.silence(
            _followed(policy), since, language, zone, office.letterhead
        )
        notice = notices.keep(
            tx, rendered, kind="silence", about=about, language=language, time_zone=zone,
            thread=_thread(policy.id, office.letterhead), now=now,
        )  # fmt: skip
        here = [one for one in followers if (one.language, one.time_zone) == (language, zone)]
        group = [_planned(one, now) for one in here]
        notices.plan(tx, office.vault, notice, group, office.letterhead.domain, now)
    if followers:
        entries.record(tx, "silence", about, {"deliveries": len(followers)}, now)
    return bool(followers)


def _say_back(tx: Session, office: Office, about: str, now: datetime) -> int:
    """Tell those who were told of the silence that it is over."""
    policy_id, _, since = about.rpartition("/")
    policy = tx.get(PolicyRow, policy_id)
    dark_since = datetime.fromisoformat(since)
    if policy is None or policy.last_confirmed_at is None or policy.failed_in_a_row:
        return 0
    if policy.last_confirmed_at <= dark_since + timedelta(seconds=1):
        return 0
    changed = any(row.first_seen_new_at > dark_since for row in changes.listed(tx, policy_id))
    told = notices.still_following(tx, "silence", about)
    for notice in {row.id: row for _, row, _ in told}.values():
        rendered = render_trouble.back(
            _followed(policy), dark_since, policy.last_confirmed_at, notice.language,
            notice.time_zone, office.letterhead, changed=changed,
        )  # fmt: skip
        said = notices.keep(
            tx, rendered, kind="back", about=about, language=notice.language,
            time_zone=notice.time_zone, thread=_thread(policy_id, office.letterhead), now=now,
        )  # fmt: skip
        group = [
            Planned(
                subscription_id=delivery.subscription_id,
                subscriber_id=delivery.subscriber_id,
                address_sealed=subscriber.address_sealed or b"",
                due_at=now,
            )
            for delivery, row, subscriber in told
            if row.id == notice.id
        ]
        notices.plan(tx, office.vault, said, group, office.letterhead.domain, now)
    return bool(told)


def _followed(policy: PolicyRow) -> Followed:
    return Followed(policy.id, policy.service, policy.terms_type)


def _planned(follower: Follower, now: datetime) -> Planned:
    return Planned(
        subscription_id=follower.subscription_id,
        subscriber_id=follower.subscriber_id,
        address_sealed=follower.address_sealed,
        due_at=now,
        priority=PRIORITY["immediate"],
    )


def _thread(policy_id: str, letterhead: Letterhead) -> str:
    return f"<p.{policy_id}@{letterhead.domain}>"
