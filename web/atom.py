"""A feed as Atom (RFC 4287), written with the standard library, which escapes every word. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from web.feed_forms import Entry, Feed

MEDIA_TYPE = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold (XML 1.0, 2.2), not even escaped; pages have them."""

ET.register_namespace("", ATOM)


def write(feed: Feed) -> bytes:
    """The whole feed."""
    root = ET.Element(_name("feed"), {XML_LANG: feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", moment(feed.updated_at))
    _text(ET.SubElement(root, _name("author")), "name", feed.author)
    _link(root, "self", feed.self_url, MEDIA_TYPE)
    _link(root, "alternate", feed.page_url, "text/html")
    if feed.next_url:
        _link(root, "next", feed.next_url, MEDIA_TYPE)
    _text(root, "generator", "Clausewatch")
    for entry in feed.entries:
        _entry(root, feed, entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def moment(at: datetime) -> str:
    """RFC 3339, in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(root: ET.Element, feed: Feed, entry: Entry) -> None:
    one = ET.SubElement(root, _name("entry"))
    _text(one, "id", entry.id)
    _text(one, "title", entry.title)
    _text(one, "published", moment(entry.published_at))
    _text(one, "updated", moment(entry.updated_at))
    _link(one, "alternate", entry.url, "text/html")
    for category in entry.categories:
        ET.SubElement(
            one,
            _name("category"),
            {
                "scheme": f"{feed.authority}:scheme:{category.scheme}",
                "term": clean(category.term),
                "label": clean(category.label),
            },
        )
    content = _text(one, "content", entry.html)
    content.set("type", "html")
    content.set(XML_LANG, entry.language)


def clean(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, _name(name))
    element.text = clean(text)
    return element


def _link(parent: ET.Element, rel: str, href: str, media_type: str) -> None:
    ET.SubElement(parent, _name("link"), {"rel": rel, "href": href, "type": media_type})


def _name(local: str) -> str:
    return f"{{{ATOM}}}{local}"
