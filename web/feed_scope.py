"""What a feed or a calendar is about, and what surrounds every one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from sqlalchemy import ColumnElement
from sqlmodel import Session, col
from starlette.exceptions import HTTPException

from notifier.office import Letterhead
from storage import visibility
from storage.tables_watched import PolicyRow
from web.conditional import TO_ANYBODY, http_date
from web.words import PageWords

FRESH_S = 300


@dataclass(frozen=True, slots=True)
class Scope:
    """A condition over `policy`, its name, the steps to its page, its address and its urn."""

    among: ColumnElement[bool]
    name: str
    title: str  # of its feed
    page: tuple[str, ...]
    address: str  # of the feed, without its ending
    urn: str


def of_site(words: PageWords) -> Scope:
    """Everything that is listed."""
    title = words.gettext("Clausewatch: policies and their changes")
    return Scope(visibility.is_listed(), "Clausewatch", title, (), "feeds/all", "feed")


def of_service(tx: Session, service: str, words: PageWords) -> Scope:
    """The listed policies of one service."""
    if not visibility.listed(tx, service):
        raise HTTPException(404)
    named = quote(service, safe="")
    return Scope(
        among=visibility.is_listed() & (col(PolicyRow.service) == service),
        name=service,
        title=words.gettext("%(name)s: changes") % {"name": service},
        page=("services", named),
        address=f"feeds/services/{named}",
        urn=f"feed:service:{named}",
    )


def of_policy(tx: Session, id: str, words: PageWords) -> Scope:
    """One policy, also one that only those see who know its address."""
    row = visibility.readable(tx, id)
    name = f"{row.service}, {words.kind(row.terms_type)}"
    return Scope(
        among=col(PolicyRow.id) == row.id,
        name=name,
        title=words.gettext("%(name)s: changes") % {"name": name},
        page=("policies", row.id),
        address=f"feeds/policies/{row.id}",
        urn=f"feed:policy:{row.id}",
    )


def authority_of(letterhead: Letterhead) -> str:
    """What the names we give to others begin with (RFC 4151); the year is fixed, for names stay."""
    return f"tag:{host_of(letterhead)},2026"


def host_of(letterhead: Letterhead) -> str:
    """The host of the public address."""
    return urlsplit(letterhead.base_url).hostname or "localhost"


def headers(tag: str, updated_at: datetime, words: PageWords) -> dict[str, str]:
    """The headers of every answer about a scope, whole or unchanged."""
    return {
        **TO_ANYBODY,
        "ETag": tag,
        "Last-Modified": http_date(updated_at),
        "Cache-Control": f"public, max-age={FRESH_S}",
        "Vary": "Accept-Language",
        "Content-Language": words.language,
    }
