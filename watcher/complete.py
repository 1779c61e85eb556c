"""Whether an answer can be whole: what HTTP itself cannot tell."""

from __future__ import annotations

from policy.walls import Held
from watcher.answers import Fetched

TAIL = 1024
"""Bytes at the end in which a page closes itself."""


def doubt(answer: Fetched) -> Held | None:
    """Why an answer may be cut: an HTML page that says neither how long it is nor where it ends.

    HTML may leave its end tags out and HTTP/1.0 its length, so such a page is no error; it is
    believed when it was seen unchanged over a day, which a broken transfer is not.
    """
    framed = answer.header("content-length") or answer.header("transfer-encoding")
    if framed or answer.header("content-encoding") or not answer.body or answer.exchange.get("by"):
        return None
    if "html" not in (answer.header("content-type") or "html"):
        return None
    tail = answer.body[-TAIL:].lower()
    if b"</html" in tail or b"</body" in tail:
        return None
    return Held("unclosed", "the connection was closed before the page closed itself")
