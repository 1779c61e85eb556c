"""When two readings hold the same text: one hash of the words, another of the link targets."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from policy.model import Reading

# Default-ignorable characters: what is not seen does not make another text.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def canonical(text: str) -> str:
    """The text on which readings are compared: compatibility forms, invisibles and white space do not count."""
    return " ".join(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).split())


def fingerprint(reading: Reading) -> str:
    """Equal for readings of the same canonical text."""
    return hashlib.sha256("\n".join(canonical(line) for line in reading.text.split("\n")).encode("utf-8", "surrogatepass")).hexdigest()


def links_fingerprint(reading: Reading) -> str:
    """Equal for readings with the same link targets in the same order."""
    targets = "\n".join(link.target for clause in reading.clauses for link in clause.links)
    return hashlib.sha256(targets.encode("utf-8", "surrogatepass")).hexdigest()
