"""Why a look brought no text, in words that nobody needs a list for. Pure."""

from __future__ import annotations

import re

from policy.said import said

WORDS = {
    "age_gate": said("the page asks for an age first"),
    "alternating": said("the page goes back and forth between texts it had"),
    "bad_encoding": said("its bytes are packed in a way we cannot undo"),
    "bad_status": said("the server answers with a status no page has"),
    "binary": said("what came is no text"),
    "bot_wall": said("a wall against robots stands before the page"),
    "browser_failed": said("the browser could not show the page"),
    "captive_portal": said("the network we look from answers in its place"),
    "choice": said("the page asks for a country or language first"),
    "connection_error": said("no connection came about"),
    "consent": said("the page asks for consent first"),
    "cut_short": said("the text ends within a sentence that went on before"),
    "deadline": said("the answer took too long"),
    "decode_error": said("what came cannot be unpacked"),
    "empty": said("no text stands on the page"),
    "encrypted": said("the file is locked with a password"),
    "error_page": said("an error page stands there"),
    "forbidden": said("the host lets us see nothing"),
    "forbidden_address": said("its name leads to an address inside a network, where we do not go"),
    "forbidden_port": said("it asks for a port where no pages are"),
    "forbidden_url": said("it is no web address that we fetch"),
    "gone": said("the page is gone"),
    "host_busy": said("its host had no turn for us"),
    "language": said("the page came in another language"),
    "login": said("the page asks for a login"),
    "maintenance": said("the site is being worked on"),
    "mistake": said("a mistake of ours; please report it"),
    "moved": said("the address moved for good"),
    "much_shorter": said("the text lost most of its length; it waits for a day"),
    "no_address": said("the name of the host leads nowhere"),
    "no_browser": said("a browser is needed, and there is none"),
    "not_text": said("what came is no text"),
    "other_page": said("another page stands there"),
    "parked": said("the domain is for sale"),
    "paywall": said("the page wants to be paid for first"),
    "protocol_error": said("the server does not keep to HTTP"),
    "queue": said("the page lets visitors wait"),
    "reading_failed": said("a mistake of ours; please report it"),
    "redirect": said("the page only sends its readers on"),
    "robots": said("robots.txt asks us not to look"),
    "robots_unreachable": said("robots.txt could not be read"),
    "search": said("a list of results stands there"),
    "selector": said("the declared selector finds nothing on the page"),
    "timeout": said("the host did not answer in time"),
    "tls_error": said("the host's certificate cannot be trusted"),
    "too_complex": said("the page is nested or repeated beyond all sense"),
    "too_large": said("the page is larger than we take"),
    "too_many": said("the host says that we ask too often"),
    "too_many_redirects": said("the address leads in circles"),
    "truncated": said("the answer was cut off"),
    "unclosed": said("the answer tells neither its length nor its end"),
    "unreadable": said("what came cannot be read"),
}
"""By the reason of a look; the glossary says what each is exactly."""


def words_of(cause: str) -> str:
    """A cause in words, which a page can say in its reader's language; nothing where its name says
    it all.
    """
    if status := re.fullmatch(r"http_(\d{3})", cause):
        return said("the server answers %(code)s", code=status[1])
    return WORDS.get(cause, "")
