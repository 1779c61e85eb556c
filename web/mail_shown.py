"""A mail's HTML within a page of ours: its words and their structure, drawn by our own stylesheet.

The pages allow no inline style and no frame, so a mail is not shown as it is: what it is made of is
taken over element by element, everything else falls away, and nothing in it can be pressed.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape
from selectolax.lexbor import LexborHTMLParser, LexborNode

_ELEMENTS = {
    "h1": ("p", "m-title"), "h2": ("p", "m-head"), "h3": ("p", "m-head"), "p": ("p", ""),
    "div": ("div", ""), "strong": ("strong", ""), "em": ("em", ""), "span": ("span", ""),
    "del": ("del", ""), "ins": ("ins", ""), "ul": ("ul", ""), "ol": ("ol", ""), "li": ("li", ""),
    "a": ("span", "m-link"), "br": ("br", ""),
}  # fmt: skip
"""What a mail is written with, and what stands for it in the page: its headings are none there."""

_CLASSES = frozenset({"when", "doubt", "side", "gone", "come", "word", "go", "button", "small"})


def shown(html: str) -> Markup:
    """The body of a mail of ours, ready to stand in a page."""
    body = LexborHTMLParser(html).body
    return Markup("").join(_inside(body)) if body is not None else Markup("")


def _inside(node: LexborNode) -> Iterator[Markup]:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield escape(child.text_content or "")
        elif child.tag in _ELEMENTS:
            yield _element(child)
        else:
            yield from _inside(child)


def _element(node: LexborNode) -> Markup:
    name, own = _ELEMENTS[node.tag or ""]
    if name == "br":
        return Markup("<br>")
    said = (node.attributes.get("class") or "").split()
    classes = " ".join([own, *(f"m-{one}" for one in said if one in _CLASSES)]).strip()
    attributes = Markup(' class="{}"').format(classes) if classes else Markup("")
    if language := node.attributes.get("lang"):
        attributes += Markup(' lang="{}"').format(language)
    inside = Markup("").join(_inside(node))
    return Markup("<{0}{1}>{2}</{0}>").format(name, attributes, inside)
