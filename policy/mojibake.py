"""Text that was decoded in the wrong encoding before it reached us: telling that it was, and what
it said.

UTF-8 read as Windows-1252, GBK and their like leaves traces: characters whose bytes in that
encoding are UTF-8 again.
We never change what was served; the repaired reading serves only to compare it with an undamaged
copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise

# In the order of how often they are met. Each byte above 0x7f stands for one character in the
# first list.
_SINGLE_BYTE = ("cp1252", "mac_roman", "cp1251", "cp1250", "cp850", "cp437", "iso8859_15")
_DOUBLE_BYTE = ("gb18030", "big5", "shift_jis", "euc_kr")
_STRONG_LEADS = frozenset("\xc2\xc3\xe2")  # Latin-1 letters, and the dashes and quotes of U+2000
_RUN = re.compile(r"[^\x00-\x7f]+")
_LOST_QUOTE = b"\xe2\x80"  # its third byte went with the character that followed it
_EAST_ASIAN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff61-\uff9f\ue000-\uf8ff]")


def looks_damaged(text: str) -> str | None:
    """The first damaged words where a text was read in a wrong encoding before it came to us, else
    None."""
    if text.isascii():
        return None
    at = text.find("\ufffd")
    if at >= 0:
        return _around(text, at)
    for damaged, _ in _traces(text):
        return _around(text, damaged)
    return None


def repair(text: str) -> str:
    """The text as it was before it was read in the wrong encoding; itself where nothing shows that
    it was.

    Bytes that were lost on the way stay lost: a quotation mark that lost its last byte is read as
    a closing one.
    """
    if text.isascii():
        return text
    for _, repaired in _traces(text):
        return repaired
    return text


def _traces(text: str) -> Iterable[tuple[int, str]]:
    """For each encoding that explains the text: where the first trace stands and what the text
    said."""
    runs = list(_RUN.finditer(text))
    if any(len(run.group()) > 1 for run in runs):
        yield from _single_traces(
            text, " ".join(run.group() for run in runs if len(run.group()) > 1)
        )
    if any(_EAST_ASIAN.search(run.group()) for run in runs) and _mostly_latin(text):
        runs = [run for run in runs if _EAST_ASIAN.search(run.group())]
        for codec in _DOUBLE_BYTE:
            repaired = [(run, _double_byte(run.group(), codec)) for run in runs]
            hits = [(run, words) for run, words in repaired if words is not None]
            if len(hits) > 1 or (hits and len(hits) == len(runs)):
                yield hits[0][0].start(), _put(text, hits)


def _single_traces(text: str, pairs: str) -> Iterable[tuple[int, str]]:
    """The same for encodings of one byte a letter, the one that explains most; `pairs` holds what
    stands next to
    each other above ASCII."""
    best: tuple[int, str, int] | None = None
    for codec in _SINGLE_BYTE:
        pattern, weak = _single_byte_traces(codec)
        if not pattern.search(pairs):
            continue
        found = [hit for hit in pattern.finditer(text) if _reading(hit.group(), codec)]
        strong = sum(1 for hit in found if hit.group()[0] not in weak)
        if (strong or len(found) > 2) and (best is None or len(found) > best[0]):
            best = len(found), codec, found[0].start()
    if best:
        _, codec, at = best
        yield at, _single_byte_traces(codec)[0].sub(_replace_single(codec), text)


@cache
def _single_byte_traces(codec: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """A pattern for UTF-8 sequences read in that encoding, and the lead characters that prove
    little alone."""
    table = {byte: bytes((byte,)).decode(codec, "replace") for byte in range(0x80, 0x100)}
    for byte, char in table.items():
        if char == "\ufffd":
            table[byte] = chr(byte)

    def among(low: int, high: int, extra: str = "") -> str:
        return "[" + re.escape("".join(table[byte] for byte in range(low, high + 1)) + extra) + "]"

    controls = "".join(map(chr, range(0x80, 0xA0))) if codec == "cp1252" else ""
    follow = among(0x80, 0xBF, controls)
    pattern = re.compile(
        f"{among(0xC2, 0xDF)}{follow}|{among(0xE0, 0xEF)}{follow}{{2}}|"
        f"{among(0xF0, 0xF4)}{follow}{{3}}"
    )
    strong = {table[ord(lead)] for lead in _STRONG_LEADS}
    return pattern, frozenset(table.values()) - strong


def _reading(damaged: str, codec: str) -> str | None:
    """What a sequence said, None where it says nothing that a European text would hold."""
    try:
        raw = b"".join(
            bytes((ord(char),))
            if codec == "cp1252" and 0x80 <= ord(char) < 0xA0
            else char.encode(codec)
            for char in damaged
        )
        said = raw.decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    return said if all(_plausible(char) for char in said) else None


def _plausible(char: str) -> bool:
    code = ord(char)
    return (
        0xA0 <= code < 0x250
        or 0x370 <= code < 0x530
        or 0x2010 <= code < 0x2060
        or 0x20A0 <= code < 0x2150
        or 0x2190 <= code < 0x27C0
        or code in (0xFEFF, 0x200B)
        or 0xFB00 <= code < 0xFB07
        or 0x1F300 <= code < 0x1FB00
    )


def _replace_single(codec: str) -> Callable[[re.Match[str]], str]:
    def said(hit: re.Match[str]) -> str:
        return _reading(hit.group(), codec) or hit.group()

    return said


def _mostly_latin(text: str) -> bool:
    sample = text[:20_000]
    return len(_EAST_ASIAN.findall(sample)) * 3 < len(sample)


def _double_byte(run: str, codec: str) -> str | None:
    """What a run of characters said, piece by piece; None where nothing in it was UTF-8."""
    try:
        raw = run.encode(codec)
    except UnicodeEncodeError:
        return None
    out: list[str] = []
    at, found = 0, False
    while at < len(raw):
        for size in (3, 2):
            piece = raw[at : at + size]
            said = _decoded(piece) if len(piece) == size else None
            if said and _likely(piece):
                out.append(said)
                at, found = at + size, True
                break
        else:
            if raw[at : at + 2] == _LOST_QUOTE:
                out.append("”")
                at, found = at + 2, True
            elif raw[at] < 0x80:
                out.append(chr(raw[at]))
                at += 1
            else:
                size = 4 if codec == "gb18030" and raw[at + 1 : at + 2].isdigit() else 2
                out.append(raw[at : at + size].decode(codec, "ignore"))
                at += size
    return "".join(out) if found else None


def _likely(piece: bytes) -> bool:
    return piece[0] in (0xC2, 0xC3, 0xE2) or piece in (
        b"\xc5\x93",
        b"\xc5\x92",
        b"\xc5\xa1",
        b"\xc5\xbe",
    )


def _decoded(piece: bytes) -> str | None:
    try:
        said = piece.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return said if len(said) == 1 and _plausible(said) else None


def _put(text: str, hits: list[tuple[re.Match[str], str]]) -> str:
    """The text with each damaged run replaced by what it said."""
    borders = [0, *(place for run, _ in hits for place in run.span()), len(text)]
    kept = [text[start:end] for start, end in list(pairwise(borders))[::2]]
    return "".join(
        part
        for pair in zip(kept, [words for _, words in hits] + [""], strict=True)
        for part in pair
    )


def _around(text: str, at: int) -> str:
    """A few words around a place, for the note."""
    return " ".join(text[max(0, at - 20) : at + 20].split())
