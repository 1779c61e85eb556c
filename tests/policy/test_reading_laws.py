"""What holds whatever the page: any bytes end in clauses or a named refusal, quickly, without
loss."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.fingerprint import fingerprint
from policy.model import Reading
from policy.read import read

KINDS = ("text/html", "text/markdown", "text/plain", "application/pdf", "")
HTML = {"content-type": "text/html; charset=utf-8"}
TAGS = "p div span b h1 h2 li ul ol td tr table main nav a pre select svg template br".split()
TOO_LONG_S = 15.0
"""What takes half a second here may take that on a machine five times slower that traces every
line; what goes by the square of its length takes minutes even here.
"""
PROSE = "<p>We lend skates to members and write down who has which pair of them.</p>"


def reading(page: str) -> Reading:
    return read(page.encode("utf-8", "surrogatepass"), HTML)


@given(st.binary(max_size=400), st.sampled_from(KINDS))
@settings(max_examples=150, deadline=None)
def test_any_bytes_end_in_clauses_or_a_named_refusal(body: bytes, kind: str) -> None:
    found = read(body, {"content-type": kind})

    assert bool(found.clauses) != bool(found.refused)
    if found.refused:
        assert found.refused.reason
    found.text.encode("utf-8", "surrogatepass")


@given(
    st.lists(
        st.sampled_from(
            [f"<{t}>" for t in TAGS] + [f"</{t}>" for t in TAGS] + ["a b c", "<", "&amp;", '"']
        ),
        max_size=60,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_soup_of_tags_keeps_the_policy_behind_it(soup: list[str]) -> None:
    found = reading(f"<main>{PROSE * 4}<h2>Behind</h2>{PROSE}</main>{''.join(soup)}")

    assert found.text.count("We lend skates") == 5


@given(
    st.text(
        st.characters(exclude_characters="<>&\r\0", exclude_categories=["Cs", "Cc"]),
        min_size=1,
        max_size=80,
    )
)
@settings(deadline=None)
def test_a_banner_outside_of_the_policy_never_changes_it(words: str) -> None:
    page = "<body>{}<main><h1>Rules for skates</h1>" + PROSE * 3 + "</main>{}</body>"
    banner = f"<div class='cookie-banner'><p>Cookies: {words}</p><button>OK</button></div>"

    alone = fingerprint(reading(page.format("", "")))

    assert fingerprint(reading(page.format(banner, ""))) == alone
    assert fingerprint(reading(page.format("", banner))) == alone


@given(st.binary(min_size=1, max_size=200))
@settings(deadline=None)
def test_a_reading_never_differs_from_itself(body: bytes) -> None:
    assert read(body, HTML) == read(body, HTML)


@pytest.mark.parametrize("depth", [255, 2_000, 3_900])
def test_what_is_nested_deeply_is_read_whole(depth: int) -> None:
    found = reading(
        f"<p>Before it all we say good day.</p>{'<div>' * depth}{PROSE}{'</div>' * depth}"
        "<p>After it all we do so again.</p>"
    )

    assert [c.text[:6] for c in found.clauses] == ["Before", "We len", "After "]


def test_a_text_of_ten_megabytes_is_one_clause_without_loss() -> None:
    words = "word " * 2_000_000

    found = reading(f"<h1>Terms of use</h1><p>{words}</p><p>We keep the end of it as well.</p>")

    assert [len(c.text) for c in found.clauses] == [12, len(words) - 1, 30]


def test_fourteen_thousand_blocks_are_all_there() -> None:
    found = reading(
        "<main>"
        + "".join(f"<p>Clause {n} says that we keep it.</p>" for n in range(14_000))
        + "</main>"
    )

    assert len(found.clauses) == 14_000


def test_ten_megabytes_take_seconds_and_little_memory() -> None:
    """Linear in size: eight times the page is about eight times the work."""
    part = f"<h2>Section</h2>{PROSE}<ul><li>one thing</li><li>another thing</li></ul>"
    small, large = (f"<main>{part * count}</main>" for count in (1_000, 8_000))

    spent = []
    for page in (small, large):
        started = time.process_time()
        reading(page)
        spent.append(time.process_time() - started)

    assert spent[1] < 8 * 4 * max(spent[0], 0.05)


def test_a_large_page_fits_into_little_memory() -> None:
    part = f"<h2>Section</h2>{PROSE}<ul><li>one thing</li><li>another thing</li></ul>"
    page = f"<main>{part * 4_000}</main>"

    tracemalloc.start()
    reading(page)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 60 * len(page)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (f"<p {' '.join(f'a{n}' for n in range(100_000))}>x</p>{PROSE}", "too_complex"),
        ("<p " + " ".join(f'a{n}=">"' for n in range(60_000)) + f">x</p>{PROSE}", "too_complex"),
        ("<div>" * 100_000 + PROSE, "too_complex"),
        ("<b>" * 1_000_000 + PROSE, "too_complex"),
        ("<p>x</p>" * 400_000, "too_complex"),
    ],
)
def test_what_would_cost_the_parser_too_much_is_refused_at_once(page: str, reason: str) -> None:
    started = time.process_time()

    found = reading(page)

    assert found.refused is not None
    assert found.refused.reason == reason
    assert time.process_time() - started < TOO_LONG_S


@pytest.mark.parametrize(
    "repeated",
    [
        "<!--",
        "<p><b>",
        "<option>",
        "<a id=x>",
        "<style>a{b:c}</style>",
        "<li>",
        "[email protected] ",
        "&",
        "1.1 ",
        "(a) ",
        "x@",
    ],
)
def test_repetition_costs_no_more_than_its_length(repeated: str) -> None:
    started = time.process_time()

    reading(f"<select>{repeated * 20_000}</select>{PROSE}{repeated * 20_000}")

    assert time.process_time() - started < TOO_LONG_S


def test_a_style_sheet_of_megabytes_is_looked_at_in_time() -> None:
    started = time.process_time()

    found = reading(
        f"<style>{'.a1 b,c>d{color:red;display:none}' * 100_000}</style><main>{PROSE * 3}</main>"
    )

    assert found.text.count("skates") == 3
    assert time.process_time() - started < TOO_LONG_S
