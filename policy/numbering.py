"""The numbers and letters that clauses bear: telling a printed marker from the words behind it, in
the common kinds.

`1.` `1.1` `1.1.1)` `(a)` `a)` `iv.` `IV.` `A.` `§ 3` `Artikel 3` `Article L. 121-1` `Section 2.1`
`Annex B` `Kapitel II`.
"""

from __future__ import annotations

import re

_WORDS = (
    r"art(?:icle|ikel|icolo|ículo|igo|\.)?|§§?|section|sectie|sect\.|abschnitt|clause|clausule|"
    r"klausel|chapter|chapitre|"
    r"hoofdstuk|kapitel|part|partie|deel|teil|titre|title|titel|annex|annexe|anhang|anlage|"
    r"bijlage|appendix|schedule|"
    r"exhibit|paragraph|paragraaf|paragraphe|absatz|abs\.|ziffer|punkt|point|punt|rule|step|stap|"
    r"étape|schritt|module|module"
)
_NUMBER = (
    r"(?:[LRDA]\.? ?)?\d{1,4}(?:[.\-–]\d{1,3}){0,5}(?:(?:bis|ter|quater|quinquies|[a-z])\b)?|"
    r"(?-i:[IVXLC]{1,7}\b|[A-Z]\b)"
)
_NAMED = re.compile(
    rf"(?P<label>(?:(?:§§?|art\.)\s{{0,3}}|(?:{_WORDS})\s{{1,3}})(?:{_NUMBER})(?:er\b|"
    rf"º)?)\s{{0,3}}(?:[.:)\-–—|]{{1,2}}(?=\s|"
    rf"$)|(?=\s|$))\s*",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,6}[.)]?(?:[a-z]\)|\([a-z]{1,3}\))?(?=\s)\s*")
_PLAIN = re.compile(r"\(?\d{1,3}(?:[.)]|\.\))(?=\s|[^\W\d_]|[\"«“„'‘])\s*")
_DASHED = re.compile(r"(?P<label>\d{1,3}(?:\.\d{1,3}){0,4})\s{1,2}[-–—]\s{1,2}(?=[^\W\d_])")
_LETTER = re.compile(r"(?:\([a-zA-Z]{1,2}\)|[a-zA-Z]\)|[A-Z]\.|[a-z]\.)(?=\s)\s*")
_ROMAN = re.compile(
    r"(?:\([ivxlc]{1,7}\)|[ivxlc]{1,7}[.)]|[IVXLC]{1,7}[.)]|\([IVXLC]{1,7}\))(?=\s)\s*"
)
_BULLET = re.compile(r"[•·●○▪▫■□‣⁃◦∙▸►➢➤✓✔❖–—*-]\s+|[•●▪‣]\s*")
_DATE_LIKE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})\b")
_MEASURE = re.compile(
    r"\d+\.\d+\s*(?:%|€|\$|eur\b|usd\b|kb\b|mb\b|gb\b|million|miljoen|millions)", re.IGNORECASE
)


def printed_marker(text: str, heading: bool = False) -> tuple[str | None, str]:
    """The marker a block begins with, as printed, and the words behind it; None where it bears
    none.

    A block that is nothing but its marker keeps it as its words.
    """
    first = text[:1]
    plain_word = first.islower() and text[1:2] not in (".", ")")
    if not first or (plain_word and not _starts_named(text) and not _ROMAN.match(text)):
        return None, text
    if heading and (dashed := _DASHED.match(text)):  # 4 - Propriété intellectuelle
        return dashed["label"], text[dashed.end() :]
    for pattern in (_NAMED, _DOTTED, _PLAIN, _ROMAN, _LETTER):
        found = pattern.match(text)
        if not found or found.end() == len(text):
            continue
        if pattern is _NAMED:
            if not heading and not _ends_named(text, found):
                continue
            label = found["label"]
        else:
            label = found.group().strip()
        if pattern is _DOTTED and (_DATE_LIKE.match(text) or _MEASURE.match(text)):
            continue
        if (
            pattern is _LETTER
            and label[0] != "("
            and label.endswith(".")
            and not heading
            and not _item_like(text, found.end())
        ):
            continue
        return label, text[found.end() :]
    return None, text


def _starts_named(text: str) -> bool:
    return _NAMED.match(text) is not None


def _ends_named(text: str, found: re.Match[str]) -> bool:
    """Is `Article 3` a marker here, and not the beginning of a sentence ("Article 3 applies")?"""
    between = text[found.end("label") : found.end()].strip()
    return bool(between) or text[found.end() : found.end() + 1].isupper()


def _item_like(text: str, at: int) -> bool:
    """An initial ("J. Smith & Co") is no letter of a list; a letter of a list is followed by a
    longer text."""
    return len(text) - at > 30


def marked_number(printed: str, counted: str) -> bool:
    """Does an item of an ordered list print its own number, so that the counted one is the
    browser's only?"""
    return (
        "." in printed.rstrip(".") or last_part(printed) == last_part(counted) or printed[0] == "("
    )


def bullet(text: str) -> str | None:
    """The words behind a printed bullet, None where the block begins with none."""
    found = _BULLET.match(text)
    rest = text[found.end() :] if found else ""
    return rest if rest and not _BULLET.fullmatch(f"{rest[0]} ") else None


def ordinal(number: int, style: str) -> str:
    """How a browser would print the marker of an ordered list's item."""
    if style in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(97 + rest) + letters
        return f"{letters if style == 'a' else letters.upper()}."
    if style in ("i", "I") and 0 < number < 4000:
        roman = _to_roman(number)
        return f"{roman if style == 'i' else roman.upper()}."
    return f"{number}."


def _to_roman(number: int) -> str:
    parts = []
    for value, letters in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
        (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        count, number = divmod(number, value)
        parts.append(letters * count)
    return "".join(parts)


def bare(label: str) -> str:
    """A label without the signs around it: `4.` → `4`, `(b)` → `b`, `Artikel 3` → `Artikel 3`."""
    return label.strip(" .():–-")


def last_part(label: str) -> str:
    """The last number or letter of a label, in lower case: `4.2` → `2`, `Artikel 3` → `3`, `(b)` →
    `b`."""
    parts = re.findall(r"[0-9]+|[^\W\d_]+", label)
    return parts[-1].lower() if parts else ""
