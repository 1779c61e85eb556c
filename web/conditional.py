"""Answers that need not be sent again: an entity tag from what an answer depends on, and 304
(RFC 9110, 13). The tag is known before the answer is made.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.datastructures import Headers
from starlette.responses import Response

TO_ANYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""For what is public and asks for no cookie: pages of others may read it too."""


def tag_of(*facts: object) -> str:
    """The entity tag of an answer that follows from these facts alone; weak, for the bytes of two
    releases may differ.
    """
    digest = hashlib.sha256("\x1f".join(map(repr, facts)).encode("utf-8", "surrogatepass"))
    return f'W/"{digest.hexdigest()[:32]}"'


def is_known(headers: Headers, tag: str, modified_at: datetime | None = None) -> bool:
    """Whether who asks has this answer already. The tag decides where one is named."""
    named = headers.get("if-none-match")
    if named is not None:
        known = {one.strip().removeprefix("W/") for one in named.split(",")}
        return "*" in known or tag.removeprefix("W/") in known
    since = headers.get("if-modified-since")
    if since is None or modified_at is None:
        return False
    try:
        at = parsedate_to_datetime(since)
    except ValueError:
        return False
    return modified_at.replace(microsecond=0) <= (at if at.tzinfo else at.replace(tzinfo=UTC))


def unchanged(headers: dict[str, str]) -> Response:
    """304, with the headers that the whole answer would have."""
    return Response(status_code=304, headers=headers)


def http_date(at: datetime) -> str:
    """A time as HTTP writes it."""
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)
