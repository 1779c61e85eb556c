"""What reading a page costs in processor time, beside other extractors, in one run on the same
pages.

    .venv/bin/python benchmarks/reading.py [FOLDER] [--pages N]     # FOLDER: raw pages; default
    ../shared/corpus/sequences

Every tool gets the same decoded pages by turns, so that a busy machine slows all alike; the best
of five rounds counts a page.
`bare text` of lxml and selectolax is the floor: parse and drop the tags, no main part, no blocks.
Ours is the whole reading:
decoding, extraction, hidden text, normalisation, clauses, walls, dates, promises; `ours,
extraction` stops at the blocks.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
import time
from collections.abc import Callable

from policy.extract_html import extract
from policy.model import Declared
from policy.read import read

SHARED = pathlib.Path(os.environ.get("CLAUSEWATCH_SHARED", "../shared"))
HEADERS = {"content-type": "text/html; charset=utf-8"}
ROUNDS = 5
UNIT = 50_000

Tool = Callable[[str, bytes], object]
"""Every tool gets the page as characters and as bytes, and takes what it works on."""


def tools() -> dict[str, Tool]:
    """The extractors that are installed, ours first."""
    from selectolax.lexbor import LexborHTMLParser

    def bare_selectolax(page: str, _: bytes) -> object:
        body = LexborHTMLParser(page).body
        return body.text() if body else ""

    found: dict[str, Tool] = {
        "ours, whole reading": lambda _, body: read(body, HEADERS),
        "ours, extraction": lambda page, _: extract(page, Declared()),
        "selectolax bare text": bare_selectolax,
    }
    try:
        import lxml.html

        def bare_lxml(_: str, body: bytes) -> object:
            return lxml.html.document_fromstring(body).text_content()

        found["lxml bare text"] = bare_lxml
        import trafilatura

        found["trafilatura"] = lambda page, _: trafilatura.extract(page, include_tables=True)
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.html import HTMLTree

        found["resiliparse"] = lambda page, _: extract_plain_text(
            HTMLTree.parse(page), main_content=True
        )
    except ImportError as missing:
        sys.stderr.write(f"left out: {missing.name} (pip install -r requirements/bench.txt)\n")
    return found


def measure(pages: list[str]) -> dict[str, float]:
    """Milliseconds of processor time for 50,000 characters of page, by tool."""
    chosen = tools()
    spent = dict.fromkeys(chosen, 0.0)
    for page in pages:
        body = page.encode("utf-8", "replace")
        best = dict.fromkeys(spent, float("inf"))
        for _ in range(ROUNDS):
            for name, tool in chosen.items():
                started = time.process_time()
                tool(page, body)
                best[name] = min(best[name], time.process_time() - started)
        for name, seconds in best.items():
            spent[name] += seconds
    size = sum(map(len, pages))
    return {name: seconds * 1000 * UNIT / size for name, seconds in spent.items()}


def main() -> int:
    """Print a table; exit 1 where a stated figure is not reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "folder", nargs="?", type=pathlib.Path, default=SHARED / "corpus" / "sequences"
    )
    parser.add_argument("--pages", type=int, default=28)
    asked = parser.parse_args()
    files = sorted(asked.folder.rglob("*.html"))
    if not files:
        sys.stderr.write(f"no pages in {asked.folder}\n")
        return 2
    pages = [
        file.read_text(encoding="utf-8", errors="replace")
        for file in files[:: max(1, len(files) // asked.pages)]
    ]
    figures = measure(pages)
    floor = figures["selectolax bare text"]
    load = os.getloadavg()[0]
    sys.stdout.write(f"{len(pages)} pages, {sum(map(len, pages)):,} characters, load {load:.1f}\n")
    for name, figure in figures.items():
        sys.stdout.write(
            f"{name:24} {figure:8.2f} ms per 50 kB   {figure / floor:6.1f} × bare selectolax\n"
        )
    if "trafilatura" in figures:
        whole = figures["trafilatura"] / figures["ours, whole reading"]
        ratio = figures["trafilatura"] / figures["ours, extraction"]
        sys.stdout.write(
            f"trafilatura, which stops at the text, takes {ratio:.1f} times our extraction "
            f"and {whole:.1f} times the whole reading\n"
        )
        return 0 if ratio >= 2 else 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
