"""Comparing every consecutive pair of the corpus, beside engines that know words but no clauses.

python -m benchmarks.comparing_corpus [--shared DIR] [--budget SECONDS] [--every N]

From two lists of clauses to the finished comparison (reading excluded) against each engine on the
same two texts: processor time in ms a pair, the child's for git. An engine stops at its budget;
`n` says how many pairs it did.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import importlib.util
import os
import re
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

from diff_match_patch import diff_match_patch

from policy.compare import compare
from policy.model import Reading
from policy.read import read
from policy.tokens import Alphabet

HEADERS = {"content-type": "text/markdown; charset=utf-8"}
WORDS = re.compile(r"\w+|\s+|[^\w\s]")
Pair = tuple[Reading, Reading]


def pairs(shared: Path) -> list[Pair]:
    """Every version of a document with the next one."""
    found: list[Pair] = []
    folders = sorted({path.parent for path in (shared / "corpus" / "versions").rglob("*.md")})
    for folder in folders:
        readings = [read(path.read_bytes(), HEADERS) for path in sorted(folder.glob("*.md"))]
        found += pairwise(readings)
    return found


def as_signs(old: str, new: str) -> tuple[str, str]:
    """Words as single signs, so that engines on letters compare words."""
    alphabet = Alphabet()
    return alphabet.spell(WORDS.findall(old)), alphabet.spell(WORDS.findall(new))


def diff_match_patch_words(old: str, new: str) -> object:
    """The engine asked for, on words, with its usual limit of one second."""
    return diff_match_patch().diff_main(*as_signs(old, new), False)


def difflib_words(old: str, new: str) -> object:
    """The standard library."""
    return difflib.SequenceMatcher(None, WORDS.findall(old), WORDS.findall(new)).get_opcodes()


def fast_diff_match_patch_words(old: str, new: str) -> object:
    """The same engine in C++; a benchmark's requirement only."""
    engine = importlib.import_module("fast_diff_match_patch")
    one, other = as_signs(old, new)
    return engine.diff(one, other, timelimit=1, cleanup="No", counts_only=False)


def git_words(old: str, new: str) -> object:
    """`git diff --word-diff`, a process a pair."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "a"), Path(folder, "b")
        before.write_text(old, encoding="utf-8")
        after.write_text(new, encoding="utf-8")
        command = ["git", "diff", "--no-index", "--word-diff", "--", str(before), str(after)]
        return subprocess.run(command, capture_output=True, check=False).stdout


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time of this process and its children."""

    def spent() -> float:
        child = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + child.ru_utime + child.ru_stime

    began = spent()
    work()
    return 1000 * (spent() - began)


def line(name: str, times: list[float]) -> str:
    """One row of the table."""
    ranked = sorted(times)
    p95 = ranked[int(len(ranked) * 0.95)]
    return (
        f"{name:<34}{len(times):>5}{statistics.median(times):>9.2f}{p95:>9.1f}"
        f"{ranked[-1]:>9.1f}{statistics.mean(times):>9.2f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = os.environ.get("CLAUSEWATCH_SHARED", "../shared")
    parser.add_argument("--shared", type=Path, default=Path(shared))
    parser.add_argument("--budget", type=float, default=30, help="seconds for each engine")
    parser.add_argument("--every", type=int, default=1, help="take every n-th pair only")
    asked = parser.parse_args()
    chosen = pairs(asked.shared)[:: asked.every]
    texts = [(old.text, new.text) for old, new in chosen]
    print(f"{len(chosen)} pairs, load {os.getloadavg()[0]:.1f}; ms of processor time a pair")
    print(f"{'':<34}{'n':>5}{'median':>9}{'p95':>9}{'max':>9}{'mean':>9}")
    print(line("clausewatch compare", [milliseconds(partial(compare, *pair)) for pair in chosen]))
    engines: list[Callable[[str, str], object]] = [git_words, diff_match_patch_words, difflib_words]
    if importlib.util.find_spec("fast_diff_match_patch"):
        engines.insert(0, fast_diff_match_patch_words)
    for engine in engines:
        times: list[float] = []
        began = time.monotonic()
        for old, new in texts:
            times.append(milliseconds(partial(engine, old, new)))
            if time.monotonic() - began > asked.budget:
                break
        print(line(engine.__name__.replace("_", " "), times), flush=True)


if __name__ == "__main__":
    main()
