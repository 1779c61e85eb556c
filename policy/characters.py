"""Characters that deceive the eye: invisible ones, controls of direction, look-alikes; removed
where they show nothing, told always."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import re2

from policy.model import Note

# Default-ignorable characters (Unicode): nothing of them is seen.
_IGNORABLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = "\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f"
UNSEEN = re.compile(f"[{_IGNORABLE}{_DIRECTION}{_CONTROL}]")
_OVERRIDE = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Inside a word. At the edge of one they are usual: guards against line breaks, remains of a word
# processor.
_INVISIBLE = re.compile(
    "(?<=\\w)[\u034f\u115f\u1160\u180b-\u180f\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]+(?=[A-Za-z0-9\u00c0-\u024f])"
    "|(?<=[A-Za-z\u00c0-\u024f])[\u200b-\u200d\u2061-\u2064\u3164]+(?= \\w)"
    "|(?<=\\d)[\u200b-\u200d\u2060-\u2064]+"
    "|[\u115f\u1160\u3164\uffa0]"
    "|(?<![\U0001f3f4\U000e0000-\U000e0fff])[\U000e0000-\U000e0fff]+"
)
_SOFT_HYPHEN = re.compile("\\w+\u00ad\\w+")
_SHORT_WORD = 9  # letters with the hyphen
_MIXED = re.compile(
    "[A-Za-z\u00c0-\u024f]+[\u0370-\u03ff\u0400-\u052f\u13a0-\u13ff\u0531-\u0587]|"
    "[\u0370-\u03ff\u0400-\u052f\u13a0-\u13ff\u0531-\u0587]+[A-Za-z\u00c0-\u024f]"
)
_UNITS = re.compile(
    "[kMGm]?\u03a9|\u03bc[a-zA-Z]|[\u03bc\u03a9]|[a-z]?[\u03b1-\u03c9]{1,2}[A-Z0-9]", re.IGNORECASE
)
_DISGUISED = re.compile(
    "(?<!\\w)[\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u03bf\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425]{2,}(?!\\w)"
)
_LETTER_FOR_DIGIT = re.compile(
    r"(?<![\w.,/-])(?:\d+[Oo]\d*|\d+[Il|]\d+|[OoIl]\d{1,4}(?=\s(?:days?|dagen|jours?|tage|months?|"
    r"weeks?|years?|%|€)))(?![\w-])",
    re.IGNORECASE,
)
_LETTER_AT_DIGIT = re2.compile(r"\d[OoIl|]|[OoIl]\d")
_FOREIGN_ORDINAL = re.compile(r"\d+o\b")
_COMPATIBILITY = re.compile(
    "[\uff01-\uff5e\ufe50-\ufe6b\U0001d400-\U0001d7ff\u24b6-\u24e9\U0001f130-\U0001f189\u210a-\u2115\u2119-\u211d\u2124\u212f-\u2134]"
    "|[\u2460-\u2473\u24ea]{2,}"
)
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_OTHER_DIGITS = re.compile(
    "[\u0660-\u0669\u06f0-\u06f9\u07c0-\u07c9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0a6f\u0ae6-\u0aef\u0be6-\u0bef\u0c66-\u0c6f\u0ce6-\u0cef\u0d66-\u0d6f\u0e50-\u0e59\u0ed0-\u0ed9\u0f20-\u0f29\u1040-\u1049\u17e0-\u17e9\u1810-\u1819\U000104a0-\U000104a9]+"
)
_OVERLAY = re.compile(
    "[\u0321\u0322\u0334-\u0338\u0353\u035c-\u0362\u0489\u1dc0-\u1dff\u20d0-\u20f0]|"
    "[\u0300-\u036f]{3,}"
)
_LATIN = re.compile("[A-Za-z]")
# Everything else needs no second look: Latin letters, the usual signs of print, Greek, Cyrillic,
# CJK by themselves are looked at above.
_USUAL = re.compile(
    "[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u202f-\u205f\u20a0-\u20bf\u2100-\u2109\u2116-\u2118\u211e-\u2123\u2190-\u22ff\u25a0-\u27bf\\s]*"
)


def levelled(text: str) -> str:
    """Without characters that show nothing; emoji keep what joins them, a tag or control inside
    words goes."""
    if text.isascii() and text.isprintable():
        return text
    return UNSEEN.sub("", text) if UNSEEN.search(text) else text


def may_deceive(text: str, strange: str) -> bool:
    """A quick look at a whole text and its characters beyond ASCII: can it hold anything that
    `doubts` tells of?"""
    return not _USUAL.fullmatch(strange) or _LETTER_AT_DIGIT.search(text) is not None


def doubts(text: str) -> Iterator[Note]:
    """A note for every kind of character in a text that deceives the eye."""
    letter = _LETTER_FOR_DIGIT.search(text) if _LETTER_AT_DIGIT.search(text) else None
    if letter and not _FOREIGN_ORDINAL.fullmatch(letter.group()):
        yield Note("lookalike_letters", f"a letter for a digit: {_around(text, letter)}")
    if text.isascii() or _USUAL.fullmatch(text):
        return
    if found := _OVERRIDE.search(text):
        yield Note(
            "bidi", f"{unicodedata.name(text[found.start()], 'control')}: {_around(text, found)}"
        )
    if found := _INVISIBLE.search(text) or _odd_hyphen(text):
        sign = next((one for one in found.group() if UNSEEN.match(one)), "?")
        yield Note(
            "invisible_characters",
            f"{unicodedata.name(sign, f'U+{ord(sign):04X}')}: {_around(text, found)}",
        )
    latin = len(_LATIN.findall(text)) * 2 > len(text)
    found = _MIXED.search(text)
    if found is None or _UNITS.fullmatch(found.group()):
        found = _DISGUISED.search(text) if latin else None
    if found:
        yield Note("lookalike_letters", _around(text, found))
    if (found := _COMPATIBILITY.search(text)) and not _EAST_ASIAN.search(text):
        yield Note("compatibility_characters", _around(text, found))
    if latin and (found := _OTHER_DIGITS.search(text)):
        yield Note("other_digits", f"{found.group()} is {_as_digits(found.group())}")
    if found := _OVERLAY.search(text):
        yield Note("combining_marks", _around(text, found))


def _odd_hyphen(text: str) -> re.Match[str] | None:
    """A soft hyphen alone in a text, inside a word too short to be broken or a number."""
    found = _SOFT_HYPHEN.search(text)
    return (
        found if found and text.count("\u00ad") == 1 and len(found.group()) < _SHORT_WORD else None
    )


def _as_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(char, 0)) for char in text)


def _around(text: str, found: re.Match[str]) -> str:
    """A few words around a place."""
    return " ".join(UNSEEN.sub("", text[max(0, found.start() - 20) : found.end() + 20]).split())
