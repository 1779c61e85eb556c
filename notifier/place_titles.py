"""Where a change stands, as a person would name it, and what became of it there. Pure."""

from __future__ import annotations

import re
from typing import Protocol

from notifier import excerpt
from notifier.words import Words
from policy.model import Clause, ClauseChange

LONGEST_HEADING = 90  # signs of a heading in a title
_STEP = re.compile(r"\s*[¶•]\s*\d+")  # how a cite counts what has no number of its own
_ROW = re.compile(r"(?:^|, )“[^“”]*”$")  # how a cite names the row of a table
_NUMBER_ONLY = re.compile(r"(?:§ ?)?[0-9]+(?:\.[0-9]+)*[a-z]?(?: ?\([0-9a-z]{1,4}\))*")


class Quoted(Protocol):
    """How words of the text are set inside a sentence of ours."""

    def __call__(self, words: str, /) -> str: ...


def title(change: ClauseChange, words: Words, quoted: Quoted, *, is_section: bool = False) -> str:
    """The place and what became of it. A section is a heading with what stands under it."""
    clause = change.new or change.old
    assert clause is not None  # noqa: S101 - only `links` has neither, and it is no place
    if clause.kind == "heading" and change.kind != "moved":
        return _of_heading(change, clause, words, quoted, is_section=is_section)
    where = _where(clause, words, quoted, with_row=change.kind not in ("added", "removed"))
    if change.kind == "added":
        return words.say("%(where)s, new:", where=where)
    if change.kind == "removed":
        return words.say("%(where)s, gone:", where=where)
    if change.kind == "moved":
        old = _where(change.old, words, quoted) if change.old else ""
        if old == where or not old:
            return words.say("%(where)s stands elsewhere; its words are the same.", where=where)
        return words.say(
            "%(old)s stands elsewhere and is now %(where)s; its words are the same.",
            old=old,
            where=where,
        )
    return _before(change, clause, where, words)


def names_heading(clause: Clause) -> bool:
    """Whether the title of a section has room for its whole heading."""
    return len(clause.text) <= LONGEST_HEADING


def _of_heading(
    change: ClauseChange, clause: Clause, words: Words, quoted: Quoted, *, is_section: bool
) -> str:
    number = _number(clause, words)
    if change.kind == "reworded":
        where = number or _under(clause, words, quoted)
        return _before(change, clause, words.say("%(where)s, the heading", where=where), words)
    if is_section:
        heading = words.say("“%(heading)s”", heading=quoted(_shown(clause.text)))
        if change.kind == "removed":
            where = f"{number}, {heading}" if number else heading
            return words.say("%(where)s, gone:", where=where)
        if number:
            return words.say("%(where)s, new:", where=f"{number}, {heading}")
        return words.say("%(where)s is new:", where=heading)
    if number and change.kind == "added":
        return words.say("%(where)s is new:", where=number)
    if number:
        return words.say("%(where)s, gone:", where=number)
    where = _under(clause, words, quoted)
    if change.kind == "added":
        return words.say("%(where)s, a new heading:", where=where)
    return words.say("%(where)s, a heading gone:", where=where)


def _before(change: ClauseChange, clause: Clause, where: str, words: Words) -> str:
    """A place with the number that it had before, where that was another."""
    if change.old and change.old.label and clause.label and change.old.label != clause.label:
        return words.say(
            "%(where)s (before: %(label)s):", where=where, label=change.old.label.rstrip(".)")
        )
    return words.say("%(where)s:", where=where)


def _number(clause: Clause, words: Words) -> str:
    """The number of a heading, as the text prints it; empty where it has none."""
    cite = clause.cite.strip()
    if _NUMBER_ONLY.fullmatch(cite):
        return cite if cite.startswith("§") else words.say("Point %(number)s", number=cite)
    return cite if clause.label and cite != clause.text else ""


def _under(clause: Clause, words: Words, quoted: Quoted) -> str:
    """The heading that a clause stands under, or that it stands under none."""
    heading = _shown(clause.heading or "")
    if not heading:
        return words.say("At the beginning of the text")
    return words.say("Under “%(heading)s”", heading=quoted(heading))


def _where(clause: Clause, words: Words, quoted: Quoted, *, with_row: bool = False) -> str:
    """The place in a reader's words: its number and heading, and whether it stands in a list."""
    if clause.kind == "heading":
        named = words.say("“%(heading)s”", heading=quoted(_shown(clause.text)))
        return _number(clause, words) or named
    heading = _shown(clause.heading or "")
    base = _STEP.sub("", clause.cite).strip()
    if clause.kind == "row":
        base = _ROW.sub("", base)
    if _NUMBER_ONLY.fullmatch(base):
        where = base if base.startswith("§") else words.say("Point %(number)s", number=base)
        if heading:
            where = words.say("%(where)s, “%(heading)s”", where=where, heading=quoted(heading))
    elif not base or base.casefold() == (clause.heading or "").strip().casefold():
        where = _under(clause, words, quoted)
    elif not heading or heading.casefold() in base.casefold():
        where = quoted(base)
    else:
        where = words.say("%(where)s, “%(heading)s”", where=quoted(base), heading=quoted(heading))
    if clause.kind == "item" and "•" in clause.cite:
        return words.say("%(where)s, in the list", where=where)
    if clause.kind == "row":
        return _in_table(clause, where, words, quoted, with_row=with_row)
    return where


def _in_table(clause: Clause, where: str, words: Words, quoted: Quoted, *, with_row: bool) -> str:
    row = excerpt.shorten((clause.cells or ("",))[0].strip(), LONGEST_HEADING)
    if with_row and row:
        return words.say("%(where)s, in the table, row “%(row)s”", where=where, row=quoted(row))
    return words.say("%(where)s, in the table", where=where)


def _shown(heading: str) -> str:
    return excerpt.shorten(heading.strip(), LONGEST_HEADING)
