"""Every link of a page, furniture included: the way to a page that moved stands in a footer."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from policy import decode
from policy.html_tree import Node, attribute, parse, text_of
from policy.model import Link, Refusal

MOST_LINKS = 2000
LONGEST_WORDS = 200


def links_of(body: bytes, headers: Mapping[str, str], url: str) -> tuple[Link, ...]:
    """The links of a page that was received from `url`, targets made whole, each target once."""
    if decode.media(body, headers) != "html":
        return ()
    decoded = decode.decode(body, headers)
    page = None if isinstance(decoded, Refusal) else parse(decoded.text)
    if page is None or isinstance(page, Refusal):
        return ()
    base = url
    found: dict[str, Link] = {}
    for node in page.nodes:
        if node.tag == "base":
            base = _joined(url, attribute(node, "href") or "") or base
        elif node.tag == "a":
            link = _link(node, base)
            if link is not None and len(found) < MOST_LINKS:
                found.setdefault(link.target, link)
    return tuple(found.values())


def _link(node: Node, base: str) -> Link | None:
    href = (attribute(node, "href") or "").strip()
    target = _joined(base, href) if href else None
    if target is None or not target.lower().startswith(("http://", "https://")):
        return None
    words = text_of(node, limit=LONGEST_WORDS) or attribute(node, "aria-label") or ""
    return Link(words[:LONGEST_WORDS], target.partition("#")[0])


def _joined(base: str, href: str) -> str | None:
    try:
        return urljoin(base, href)
    except ValueError:
        return None
