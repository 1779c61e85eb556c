"""The repository holds our own words and nobody's address."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.conftest import PROJECT, missing

FOREIGN = {
    "an index of packages": re.compile(r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org)\b"),
    "a mirror of Debian": re.compile(r"\b(?:deb|snapshot|security)\.debian\.org\b"),
    "somebody's folder": re.compile(r"(?<![\w.])/(?:home/(?!clausewatch\b)\w+|Users/\w+|root/\w)"),
    "a key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
}
PROSE = {".html", ".md", ".txt", ".py", ".toml", ".json"}
RUN_OF_WORDS = 10
"""So many equal words in a row are a quotation, not a coincidence."""


@cache
def files() -> tuple[Path, ...]:
    """Return the text files under version control or about to be."""
    if shutil.which("git") is None:
        missing("git is missing: install the package git.")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    found = [PROJECT / name for name in listed.stdout.split("\0") if name]
    return tuple(file for file in found if file.is_file() and b"\0" not in file.read_bytes()[:8000])


def test_no_file_names_a_foreign_place() -> None:
    found = [
        f"{file.relative_to(PROJECT)}: {what}"
        for file in files()
        if file != Path(__file__)
        for what, pattern in FOREIGN.items()
        if pattern.search(file.read_text(encoding="utf-8", errors="replace"))
    ]

    assert found == []


def test_no_text_of_a_real_company_came_into_the_repository(shared: Path) -> None:
    ours = {
        run: file.relative_to(PROJECT)
        for file in files()
        if file.suffix in PROSE and file.parent.name != "requirements"
        for run in runs(file.read_text(encoding="utf-8", errors="replace"))
    }  # fmt: skip
    theirs = [*(shared / "seeds").glob("*.txt"), *(shared / "corpus" / "versions").rglob("*.md")]
    assert theirs

    quoted = {
        str(ours[run]): run
        for file in theirs
        for run in runs(file.read_text(encoding="utf-8", errors="replace"))
        if run in ours
    }

    assert quoted == {}


def runs(text: str) -> set[str]:
    """Return every run of words in a text, letters only."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return {" ".join(words[at : at + RUN_OF_WORDS]) for at in range(len(words) - RUN_OF_WORDS + 1)}
