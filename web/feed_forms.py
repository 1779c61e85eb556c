"""What a feed holds, before it is written in one of its forms. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Category:
    """One term of a closed list, as Open Terms Archive's feeds have them."""

    scheme: str  # service, terms-type, record-type, significance, state
    term: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One first record or one change, in the reader's language."""

    id: str
    url: str
    title: str
    html: str
    language: str
    published_at: datetime
    updated_at: datetime
    categories: tuple[Category, ...]
    facts: dict[str, Any]  # the same as data, for programs


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: of a policy, a service or the whole site."""

    id: str
    authority: str  # `tag:HOST,2026`, what ids and schemes begin with
    title: str
    page_url: str
    self_url: str
    next_url: str | None
    author: str
    language: str
    updated_at: datetime
    entries: tuple[Entry, ...]
