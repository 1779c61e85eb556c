"""What is wrong with an address or a selector of a declaration; None where nothing is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from policy.said import said

LONGEST_SELECTOR = 1000  # characters; a longer one is a mistake or an attack on the parser
RANGE_STARTS = ("startBefore", "startAfter")
RANGE_ENDS = ("endBefore", "endAfter")


def url_fault(url: str) -> str | None:
    """What is wrong with an address to be watched; None where it may be tried."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return said("%(given)s is no web address: %(why)s", given=repr(url), why=str(error))
    if parts.scheme not in ("http", "https"):
        return said(
            "%(given)s is not http(s); give the address of the policy's page, like https://…",
            given=repr(url),
        )
    if not parts.hostname or (port is not None and port < 1):
        return said(
            "%(given)s names no host; write it like https://service.example/privacy",
            given=repr(url),
        )
    if parts.username or parts.password:
        return said("holds a name or a password; only pages that anybody can read are watched")
    return None


def selector_fault(selector: Any) -> str | None:
    if isinstance(selector, dict):
        starts = [key for key in selector if key in RANGE_STARTS]
        ends = [key for key in selector if key in RANGE_ENDS]
        if len(starts) != 1 or len(ends) != 1 or len(selector) != 2:
            return said(
                "is no range; it has one of startBefore, startAfter and one of endBefore, endAfter"
            )
        return next((says for value in selector.values() if (says := selector_fault(value))), None)
    if not isinstance(selector, str) or not selector.strip():
        return said("is no CSS selector")
    if len(selector) > LONGEST_SELECTOR or selector.count("(") > 20:
        return said("is too long or too deeply nested for a CSS selector")
    try:
        LexborHTMLParser("<p>").css(selector)
    except SelectolaxError:
        return said("%(given)s is no CSS selector we can read", given=repr(selector))
    return None
