"""One reworded clause as a redline: what went and what came, word by word, as a person would mark
it.

Words, numbers, dates and signs are the tokens; a token is never cut. The result joins exactly to
the old and the new text, and depends on the two texts alone: never on a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

from policy.model import Redline, RedlineOp, RedlinePart
from policy.tokens import QUOTES, Alphabet, Token, common_ends, fold, tokens
from policy.vocabulary_small import LIGHT_WORDS

MARGIN = 120
"""Characters around the first and last difference that are read again, so that no token or date is
cut.
"""
STEPS = 25_000
"""Step budget of the word comparison: the square of the edits it has to find. About 30 ms; beyond
it the words are replaced.
"""
TABLE = 40_000_000
"""Largest product of the token counts for which the number of edits is asked beforehand."""
_SENTENCE_END = frozenset(".!?:;")


@dataclass(frozen=True, slots=True)
class Hunk:
    """A place where the texts differ: the tokens from `old_start` to `old_end` became those of the
    new text.
    """

    old_start: int
    old_end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Marked:
    """Both texts as tokens, and the hunks between them; outside of these the tokens are the same
    words.
    """

    old: list[Token]
    new: list[Token]
    hunks: list[Hunk]

    def gone(self) -> list[Token]:
        """The tokens of the old text that went."""
        return [token for hunk in self.hunks for token in self.old[hunk.old_start : hunk.old_end]]

    def come(self) -> list[Token]:
        """The tokens of the new text that came."""
        return [token for hunk in self.hunks for token in self.new[hunk.new_start : hunk.new_end]]


def redline(old: str, new: str) -> Redline:
    """Insertions and deletions from old to new; mirrors when the texts are swapped."""
    return draw(old, new, mark(old, new))


def mark(old: str, new: str) -> Marked:
    """Find the hunks; the text that sorts first always plays the old one, so that swapping them
    mirrors the marks.
    """
    if old <= new:
        return _mark(old, new)
    swapped = _mark(new, old)
    hunks = [Hunk(h.new_start, h.new_end, h.old_start, h.old_end) for h in swapped.hunks]
    return Marked(swapped.new, swapped.old, hunks)


def _mark(old: str, new: str) -> Marked:
    head, tail = _shared_ends(old, new)
    old_tokens = tokens(old, head, len(old) - tail)
    new_tokens = tokens(new, head, len(new) - tail)
    alphabet = Alphabet(fold)
    old_signs = alphabet.spell([token[0] for token in old_tokens])
    new_signs = alphabet.spell([token[0] for token in new_tokens])
    hunks = _hunks(old_signs, new_signs)
    hunks = _slid(hunks, old_tokens, new_tokens, old_signs, new_signs)
    return Marked(old_tokens, new_tokens, _without_crumbs(hunks, old_tokens))


def _shared_ends(old: str, new: str) -> tuple[int, int]:
    """How much of both ends need not be read, with a margin that ends at a space."""
    head, tail = common_ends(old, new)
    head, tail = max(0, head - MARGIN), max(0, tail - MARGIN)
    while head and not old[head - 1].isspace():
        head -= 1
    while tail and not old[len(old) - tail].isspace():
        tail -= 1
    return head, tail


def _hunks(old: str, new: str) -> list[Hunk]:
    """Compare two token strings within the step budget; beyond it what lies between the common
    ends is replaced.
    """
    head, tail = common_ends(old, new)
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if not _within_budget(middle_old, middle_new):
        return [Hunk(head, len(old) - tail, head, len(new) - tail)]
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    hunks: list[Hunk] = []
    at_old = at_new = head
    start_old, start_new = at_old, at_new
    for op, signs in [*engine.diff_main(middle_old, middle_new, False), (0, "")]:
        if op == 0:
            if (at_old, at_new) != (start_old, start_new):
                hunks.append(Hunk(start_old, at_old, start_new, at_new))
            at_old, at_new = at_old + len(signs), at_new + len(signs)
            start_old, start_new = at_old, at_new
        elif op < 0:
            at_old += len(signs)
        else:
            at_new += len(signs)
    return hunks


def _within_budget(old: str, new: str) -> bool:
    if not old or not new:
        return True
    if len(old) * len(new) > TABLE:
        return False
    most = int(STEPS**0.5)
    return Indel.distance(old, new, score_cutoff=most) <= most


def _slid(
    hunks: Sequence[Hunk], old: list[Token], new: list[Token], old_signs: str, new_signs: str
) -> list[Hunk]:
    """Slide pure insertions and deletions to where a sentence begins or ends, when the words allow
    it.
    """
    out: list[Hunk] = []
    for at, hunk in enumerate(hunks):
        floor = out[-1].old_end if out else 0
        ceiling = hunks[at + 1].old_start if at + 1 < len(hunks) else len(old)
        if hunk.old_start == hunk.old_end:
            before, after = hunk.old_start - floor, ceiling - hunk.old_end
            step = _best_slide(new, new_signs, hunk.new_start, hunk.new_end, before, after)
        elif hunk.new_start == hunk.new_end:
            before, after = hunk.old_start - floor, ceiling - hunk.old_end
            step = _best_slide(old, old_signs, hunk.old_start, hunk.old_end, before, after)
        else:
            step = 0
        out.append(
            Hunk(
                hunk.old_start + step,
                hunk.old_end + step,
                hunk.new_start + step,
                hunk.new_end + step,
            )
        )
    return out


def _best_slide(
    found: list[Token], signs: str, start: int, end: int, before: int, after: int
) -> int:
    """By how many tokens to move the run: the place whose edges read best, else the nearest."""
    steps = [0]
    step = 0
    while -step < before and start + step > 0 and signs[start + step - 1] == signs[end + step - 1]:
        step -= 1
        steps.append(step)
    step = 0
    while step < after and end + step < len(signs) and signs[start + step] == signs[end + step]:
        step += 1
        steps.append(step)
    return max(steps, key=lambda s: (_edge(found, start + s, end + s), -abs(s), s))


def _edge(found: list[Token], start: int, end: int) -> int:
    """How well a run of tokens stands alone: it begins after a sentence and ends with one."""
    before = found[start - 1].text if start else "."
    last = found[end - 1].text
    score = 0
    if before in _SENTENCE_END:
        score += 2 + (last in _SENTENCE_END)
    elif before == "," or found[start].text == ",":
        score += 1 + (last != ",")
    return score


def _without_crumbs(hunks: Sequence[Hunk], old: list[Token]) -> list[Hunk]:
    """Join hunks that a few small words lie between: three words replaced read better than three
    times one.
    """
    out: list[Hunk] = []
    for hunk in hunks:
        while out and _is_crumb(out[-1], hunk, old):
            last = out.pop()
            hunk = Hunk(last.old_start, hunk.old_end, last.new_start, hunk.new_end)
        out.append(hunk)
    return out


def _is_crumb(left: Hunk, right: Hunk, old: list[Token]) -> bool:
    between = old[left.old_end : right.old_start]
    weight = sum(_weight(token) for token in between)
    sides = (
        left.old_end - left.old_start,
        left.new_end - left.new_start,
        right.old_end - right.old_start,
        right.new_end - right.new_start,
    )
    replaced = min(max(sides[0], sides[1]), max(sides[2], sides[3]))
    two_sided = (sides[0] or sides[2]) and (sides[1] or sides[3])
    if not two_sided or any(token.text in ".!?" for token in between):
        return False
    return weight <= min(replaced, 3) * 0.75 if replaced > 1 else weight < 0.5


def _weight(token: Token) -> float:
    if not token.is_word:
        return 0.25
    return 0.5 if fold(token.text) in LIGHT_WORDS else 1.0


def draw(old: str, new: str, marked: Marked) -> Redline:
    """The parts of the redline: they join to the old text without `+` and to the new one without
    `-`.
    """
    pen = _Pen()
    at_old = at_new = token_old = token_new = 0
    end = Hunk(len(marked.old), len(marked.old), len(marked.new), len(marked.new))
    for hunk in [*marked.hunks, end]:
        while token_old < hunk.old_start:
            a, b = marked.old[token_old], marked.new[token_new]
            pen.replace(old[at_old : a.start], new[at_new : b.start])
            pen.replace(a.text, b.text)
            at_old, at_new = a.end, b.end
            token_old, token_new = token_old + 1, token_new + 1
        if hunk is end:
            break
        to_old, to_new = (
            _reach(marked.old, hunk.old_end, old),
            _reach(marked.new, hunk.new_end, new),
        )
        pen.change(old[at_old:to_old], new[at_new:to_new])
        at_old, at_new = to_old, to_new
        token_old, token_new = hunk.old_end, hunk.new_end
    pen.replace(old[at_old:], new[at_new:])
    return pen.parts()


def _reach(found: list[Token], at: int, text: str) -> int:
    """Where the token after a hunk begins: it takes the spaces around it to share them."""
    if at < len(found):
        return found[at].start
    return found[-1].end if found else len(text)


class _Pen:
    """Writes parts, each as long as it can be, `-` before `+`."""

    def __init__(self) -> None:
        self._parts: list[tuple[RedlineOp, list[str]]] = []

    def change(self, old: str, new: str) -> None:
        """A hunk: the spaces that both sides begin or end with stay."""
        head, tail = common_ends(old, new)
        head = len(old[:head]) - len(old[:head].lstrip())
        tail = len(old[len(old) - tail :]) - len(old[len(old) - tail :].rstrip())
        self._write("=", old[:head])
        self._write("-", old[head : len(old) - tail])
        self._write("+", new[head : len(new) - tail])
        self._write("=", old[len(old) - tail :])

    def replace(self, old: str, new: str) -> None:
        """The same word on both sides, or the space between two: kept where it is written alike."""
        if old == new:
            self._write("=", old)
        else:
            self._write("-", old)
            self._write("+", new)

    def _write(self, op: RedlineOp, text: str) -> None:
        if not text:
            return
        if self._parts and self._parts[-1][0] == op:
            self._parts[-1][1].append(text)
        elif (
            op == "-"
            and len(self._parts) > 1
            and self._parts[-1][0] == "+"
            and self._parts[-2][0] == "-"
        ):
            self._parts[-2][1].append(text)
        elif op == "-" and self._parts and self._parts[-1][0] == "+":
            self._parts.insert(-1, (op, [text]))
        else:
            self._parts.append((op, [text]))

    def parts(self) -> Redline:
        """What was written."""
        return tuple(RedlinePart(op, "".join(texts)) for op, texts in self._parts)


def for_readers(parts: Redline) -> Redline:
    """The redline as it is shown: another quotation mark, dash or space is no rewording, so the
    new one simply stands there.
    """
    shown: list[RedlinePart] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        after = parts[at + 1] if at + 1 < len(parts) else None
        if (
            part.op == "-"
            and after
            and after.op == "+"
            and _same_to_a_reader(part.text, after.text)
        ):
            shown.append(RedlinePart("=", after.text))
            at += 2
            continue
        if part.op != "=" and not part.text.strip():
            if part.op == "+":
                shown.append(RedlinePart("=", part.text))
        else:
            shown.append(part)
        at += 1
    return _joined(shown)


def _same_to_a_reader(old: str, new: str) -> bool:
    return _plain(old) == _plain(new)


def _plain(text: str) -> str:
    return " ".join(
        "".join('"' if sign in QUOTES else sign for sign in text).replace("–", "-").split()
    )


def _joined(parts: Sequence[RedlinePart]) -> Redline:
    out: list[RedlinePart] = []
    for part in parts:
        if out and out[-1].op == part.op:
            out[-1] = RedlinePart(part.op, out[-1].text + part.text)
        else:
            out.append(part)
    return tuple(out)
