"""How one policy stands, as commands show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session


def form_of(tx: Session, policy: str) -> dict[str, Any]:
    """One policy as `policies` shows it."""
    from storage import policies as registry

    registry.get(tx, policy)  # says so where there is none
    return forms_of(tx, [policy])[0]


def forms_of(tx: Session, names: Sequence[str]) -> list[dict[str, Any]]:
    """Policies as `policies` shows them, in their order."""
    from storage import checks, declaring
    from storage.declared import fetch_of

    rows, sources = declaring.known(tx, names)
    looks = checks.last_of_each(tx, names)
    forms = []
    for row in (rows[name] for name in names if name in rows):
        mine, last = sources.get(row.id, []), looks.get(row.no)
        form = {
            "policy": row.id,
            "service": row.service,
            "type": row.terms_type,
            "language": row.language,
            "state": row.state,
            "visibility": row.visibility,
            "urls": [source.url for source in mine],
            "version": row.in_force,
            "outcome": last.outcome if last else None,
            "reason": last.reason if last else None,
            "detail": last.detail if last else None,
            "last_look_at": say.time(row.last_look_at),
            "next_look_at": say.time(row.next_look_at) if row.state == "active" else None,
            "moved_to": next((s.moved_to for s in mine if s.moved_to), None),
            "fetch": next((way for s in mine if (way := fetch_of(s.declared)[0])), None),
            "by_browser": any(source.by_browser for source in mine),
        }
        forms.append(form)
    return forms
