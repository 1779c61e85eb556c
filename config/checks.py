"""What is wrong with an address or a selector of a declaration; None where nothing is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

LONGEST_SELECTOR = 1000  # characters; a longer one is a mistake or an attack on the parser
RANGE_STARTS = ("startBefore", "startAfter")
RANGE_ENDS = ("endBefore", "endAfter")


def url_fault(url: str) -> str | None:
    """What is wrong with an address to be watched; None where it may be tried."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"{url!r} is no web address: {error}"
    if parts.scheme not in ("http", "https"):
        return f"{url!r} is not http(s); give the address of the policy's page, like https://…"
    if not parts.hostname or (port is not None and port < 1):
        return f"{url!r} names no host; write it like https://service.example/privacy"
    if parts.username or parts.password:
        return "holds a name or a password; only pages that anybody can read are watched"
    return None


def selector_fault(selector: Any) -> str | None:
    if isinstance(selector, dict):
        starts = [key for key in selector if key in RANGE_STARTS]
        ends = [key for key in selector if key in RANGE_ENDS]
        if len(starts) != 1 or len(ends) != 1 or len(selector) != 2:
            return (
                "is no range; it has one of startBefore, startAfter and one of endBefore, endAfter"
            )
        return next((says for value in selector.values() if (says := selector_fault(value))), None)
    if not isinstance(selector, str) or not selector.strip():
        return "is no CSS selector"
    if len(selector) > LONGEST_SELECTOR or selector.count("(") > 20:
        return "is too long or too deeply nested for a CSS selector"
    try:
        LexborHTMLParser("<p>").css(selector)
    except SelectolaxError:
        return f"{selector!r} is no CSS selector we can read"
    return None
