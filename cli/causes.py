"""What is the matter with a policy, in words an operator needs no list for."""

from __future__ import annotations

import re

WORDS = {
    "age_gate": "the page asks for an age first",
    "alternating": "the page goes back and forth between texts it had",
    "bad_encoding": "its bytes are packed in a way we cannot undo",
    "bad_status": "the server answers with a status no page has",
    "binary": "what came is no text",
    "bot_wall": "a wall against robots stands before the page",
    "browser_failed": "the browser could not show the page",
    "captive_portal": "the network we look from answers in its place",
    "choice": "the page asks for a country or language first",
    "connection_error": "no connection came about",
    "consent": "the page asks for consent first",
    "cut_short": "the text ends within a sentence that went on before",
    "deadline": "the answer took too long",
    "decode_error": "what came cannot be unpacked",
    "empty": "no text stands on the page",
    "encrypted": "the file is locked with a password",
    "error_page": "an error page stands there",
    "forbidden": "the host lets us see nothing",
    "forbidden_address": "its name leads to an address inside a network, where we do not go",
    "forbidden_port": "it asks for a port where no pages are",
    "forbidden_url": "it is no web address that we fetch",
    "gone": "the page is gone",
    "host_busy": "its host had no turn for us",
    "language": "the page came in another language",
    "login": "the page asks for a login",
    "maintenance": "the site is being worked on",
    "mistake": "a mistake of ours; please report it",
    "moved": "the address moved for good",
    "much_shorter": "the text lost most of its length; it waits for a day",
    "no_address": "the name of the host leads nowhere",
    "no_browser": "a browser is needed, and there is none",
    "not_text": "what came is no text",
    "other_page": "another page stands there",
    "parked": "the domain is for sale",
    "paywall": "the page wants to be paid for first",
    "protocol_error": "the server does not keep to HTTP",
    "queue": "the page lets visitors wait",
    "reading_failed": "a mistake of ours; please report it",
    "redirect": "the page only sends its readers on",
    "robots": "robots.txt asks us not to look",
    "robots_unreachable": "robots.txt could not be read",
    "search": "a list of results stands there",
    "selector": "the declared selector finds nothing on the page",
    "timeout": "the host did not answer in time",
    "tls_error": "the host's certificate cannot be trusted",
    "too_complex": "the page is nested or repeated beyond all sense",
    "too_large": "the page is larger than we take",
    "too_many": "the host says that we ask too often",
    "too_many_redirects": "the address leads in circles",
    "truncated": "the answer was cut off",
    "unclosed": "the answer tells neither its length nor its end",
    "unreadable": "what came cannot be read",
}
"""By the reason of a look; the glossary says what each is exactly."""


def words_of(cause: str) -> str:
    """A cause in words; nothing where its name says it all."""
    if status := re.fullmatch(r"http_(\d{3})", cause):
        return f"the server answers {status[1]}"
    return WORDS.get(cause, "")
