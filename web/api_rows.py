"""Rows as the forms of the API."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from sqlalchemy import select
from sqlmodel import Session, col

from notifier.office import Letterhead
from policy.agenda import Appointment
from policy.jsonable import reading_to_json
from storage import changes, effects
from storage.search import Hit, Stay
from storage.tables_seen import ChangeRow, CheckRow, VersionRow
from storage.tables_shown import EffectRow
from storage.tables_watched import PolicyRow, SourceRow
from storage.versions import Version
from web.api_answers import Asker, moment
from web.clauses import Wording

Form = dict[str, Any]


def links(letterhead: Letterhead, kind: str, name: str) -> Form:
    """Where a policy or a service is read on."""
    named = quote(name, safe="")
    feed = letterhead.link("feeds", kind, named)
    return {
        "page": letterhead.link(kind, named),
        "atom": f"{feed}.atom",
        "json_feed": f"{feed}.json",
        "calendar": f"{feed}.ics",
    }


def policies(tx: Session, asker: Asker, rows: Sequence[PolicyRow]) -> list[Form]:
    """Policies with the addresses that are looked at now."""
    query = select(SourceRow).where(
        col(SourceRow.policy_id).in_([row.id for row in rows]), col(SourceRow.ended_at).is_(None)
    )
    urls: dict[str, list[str]] = {}
    for source in tx.scalars(query.order_by(col(SourceRow.position))):
        urls.setdefault(source.policy_id, []).append(source.url)
    letterhead = asker.desk.office.letterhead
    return [_policy(row, urls.get(row.id, []), letterhead) for row in rows]


def _policy(row: PolicyRow, urls: list[str], letterhead: Letterhead) -> Form:
    return {
        "id": row.id,
        "service": row.service,
        "terms_type": row.terms_type,
        "language": row.language,
        "state": row.state,
        "visibility": row.visibility,
        "urls": urls,
        "version": row.in_force,
        "last_look_at": moment(row.last_look_at),
        "last_outcome": row.last_outcome,
        "last_reason": row.last_reason,
        "last_seen_at": moment(row.last_confirmed_at),
        "failed_in_a_row": row.failed_in_a_row,
        "changed_at": moment(row.changed_at),
        "links": links(letterhead, "policies", row.id),
    }


def version_head(row: VersionRow | Version, change: str | None, origin: str | None) -> Form:
    """A version without its words."""
    return {
        "version": row.number,
        "kind": row.kind,
        "returns_to": row.returns_to,
        "first_seen_at": moment(row.first_seen_at),
        "confirmed_at": moment(row.confirmed_at),
        "change": change,
        "origin": origin,
    }


def version(policy: str, kept: Version, change: str | None, origin: str | None = None) -> Form:
    """A version with its words."""
    form = reading_to_json(kept.reading)
    for name in ("format", "refused", "removed"):
        form.pop(name)
    return {"policy": policy, **version_head(kept, change, origin), **form}


def changes_of(
    tx: Session, asker: Asker, rows: Sequence[tuple[ChangeRow, PolicyRow]]
) -> list[Form]:
    """Changes with the days from which they hold."""
    days = effects.of(tx, [row for row, _ in rows], asker.zone(), asker.desk.clock())
    return [_change(asker, row, policy, days.get(row.id)) for row, policy in rows]


def _change(asker: Asker, row: ChangeRow, policy: PolicyRow, day: EffectRow | None) -> Form:
    return {
        "id": row.id,
        "policy": row.policy_id,
        "service": policy.service,
        "terms_type": policy.terms_type,
        "kind": row.kind,
        "from_version": row.from_version,
        "to_version": row.to_version,
        "significance": row.significance,
        "counts": changes.tally_of(row).counts,
        "last_seen_old_at": moment(row.last_seen_old_at),
        "first_seen_new_at": moment(row.first_seen_new_at),
        "detected_at": moment(row.detected_at),
        "retracted_at": moment(row.retracted_at),
        "retracted_because": row.retracted_because,
        "takes_effect": json.loads(day.form) if day else None,
        "url": asker.desk.office.letterhead.link("changes", row.id),
    }


def look(row: CheckRow) -> Form:
    """One look."""
    return {
        "at": moment(row.at),
        "outcome": row.outcome,
        "reason": row.reason,
        "detail": row.detail,
        "version": row.version,
    }


def wording(one: Wording) -> Form:
    """What a clause said for a while."""
    return {**_stay(one.stay), "cite": one.clause.cite, "address": one.clause.address,
            "text": one.clause.text, "change": one.stay.came.change}  # fmt: skip


def hit(one: Hit) -> Form:
    """Words that were found."""
    return {**_stay(one.stay), "policy": one.policy.id, "service": one.policy.service,
            "clause": one.stay.passage.clause_id, "cite": one.clause.cite,
            "text": one.clause.text}  # fmt: skip


def _stay(stay: Stay) -> Form:
    return {
        "from_version": stay.passage.from_number,
        "to_version": stay.passage.to_number,
        "not_yet_at": moment(stay.came.not_yet_at),
        "seen_at": moment(stay.came.at),
        "gone_at": moment(stay.went.at) if stay.went else None,
    }


def appointment(policy: str, one: Appointment) -> Form:
    """One day."""
    return {
        "uid": one.uid,
        "kind": one.kind,
        "policy": policy,
        "change": one.change_id,
        "first_day": one.first_day.isoformat(),
        "last_day": one.last_day.isoformat(),
        "latest": one.latest.isoformat() if one.latest else None,
        "certainty": one.certainty,
        "sequence": one.sequence,
        "cancelled": one.cancelled,
    }
