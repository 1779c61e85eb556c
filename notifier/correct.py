"""When we were wrong: what waits is called off, and everybody who was told is told so.

The correction goes into the thread of the mail it corrects. The change stays on record, marked.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from notifier import announce, render_trouble
from notifier.office import Office
from notifier.story import by_id
from notifier.words import words
from storage import changes, notices, waiting
from storage.notices import PRIORITY, Planned
from storage.tables_told import NoticeRow

MAYBE_READ = ("sent", "unknown", "bundled", "sending")
WAITING = ("change", "reminder")


def retract(
    tx: Session, office: Office, change_id: str, because: str, by: str, now: datetime
) -> int | None:
    """Say that a change was none; returns how many are told, None where it was said before."""
    story = by_id(tx, change_id, now)
    if not changes.retract(tx, change_id, because, by, now):
        return None
    changes.mark_announced(tx, change_id, now)  # what nobody was told of is told to nobody
    for kind in WAITING:
        waiting.call_off(tx, kind, [change_id])
    told = notices.still_following(tx, "change", change_id, MAYBE_READ)
    thread = announce.thread(story, office.letterhead)
    by_notice: dict[int, tuple[NoticeRow, dict[int, Planned]]] = {}
    for delivery, notice, subscriber in told:
        _, planned = by_notice.setdefault(notice.id or 0, (notice, {}))
        planned[delivery.subscriber_id] = Planned(
            subscription_id=delivery.subscription_id,
            subscriber_id=delivery.subscriber_id,
            address_sealed=subscriber.address_sealed or b"",
            due_at=now,
            priority=PRIORITY["deadline"],
        )
    count = 0
    for notice, planned in by_notice.values():
        said = words(notice.language)
        rendered = render_trouble.correction(
            story, said.language, notice.time_zone, office.letterhead,
            told_at=notice.created_at, subject=notice.subject, because=because,
        )  # fmt: skip
        correction = notices.keep(
            tx, rendered, kind="correction", about=change_id, language=notice.language,
            time_zone=notice.time_zone, thread=thread, now=now,
        )  # fmt: skip
        rows = list(planned.values())
        count += notices.plan(tx, office.vault, correction, rows, office.letterhead.domain, now)
    return count
