"""What of a page its reading can depend on, as one hash: two pages of one sketch are read alike.

Pages differ at every fetch in what nobody reads: the contents of scripts, nonces, the code that
hides an e-mail address. Reading them whole each time is most of what looking costs. The sketch is
taken of the parsed tree, never of the bytes, so that nothing a reader would see can hide in what
is left out; an address counts as the address that its code stands for.

Many pages also show a number of the request, often in their footer. Where the reading holds none of
these, a page that differs in them only is read alike too: `Sketch.of` says which hash holds then.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from policy import decode
from policy.emails import decoded_email
from policy.html_tree import too_complex
from policy.model import Declared, Refusal

TOKEN = re.compile(r"csrf|xsrf|nonce|token|request-?id", re.IGNORECASE)
HEX = b"0123456789abcdef-"
KINDS = bytes(ord("x") if byte in HEX else ord(" ") for byte in range(256))
MARK = b"x" * 16
"""What a request is numbered by: sixteen hexadecimal digits or more, as `KINDS` shows them."""

MARKS = 8
"""A page that shows more of them shows no numbers of requests."""

LEFT_OUT = ("script", "nonce", "link", "meta", "cfemail", "email-protection")
"""A selector that names one of these may see what the sketch does not."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """The hash of a page, the hash of it without its marks, and these marks."""

    whole: str
    unmarked: str
    marks: tuple[str, ...]

    def of(self, reading: str) -> str:
        """The hash by which pages that are read as this one was are known; `reading` is all that
        was made of it, links and notes too, but not what was left out.
        """
        return self.whole if any(mark in reading for mark in self.marks) else self.unmarked

    def is_like(self, earlier: str | None) -> bool:
        """Whether a page of that hash is read as this one is."""
        return earlier in (self.whole, self.unmarked)


def sketch(body: bytes, headers: Mapping[str, str], declared: Declared) -> Sketch | None:
    """The sketch of an HTML page; None for anything that must be read to be known."""
    selectors = " ".join((*declared.select, *declared.remove)).lower()
    if any(word in selectors for word in LEFT_OUT) or decode.media(body, headers) != "html":
        return None
    decoded = decode.decode(body, headers)
    if isinstance(decoded, Refusal) or too_complex(decoded.text):
        return None
    tree = LexborHTMLParser(decoded.text)
    markup = _quieted(tree)
    marks = _shown(tree, markup, _marks(markup))
    whole = unmarked = _hash(markup)
    if marks:
        for mark in marks:
            markup = markup.replace(mark.encode(), b"0" * len(mark))
        unmarked = _hash(markup)
    return Sketch(whole, unmarked, marks)


def _quieted(tree: LexborHTMLParser) -> bytes:
    """The page's markup without what nobody reads."""
    scripts = len(tree.css("script"))
    tree.strip_tags(["script"])
    for node in tree.css("[nonce]"):
        del node.attrs["nonce"]
    for node in tree.css("link[href]"):
        del node.attrs["href"]  # style sheets are never fetched
    for node in tree.css("meta[name][content]"):
        if TOKEN.search(_value(node, "name")):
            del node.attrs["content"]
    for node in tree.css("[data-cfemail]"):
        node.attrs["data-cfemail"] = decoded_email(_value(node, "data-cfemail"))
    for node in tree.css("[href*='email-protection#']"):
        place, _, code = _value(node, "href").partition("#")
        node.attrs["href"] = f"{place}#{decoded_email(code)}"
    return f"{scripts} {tree.html}".encode("utf-8", "surrogatepass")


def _marks(markup: bytes) -> tuple[str, ...]:
    """Everything that looks like a mark; searched by kinds of bytes, for a pattern takes longer
    than parsing the page.
    """
    found: dict[str, None] = {}
    kinds, end = markup.translate(KINDS), 0
    while (begin := kinds.find(MARK, end)) >= 0 and len(found) <= MARKS:
        end = kinds.find(b" ", begin)  # there is one: every tag ends in one
        mark = markup[begin:end].decode("ascii")
        if any(c.isdecimal() for c in mark) and any(c.isalpha() for c in mark):
            found[mark] = None
    return tuple(found)


def _shown(tree: LexborHTMLParser, markup: bytes, marks: tuple[str, ...]) -> tuple[str, ...]:
    """Those marks that stand in the text a page shows and nowhere else in it."""
    if not 0 < len(marks) <= MARKS or tree.body is None:
        return ()
    shown = tree.body.text(separator=" ")
    hidden = [node.text() for node in tree.css("style, template, noscript, title")]
    return tuple(
        mark
        for mark in marks
        if shown.count(mark) == markup.count(mark.encode())
        and not any(mark in text for text in hidden)
    )


def _hash(markup: bytes) -> str:
    return hashlib.blake2b(markup, digest_size=16).hexdigest()


def _value(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""
