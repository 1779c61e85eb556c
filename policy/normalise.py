"""Blocks → stable text; one small function a rule, in a visible list.

A rule of `LINES` takes a whole block out (and says so), a rule of `WORDS` changes or marks the
words of one. What is shown keeps
its letters; compatibility forms and the like are levelled only in the text that readings are
compared on (`fingerprint`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import re2

from policy.characters import UNSEEN, doubts, levelled, may_deceive
from policy.emails import EMAIL
from policy.model import Block, Link, Note, Removal
from policy.passing_lines import passing

Words = Callable[[str], str]

_SHORT = 120  # letters of a line that can be nothing but a counter, a stamp or a token


# --- rules that change the words of a block
# -----------------------------------------------------------------------


def white_space(text: str) -> str:
    """Every run of white space is one blank, none stands at either end."""
    return " ".join(text.split())


_HIDDEN_EMAIL = re.compile(r"\[\s*(?:email|e-mail)\s+protected\s*\]", re.IGNORECASE)


def hidden_email(text: str) -> str:
    """An e-mail address that a delivery network hides is one constant."""
    return _HIDDEN_EMAIL.sub(EMAIL, text) if "rotected" in text or "ROTECTED" in text else text


_TOKEN = re.compile(
    r"(?<![\w/.@=&?%-])(?:"
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{24,128}"
    r"|[a-z]{2,12}\d{10,24}"
    r")(?![\w/@-])"
)


def token(text: str) -> str:
    """Identifiers made anew on every fetch: UUIDs, long hexadecimal numbers, running ids."""
    if not _MAY_BE_TOKEN.search(text):
        return text
    rest = " ".join(_TOKEN.sub(" ", text).split())
    return "" if rest != text and len(rest) < _LABEL and not _SENTENCE.search(rest) else rest


_LABEL = 25  # letters of what names a token and says nothing without it ("Ref:")
_SENTENCE = re.compile(r"\w+\W+\w+\W+\w+")
_MAY_BE_TOKEN = re2.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{24}|[a-z]\d{10}")


def _has_spare_space(text: str, strange: str) -> bool:
    """Is there white space in a text, joined by line ends, that is not one blank between words?"""
    return (
        "  " in text
        or " \n" in text
        or "\n " in text
        or any(sign.isspace() for sign in strange if sign != "\n")
    )


@dataclass(frozen=True, slots=True)
class WordRule:
    """A rule over the words of a block, and a quick look at the whole text that tells whether it
    has anything to do."""

    apply: Words
    needed: Callable[[str, str], bool]


WORDS: tuple[WordRule, ...] = (
    WordRule(levelled, lambda _, strange: UNSEEN.search(strange) is not None),
    WordRule(white_space, lambda text, strange: _has_spare_space(text, strange)),
    WordRule(hidden_email, lambda text, _: "rotected" in text or "ROTECTED" in text),
    WordRule(token, lambda text, _: _MAY_BE_TOKEN.search(text) is not None),
)
"""Every rule in the order of its turn. A quick look gets the whole text and its characters beyond
printable ASCII."""

_STRANGE = re.compile(r"[^\x20-\x7e]")


def normalise(
    blocks: Sequence[Block],
) -> tuple[list[Block], list[tuple[int, Note]], list[Removal], list[int | None]]:
    """The blocks with stable words, the doubts about them by place, what was taken out, and where
    each old block went."""
    whole = "\n".join(block.text for block in blocks)
    strange = "".join(sorted(set(_STRANGE.findall(whole))))
    rules = [rule.apply for rule in WORDS if rule.needed(whole, strange)]
    doubtful = may_deceive(whole, strange)
    out: list[Block] = []
    notes: list[tuple[int, Note]] = []
    removed: list[Removal] = []
    places: list[int | None] = []
    for block in blocks:
        text = block.text
        kept = _words(text, rules, removed)
        if len(kept) <= _SHORT and (rule := passing(kept)):
            removed.append(Removal(rule, kept))
            kept = ""
        if not kept:
            places.append(None)
            continue
        if doubtful:
            notes.extend((len(out), note) for note in doubts(text))
        places.append(len(out))
        if kept == text and not block.cells and not block.links:
            out.append(block)
        else:
            cells = tuple(_words(cell, rules, []) for cell in block.cells)
            links = tuple(
                Link(levelled(white_space(link.words)), link.target.strip()) for link in block.links
            )
            out.append(
                replace(
                    block, text=kept if not cells else " | ".join(cells), cells=cells, links=links
                )
            )
    _copyright_end(out, removed, places)
    return out, notes, removed, places


def _words(text: str, rules: Sequence[Words], removed: list[Removal]) -> str:
    for rule in rules:
        changed = rule(text)
        if rule is token and len(changed) != len(text):
            removed.append(Removal("token", text[:200]))
        text = changed
    return text


_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright\b).{0,40}\b(?:19|20)\d\d\b.{0,90}|.{0,60}©.{0,12}\b(?:19|"
    r"20)\d\d\b.{0,60}",
    re.IGNORECASE,
)


def _copyright_end(blocks: list[Block], removed: list[Removal], places: list[int | None]) -> None:
    """A line of copyright at the very end belongs to the page, and so do lines of links around it;
    its year runs."""
    end = len(blocks)
    copyright_seen = False
    while end:
        block = blocks[end - 1]
        if len(block.text) <= 140 and block.kind != "row" and _COPYRIGHT.fullmatch(block.text):
            copyright_seen = True
        elif not (_only_links(block) and (copyright_seen or _copyright_above(blocks, end - 1))):
            break
        end -= 1
    if not copyright_seen:
        return
    removed.extend(Removal("copyright line", block.text) for block in blocks[end:])
    del blocks[end:]
    for at, place in enumerate(places):
        if place is not None and place >= end:
            places[at] = None


def _copyright_above(blocks: Sequence[Block], at: int) -> bool:
    return any(
        len(block.text) <= 140 and _COPYRIGHT.fullmatch(block.text)
        for block in blocks[max(0, at - 6) : at]
    )


def _only_links(block: Block) -> bool:
    """Nothing but the words of links, and signs between them."""
    rest = block.text
    for link in block.links:
        rest = rest.replace(link.words, "", 1)
    return bool(block.links) and not any(sign.isalnum() for sign in rest)
