"""Pages of one outline differ in tokens only; whether those are read is tried out with others."""

from __future__ import annotations

import pytest

from policy.model import Declared
from policy.outline import TOKENS, outline, shaken
from policy.sketch import sketch

HTML = {"content-type": "text/html; charset=utf-8"}
ONE, OTHER = b"0123456789abcdef01234567", b"fedcba9876543210fedcba98"
MILL = b"5b3632373717363732373c75383437"  # an address under one key
SAME_MILL = bytes(byte ^ 0x2A for byte in bytes.fromhex(MILL.decode())).hex().encode()


def page(part: bytes) -> bytes:
    return (
        b"<html><head><title>Mill</title></head><body><main><h1>Privacy policy</h1>"
        b"<p>We mill your data for 30 days.</p>" + part + b"</main></body></html>"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'<script nonce="%s">x</script>' % ONE, b'<script nonce="%s">x</script>' % OTHER),
        (b'<script nonce="r4nd0m+/w==">', b'<script nonce="0th3rw1s3A==">'),
        (b'<a data-cfemail="%s">x</a>' % MILL, b'<a data-cfemail="%s">x</a>' % SAME_MILL),
    ],
)
def test_what_changes_at_every_fetch_is_not_in_the_outline(one: bytes, other: bytes) -> None:
    assert outline(page(one), HTML) == outline(page(other), HTML)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"<p>30 days</p>", b"<p>60 days</p>"),
        (b"<p>%s</p>" % ONE, b"<p>%s0</p>" % ONE),
        (b"<p>%s</p>" % ONE, b"<p>%s.</p>" % ONE),
        (b'<a data-cfemail="%s">x</a>' % MILL, b'<a data-cfemail="%s">x</a>' % MILL[::-1]),
        (b"<!-- %s-->" % ONE, b"<!-- %s-- >" % ONE),
    ],
)
def test_everything_else_is(one: bytes, other: bytes) -> None:
    assert outline(page(one), HTML) != outline(page(other), HTML)


def test_what_a_reading_depends_on_beside_the_bytes_is_in_the_outline() -> None:
    other = HTML | {"content-type": "text/html; charset=windows-1252"}

    assert outline(page(b""), HTML) != outline(page(b""), other)


def test_a_page_full_of_tokens_has_no_outline() -> None:
    assert outline(page(b" ".join([ONE] * (TOKENS + 1))), HTML) is None
    assert shaken(page(b" ".join([ONE] * (TOKENS + 1)))) is None


@pytest.mark.parametrize(
    ("part", "nobody_reads_it"),
    [
        (b'<script nonce="%s">let a = "%s"</script>' % (ONE, ONE), True),
        (b'<meta name="csrf-token" content="%s">' % ONE, True),
        (b'<a data-cfemail="%s">write to us</a>' % MILL, True),
        (b'<p class="%s">hidden by a style sheet</p>' % ONE, False),
        (b"<p>&#x%s41;</p>" % (b"0" * 16), False),
        (b'<p>nonce="sixty-days-notice"</p>', False),
        (b'<a href="https://mill.example/%s">terms</a>' % ONE, False),
    ],
)
def test_shaking_a_page_shows_whether_its_tokens_are_read(
    part: bytes, nobody_reads_it: bool
) -> None:
    whole, other = page(part), shaken(page(part))

    assert other is not None
    assert other != whole
    drawn = [sketch(one, HTML, Declared()) for one in (whole, other)]
    assert drawn[0] is not None
    assert drawn[1] is not None
    assert drawn[1].is_like(drawn[0].whole) is nobody_reads_it
