"""How one policy stands, as commands show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli import say

if TYPE_CHECKING:
    from sqlmodel import Session


def form_of(tx: Session, policy: str) -> dict[str, Any]:
    """One policy as `policies` shows it."""
    from storage import checks
    from storage import policies as registry
    from storage.declared import fetch_of

    row, sources = registry.get(tx, policy), registry.sources(tx, policy)
    last = checks.last(tx, policy)
    return {
        "policy": row.id,
        "service": row.service,
        "type": row.terms_type,
        "language": row.language,
        "state": row.state,
        "visibility": row.visibility,
        "urls": [source.url for source in sources],
        "version": row.in_force,
        "outcome": last.outcome if last else None,
        "reason": last.reason if last else None,
        "detail": last.detail if last else None,
        "last_look_at": say.time(row.last_look_at),
        "next_look_at": say.time(row.next_look_at) if row.state == "active" else None,
        "moved_to": next((s.moved_to for s in sources if s.moved_to), None),
        "fetch": next((way for s in sources if (way := fetch_of(s.declared)[0])), None),
        "by_browser": any(source.by_browser for source in sources),
    }
