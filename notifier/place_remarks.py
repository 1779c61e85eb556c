"""What is no change of words, in one sentence for each kind: numbers, signs, links. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from notifier.words import Words
from policy.model import ClauseChange, Significance

STAMP = "update date or version stamp"  # reasons that policy.weigh gives
ELSEWHERE = "the same words, in another clause now"
_NUMBERED = re.compile(r"(?P<word>[^\d]*)(?P<number>\d{1,4})(?P<rest>(?:\.\d{1,4})*[a-z]?)")


class _Step(NamedTuple):
    """A number that became another, with the word before it: `Artikel `, `§ ` or nothing."""

    word: str
    old: int
    new: int


def remarks(changes: Sequence[ClauseChange], words: Words) -> list[str]:
    """One sentence for each thing that is no change of words."""
    lines = []
    renumbered = [
        (_bare(one.old.label), _bare(one.new.label))
        for one in changes
        if one.kind == "renumbered" and one.old and one.new
    ]
    if renumbered:
        lines.append(_renumbered(renumbered, words, is_all=not _has_other_numbers(changes)))
    quiet = [one for one in changes if one.significance is Significance.COSMETIC]
    if any(one.split_from or one.merged_into for one in quiet):
        lines.append(
            words.say(
                "Some of the same words only stand apart now, or together; none differ there."
            )
        )
    cosmetic = [
        one
        for one in quiet
        if one.kind == "reworded"
        and one.reasons not in ((STAMP,), (ELSEWHERE,))  # told by themselves
    ]
    if cosmetic:
        lines.append(
            words.count(
                "In %(n)d place only signs or spelling differ.",
                "In %(n)d places only signs or spelling differ.",
                len(cosmetic),
            )
        )
    if any(one.kind == "links" for one in changes):
        lines.append(words.say("Some links lead elsewhere; their words are the same."))
    return lines


def _has_other_numbers(changes: Sequence[ClauseChange]) -> bool:
    """Whether something that has another number now has other words too."""
    return any(
        one.kind == "reworded" and one.old and one.new and one.old.label != one.new.label
        for one in changes
    )


def _renumbered(pairs: Sequence[tuple[str, str]], words: Words, *, is_all: bool) -> str:
    """What was only renumbered is one sentence, and one on its words."""
    run = _run(pairs)
    if run is None and len(pairs) == 1:
        return _joined(_of_one("", *pairs[0], words), 1, words, is_all=is_all)
    if run is None:
        said = words.count(
            "%(n)d point only has another number.",
            "%(n)d points only have other numbers.",
            len(pairs),
        )
        return _joined(said, len(pairs), words, is_all=True)
    first, last = run
    if first == last:
        said = _of_one(first.word, str(first.old), str(first.new), words)
        return _joined(said, 1, words, is_all=is_all)
    parts = {
        "old_first": f"{first.word}{first.old}",
        "old_last": f"{last.word}{last.old}",
        "new_first": f"{first.word}{first.new}",
        "new_last": f"{last.word}{last.new}",
    }
    is_two = last.old - first.old == 1
    if first.word and is_two:
        said = words.say(
            "%(old_first)s and %(old_last)s are now %(new_first)s and %(new_last)s.", **parts
        )
    elif first.word:
        said = words.say(
            "%(old_first)s to %(old_last)s are now %(new_first)s to %(new_last)s.", **parts
        )
    elif is_two:
        said = words.say(
            "The old points %(old_first)s and %(old_last)s are now %(new_first)s and %(new_last)s.",
            **parts,
        )
    else:
        said = words.say(
            "The old points %(old_first)s to %(old_last)s are now %(new_first)s to %(new_last)s.",
            **parts,
        )
    return _joined(said, 2, words, is_all=is_all)


def _of_one(word: str, old: str, new: str, words: Words) -> str:
    if word or not old[:1].isdigit():
        return words.say("%(old)s is now %(new)s.", old=f"{word}{old}", new=f"{word}{new}")
    return words.say("The old point %(old)s is now %(new)s.", old=old, new=new)


def _joined(said: str, n: int, words: Words, *, is_all: bool) -> str:
    if is_all:
        return f"{said} " + words.count("Its words are the same.", "Their words are the same.", n)
    return f"{said} " + words.say("Apart from what is shown here, the words are the same.")


def _run(pairs: Sequence[tuple[str, str]]) -> tuple[_Step, _Step] | None:
    """The first and the last of the numbers, if all moved by the same step and without a gap.

    What stands below a number goes with it: 6.1 is 7.1 because 6 is 7.
    """
    steps = set()
    for pair in pairs:
        old, new = map(_NUMBERED.fullmatch, pair)
        if not old or not new or old.group("word", "rest") != new.group("word", "rest"):
            return None
        steps.add(_Step(old["word"], int(old["number"]), int(new["number"])))
    found = sorted(steps)
    olds = [step.old for step in found]
    is_even = len({(step.word, step.new - step.old) for step in found}) == 1
    if not is_even or olds != list(range(olds[0], olds[0] + len(olds))):
        return None
    return found[0], found[-1]


def _bare(label: str | None) -> str:
    label = (label or "").strip(" .:")
    return label if "(" in label else label.rstrip(")")
