"""Every rule of normalising, with what it takes out and what it must leave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.emails import decoded_email
from policy.fingerprint import canonical, fingerprint
from policy.model import Block, Reading
from policy.normalise import normalise
from policy.read import read

PROSE = (
    "<p>Whoever borrows a kite writes down a name and a telephone number.</p>"
    "<p>The list is kept for thirty days and burnt on the beach afterwards.</p>"
)


def reading(words: str) -> Reading:
    page = f"<html lang=en><body><main><h1>For kites</h1>{PROSE}{words}{PROSE}</main></body></html>"
    return read(page.encode(), {"content-type": "text/html; charset=utf-8"})


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Updated over 2 weeks ago", "relative_date"),
        ("Updated: 20 days ago", "relative_date"),
        ("Last modified yesterday", "relative_date"),
        ("Updated in the last hour", "relative_date"),
        ("Written by Ida · Updated today", "relative_date"),
        ("Bijgewerkt 3 dagen geleden", "relative_date"),
        ("Mis à jour il y a 3 jours", "relative_date"),
        ("Aktualisiert vor 2 Wochen", "relative_date"),
        ("Page generated in 0.034 seconds", "load_time"),
        ("Pagina geladen in 27 ms.", "load_time"),
        ("1,204 views", "counter"),
        ("4,7 sterren op 813 reviews", "counter"),
        ("5 min read", "counter"),
        ("Reading time: 6 minutes", "counter"),
        ("12 out of 34 found this helpful", "counter"),
        ("Join 2,700,000+ happy users", "crowd"),
        ("Written by Ida Plover", "byline"),
        ("Print this page | Download PDF", "page_action"),
        ("Request ID: 8f3a9c2e71b04d55", "request_id"),
        ("Ref: 3f2504e0-4f89-11d3-9a0c-0305e82c3301", "token"),
    ],
)
def test_a_line_that_runs_is_taken_out_and_shown_as_removed(line: str, rule: str) -> None:
    found = reading(f"<p>{line}</p>")

    assert fingerprint(found) == fingerprint(reading(""))
    assert rule in {removal.rule for removal in found.removed}


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: 3 May 2026",
        "Updated 12 March 2025, 3 weeks ago",
        "We deleted your data 30 days ago at the latest.",
        "We reply within 30 days.",
        "Refunds are paid within 14 days of the review.",
        "Reviews",
        "Download",
        "Account NL91ABNA0417164300",
        "Account BE68 5390 0754 7034",
        "VAT BE0123456789",
        "Written by hand",
        "Over 18 years of age",
        "More than 30 employees",
        "[.....].",
    ],
)
def test_a_line_that_says_something_stays(line: str) -> None:
    assert line in reading(f"<p>{line}</p>").text


@given(st.uuids(), st.uuids())
def test_shuffling_tokens_of_a_fetch_never_changes_the_text(one: object, two: object) -> None:
    shape = "<p>Trace {} of the library.</p><p>Session ID: {}</p>"

    assert fingerprint(reading(shape.format(one, two))) == fingerprint(
        reading(shape.format(two, one))
    )


@given(st.integers(1, 254), st.integers(1, 254))
def test_a_hidden_address_is_one_constant_and_its_change_a_link(one: int, two: int) -> None:
    def page(address: str, key: int) -> Reading:
        code = f"{key:02x}" + "".join(f"{ord(c) ^ key:02x}" for c in address)
        return reading(
            f"<p>Write to <a class=__cf_email__ href=/cdn-cgi/l/email-protection "
            f"data-cfemail={code}>"
            "[email&#160;protected]</a>.</p>"
        )

    same, again, other = (
        page("a@kite.example", one),
        page("a@kite.example", two),
        page("b@kite.example", one),
    )

    assert "Write to [email protected]." in same.text
    assert fingerprint(same) == fingerprint(again) == fingerprint(other)
    assert _targets(same) == _targets(again) == ["mailto:a@kite.example"]
    assert _targets(other) == ["mailto:b@kite.example"]


def _targets(found: Reading) -> list[str]:
    return [link.target for clause in found.clauses for link in clause.links]


@given(st.text())
def test_an_address_that_is_none_decodes_to_nothing(code: str) -> None:
    assert "@" in decoded_email(code) or decoded_email(code) == ""


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("We do not\u200bat all se\u200cll", "invisible_characters"),
        ("We do not\U000e0041\U000e0042 sell", "invisible_characters"),
        ("We do n\u03bft sell it", "lookalike_letters"),
        ("We do \u043d\u043et sell it", "lookalike_letters"),
        ("We keep it for 3O days", "lookalike_letters"),
        ("We keep \u202esyad 03\u202c of it", "bidi"),
        ("We keep \u2067days 30\u2069 of it", "bidi"),
        ("We keep it for \uff13\uff10 days", "compatibility_characters"),
        ("We keep it for \u0663\u0660 days", "other_digits"),
        ("We do n\u0338o\u0338t\u0338 sell it", "combining_marks"),
    ],
)
def test_characters_that_deceive_are_told(words: str, kind: str) -> None:
    found = reading(f"<p>{words}, as a rule of ours.</p>")

    assert kind in {note.kind for note in found.notes}
    assert all(note.address for note in found.notes)


@pytest.mark.parametrize(
    "words",
    [
        "soft\u00adware, non\u00a0breaking, a narrow\u202fblank",
        "½ of 5 m², 30 °C, № 4, ™, ﬁne, …",
        "privacy@kite.example\u2060, or here\u2060.",
        "✔️ yes, 👩‍👧 family, 🏴󠁧󠁢󠁥󠁮󠁧󠁿 flag",
        "languages: Русский, Ελληνικά, العربية, 中文",
        "25 µm and 4 kΩ",
        "naïve café, Ångström, Łódź",
    ],
)
def test_characters_of_ordinary_pages_bring_no_note(words: str) -> None:
    assert not reading(f"<p>We print {words}.</p>").notes


@given(st.lists(st.text(max_size=60), max_size=6))
def test_normalising_twice_is_normalising_once(texts: list[str]) -> None:
    once, *_ = normalise([Block("paragraph", text) for text in texts])
    twice, *_ = normalise(once)

    assert twice == once


@given(st.text(max_size=200))
def test_the_canonical_text_is_canonical(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("30\u00a0days", "30 days", True),
        ("e\ufb00ect", "effect", True),
        ("se\u200bll", "sell", True),
        ("\uff13\uff10 days", "30 days", True),
        ("3\u2070 days", "30 days", False),
        ("15 September 2025", "September 15, 2025", True),
        ("15 september 2025", "16 September 2025", False),
        ("15. März 2025", "15 mars 2025", True),
        ("We may", "We will", False),
        ("sold", "Sold", False),
    ],
)
def test_texts_are_compared_on_what_can_be_seen(one: str, two: str, same: bool) -> None:
    assert (canonical(one) == canonical(two)) is same
