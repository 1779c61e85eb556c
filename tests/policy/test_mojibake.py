"""Text that was damaged before it came to us is told; what it said is known where that can be."""

from __future__ import annotations

import pytest

from policy.mojibake import looks_damaged, repair
from policy.read import read

DUTCH = "België: géén foto’s – “diensten” voor € 30, financiële coördinatie"
FRENCH = "L’été, la déclaration reste « à jour » : qualité, œuvre, garçon"
GERMAN = "Straße, Öl, „Menü“, für Übergrößen – später"


@pytest.mark.parametrize("text", [DUTCH, FRENCH, GERMAN])
@pytest.mark.parametrize("codec", ["cp1252", "mac_roman", "cp850", "cp437", "cp1251"])
def test_utf_8_that_was_read_in_an_old_encoding_is_told_and_repaired(text: str, codec: str) -> None:
    raw = text.encode()
    damaged = "".join(
        bytes([b]).decode(codec) if _has(codec, b) else chr(b) for b in raw
    )  # browsers keep what an encoding lacks

    assert looks_damaged(damaged)
    if codec in ("cp1252", "mac_roman", "cp437"):
        assert repair(damaged) == text


@pytest.mark.parametrize("text", [DUTCH, GERMAN])
def test_utf_8_that_was_read_as_gbk_is_repaired_although_bytes_were_lost(text: str) -> None:
    damaged = text.encode().decode("gbk", "ignore")

    said = repair(damaged)

    assert looks_damaged(damaged)
    assert sum(a == b for a, b in zip(said.split(), text.split(), strict=False)) * 3 >= 2 * len(
        text.split()
    )


@pytest.mark.parametrize(
    "text",
    [
        DUTCH,
        FRENCH,
        GERMAN,
        "INFORMAÇÃO, NÃO, MAÇÃ, IRMÔ",
        "Привет, мир. Мы храним данные.",
        "今天天气很好，我们处理用户的个人数据。",
        "Choose: Deutsch, 日本語, 한국어, 中文, Ελληνικά",
        "x² + y³ = ½ §4 ©2026 ®",
        "",
    ],
)
def test_sound_text_is_left_as_it_is(text: str) -> None:
    assert looks_damaged(text) is None
    assert repair(text) == text


def test_a_damaged_page_is_kept_as_served_with_a_note() -> None:
    damaged = f"<h1>Privacy</h1><p>{DUTCH}</p>".encode().decode("cp1252", "replace")

    found = read(damaged.encode(), {"content-type": "text/html; charset=utf-8"})

    assert "BelgiÃ«" in found.text
    assert "mojibake" in {note.kind for note in found.notes}


def _has(codec: str, byte: int) -> bool:
    try:
        bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return False
    return True
