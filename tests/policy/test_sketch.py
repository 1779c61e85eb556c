"""Pages of one sketch are read alike, whatever stands in what the sketch leaves out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.jsonable import reading_to_json
from policy.model import Declared
from policy.read import read
from policy.sketch import Sketch, sketch
from tests.watcher.world import policy_html

HTML = {"content-type": "text/html; charset=utf-8"}
PLAIN = Declared()


def hidden(address: str, key: int) -> bytes:
    """An address as a delivery network hides it: another code on every fetch."""
    code = f"{key:02x}" + "".join(f"{byte ^ key:02x}" for byte in address.encode())
    place = f"/cdn/l/email-protection#{code}"
    return f'<p>Write to <a href="{place}" data-cfemail="{code}">us</a>.</p>'.encode()


def with_part(part: bytes) -> bytes:
    return policy_html().replace(b"</main>", part + b"</main>")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'<script nonce="a1">var x="a1"</script>', b'<script nonce="b2">var x="b22"</script>'),
        (hidden("ada@mill.example", 7), hidden("ada@mill.example", 201)),
        (b'<p nonce="1">Bread.</p>', b'<p nonce="2">Bread.</p>'),
        (b'<meta name="csrf-token" content="a1">', b'<meta name="csrf-token" content="b2">'),
        (b'<link rel="stylesheet" href="/a1.css">', b'<link rel="stylesheet" href="/b2.css">'),
    ],
)
def test_what_differs_on_every_fetch_is_no_difference(one: bytes, other: bytes) -> None:
    pages = [with_part(part) for part in (one, other)]

    assert pages[0] != pages[1]
    assert len({sketch(page, HTML, PLAIN) for page in pages}) == 1
    assert read(pages[0], HTML) == read(pages[1], HTML)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"<p>We keep it 30 days.</p>", b"<p>We keep it 60 days.</p>"),
        (hidden("ada@mill.example", 7), hidden("ben@mill.example", 7)),
        (b'<a href="/a">Bread</a>', b'<a href="/b">Bread</a>'),
        (b'<p>nonce="30 days"</p>', b'<p>nonce="60 days"</p>'),
        (b"<textarea><script></textarea>30 days</script>", b"<textarea><script></textarea>60 days"),
        (b"<!--<script>--><p>30 days</p><!--</script>-->", b"<!--<script>--><p>60 days</p>"),
        (b'<p class="a">Bread</p>', b'<p style="display:none">Bread</p>'),
        (b"<script>1</script>", b""),
        (b'<meta name="author" content="a1">', b'<meta name="author" content="b2">'),
    ],
)
def test_what_may_be_read_is_always_a_difference(one: bytes, other: bytes) -> None:
    assert sketch(with_part(one), HTML, PLAIN) != sketch(with_part(other), HTML, PLAIN)


@given(st.binary(max_size=300), st.binary(max_size=300), st.sampled_from([b"", b"<p", b"<script"]))
def test_pages_of_one_sketch_are_read_alike(one: bytes, other: bytes, start: bytes) -> None:
    first, second = (with_part(start + part) for part in (one, other))
    drawn = [sketch(page, HTML, PLAIN) for page in (first, second)]

    if drawn[0] is not None and drawn[0] == drawn[1]:
        readings = [read(page, HTML) for page in (first, second)]
        assert readings[0].text == readings[1].text


def test_other_kinds_and_curious_selectors_are_always_read() -> None:
    page = policy_html()

    assert sketch(b"# Policy\n\nWe mill.", {"content-type": "text/markdown"}, PLAIN) is None
    assert sketch(b"%PDF-1.4", {"content-type": "application/pdf"}, PLAIN) is None
    assert sketch(page, HTML, Declared(select=("main",))) is not None
    assert sketch(page, HTML, Declared(remove=("[nonce]",))) is None


def test_a_page_that_differs_in_the_number_of_its_request_is_read_alike() -> None:
    pages = [
        policy_html().replace(b"</footer>", b"<p>Request 5f0c" + part + b"</p></footer>")
        for part in (b"a81b2c3d4e5f60718293", b"99887766554433221100")
    ]
    first, second = (drawn(page) for page in pages)
    made = said(pages[0])

    assert first.whole != second.whole
    assert second.is_like(first.of(made))
    assert said(pages[1]) == made


def test_a_number_that_the_reading_holds_is_no_mark() -> None:
    pages = [
        with_part(b"<p>The key of our mill is " + key + b", and it turns.</p>")
        for key in (b"5f0ca81b-2c3d-4e5f", b"5f0ca81b-2c3d-4e60")
    ]
    first, second = (drawn(page) for page in pages)
    made = said(pages[0])

    assert first.marks == ("5f0ca81b-2c3d-4e5f",)
    assert not second.is_like(first.of(made))


@pytest.mark.parametrize(
    "part",
    [
        b"<style>.a%s{display:none}</style>",
        b'<p class="a%s">Bread.</p>',
        b'<p><a href="/%s">%s</a></p>',
    ],
)
def test_a_number_that_is_more_than_shown_text_is_no_mark(part: bytes) -> None:
    page = with_part(part.replace(b"%s", b"5f0ca81b2c3d4e5f60718293"))

    assert drawn(page).marks == ()


def said(page: bytes) -> str:
    """All that a reading says, without what was left out of it."""
    form = reading_to_json(read(page, HTML))
    del form["removed"]
    return str(form)


def drawn(page: bytes) -> Sketch:
    """The sketch of a page that has one."""
    found = sketch(page, HTML, PLAIN)
    assert found is not None
    return found
