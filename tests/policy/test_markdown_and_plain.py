"""Markdown, plain text and PDF → blocks."""

from __future__ import annotations

import pytest

from policy.extract_markdown import blocks_of as markdown
from policy.extract_plain import blocks_of as plain
from policy.language import identify
from policy.markdown_inline import inline
from policy.model import Reading
from policy.read import read


def shape(text: str) -> list[tuple[str, int, str | None, str]]:
    return [(b.kind, b.level, b.label, b.text) for b in markdown(text)]


def test_headings_with_signs_and_with_lines_below_have_their_level() -> None:
    assert shape(
        "Title\n=====\n\n1\\. Part\n--------\n\n### Inner ###\n\n**Bold line**\n\nText."
    ) == [
        ("heading", 1, None, "Title"),
        ("heading", 2, "1.", "Part"),
        ("heading", 3, None, "Inner"),
        ("heading", 4, None, "Bold line"),
        ("paragraph", 0, None, "Text."),
    ]


def test_nested_lists_keep_their_depth_and_numbers() -> None:
    text = (
        "*   one\n    *   inner\n        1.  deep\n\n    goes on\n*   two\n\n"
        "1.  first\n2.  second\n\n* * *\n\nEnd."
    )

    assert shape(text) == [
        ("item", 1, None, "one"),
        ("item", 2, None, "inner"),
        ("item", 3, "1.", "deep"),
        ("paragraph", 0, None, "goes on"),
        ("item", 1, None, "two"),
        ("item", 1, "1.", "first"),
        ("item", 1, "2.", "second"),
        ("paragraph", 0, None, "End."),
    ]


def test_tables_are_rows_of_cells() -> None:
    blocks = markdown("| Name | Kept |\n| --- | :-: |\n| a\\|b | 30<br>days |\n|  |  |\n")

    assert [(b.kind, b.cells) for b in blocks] == [
        ("row", ("Name", "Kept")),
        ("row", ("a|b", "30 days")),
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a **bold** and _slanted_ word", "a bold and slanted word"),
        ("snake_case_word and 3 * 4 * 5", "snake_case_word and 3 * 4 * 5"),
        ("\\*not\\* \\_emphasis\\_ 1\\. 2", "*not* _emphasis_ 1. 2"),
        ("`access_token` and ``a`b``", "access_token and a`b"),
        ("![logo](/l.png)text", "text"),
        ('[words](/a_(b) "title") after', "words after"),
        ("[no link] and ]", "[no link] and ]"),
        ("<https://kite.example>", "https://kite.example"),
        ("<pixelID> &amp; <sup>2</sup>", "<pixelID> & 2"),
        ("~~gone~~ and ~ kept", "gone and ~ kept"),
    ],
)
def test_the_words_inside_a_paragraph(source: str, words: str) -> None:
    assert inline(source)[0] == words


def test_a_hard_break_begins_a_block_only_where_something_new_begins() -> None:
    assert [b.text for b in markdown("Kite Ltd  \nDune Road 1  \nTexel")] == [
        "Kite Ltd Dune Road 1 Texel"
    ]
    assert [b.text for b in markdown("Two things:  \n1\\. a kite  \n2\\. a rope")] == [
        "Two things:",
        "a kite",
        "a rope",
    ]


def test_links_with_a_thousand_open_brackets_cost_no_more_than_their_length() -> None:
    assert markdown("[" * 50_000 + "](" * 50_000)


def test_plain_text_that_was_wrapped_is_joined_again() -> None:
    text = "\n".join(
        [
            "We lend kites to everybody who asks us on the beach of the island, and",
            "brings them back before dark.",
        ]
        * 6
    )

    assert len(plain(text)) < 12


def test_lines_of_a_plain_text_are_its_blocks() -> None:
    found = plain(
        "Rules\n\n1. Whoever borrows pays.\n • the kite\nWho pays?\nA\tB\nWe keep it, always."
    )

    assert [(b.kind, b.label, b.text) for b in found] == [
        ("heading", None, "Rules"),
        ("item", "1.", "Whoever borrows pays."),
        ("item", None, "the kite"),
        ("heading", None, "Who pays?"),
        ("row", None, "A | B"),
        ("paragraph", None, "We keep it, always."),
    ]


def pdf(*lines: str, pages: int = 1) -> bytes:
    """A PDF of a few lines, written by hand."""
    shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    stream = f"BT /F1 11 Tf 40 780 Td {shown} ET".encode()
    kids = " ".join(f"{4 + n} 0 R" for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *[
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 820] /Contents {4 + pages} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        ]
        * pages,
        f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    tail = (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()
    )
    return out + head + table + tail


LINES = (
    "1. What we keep",
    "We keep the names of all who borrow a kite on the beach, and their tele-",
    "phone numbers, for thirty days after the kite came back to us.",
    "2. Who may see it",
    "Nobody but the two of us who lend the kites may see the list of names.",
)


def read_pdf(body: bytes) -> Reading:
    return read(body, {"content-type": "application/pdf"})


def test_the_lines_of_a_pdf_are_paragraphs_again() -> None:
    found = read_pdf(pdf(*LINES))

    assert [(c.kind, c.label) for c in found.clauses] == [
        ("heading", "1."),
        ("paragraph", None),
        ("heading", "2."),
        ("paragraph", None),
    ]
    assert "and their telephone numbers, for thirty" in found.text


def test_running_heads_and_numbers_of_pages_are_taken_out() -> None:
    found = read_pdf(pdf("Kite Ltd - Terms", *LINES, "Page 3 of 4", pages=4))

    assert "Page 3" not in found.text
    assert "Kite Ltd - Terms" not in found.text
    assert {removal.rule for removal in found.removed} >= {"running line of the PDF"}


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_cut_pdf_is_refused_or_read_with_a_note_and_never_raises(part: float) -> None:
    whole = pdf(*LINES)

    found = read_pdf(whole[: int(len(whole) * part)])

    assert found.refused is not None or "damaged_pdf" in {note.kind for note in found.notes}


def test_a_pdf_without_text_is_refused() -> None:
    found = read_pdf(pdf(""))

    assert found.refused is not None
    assert found.refused.reason == "empty"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Wij bewaren de gegevens van onze leden niet langer dan nodig is voor het doel."),
        (
            "fr",
            "Nous conservons les données de nos membres pour la durée de leur contrat avec nous.",
        ),
        (
            "de",
            "Wir speichern die Daten unserer Mitglieder nicht länger als es für den Zweck nötig "
            "ist.",
        ),
        ("en", "We keep the data of our members for as long as it is needed for the purpose."),
        ("es", "Conservamos los datos de los miembros por el tiempo que es necesario para su fin."),
    ],
)
def test_the_language_is_told_by_its_commonest_words(language: str, text: str) -> None:
    assert identify(text) == language
    assert identify(text, "xx") == language
    assert identify("1234", "nl-BE") == "nl"
    assert identify("1234") is None
