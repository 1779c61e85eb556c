"""Whose turn it is: the letters of one policy to one person leave in the order they were written.

A withdrawal that overtakes its change would tell somebody the contrary of what is true.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from storage import outbox
from storage.outbox import Claim
from storage.tables_told import DeliveryRow, NoticeRow

Place = tuple[int, str]
"""A person and the root of a thread."""

_PLACE = (col(DeliveryRow.id), col(DeliveryRow.priority), col(DeliveryRow.notice_id))


def behind(tx: Session, claims: Sequence[Claim], now: datetime) -> list[Claim]:
    """The claims whose turn it is not: an earlier letter of their thread, which is none of these,
    is just leaving, is due, or was put off by the server.

    What was never tried and is due later (a reminder, quiet hours) holds up nothing.
    """
    if not claims:
        return []
    ahead = or_(
        col(DeliveryRow.state) == "sending",
        and_(
            outbox.waits(),
            or_(col(DeliveryRow.due_at) <= now, col(DeliveryRow.first_tried_at).is_not(None)),
        ),
    )
    rows = tx.execute(
        select(*_PLACE, col(DeliveryRow.subscriber_id), col(NoticeRow.thread))
        .join(NoticeRow, col(NoticeRow.id) == DeliveryRow.notice_id)
        .where(
            col(DeliveryRow.subscriber_id).in_({claim.subscriber_id for claim in claims}),
            col(NoticeRow.thread) != "",
            ahead,
        )
    )
    ours = {claim.id for claim in claims}
    held: set[Place] = set()
    late: set[str] = set()
    for id_, _, _, subscriber_id, thread in sorted(rows, key=lambda row: outbox.written(*row[:3])):
        place = (subscriber_id, thread.partition(" ")[0])
        if id_ not in ours:
            held.add(place)
        elif place in held:
            late.add(id_)
    return [claim for claim in claims if claim.id in late]
