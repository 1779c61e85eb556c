"""The words around a change: enough of the sentence to be understood alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policy.model import Redline

CONTEXT = 170  # characters kept on either side when a sentence is long
ELLIPSIS = "…"
_STOPS = frozenset(".!?;\n")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one side, and whether they are what changed."""

    text: str
    changed: bool = False


Fragment = tuple[Run, ...]


def plain(fragment: Fragment) -> str:
    """The words of a fragment without marks."""
    return "".join(run.text for run in fragment)


CUT = Run(f" {ELLIPSIS}")
"""The last run of what was cut because it is long; known by being this very one."""


def cut(fragment: Fragment, limit: int) -> Fragment:
    """The beginning of a fragment up to a whole word, with `CUT` at its end where it is longer."""
    room, kept = limit, []
    for run in fragment:
        if len(run.text) > room:
            space = run.text.rfind(" ", 0, room + 1)
            if space > 0:
                kept.append(Run(run.text[:space].rstrip(" ,;:"), run.changed))
            return (*kept, CUT)
        kept.append(run)
        room -= len(run.text)
    return fragment


def sides(redline: Redline) -> tuple[Fragment, Fragment]:
    """What was removed and what was added, each in its sentence: the two sides of one redline."""
    return _side(redline, "-"), _side(redline, "+")


def both(redline: Redline) -> tuple[Fragment, Fragment]:
    """Both sides of one redline in full: what was there, and what is there now."""
    old = tuple(Run(part.text, part.op == "-") for part in redline if part.op in "=-")
    new = tuple(Run(part.text, part.op == "+") for part in redline if part.op in "=+")
    return old, new


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word, with an ellipsis where something is left out."""
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", 0, limit)
    return text[: cut if cut > limit // 2 else limit].rstrip(" ,;:") + f" {ELLIPSIS}"


def last_sentence(text: str) -> str:
    """The sentence at the end of a text."""
    text = text.rstrip()
    start = len(text) - 1
    while start > 0 and not _is_boundary(text, start):
        start -= 1
    return text[start:]


def _side(redline: Redline, own: str) -> Fragment:
    """The runs of one side that lie in a sentence where something changed, on either side."""
    text, marks = "", []
    for part in redline:
        if part.op in ("=", own):
            start = len(text)
            text += part.text
            if part.op == own:
                marks.append((start, len(text)))
        else:
            marks.append((len(text), len(text)))  # something of the other side stood here
    windows = _joined(_window(text, start, end) for start, end in marks)
    runs: list[Run] = []
    for number, (start, end) in enumerate(windows):
        if start > 0 and (number or not _is_boundary(text, start)):
            runs.append(Run(f"{ELLIPSIS} "))
        runs += _runs(text, start, end, marks)
        if end < len(text.rstrip()) and not _is_stop(text, end):
            runs.append(Run(f" {ELLIPSIS}"))
        if number + 1 < len(windows):
            runs.append(Run(" "))
    return tuple(runs)


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a change, or as much of it as is needed."""
    left = start
    while left > 0 and not _is_boundary(text, left) and start - left < CONTEXT:
        left -= 1
    if left > 0 and not _is_boundary(text, left):
        space = text.find(" ", left, start)
        left = space + 1 if space != -1 else left
    right = end
    while right < len(text) and not _is_stop(text, right) and right - end < CONTEXT:
        right += 1
    if right < len(text) and not _is_stop(text, right):
        space = text.rfind(" ", end, right)
        right = space if space > end else right
    return left, right


def _is_boundary(text: str, place: int) -> bool:
    """Whether a sentence begins here: after a stop and white space."""
    return (
        text[place - 1].isspace()
        and place >= 2
        and text[place - 2] in _STOPS
        and (text[place : place + 1].isupper() or not text[place : place + 1].isalpha())
    )


def _is_stop(text: str, place: int) -> bool:
    """Whether a sentence ends just before here."""
    return place > 0 and text[place - 1] in _STOPS and (place == len(text) or text[place].isspace())


def _joined(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Windows that touch become one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _runs(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> list[Run]:
    runs, place = [], start
    for first, last in marks:
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        if first > place:
            runs.append(Run(text[place:first]))
        runs.append(Run(text[first:last], changed=True))
        place = last
    if place < end:
        runs.append(Run(text[place:end]))
    return runs
