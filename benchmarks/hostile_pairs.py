"""The pairs of `hostile/expensive.json`, built from its recipes and compared: seconds of processor
time for each.

python -m benchmarks.hostile_pairs [--shared DIR] [--only ID]

A recipe gives two texts; a line is a clause, as in a list, and so is a table row. What is slow
there is slow for a whole fleet. The first line tells what Python's own difflib needs for a fixed
task: by it a machine that is slow is told from a comparison that is.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from policy.compare import compare
from policy.model import Clause, Reading

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORDS = 4_000


def cases(shared: Path, only: str | None = None) -> Iterator[tuple[str, float, Reading, Reading]]:
    """Id, seconds allowed, and both readings of every pair, or of one."""
    recipes = json.loads((shared / "hostile" / "expensive.json").read_text(encoding="utf-8"))
    for case in recipes["cases"]:
        if case["class"] == "diff" and only in (None, case["id"]):
            sides = [built(case["generate"][side]) for side in ("old", "new")]
            yield case["id"], case["expect"]["seconds_max"], sides[0], sides[1]


def built(recipe: dict[str, Any]) -> Reading:
    """One side as a reading."""
    if "table" in recipe:
        return _table(recipe)
    lines = [line for line in _text(recipe).split("\n") if line.strip()]
    return Reading(
        language="en",
        clauses=tuple(
            Clause(f"para_{n}", None, f"¶ {n}", None, 0, "paragraph", line)
            for n, line in enumerate(lines, 1)
        ),
    )


def _text(recipe: dict[str, Any]) -> str:
    if "lines" in recipe:
        return "\n".join(str(recipe["lines"]) % n for n in range(recipe["n"]))
    if "random_lines" in recipe:
        chance = random.Random(recipe["seed"])  # noqa: S311 - repeatable, not secret
        return "\n".join(_sentence(chance, 8) for _ in range(recipe["random_lines"]))
    if "alternate" in recipe:
        return "\n".join(recipe["alternate"][n % 2] for n in range(recipe["n"]))
    if "paragraphs" in recipe:
        chance = random.Random(recipe["seed"])  # noqa: S311 - repeatable, not secret
        text = "\n".join(_sentence(chance, 25) for _ in range(recipe["paragraphs"]))
        return text.swapcase() if recipe.get("case") == "swap" else text
    if "debruijn" in recipe:
        signs = _debruijn(*recipe["debruijn"])
        turn = recipe.get("rotate", 0)
        return " ".join(signs[turn:] + signs[:turn])
    count = int(recipe.get("n", 0))
    return _patched(recipe, str(recipe.get("t", "")) + str(recipe.get("repeat", "")) * count)


def _patched(recipe: dict[str, Any], text: str) -> str:
    """A sign repeated after the text, or another one put in a place of it."""
    if "repeat_after" in recipe:
        sign, count = recipe["repeat_after"]
        text += sign * count
    if "replace_at" in recipe:
        place, sign = recipe["replace_at"]
        text = text[:place] + sign + text[place + 1 :]
    return text


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join("".join(chance.choices(_LETTERS, k=chance.randint(2, 9))) for _ in range(words))


def _debruijn(letters: int, length: int) -> list[str]:
    """A sequence that holds every run of so many letters once, by the necklaces of Fredricksen and
    Maiorana.
    """
    out: list[str] = []
    word = [-1]
    while word:
        word[-1] += 1
        if length % len(word) == 0:
            out += [str(letter) for letter in word]
        word = (word * length)[:length]
        while word and word[-1] == letters - 1:
            word.pop()
    return out


def _table(recipe: dict[str, Any]) -> Reading:
    rows, columns = recipe["table"]
    chance = random.Random(recipe["seed"])  # noqa: S311 - repeatable, not secret
    head = [f"column {n}" for n in range(columns)]
    body = [[_sentence(chance, 1) for _ in range(columns)] for _ in range(rows)]
    if "rename_col" in recipe:
        head[recipe["rename_col"]] = "another name"
    return Reading(
        language="en",
        clauses=tuple(
            Clause(
                f"row_{n}", None, f"row {n}", None, 0, "row", " | ".join(cells), None, tuple(cells)
            )
            for n, cells in enumerate([head, *body])
        ),
    )


def difflib_seconds() -> float:
    """Processor time of difflib over many words of which it misses every tenth."""
    chance = random.Random(1)  # noqa: S311 - repeatable, not secret
    words = ["".join(chance.choices(_LETTERS, k=3)) for _ in range(_WORDS)]
    fewer = [word for number, word in enumerate(words) if number % 10]
    began = time.process_time()
    difflib.SequenceMatcher(None, words, fewer, autojunk=False).get_opcodes()
    return time.process_time() - began


def main() -> None:
    """Print a line a pair."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = os.environ.get("CLAUSEWATCH_SHARED", "../shared")
    parser.add_argument("--shared", type=Path, default=Path(shared))
    parser.add_argument("--only", help="the id of one pair")
    asked = parser.parse_args()
    print(f"difflib  {difflib_seconds():6.2f} s", flush=True)
    for name, allowed, old, new in cases(asked.shared, asked.only):
        began = time.process_time()
        changes = len(compare(old, new).changes)
        spent = time.process_time() - began
        print(f"{name}  {spent:6.2f} s of {allowed:g}  {changes:6} changes", flush=True)


if __name__ == "__main__":
    main()
