"""Verdicts of the audit as JSON and CSV, and their summary with denominators."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from policy.audit import Finding, Verdict


def summary(verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """Counts with their denominators: of all changes, and of those that could be judged."""
    counted = Counter(verdict.finding for verdict in verdicts)
    judged = counted[Finding.KEPT] + counted[Finding.NOT_KEPT_ON_PAGE]
    promised = judged + counted[Finding.OPEN]
    changes = promised + counted[Finding.NO_PROMISE]
    return {
        "changes": changes,
        "with_promise": promised,
        "judged": judged,
        **{finding.value: counted[finding] for finding in Finding},
        "words": (
            f"{counted[Finding.KEPT]} of {judged} judged changes kept; "
            f"{counted[Finding.OPEN]} of {promised} changes under a promise are open; "
            f"{counted[Finding.NO_PROMISE]} of {changes} changes stood under no promise."
        ),
    }


def audit_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The public form: every verdict with its evidence, and the summary."""
    return {
        "format": "clausewatch.audit/1",
        "verdicts": [_verdict_json(verdict) for verdict in verdicts],
        "summary": summary(verdicts),
    }


def audit_csv(verdicts: Sequence[Verdict], policy: str = "") -> str:
    """One line a change; a cell that a spreadsheet would run as a formula is disarmed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["policy", *_COLUMNS])
    for verdict in verdicts:
        form = _verdict_json(verdict)
        writer.writerow([_cell(policy), *(_cell(form.get(column)) for column in _COLUMNS)])
    return out.getvalue()


_COLUMNS: Final = (
    "from_version", "to_version", "verdict", "reason", "channels", "lead_time", "anchor",
    "materiality", "last_seen_old", "first_seen_new", "stated_effect", "stated_update",
    "lead_days_least", "lead_days_most", "required_by", "unless", "events", "rewritten_from",
    "notice_page", "quote", "address",
)  # fmt: skip


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    promise = verdict.promise
    return {
        "from_version": verdict.from_version,
        "to_version": verdict.to_version,
        "verdict": verdict.finding.value,
        "reason": verdict.reason,
        "channels": list(promise.channels) if promise else [],
        "lead_time": promise.lead_time if promise else None,
        "anchor": promise.anchor if promise else None,
        "materiality": promise.materiality if promise else None,
        "last_seen_old": _stamp(verdict.last_seen_old_at),
        "first_seen_new": _stamp(verdict.first_seen_new_at),
        "stated_effect": verdict.stated_effect,
        "stated_update": verdict.stated_update,
        "lead_days_least": verdict.lead_days[0] if verdict.lead_days else None,
        "lead_days_most": verdict.lead_days[1] if verdict.lead_days else None,
        "required_by": verdict.required_by.isoformat() if verdict.required_by else None,
        "unless": list(verdict.unless),
        "events": list(verdict.events),
        "rewritten_from": verdict.rewritten_from,
        "notice_page": verdict.notice_page,
        "quote": (promise.lead_quote or promise.quote) if promise else None,
        "address": promise.address if promise else None,
    }


def _stamp(moment: datetime) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _cell(value: object) -> str:
    """A cell's text; words of a page never start a formula."""
    text = (
        " ".join(map(str, value))
        if isinstance(value, list)
        else str("" if value is None else value)
    )
    return f"'{text}" if text[:1] in "=+-@\t\r" and not isinstance(value, int) else text
