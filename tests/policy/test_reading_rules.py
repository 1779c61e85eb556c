"""The number of the extraction rules stands for what they read: our own pages and lines, each with
the digest of its reading.

An installation reads what it keeps anew when that number rose. Where a rule changes and the number
stays, it finds other words, dates or promises on a page that did not change, and tells its
subscribers of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from policy.fingerprint import fingerprint, links_fingerprint
from policy.model import EXTRACTION_RULES
from policy.read import read

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden"
NOTED = GOLDEN / "read_by_rules.txt"
KINDS = {".html": "text/html", ".md": "text/markdown", ".txt": "text/plain"}
PAGE = "# Bouwhoek\n\n## {heading}\n\n{text}\n\n## Contact\n\nBouwhoek, Zilverstraat 4, Brugge.\n"

RAISE = """{count} of our own pages read otherwise than the extraction rules number {rules} did:
  {names}
Raise EXTRACTION_RULES in policy/model.py, so that installations read what they keep anew and tell
nobody that a service changed when we did; then run `make golden`. (Where number {rules} was never
released, take these lines out of {noted} instead.)"""


def test_what_our_own_pages_read_as_belongs_to_the_number_of_the_rules(
    golden: Callable[[Path, str], None],
) -> None:
    today = dict(_today())
    rules, noted = _noted()

    otherwise = [name for name in today if noted.get(name, today[name]) != today[name]]

    assert not (otherwise and rules == EXTRACTION_RULES), RAISE.format(
        count=len(otherwise),
        rules=rules,
        names="\n  ".join(otherwise[:20]),
        noted=NOTED.relative_to(HERE.parent.parent),
    )
    lines = (f"{digest} {name}\n" for name, digest in sorted(today.items()))
    golden(NOTED, f"{EXTRACTION_RULES} = number of the extraction rules\n{''.join(lines)}")


def test_a_reading_is_more_than_its_words() -> None:
    body = b"# Terms\n\nWe mail you eight days before a change of these terms takes effect.\n"
    reading = read(body, {"content-type": "text/markdown"})

    assert reading.promises
    assert digest_of(body, ".md") == digest_of(body.replace(b"# ", b"#  "), ".md")
    assert digest_of(body, ".md") != digest_of(body.replace(b"eight", b"nine"), ".md")


def digest_of(body: bytes, suffix: str) -> str:
    """All that is kept of a page, in twelve signs; doubts and what was left out are no part."""
    reading = read(body, {"content-type": KINDS[suffix]})
    places = [replace(clause, text="", links=()) for clause in reading.clauses]
    kept = (
        reading.refused, reading.title, reading.language, reading.updated_on, reading.effective_on,
        reading.version_label, fingerprint(reading), links_fingerprint(reading), places,
        reading.promises,
    )  # fmt: skip
    return hashlib.sha256(repr(kept).encode()).hexdigest()[:12]


def _today() -> Iterator[tuple[str, str]]:
    """The name and digest of every page and line of ours."""
    for path in sorted(GOLDEN.glob("*/*")):
        if path.suffix == ".html" or path.stem == "page":
            yield str(path.relative_to(GOLDEN)), digest_of(path.read_bytes(), path.suffix)
    for folder in ("promised", "dated"):
        for path in sorted((HERE / folder).glob("*.txt")):
            for row in path.read_text(encoding="utf-8").splitlines():
                if row and not row.startswith("#"):
                    line = row.split(" | ", 1)[1]
                    yield f"{folder}/{path.stem} {_short(line)}", digest_of(_page(line), ".md")


def _page(line: str) -> bytes:
    """A short text with that line, below its heading where it has one."""
    heading, _, text = line.rpartition(" | ")
    said = text.replace(" || ", "\n\n")
    return PAGE.format(heading=heading.strip("- ") or "Tekst", text=said).encode()


def _short(line: str) -> str:
    """A line's name: its first words, and a digest of it all."""
    return f"{line[:60]}… {hashlib.sha256(line.encode()).hexdigest()[:6]}"


def _noted() -> tuple[int, dict[str, str]]:
    """The number that was noted last, and what was read then."""
    if not NOTED.exists():
        return 0, {}
    head, *lines = NOTED.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" ") for line in lines)
    return int(head.split()[0]), {name: digest for digest, _, name in pairs}
