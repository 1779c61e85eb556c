"""When two readings hold the same text: one hash of the words, another of the link targets."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from policy.characters import UNSEEN
from policy.model import Reading

# NFKC would make 3⁰ the number 30; raised and lowered signs stay apart.
_RAISED = {
    ord(sign): f"^{plain}" for sign, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ", "0123456789+-ni", strict=True)
} | {ord(sign): f"_{plain}" for sign, plain in zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)}
_RAISED_SIGNS = re.compile(f"[{''.join(map(chr, _RAISED))}]")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januari janvier januar jänner enero gennaio janeiro",
            "february feb februari février fevrier februar febrero febbraio fevereiro",
            "march mar maart mars märz marzo março",
            "april apr avril abril aprile",
            "may mei mai mayo maggio maio",
            "june jun juni juin junio giugno junho",
            "july jul juli juillet julio luglio julho",
            "august aug augustus août aout agosto",
            "september sep sept septembre septiembre settembre setembro",
            "october oct okt oktober octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dez dezember décembre decembre diciembre dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_WRITTEN_DATE = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s(?:(?:de|"
    r"of)\s)?([^\W\d_]{3,10})\.?,?\s(?:de\s)?((?:19|20)\d\d)"
    r"|([^\W\d_]{3,10})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s((?:19|20)\d\d))\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@lru_cache(maxsize=8192)  # the clauses that two versions share are asked for again and again
def canonical(text: str) -> str:
    """The text on which readings are compared: white space, invisible characters, compatibility
    forms do not count,
    nor the order in which the reader's locale prints a written date."""
    if not text.isascii():
        text = UNSEEN.sub("", text)
        if _RAISED_SIGNS.search(text):  # to translate takes longer than all the rest
            text = text.translate(_RAISED)
        text = unicodedata.normalize("NFKC", text)
    text = " ".join(text.split())
    return _WRITTEN_DATE.sub(_iso, text) if _YEAR.search(text) else text


def _iso(found: re.Match[str]) -> str:
    day, month, year = (
        (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    )
    number = _MONTHS.get(month.lower())
    return f"{year}-{number:02}-{int(day):02}" if number else found.group()


def fingerprint(reading: Reading) -> str:
    """Equal for readings of the same canonical text."""
    return _hash("\n".join(canonical(line) for line in reading.text.split("\n")))


def links_fingerprint(reading: Reading) -> str:
    """Equal for readings with the same link targets in the same order."""
    return _hash("\n".join(link.target for clause in reading.clauses for link in clause.links))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
