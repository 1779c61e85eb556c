"""A PDF of a policy reads like its page: paragraphs joined, running lines gone, damage named."""

from __future__ import annotations

import io
import re

import pypdf

from policy.model import Reading
from policy.read import read

TERMS = """Terms of use of Plover Plastering
1. What these terms are for
Plover Plastering plasters walls and ceilings, and these terms hold for all of its
orders, whether they were placed on paper, by telephone or in the shop it keeps.
2. Paying
You pay within thirty days of the bill. Who pays later owes interest, at the rate
that the law sets for late pay-
ment between businesses, and nothing beyond it.
(a) Small jobs are paid at once.
(b) Large jobs are paid in three parts.""".split("\n")
RULES = """3. Changes
We announce a change of these terms by e-mail, thirty days before it takes effect,
and you may cancel your order free of charge until that day.
- This holds for every order that is not finished.""".split("\n")
LAST = [
    "4. Questions",
    "Write to the office in Plover Lane, and somebody will answer within a week.",
]


def pdf(*pages: list[str], title: str = "") -> bytes:
    """A PDF of plain lines, one text line below the other, as a word processor prints it."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for at, lines in enumerate(pages):
        safe = [re.sub(r"([()])", r"\\\1", line) for line in lines]
        shown = " T* ".join(f"({line}) Tj" for line in safe)
        drawn = f"BT /F1 10 Tf 14 TL 50 780 Td {shown} ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * at} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    objects.append(f"<< /Title ({title}) >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>"
    xref = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n{trailer}\n"
    return out + f"{xref}startxref\n{len(out)}\n%%EOF\n".encode()


def reading(body: bytes) -> Reading:
    return read(body, {"content-type": "application/pdf"})


def printed(*pages: list[str]) -> bytes:
    """The pages with a running head and a number, as printed."""
    return pdf(
        *(
            ["Plover Plastering, terms of use", *lines, f"Page {at} of {len(pages)}"]
            for at, lines in enumerate(pages, 1)
        ),
        title="Terms of use",
    )


def test_lines_become_paragraphs_and_points() -> None:
    found = reading(pdf(TERMS, RULES, LAST, title="Terms of use"))

    texts = [clause.text for clause in found.clauses]
    assert found.refused is None
    assert found.title == "Terms of use"
    assert any(text.endswith("in the shop it keeps.") for text in texts)
    assert any("late payment between businesses" in text for text in texts)
    assert {"(a)", "(b)"} <= {clause.label for clause in found.clauses}
    assert "This holds for every order that is not finished." in texts


def test_running_heads_and_numbers_of_pages_are_left_out() -> None:
    found = reading(printed(TERMS, RULES, LAST))

    assert "Page 2 of 3" not in found.text
    assert "Plover Plastering, terms of use" not in found.text
    assert "interest" in found.text
    assert {removal.rule for removal in found.removed} == {"running line of the PDF"}


def test_the_same_words_on_other_pages_read_the_same() -> None:
    one, other = reading(printed(TERMS, RULES, LAST)), reading(printed(TERMS + RULES, LAST))

    assert "thirty days before it takes effect" in one.text
    assert "thirty days before it takes effect" in other.text


def test_a_pdf_of_pictures_is_refused_as_empty() -> None:
    found = reading(pdf([]))

    assert found.refused
    assert found.refused.reason == "empty"


def test_a_locked_pdf_says_that_it_asks_for_a_password() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(TERMS)))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)

    found = reading(locked.getvalue())

    assert found.refused
    assert (found.refused.reason, found.refused.detail) == (
        "forbidden",
        "the PDF asks for a password",
    )


def test_what_is_no_pdf_is_refused_with_its_kind() -> None:
    whole = reading(b"%PDF-1.4\nnothing of the kind\n%%EOF\n")
    torn = reading(printed(TERMS, RULES)[:400])

    assert whole.refused
    assert whole.refused.reason == "not_text"
    assert torn.refused
    assert torn.refused.reason in {"truncated", "empty"}
