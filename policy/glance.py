"""What the whole page shows, furniture included: the material that tells a wall from a policy."""

from __future__ import annotations

import re

from policy.extraction import Extraction
from policy.html_tree import SILENT, Node, Page, attribute, text_of
from policy.walls import Glance

_SHOWN = 20_000
_REFRESH = re.compile(r"\s*[\d.]*\s*(?:[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"\s]*))?", re.IGNORECASE)


def glance(found: Extraction, title: str | None, media: str) -> Glance:
    """The first sight of a document."""
    if found.page is None:
        words = "\n".join(block.text for block in found.blocks)[:_SHOWN]
        return Glance(title=title, shown=words, media=media)
    return _of_page(found.page, title, media)


def _of_page(page: Page, title: str | None, media: str) -> Glance:
    passwords = inputs = buttons = frames = 0
    noscript: list[str] = []
    refresh: str | None = None
    for node in page.nodes:
        tag = node.tag
        if tag == "input":
            kind = (attribute(node, "type") or "text").lower()
            passwords += kind == "password"
            inputs += kind in ("text", "email", "tel", "number", "url") and not _searches(node)
            buttons += kind in ("submit", "button")
        elif tag == "textarea":
            inputs += 1
        elif tag == "button":
            buttons += 1
        elif tag in ("iframe", "frame"):
            frames += 1
        elif tag == "noscript":
            noscript.append(text_of(node, limit=_SHOWN))
        elif tag == "meta" and (attribute(node, "http-equiv") or "").lower() == "refresh":
            hit = _REFRESH.match(attribute(node, "content") or "")
            refresh = (hit[1] or "") if hit else ""
    shown = text_of(page.root, SILENT, _SHOWN)
    return Glance(
        title=title,
        shown=shown[:_SHOWN],
        noscript=" ".join(noscript)[:_SHOWN],
        passwords=passwords,
        inputs=inputs,
        buttons=buttons,
        scripts=page.scripts,
        frames=frames,
        refresh_to=refresh,
        link_chars=page.linked,
        media=media,
    )


def _searches(node: Node) -> bool:
    return bool(re.search(r"search|zoek|such|recherche|\"q\"|\"s\"", node.attrs, re.IGNORECASE))
