"""What happened that webhooks are told of, and in which words: small bodies of one version.

Found by queries over what is kept, so that nothing is told before a person could read it, and
planned once for each webhook: the row is the message.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from notifier.office import Letterhead
from notifier.silence import is_dark
from policy.agenda import DATED
from policy.headlines import headline
from policy.model import Comparison
from storage import changes, effects
from storage.tables_seen import ChangeRow
from storage.tables_shown import CallRow, EffectRow, WebhookRow
from storage.tables_watched import PolicyRow

FORMAT = "clausewatch.webhook/1"
LOOK_BACK = timedelta(days=7)
"""What is older when it is found is not told any more: a webhook is for news."""

QUOTED = 500  # signs of a quotation, so that a body stays small
TEST = "webhook.test"
TOPICS = {
    "policy.changed": "a change was confirmed and announced",
    "change.withdrawn": "an earlier text came back to stay",
    "change.retracted": "we were wrong about a change",
    "policy.effective": "the day has come from which a change holds",
    "policy.unreachable": "a text could not be read for days; silence means nothing until `back`",
    "policy.back": "it can be read again",
    TEST: "somebody pressed the test button",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: what it is about, so that it is told once, and its body."""

    topic: str
    about: str
    body: str


Find = Callable[[Session, WebhookRow, Letterhead, datetime], Iterator[Happening]]


def all_new(
    tx: Session, webhook: WebhookRow, letterhead: Letterhead, now: datetime
) -> Iterator[Happening]:
    """Everything that this webhook asked for and was not told of."""
    wanted = webhook.topics.split() or list(TOPICS)
    for topic, find in FINDERS.items():
        if topic in wanted:
            yield from find(tx, webhook, letterhead, now)


def test(webhook: WebhookRow, letterhead: Letterhead, about: str, now: datetime) -> Happening:
    """A call that says nothing but that it works."""
    data = {"webhook": webhook.id, "site": letterhead.base_url}
    return Happening(TEST, about, _body(TEST, now, data))


def _changed(
    tx: Session, webhook: WebhookRow, letterhead: Letterhead, now: datetime
) -> Iterator[Happening]:
    yield from _announced(tx, webhook, letterhead, now, "policy.changed", ("change", "late"))


def _withdrawn(
    tx: Session, webhook: WebhookRow, letterhead: Letterhead, now: datetime
) -> Iterator[Happening]:
    yield from _announced(tx, webhook, letterhead, now, "change.withdrawn", ("return",))


def _announced(
    tx: Session,
    webhook: WebhookRow,
    letterhead: Letterhead,
    now: datetime,
    topic: str,
    kinds: tuple[str, ...],
) -> Iterator[Happening]:
    since = max(webhook.created_at, now - LOOK_BACK)
    query = (
        select(ChangeRow, PolicyRow)
        .join(PolicyRow, col(PolicyRow.id) == col(ChangeRow.policy_id))
        .where(
            col(ChangeRow.announced_at) >= since,
            col(ChangeRow.kind).in_(kinds),
            col(ChangeRow.retracted_at).is_(None),
            *_for(webhook),
            _untold(webhook, topic, col(ChangeRow.id)),
        )
        .order_by(col(ChangeRow.detected_at), col(ChangeRow.id))
    )
    for change, policy in tx.execute(query).all():
        data = _change(tx, change, policy, letterhead, now)
        yield Happening(topic, change.id, _body(topic, change.detected_at, data))


def _retracted(
    tx: Session, webhook: WebhookRow, letterhead: Letterhead, now: datetime
) -> Iterator[Happening]:
    topic, since = "change.retracted", max(webhook.created_at, now - LOOK_BACK)
    query = (
        select(ChangeRow, PolicyRow)
        .join(PolicyRow, col(PolicyRow.id) == col(ChangeRow.policy_id))
        .where(
            col(ChangeRow.retracted_at) >= since,
            *_for(webhook),
            _untold(webhook, topic, col(ChangeRow.id)),
        )
        .order_by(col(ChangeRow.retracted_at), col(ChangeRow.id))
    )
    for change, policy in tx.execute(query).all():
        data = _change(tx, change, policy, letterhead, now)
        yield Happening(topic, change.id, _body(topic, change.retracted_at or now, data))


def _effective(
    tx: Session, webhook: WebhookRow, letterhead: Letterhead, now: datetime
) -> Iterator[Happening]:
    """The days that have come: those that still stand, and that were known beforehand."""
    topic, zone = "policy.effective", ZoneInfo(letterhead.time_zone)
    today = now.astimezone(zone).date()
    since = max(webhook.created_at, now - LOOK_BACK).astimezone(zone).date()
    query = (
        select(ChangeRow, PolicyRow)
        .join(EffectRow, col(EffectRow.change_id) == col(ChangeRow.id))
        .join(PolicyRow, col(PolicyRow.id) == col(ChangeRow.policy_id))
        .where(
            col(EffectRow.earliest) <= today.isoformat(),
            col(EffectRow.earliest) >= since.isoformat(),
            col(EffectRow.certainty).in_(DATED),
            *_for(webhook),
            _untold(webhook, topic, col(ChangeRow.id)),
        )
        .order_by(col(EffectRow.earliest), col(ChangeRow.id))
    )
    for change, policy in tx.execute(query).all():
        if _stands(tx, change, letterhead, now):
            data = _change(tx, change, policy, letterhead, now)
            yield Happening(topic, change.id, _body(topic, now, data))


def _stands(tx: Session, change: ChangeRow, letterhead: Letterhead, now: datetime) -> bool:
    """Whether the day of a change was neither withdrawn nor moved, and lay ahead when it was
    found.
    """
    zone = letterhead.time_zone
    of_policy = col(ChangeRow.policy_id) == change.policy_id
    days = effects.agenda(tx, of_policy, change.detected_at - timedelta(days=400), zone, now)
    found_on = change.detected_at.astimezone(ZoneInfo(zone)).date()
    return any(
        one.kind == "effect"
        and one.change_id == change.id
        and not one.cancelled
        and one.first_day > found_on
        for _, one in days
    )


def _unreachable(
    tx: Session, webhook: WebhookRow, letterhead: Letterhead, now: datetime
) -> Iterator[Happening]:
    topic = "policy.unreachable"
    query = select(PolicyRow).where(
        col(PolicyRow.failed_in_a_row) > 0, col(PolicyRow.state) == "active", *_for(webhook)
    )
    told = _told(tx, webhook, topic)
    for policy in tx.scalars(query.order_by(col(PolicyRow.id))).all():
        if is_dark(policy, now) and _episode(policy) not in told:
            data = {
                **_policy(policy, letterhead),
                "last_read_at": _time(policy.last_confirmed_at),
                "reason": policy.last_reason or policy.last_outcome,
            }
            yield Happening(topic, _episode(policy), _body(topic, now, data))


def _back(
    tx: Session, webhook: WebhookRow, letterhead: Letterhead, now: datetime
) -> Iterator[Happening]:
    topic = "policy.back"
    over = _told(tx, webhook, "policy.unreachable") - _told(tx, webhook, topic)
    for about in sorted(over):
        policy_id, _, since = about.rpartition("/")
        policy = tx.get(PolicyRow, policy_id)
        if policy and not policy.failed_in_a_row and _episode(policy) != about:
            data = {
                **_policy(policy, letterhead),
                "last_read_at": _time(policy.last_confirmed_at),
                "unreadable_since": since,
            }
            yield Happening(topic, about, _body(topic, now, data))


FINDERS: dict[str, Find] = {
    "policy.changed": _changed,
    "change.withdrawn": _withdrawn,
    "change.retracted": _retracted,
    "policy.effective": _effective,
    "policy.unreachable": _unreachable,
    "policy.back": _back,
}
"""One line a topic; one more is a function and a line."""


def _for(webhook: WebhookRow) -> tuple[ColumnElement[bool], ...]:
    """The policies that a webhook is about."""
    if webhook.target_kind == "policy":
        return (col(PolicyRow.id) == webhook.target,)
    if webhook.target_kind == "service":
        return (col(PolicyRow.service) == webhook.target,)
    return ()


def _untold(webhook: WebhookRow, topic: str, about: Any) -> ColumnElement[bool]:
    told = select(col(CallRow.id)).where(
        col(CallRow.webhook_id) == webhook.id,
        col(CallRow.topic) == topic,
        col(CallRow.about) == about,
    )
    return ~told.exists()


def _told(tx: Session, webhook: WebhookRow, topic: str) -> set[str]:
    query = select(col(CallRow.about)).where(
        col(CallRow.webhook_id) == webhook.id, col(CallRow.topic) == topic
    )
    return set(tx.scalars(query))


def _episode(policy: PolicyRow) -> str:
    """The name of one darkness: the policy, and when it was last read."""
    return f"{policy.id}/{_time(policy.last_confirmed_at)}"


def _body(topic: str, at: datetime, data: dict[str, Any]) -> str:
    form = {"type": topic, "timestamp": _time(at), "data": {"format": FORMAT, **data}}
    return json.dumps(form, ensure_ascii=False, separators=(",", ":"))


def _policy(policy: PolicyRow, letterhead: Letterhead) -> dict[str, Any]:
    return {
        "policy": {
            "id": policy.id,
            "service": policy.service,
            "terms_type": policy.terms_type,
            "language": policy.language,
            "url": letterhead.link("policies", policy.id),
        }
    }


def _change(
    tx: Session, change: ChangeRow, policy: PolicyRow, letterhead: Letterhead, now: datetime
) -> dict[str, Any]:
    effect = effects.of(tx, [change], letterhead.time_zone, now).get(change.id)
    comparison: Comparison = changes.unpacked(change).comparison
    return {
        **_policy(policy, letterhead),
        "change": {
            "id": change.id,
            "url": letterhead.link("changes", change.id),
            "kind": change.kind,
            "from_version": change.from_version,
            "to_version": change.to_version,
            "significance": change.significance,
            "headline": headline(comparison, "en", policy.service, policy.terms_type),
            "last_seen_old_at": _time(change.last_seen_old_at),
            "first_seen_new_at": _time(change.first_seen_new_at),
            "detected_at": _time(change.detected_at),
            "takes_effect": _short(json.loads(effect.form)) if effect else None,
            "retracted_because": change.retracted_because,
        },
    }


def _short(form: Any) -> Any:
    """The form with its quotations cut: the whole stands behind the change's address."""
    if isinstance(form, dict):
        return {name: _short(value) for name, value in form.items()}
    if isinstance(form, str) and len(form) > QUOTED:
        return form[: QUOTED - 1] + "…"
    return form


def _time(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
