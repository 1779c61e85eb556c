"""Is this page the policy at all?

Two looks. `first_glance` knows only the page: bot walls, logins, consent gates, error and
maintenance pages served with 200, redirect stubs, parked domains and empty shells are short, name
themselves, and say nothing that a policy says. `against` knows what is in force: another language,
a page that shares nothing with it, or a text that lost most of its length.

Words alone never decide: a policy that mentions captchas, logins or maintenance has clauses beside
that mention. So each block of a short page is asked whether it shows the sign of a wall or has the
substance of a policy, and the two are weighed. All of it is linear in the length of the page; no
pattern backtracks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from policy.model import Clause, Reading, Refusal
from policy.policy_signs import POLICY_NAMES, RULES_AND_RIGHTS, SUBSTANCE, WEAK_NAMES
from policy.wall_signs import CODES, HEADINGS, SIGNS, Group

SHORT_PAGE = 3_000
"""Characters of clauses above which a page is too long for a wall, unless its very title says that
it is one."""

FEW_LETTERS = 300
"""Up to so many letters beside a wall's words are its small print."""

LEAST_LETTERS = 12
"""Letters that a text must hold outside its headings and outside the words of a wall."""

FIRST_HEADINGS = 2
"""A page says what it is in its title or its first headings; later ones may be a footer's."""

ALONE = 2
"""So few blocks are read like headings: two words of an error are the whole message."""

FEW_WORDS = 4
"""A heading or line of so few words is a name and no sentence."""

STAMP_WORDS = 6

LOST_MOST = 0.5
"""A text shorter than this share of the one in force is held back."""

LITTLE_SHARED = 0.1
"""Share of a page's runs of words known from the text in force, below which the two have nothing in
common."""

FLIP_SHARED = 0.25
"""Two languages share names and addresses; more than this share of runs of words they do not."""

_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIRECTORY = re.compile(r"\s*index of /", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Glance:
    """What extraction saw of the whole page, furniture included: the material that shows a wall and
    is no clause."""

    title: str | None = None
    shown: str = ""
    noscript: str = ""
    passwords: int = 0
    inputs: int = 0
    buttons: int = 0
    scripts: int = 0
    frames: int = 0
    refresh_to: str | None = None
    """Target of an immediate client-side redirect; empty where the page only reloads itself."""
    link_chars: int = 0
    media: str = "html"


@dataclass(frozen=True, slots=True)
class Held:
    """A text that reads as a policy and yet must be seen for a day before it is believed, and
    why."""

    reason: str
    detail: str = ""


def first_glance(glance: Glance, clauses: tuple[Clause, ...]) -> Refusal | None:
    """Why this page is not a policy, or None where nothing speaks against it.

    A very short policy is a policy.
    """
    heads = _heads(glance.title, clauses)
    if sum(len(clause.text) for clause in clauses) > SHORT_PAGE:
        return _long_page(heads, clauses)
    return _short_page(glance, heads, _bodies(clauses))


def _bodies(clauses: tuple[Clause, ...]) -> list[str]:
    """The blocks that say something: no headings, no mere links where there is more."""
    blocks = [clause for clause in clauses if clause.kind != "heading"]
    said = [clause.text for clause in blocks if not _only_a_link(clause)]
    return said or [clause.text for clause in blocks]


def _only_a_link(clause: Clause) -> bool:
    return len(clause.links) == 1 and clause.links[0].words.strip() == clause.text.strip()


def names(reading: Reading) -> tuple[str, ...]:
    """The title and first headings that name a policy."""
    return tuple(filter(_names_policy, _heads(reading.title, reading.clauses)))


def has_substance(reading: Reading) -> bool:
    """Whether any clause reads like a rule, a right or a duty, in a language we know."""
    return any(_substance(clause.text) for clause in reading.clauses)


def by_status(status: int, reading: Reading | None = None) -> Refusal | None:
    """What an answer's status makes of it. None for 200, and where the server could not answer now
    (429, 5xx without a wall)."""
    said = reading.refused if reading is not None else None
    if said is not None and said.reason in WALLS - _no_more_than(status):
        return said
    reason = {401: "login", 403: "forbidden", 404: "gone", 410: "gone", 451: "forbidden"}.get(
        status
    )
    return Refusal(reason, f"status {status}") if reason else None


WALLS = frozenset({"bot_wall", "login", "consent", "captive_portal", "forbidden", "too_many"})
"""Refusals that stand under any status, but for those that only repeat it; an error page under 503
is only an outage."""


def _no_more_than(status: int) -> frozenset[str]:
    """Refusals that say no more than the status does: that we are to come later."""
    if status == 429:
        return frozenset({"too_many", "forbidden"})
    return frozenset({"too_many"}) if status >= 500 else frozenset()


def against(previous: Reading, reading: Reading) -> Refusal | Held | None:
    """What the text in force says about a new one: refused, held back for a day, or None where it
    may be a new version."""
    shared = _shared(previous.text, reading.text)
    languages = (previous.language, reading.language)
    flipped = all(languages) and languages[0] != languages[1] and shared < FLIP_SHARED
    if flipped and _was_a_policy(previous):
        return Refusal("language", f"the text in force is {languages[0]}, this is {languages[1]}")
    share = len(reading.text) / max(len(previous.text), 1)
    if shared < LITTLE_SHARED and not _reads_like(previous, reading):
        return Refusal("other_page", f"{shared:.0%} known words; {share:.0%} of the known length")
    if share < LOST_MOST:
        return Held("much_shorter", f"{share:.0%} of the length of the text in force")
    if _cut_short(previous.clauses, reading.clauses):
        return Held("cut_short", "ends within a clause of the text in force, the rest is missing")
    return None


def _was_a_policy(previous: Reading) -> bool:
    """Not a greeting in another language that was taken for the policy at the first look."""
    return len(previous.text) > SHORT_PAGE or _any_strong(previous)


def _any_strong(reading: Reading) -> bool:
    return any(_has(clause.text, STRONG) for clause in reading.clauses)


def _cut_short(old: tuple[Clause, ...], new: tuple[Clause, ...]) -> bool:
    """Whether the new text is the old one up to the middle of a clause, with clauses lost behind.

    A vendor who removes a section does not stop within a sentence; a server that fails does.
    """
    last = len(new) - 1
    return (
        0 <= last < len(old) - 1
        and new[last].text != old[last].text
        and old[last].text.startswith(new[last].text)
        and all(one.text == other.text for one, other in zip(new[:last], old, strict=False))
    )


def _long_page(heads: list[str], clauses: tuple[Clause, ...]) -> Refusal | None:
    """A long page is a wall only where its title or first heading says so and no block of it speaks
    like a policy."""
    for head in heads[:2]:
        sign = _headed(head)
        if sign and not any(_substance(clause.text) for clause in clauses):
            return Refusal(
                sign, f"titled {_quote(head)}; no rule, right or duty in {len(clauses)} blocks"
            )
    return None


@dataclass(slots=True)
class _Scales:
    """A short page on the scales: blocks that show a wall, blocks with substance, other letters."""

    titled: bool
    """Whether the title or a heading names a wall."""
    named: bool
    """Whether the title or a heading names a policy."""
    signs: list[tuple[str, str]]
    """Reason and words of each sign."""
    walled: int = 0
    strong: int = 0
    weak: int = 0
    walled_letters: int = 0
    plain_letters: int = 0

    @property
    def substance(self) -> int:
        return self.strong + self.weak

    def show_a_wall(self) -> bool:
        """A page that calls itself a wall needs two clear blocks of a policy to be one; where only
        blocks show the sign, one will do, or enough words in a language that we do not know."""
        if not self.signs:
            return False
        if self.titled and not self.named:
            return self.strong < 2
        if self.plain_letters > max(FEW_LETTERS, 3 * self.walled_letters):
            return False
        return self.substance < (1 if self.named else self.walled)


def _short_page(glance: Glance, heads: list[str], bodies: list[str]) -> Refusal | None:
    """Weigh a short page, then look for what no wall says of itself."""
    scales = _weigh(heads, bodies)
    if any(map(_DIRECTORY.match, heads + bodies)):
        return Refusal("error_page", "a list of files, not a page")
    if glance.passwords and scales.substance < 2:
        return Refusal("login", "asks for a password")
    if scales.show_a_wall():
        reason, text = min(scales.signs, key=lambda sign: REASONS.index(sign[0]))
        return Refusal(reason, f"says {_quote(text)}")
    if glance.refresh_to and not scales.substance:
        return Refusal("redirect", f"sends the reader on to {_quote(glance.refresh_to)}")
    if scales.substance or scales.plain_letters >= LEAST_LETTERS:
        return None
    return _empty(glance, bodies)


def _weigh(heads: list[str], bodies: list[str]) -> _Scales:
    signs = [(sign, text) for text in heads if (sign := _headed(text))]
    named = any(
        _names_policy(text) or (_weakly_named(text) and not _headed(text)) for text in heads
    )
    scales = _Scales(titled=bool(signs), named=named, signs=signs)
    sign_of = _headed if len(bodies) <= ALONE else _sign
    for text in bodies:
        ruled = named and _substance(text)  # "you may accept all cookies" in a cookie policy
        if not ruled and (sign := sign_of(text)):
            scales.signs.append((sign, text))
            scales.walled += 1
            scales.walled_letters += _letters(text)
        elif _has(text, STRONG):
            scales.strong += 1
        elif _has(text, WEAK):
            scales.weak += 1
        elif not _is_stamp(text):
            scales.plain_letters += _letters(text)
    return scales


def _is_stamp(text: str) -> bool:
    """A line of a few words around a year ("Last updated: 3 May 2026") is no text by itself."""
    words = _WORD.findall(text[:300])
    return len(words) <= STAMP_WORDS and any(_YEAR.fullmatch(word) for word in words)


def _empty(glance: Glance, bodies: list[str]) -> Refusal:
    """The reason of a page that shows no text: what the rest of the page says of it, else
    `empty`."""
    for text in (glance.noscript, glance.shown[:SHORT_PAGE]):
        if sign := _sign(text):
            return Refusal(sign, f"no text; the page says {_quote(text)}")
    if glance.refresh_to is not None:
        return Refusal("redirect", f"no text; sends the reader on to {_quote(glance.refresh_to)}")
    if glance.frames:
        return Refusal("empty", "no text outside of frames")
    if glance.scripts and not bodies:
        return Refusal("empty", "no text; the page is made by scripts")
    return Refusal("empty", f"no text beyond {_quote(glance.shown)}" if glance.shown else "no text")


def _sign(text: str) -> str | None:
    """The reason of the first wall whose every group has a word in this text."""
    words = _WORD.findall(text[:SHORT_PAGE].casefold())
    flat = f" {' '.join(words)} "
    if len(words) <= FEW_WORDS:
        for word in words:
            if word in CODES:
                return CODES[word]
    for reason, sign in SIGNS_PADDED:
        if all(_any_of(group, flat) for group in sign):
            return reason
    return None


def _heads(title: str | None, clauses: tuple[Clause, ...]) -> list[str]:
    """The title and the first headings: where a page says what it is."""
    headings = (clause.text for clause in clauses if clause.kind == "heading")
    return [title or "", *islice(headings, FIRST_HEADINGS)]


def _headed(text: str) -> str | None:
    """The reason of a wall that a title or heading names, None where it names a policy."""
    if _names_policy(text):
        return None
    words = _WORD.findall(text[:300].casefold())
    flat = f" {' '.join(words)} "
    bare = HEADINGS_PADDED if len(words) <= FEW_WORDS else ()
    return _sign(text) or next((reason for reason, group in bare if _any_of(group, flat)), None)


def _substance(text: str) -> bool:
    return _has(text, STRONG) or _has(text, WEAK)


def _has(text: str, words: Group) -> bool:
    return _any_of(words, f" {' '.join(_WORD.findall(text[:SHORT_PAGE].casefold()))} ")


def _names_policy(text: str) -> bool:
    folded = text[:300].casefold()
    return any(part in folded for part in POLICY_NAMES)


def _weakly_named(text: str) -> bool:
    folded = text[:300].casefold()
    return any(part in folded for part in WEAK_NAMES)


def _any_of(group: Iterable[str], flat: str) -> bool:
    return any(word in flat for word in group)


def _letters(text: str) -> int:
    return sum(len(word) for word in _WORD.findall(text))


def _quote(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words[:77]}…”" if len(words) > 80 else f"“{words}”"


def _reads_like(previous: Reading, reading: Reading) -> bool:
    """Whether a page without anything in common still reads as a policy: it has the substance of
    one, is named as one or is dense with it, and its title is not that of a wall.

    Where the text in force shows no substance either we do not know its language, and only a page
    of its kind of length is believed.
    """
    if not _any_strong(previous):
        return len(reading.text) >= LOST_MOST * len(previous.text)
    heads = _heads(reading.title, reading.clauses)
    if any(map(_headed, heads)):
        return False
    blocks = [clause.text for clause in reading.clauses if clause.kind != "heading"]
    strong = sum(_has(block, STRONG) for block in blocks)
    return strong > 0 and (any(map(_names_policy, heads)) or strong * 4 >= len(blocks))


def _shared(old: str, new: str) -> float:
    """Share of the new text's runs of four words that stand in the old one too."""
    known = _runs(old)
    runs = _runs(new)
    return len(runs & known) / len(runs) if runs else 0.0


def _runs(text: str) -> set[int]:
    words = _WORD.findall(text.casefold())
    if len(words) < 4:
        return {hash(tuple(words))} if words else set()
    return set(map(hash, zip(words, words[1:], words[2:], words[3:], strict=False)))


def _padded(group: Group) -> Group:
    """A group ready for a search in folded words: " word " for a whole word, " stem" where any
    ending goes."""
    return tuple(f" {word[:-1]}" if word.endswith("*") else f" {word} " for word in group)


SIGNS_PADDED = tuple((reason, tuple(map(_padded, sign))) for reason, sign in SIGNS)
REASONS = tuple(dict.fromkeys([reason for reason, _ in SIGNS] + list(CODES.values())))
HEADINGS_PADDED = tuple((reason, _padded(group)) for reason, group in HEADINGS)
STRONG, WEAK = _padded(SUBSTANCE), _padded(RULES_AND_RIGHTS)
