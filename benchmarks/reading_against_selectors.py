"""How much of a policy automatic reading keeps, and how much else it lets in, page by page against
hand-written selectors.

    .venv/bin/python benchmarks/reading_against_selectors.py [--every N] [--peers] [--show]

For each raw page of `corpus/sequences` the words inside the hand-written selector of
`selectors.json` are the policy's. The selectors
"can still hold a little furniture": what the page's own markup calls navigation, footer, form or
button inside of them is not counted,
nor related articles where `FURNITURE` names them. *Kept* is the share of those words (as a
multiset) that the text holds; *foreign* the
share of the text's words that stand outside. Words that only a browser prints (numbers of ordered
lists) are not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import re
import sys
from collections import Counter
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser

from policy.model import Declared
from policy.read import read

SHARED = pathlib.Path(os.environ.get("CLAUSEWATCH_SHARED", "../shared"))
SEQUENCES = SHARED / "corpus" / "sequences"
NO_WORDS = ["script", "style", "noscript", "template", "svg"]
FURNITURE = (
    "nav, footer, form, button, select, [role=navigation], [role=contentinfo], "
    "[aria-label*=anguage], .related_articles, [href='#mainContent']"
)
WORD = re.compile(r"\w+")

Tool = Callable[[bytes], tuple[str, str]]
"""From a page to its text, with and without the numbers that a browser prints before the items of
a list."""


def words(text: str) -> Counter[str]:
    """The words of a text with their number."""
    return Counter(WORD.findall(text.lower()))


def of_policy(page: bytes, selector: str) -> tuple[Counter[str], Counter[str]] | None:
    """The policy's words by the selector without and with the furniture in it; None where nothing
    matches."""
    parser = LexborHTMLParser(page)
    parser.strip_tags(NO_WORDS)
    found = parser.css(selector)
    if not found:
        return None
    whole = words(found[0].text(separator=" "))
    for part in found[0].css(FURNITURE):
        part.decompose()
    return words(found[0].text(separator=" ")), whole


def ours(page: bytes) -> tuple[str, str]:
    """The text of our reading."""
    reading = read(page, {"content-type": "text/html"}, Declared())
    return reading.text, "\n".join(clause.text for clause in reading.clauses)


def peers() -> dict[str, Tool]:
    """Other extractors, where they are installed."""
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def by_trafilatura(page: bytes) -> tuple[str, str]:
        text = trafilatura.extract(page, include_tables=True) or ""
        return text, text

    def by_resiliparse(page: bytes) -> tuple[str, str]:
        tree = HTMLTree.parse(page.decode("utf-8", "replace"))
        text = str(extract_plain_text(tree, main_content=True))
        return text, text

    return {"trafilatura": by_trafilatura, "resiliparse": by_resiliparse}


def main() -> int:
    """One line a sequence and tool; exit 1 where our totals miss 99.5 % kept or 1 % foreign."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1, help="take every n-th page")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--show", action="store_true", help="name the words")
    asked = parser.parse_args()
    if not SEQUENCES.is_dir():
        sys.stderr.write(f"{SEQUENCES} is not there: set CLAUSEWATCH_SHARED\n")
        return 2
    tools: dict[str, Tool] = {"ours": ours} | (peers() if asked.peers else {})
    selectors = json.loads((SEQUENCES / "selectors.json").read_text(encoding="utf-8"))["selectors"]
    totals = {name: Counter[str]() for name in tools}
    shares: dict[str, list[tuple[float, float]]] = {name: [] for name in tools}
    for folder, entry in selectors.items():
        lost: Counter[str] = Counter()
        foreign: Counter[str] = Counter()
        lines = {name: Counter[str]() for name in tools}
        for file in sorted((SEQUENCES / folder).glob("*.html"))[:: asked.every]:
            page = file.read_bytes()
            policy = of_policy(page, entry["select"])
            if policy is None:
                continue
            for name, tool in tools.items():
                text, bare = map(words, tool(page))
                counts = {
                    "pages": 1,
                    "words": policy[0].total(),
                    "kept": (policy[0] & text).total(),
                    "text": text.total(),
                    "foreign": (bare - policy[1]).total(),
                }
                lines[name].update(counts)
                shares[name].append(
                    (
                        counts["kept"] / max(1, counts["words"]),
                        counts["foreign"] / max(1, counts["text"]),
                    )
                )
                if name == "ours":
                    lost += policy[0] - text
                    foreign += bare - policy[1]
        for name, line in lines.items():
            totals[name] += line
            sys.stdout.write(_line(f"{folder[:44]:44} {name:12}", line))
        if asked.show:
            sys.stdout.write(
                f"    lost {lost.most_common(25)}\n    foreign {foreign.most_common(25)}\n"
            )
    for name, line in totals.items():
        kept = sorted(share for share, _ in shares[name])
        strange = sorted(share for _, share in shares[name])
        sys.stdout.write(_line(f"{'ALL':44} {name:12}", line))
        sys.stdout.write(
            f"{'':57} page by page: worst kept {kept[0]:.2%}, mean {sum(kept) / len(kept):.2%}; "
            f"worst foreign {strange[-1]:.2%}, mean {sum(strange) / len(strange):.2%}\n"
        )
    ours_total = totals["ours"]
    good = (
        ours_total["kept"] >= 0.995 * ours_total["words"]
        and ours_total["foreign"] <= 0.01 * ours_total["text"]
    )
    return 0 if good else 1


def _line(title: str, line: Counter[str]) -> str:
    kept = line["kept"] / max(1, line["words"])
    foreign = line["foreign"] / max(1, line["text"])
    return f"{title} {line['pages']:4} pages  kept {kept:7.2%}  foreign {foreign:6.2%}\n"


if __name__ == "__main__":
    raise SystemExit(main())
