"""Words of a policy inside a sentence of ours: short, readable, and marked as being in its
language. Pure.

A quote stands between Unicode noncharacters until the message is written (`notifier/sheets.py`):
in HTML it becomes an element with `lang`, in the text nothing is seen of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from notifier.blanks import NO_BREAK, clean
from notifier.excerpt import Fragment, Run, plain, shorten
from policy.model import Reading
from policy.mojibake import repair

QUOTED = 300  # signs of a quote
OPEN, MIDDLE, CLOSE = "\ufdd2", "\ufdd3", "\ufdd4"
_MARKED = re.compile(f"{OPEN}([A-Za-z0-9-]*){MIDDLE}([^{OPEN}{MIDDLE}{CLOSE}]*){CLOSE}")
_MARKS = re.compile(f"[{OPEN}{MIDDLE}{CLOSE}]")
_WORD = re.compile(r"\S+")
_NOT_LATIN = re.compile(r"[^\x00-\u024f\u1e00-\u20cf\u2122]+[A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Quoting:
    """How the words of one text are quoted: its language, and whether its signs are damaged."""

    language: str = ""
    is_damaged: bool = False

    @classmethod
    def of(cls, reading: Reading) -> Quoting:
        """As this reading needs it."""
        damaged = any(note.kind == "mojibake" for note in reading.notes)
        return cls(reading.language or "", damaged)

    def sentence(self, text: str) -> str:
        """A quotation that fits into a sentence of ours, which brings the full stop."""
        return self.words(shorten(self.readable(text).strip(" ."), QUOTED))

    def words(self, text: str) -> str:
        """Some words, in full."""
        return f"{OPEN}{self.language}{MIDDLE}{clean(self.readable(text))}{CLOSE}"

    def readable(self, text: str) -> str:
        """The words, repaired where they are damaged; what cannot be repaired becomes `…`, for what
        it spells may be rude, and is not what was written.
        """
        if not self.is_damaged:
            return text
        mended = _WORD.sub(lambda word: repair(word[0]), repair(text))  # the page is known to be
        return _NOT_LATIN.sub("…", mended)

    def sides(self, removed: Fragment, added: Fragment) -> tuple[Fragment, Fragment]:
        """Both sides of a place, readable; as they stand there where nothing would be left to see
        of the change.
        """
        if not self.is_damaged:
            return removed, added
        both = self._runs(removed), self._runs(added)
        marked = [run.text for side in both for run in side if run.changed]
        is_lost = plain(both[0]) == plain(both[1]) or not any(map(_says_something, marked))
        return (removed, added) if is_lost else both

    def _runs(self, fragment: Fragment) -> Fragment:
        return tuple(Run(self.readable(run.text), run.changed) for run in fragment)


PLAIN = Quoting()


def clean_line(line: str) -> str:
    """A sentence of ours, cleaned; the marks of its quotes and its unbreakable spaces stay."""
    return clean(line, keep=f"{OPEN}{MIDDLE}{CLOSE}{NO_BREAK}")


def clean_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """Several of them."""
    return tuple(clean_line(line) for line in lines)


def in_text(text: str) -> str:
    """A text without the marks of its quotes."""
    return _MARKS.sub("", _MARKED.sub(r"\2", text))


def in_html(html: str, language: str) -> str:
    """HTML in which every quote is an element that names its language, if that is another one."""

    def element(found: re.Match[str]) -> str:
        if found[1] == language:
            return found[2]
        return f'<span lang="{found[1]}">{found[2]}</span>'

    return in_text(_MARKED.sub(element, html))


def _says_something(text: str) -> bool:
    return any(sign.isalnum() for sign in text)
