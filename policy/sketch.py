"""What of a page its reading can depend on, as one hash: two pages of one sketch are read alike.

Pages differ at every fetch in what nobody reads: the contents of scripts, nonces, the code that
hides an e-mail address. Reading them whole each time is most of what looking costs. The sketch is
taken of the parsed tree, never of the bytes, so that nothing a reader would see can hide in what
is left out; an address counts as the address that its code stands for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from policy import decode
from policy.emails import decoded_email
from policy.html_tree import too_complex
from policy.model import Declared, Refusal

TOKEN = re.compile(r"csrf|xsrf|nonce|token|request-?id", re.IGNORECASE)
LEFT_OUT = ("script", "nonce", "link", "meta", "cfemail", "email-protection")
"""A selector that names one of these may see what the sketch does not."""


def sketch(body: bytes, headers: Mapping[str, str], declared: Declared) -> str | None:
    """The sketch of an HTML page; None for anything that must be read to be known."""
    selectors = " ".join((*declared.select, *declared.remove)).lower()
    if any(word in selectors for word in LEFT_OUT) or decode.media(body, headers) != "html":
        return None
    decoded = decode.decode(body, headers)
    if isinstance(decoded, Refusal) or too_complex(decoded.text):
        return None
    tree = LexborHTMLParser(decoded.text)
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
    shown = f"{scripts} {tree.html}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(shown, digest_size=16).hexdigest()


def _value(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""
