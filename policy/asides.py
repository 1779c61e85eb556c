"""Clauses that are no part of what a policy says: date lines, menus, contents lists, labels of
buttons. One rule each.

They stand in the text because the page shows them among its words; that one comes or goes is
cosmetic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property

from policy.dates import is_stamp
from policy.model import Clause
from policy.phrases import Lexicon
from policy.tokens import bare, tokens, words, words_key
from policy.vocabulary_names import ARCHIVE, FURNITURE

_HOST = re.compile(r"^[a-z]{2,8}://([^/?#]+)([^?#]*)", re.IGNORECASE)
_COPYRIGHT = re.compile(r"^\W*(?:©|\(c\)|copyright\b)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_TOP = 3
"""So many clauses from the top a second title may stand."""
_MENU_NEIGHBOURS, _MENU_REACH = 4, 6
_SHORT_MENU_WORDS, _ARCHIVE_WORDS, _COPYRIGHT_WORDS = 3, 12, 15
_LIST_LINKS, _LIST_SHARE = 8, 0.6


class Asides:
    """One text, and which of its clauses are asides."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = clauses

    def reason(self, at: int) -> str | None:
        """Why a clause is no part of what the policy says; None where it is."""
        return next((name for name, holds in RULES if holds(self, at)), None)

    @cached_property
    def headings(self) -> frozenset[str]:
        """The words of every heading."""
        return frozenset(words_key(c.text) for c in self.clauses if c.kind == "heading")


def _sign(text: Asides, at: int) -> bool:
    """Nothing but signs."""
    return not words(text.clauses[at].text[:200])


def _link_label(text: Asides, at: int) -> bool:
    """`Learn more`, `Back to top`."""
    clause = text.clauses[at]
    if clause.kind == "heading" or len(clause.text) > 60:
        return False
    return bare(" ".join(words(clause.text))) in FURNITURE


def _date_line(text: Asides, at: int) -> bool:
    """A date line or version stamp."""
    words_of = text.clauses[at].text
    return len(words_of) <= 200 and _DIGIT.search(words_of) is not None and is_stamp(words_of)


def _archive_entry(text: Asides, at: int) -> bool:
    """A line in the list of earlier versions."""
    clause = text.clauses[at]
    if len(clause.text) > 200 or _DIGIT.search(clause.text) is None:
        return False
    found = tokens(clause.text)
    return len(found) <= _ARCHIVE_WORDS and any(True for _ in _archive().find(found))


@cache
def _archive() -> Lexicon[str]:
    return Lexicon([(phrase, "archive") for phrase in ARCHIVE.split("|")])


def _copyright(text: Asides, at: int) -> bool:
    """`© 2026 Example`."""
    clause = text.clauses[at]
    return (
        len(clause.text) < 200
        and _COPYRIGHT.match(clause.text) is not None
        and len(words(clause.text)) <= _COPYRIGHT_WORDS
        and any(sign.isdigit() for sign in clause.text)
    )


def _menu(text: Asides, at: int) -> bool:
    """A clause that is nothing but several links of one site, or a heading that leads to the home
    page.
    """
    clause = text.clauses[at]
    if not is_links_only(clause):
        return False
    if clause.kind == "heading" and len(clause.links) == 1:
        return is_home(clause.links[0].target)
    return len(clause.links) > 2 and _one_host(clause)


def _menu_entry(text: Asides, at: int) -> bool:
    """A short link among many such in one list, all of one site."""
    clause = text.clauses[at]
    if not (_is_entry(clause) and len(words(clause.text)) <= _SHORT_MENU_WORDS):
        return False
    near = text.clauses[max(0, at - _MENU_REACH) : at + _MENU_REACH + 1]
    entries = [other for other in near if _is_entry(other) and host(other) == host(clause)]
    return len(entries) > _MENU_NEIGHBOURS


def _is_entry(clause: Clause) -> bool:
    return clause.kind == "item" and len(clause.links) == 1 and is_links_only(clause)


def _contents_entry(text: Asides, at: int) -> bool:
    """An entry of the contents list: the words of a heading once more."""
    clause = text.clauses[at]
    return clause.kind == "item" and words_key(clause.text) in text.headings


def _second_title(text: Asides, at: int) -> bool:
    """A heading at the top that says less of what the title beside it says."""
    clause = text.clauses[at]
    if clause.kind != "heading" or at >= _TOP:
        return False
    mine = set(words(clause.text))
    top = [other for other in text.clauses[: _TOP + 1] if other is not clause]
    return any(mine < set(words(other.text)) for other in top if other.kind == "heading")


RULES: tuple[tuple[str, Callable[[Asides, int], bool]], ...] = (
    ("sign", _sign),
    ("link label", _link_label),
    ("date line", _date_line),
    ("entry in the list of earlier versions", _archive_entry),
    ("copyright line", _copyright),
    ("menu", _menu),
    ("menu entry", _menu_entry),
    ("entry of the contents list", _contents_entry),
    ("second title", _second_title),
)
"""Reason → rule; the first that holds names the clause."""


def is_links_only(clause: Clause) -> bool:
    """Do all its words stand in links?"""
    if not clause.links:
        return False
    linked = words_key("".join(link.words for link in clause.links))
    return words_key(clause.text) == linked


def is_link_list(clause: Clause) -> bool:
    """Mostly the words of many links of one site: languages, editions, related pages."""
    if len(clause.links) < _LIST_LINKS or not _one_host(clause):
        return False
    linked = sum(len(words(link.words)) for link in clause.links)
    return linked >= _LIST_SHARE * len(words(clause.text))


def _one_host(clause: Clause) -> bool:
    return len({_host_of(link.target) for link in clause.links}) == 1


def host(clause: Clause) -> str:
    """The host of its first link; empty for a link within the site."""
    return _host_of(clause.links[0].target)


def _host_of(target: str) -> str:
    match = _HOST.match(target)
    return match[1].casefold() if match else ""


def is_home(target: str) -> bool:
    """Does the address name a site and no page of it?"""
    match = _HOST.match(target)
    return target == "/" or (match is not None and match[2] in {"", "/"})
