"""What is the matter with a policy, in words an operator needs no list for."""

from __future__ import annotations

import re

WORDS = {
    "age_gate": "the page asks for an age first",
    "alternating": "the page goes back and forth between texts it had",
    "bot_wall": "a wall against robots stands before the page",
    "browser_failed": "the browser could not show the page",
    "captive_portal": "the network we look from answers in its place",
    "choice": "the page asks for a country or language first",
    "connection_error": "no connection came about",
    "consent": "the page asks for consent first",
    "deadline": "the answer took too long",
    "empty": "no text stands on the page",
    "error_page": "an error page stands there",
    "forbidden": "the host lets us see nothing",
    "gone": "the page is gone",
    "host_busy": "its host had no turn for us",
    "language": "the page came in another language",
    "login": "the page asks for a login",
    "maintenance": "the site is being worked on",
    "mistake": "a mistake of ours; please report it",
    "moved": "the address moved for good",
    "no_address": "the name of the host leads nowhere",
    "no_browser": "a browser is needed, and there is none",
    "not_text": "what came is no text",
    "other_page": "another page stands there",
    "parked": "the domain is for sale",
    "protocol_error": "the server does not keep to HTTP",
    "queue": "the page lets visitors wait",
    "redirect": "the page only sends its readers on",
    "robots": "robots.txt asks us not to look",
    "robots_unreachable": "robots.txt could not be read",
    "timeout": "the host did not answer in time",
    "tls_error": "the host's certificate cannot be trusted",
    "too_many": "the host says that we ask too often",
    "too_many_redirects": "the address leads in circles",
    "truncated": "the answer was cut off",
}
"""By the reason of a look; the glossary says what each is exactly."""


def words_of(cause: str) -> str:
    """A cause in words; nothing where its name says it all."""
    if status := re.fullmatch(r"http_(\d{3})", cause):
        return f"the server answers {status[1]}"
    return WORDS.get(cause, "")
