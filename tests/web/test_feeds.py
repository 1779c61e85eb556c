"""Feeds: what they tell and leave out, in forms that readers and a schema accept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from storage import changes, visibility
from tests.web.conftest import NOON, POLICY, Pages
from tests.web.shelves import Issue, shelve
from web.pages import Desk

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
RULES = """# Privacy policy of Aldus

1. We keep what you order for {years} years, and no longer than that.
2. You may ask us to show, mend or erase what we keep about you.
{more}"""
FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)


def text(years: str = "two", more: str = "3. We write to you before we change this.") -> str:
    return RULES.format(years=years, more=more)


@pytest.fixture
def archive(desk: Desk) -> Desk:
    """A policy that changed, was read anew by us, and went back."""
    shelve(
        desk.database,
        POLICY,
        [
            Issue(FIRST, text()),
            Issue(FIRST + timedelta(days=10), text("three")),
            Issue(FIRST + timedelta(days=20), text("three", "3. We write to you."), "technical"),
            Issue(FIRST + timedelta(days=30), text(), "return", 1),
        ],
    )
    return desk


def parsed(pages: Pages, address: str) -> feedparser.FeedParserDict:
    answer = pages.get(address)
    assert answer.status_code == 200, answer.text
    tree = etree.fromstring(answer.content)
    assert SCHEMA.validate(tree), SCHEMA.error_log
    read = feedparser.parse(answer.content)
    assert not read.bozo, read.get("bozo_exception")
    return read


@pytest.mark.parametrize(
    "address", ["/feeds/all.atom", "/feeds/services/Aldus.atom", f"/feeds/policies/{POLICY}.atom"]
)
def test_a_feed_tells_first_records_changes_and_withdrawals_and_no_upgrade_of_ours(
    archive: Desk, pages: Pages, address: str
) -> None:
    feed = parsed(pages, address)

    kinds = [
        next(tag.term for tag in entry.tags if tag.scheme.endswith(":scheme:record-type"))
        for entry in feed.entries
    ]
    assert kinds == ["Withdrawal", "Change", "First record"]
    assert feed.entries[1].title == "Aldus, privacy policy: kept for three years instead of two"
    assert feed.entries[1].link == f"http://testserver/changes/{POLICY}.2"
    assert "<del>two</del>" in feed.entries[1].content[0].value
    assert {(tag.scheme.rpartition(":")[2], tag.term) for tag in feed.entries[1].tags} >= {
        ("service", "Aldus"), ("terms-type", "Privacy Policy"), ("significance", "substance"),
    }  # fmt: skip


def test_names_in_feeds_stay_and_differ_from_one_another(archive: Desk, pages: Pages) -> None:
    feeds = [
        parsed(pages, address)
        for address in ("/feeds/all.atom", "/feeds/services/Aldus.atom", "/feeds/all.atom?lang=nl")
    ]

    assert [entry.id for entry in feeds[0].entries] == [
        f"tag:testserver,2026:change:{POLICY}.4",
        f"tag:testserver,2026:change:{POLICY}.2",
        f"tag:testserver,2026:version:{POLICY}.1",
    ]
    assert [e.id for e in feeds[0].entries] == [e.id for e in feeds[1].entries]
    assert feeds[0].feed.id != feeds[1].feed.id
    assert feeds[0].feed.id == feeds[2].feed.id


def test_a_change_we_were_wrong_about_comes_up_again_marked(archive: Desk, pages: Pages) -> None:
    before = parsed(pages, "/feeds/all.atom")
    with archive.database.transaction() as tx:
        changes.retract(tx, f"{POLICY}.2", "the page was cut", "Ada", NOON)

    after = parsed(pages, "/feeds/all.atom")

    assert after.entries[0].id == before.entries[1].id
    assert after.entries[0].title.startswith("Taken back by us: ")
    assert "the page was cut" in after.entries[0].content[0].value
    assert after.entries[0].updated == "2026-11-21T12:00:00Z"
    assert after.feed.updated == "2026-11-21T12:00:00Z"
    assert "retracted" in {tag.term for tag in after.entries[0].tags}


def test_json_feed_tells_the_same_with_the_facts_as_data(archive: Desk, pages: Pages) -> None:
    answer = pages.get(f"/feeds/policies/{POLICY}.json")
    atom = parsed(pages, f"/feeds/policies/{POLICY}.atom")

    form = answer.json()
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert form["version"] == "https://jsonfeed.org/version/1.1"
    assert form["feed_url"] == f"http://testserver/feeds/policies/{POLICY}.json"
    assert [item["id"] for item in form["items"]] == [entry.id for entry in atom.entries]
    facts = form["items"][1]["_clausewatch"]
    assert (facts["change"], facts["from_version"], facts["version"]) == (f"{POLICY}.2", 1, 2)
    assert facts["significance"] == "substance"


@pytest.mark.parametrize("form", ["atom", "json", "ics"])
def test_what_a_reader_has_is_not_sent_again(archive: Desk, pages: Pages, form: str) -> None:
    address = f"/feeds/all.{form}"
    first = pages.get(address)

    by_tag = pages.get(address, headers={"If-None-Match": first.headers["etag"]})
    by_time = pages.get(address, headers={"If-Modified-Since": first.headers["last-modified"]})
    other = pages.get(address + "?lang=fr", headers={"If-None-Match": first.headers["etag"]})

    assert (by_tag.status_code, by_time.status_code, other.status_code) == (304, 304, 200)
    assert by_tag.content == b""
    assert by_tag.headers["etag"] == first.headers["etag"]
    assert "max-age" in first.headers["cache-control"]


def test_an_empty_feed_is_valid_and_stands_still(desk: Desk, pages: Pages) -> None:
    feed = parsed(pages, "/feeds/all.atom")

    assert feed.entries == []
    assert feed.feed.updated == parsed(pages, "/feeds/all.atom").feed.updated


def test_a_long_feed_goes_on_and_tells_nothing_twice(desk: Desk, pages: Pages) -> None:
    issues = [Issue(FIRST + timedelta(hours=n), text(str(n + 1))) for n in range(120)]
    shelve(desk.database, POLICY, issues)

    address: str | None = "/feeds/all.atom"
    seen: list[str] = []
    while address:
        feed = parsed(pages, address)
        seen += [entry.id for entry in feed.entries]
        address = next((link.href for link in feed.feed.links if link.rel == "next"), None)

    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("lang", ["nl", "fr", "de", "en"])
def test_a_feed_speaks_its_reader_s_language_and_quotes_the_policy_in_its_own(
    archive: Desk, pages: Pages, lang: str
) -> None:
    feed = parsed(pages, f"/feeds/all.atom?lang={lang}")

    titles = {"nl": "wijziging", "fr": "modification", "de": "Änderung", "en": "change"}
    assert feed.feed.language == lang
    assert titles[lang] in feed.entries[0].title
    assert 'lang="en"' in feed.entries[1].content[0].value


TRICKS = ("<script>alert(1)</script>", "]]><b>", "\x0b\x00\ufffe", "&amp;<img src=x onerror=y>")


@pytest.mark.parametrize("trick", TRICKS)
def test_a_vendor_s_words_stay_words_in_a_feed(desk: Desk, pages: Pages, trick: str) -> None:
    issues = [Issue(FIRST, text()), Issue(FIRST + timedelta(days=1), text("ten", f"3. {trick} x"))]
    shelve(desk.database, POLICY, issues, service=f"Aldus {trick}")

    feed = parsed(pages, f"/feeds/policies/{POLICY}.atom")
    content = etree.HTML(feed.entries[0].content[0].value)

    assert {element.tag for element in content.iter()} <= {
        "html", "body", "p", "h3", "span", "ins", "del", "a",
    }  # fmt: skip
    assert json.loads(pages.get(f"/feeds/policies/{POLICY}.json").content)


@pytest.mark.parametrize(
    ("standing", "listed", "own"),
    [("public", 3, 200), ("unlisted", 0, 200), ("private", 0, 404), ("withdrawn", 0, 410)],
)
@pytest.mark.parametrize("form", ["atom", "json", "ics"])
def test_a_feed_shows_no_more_than_the_pages(
    archive: Desk, pages: Pages, standing: visibility.Visibility, listed: int, own: int, form: str
) -> None:
    with archive.database.transaction() as tx:
        visibility.put(tx, POLICY, standing, NOON, "asked by the service")

    assert len(parsed(pages, "/feeds/all.atom").entries) == listed
    assert pages.get(f"/feeds/policies/{POLICY}.{form}").status_code == own
    if not listed:
        assert pages.get(f"/feeds/services/Aldus.{form}").status_code == 404


def test_a_service_may_have_any_name(desk: Desk, pages: Pages) -> None:
    shelve(desk.database, POLICY, [Issue(FIRST, text())], service="Mühle/Söhne & Co. .de")

    found = parsed(pages, "/feeds/services/M%C3%BChle%2FS%C3%B6hne%20%26%20Co.%20.de.atom")

    assert len(found.entries) == 1
    assert feedparser.parse(pages.get(found.feed.links[0].href).content).feed.id == found.feed.id


@pytest.mark.parametrize(
    "address",
    ["/feeds/all.xml", "/feeds/all.atom?after=nonsense", "/feeds/policies/nobody.atom",
     "/feeds/changes/nobody.2.ics", "/feeds/services/.atom"],
)  # fmt: skip
def test_there_is_no_feed_of_what_is_not_there(desk: Desk, pages: Pages, address: str) -> None:
    assert pages.get(address).status_code == 404
