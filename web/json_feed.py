"""A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1). Pure."""

from __future__ import annotations

import json
from typing import Any

from web.atom import moment
from web.feed_forms import Entry, Feed

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"
ABOUT = "docs/api.md describes the fields beneath _clausewatch"


def write(feed: Feed) -> bytes:
    """The whole feed. What is ours beyond the format stands under `_clausewatch`."""
    form: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.self_url,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_item(entry) for entry in feed.entries],
    }
    if feed.next_url:
        form["next_url"] = feed.next_url
    return json.dumps(form, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "language": entry.language,
        "date_published": moment(entry.published_at),
        "date_modified": moment(entry.updated_at),
        "tags": [category.label for category in entry.categories],
        "_clausewatch": {"about": ABOUT, **entry.facts},
    }
