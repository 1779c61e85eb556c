"""What the pages say of a policy with a past: words, days, bounds, and who may read it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from storage import versions, visibility
from storage.visibility import Visibility
from tests.web.conftest import Pages
from tests.web.history import QUILLBOX, TODAY
from web.budget import Comparisons
from web.pages import Desk, Standing

BASE = f"/policies/{QUILLBOX}"


@pytest.fixture
def pages(past: Desk) -> Pages:
    """Every page, over a policy with a past."""
    return Pages(past)


def text_of(pages: Pages, path: str) -> str:
    """What a reader reads of a page, in one line."""
    answer = pages.get(path)
    assert answer.status_code == 200, path
    main = LexborHTMLParser(answer.text).css_first("main")
    assert main is not None
    return " ".join(main.text().split())


def test_a_phrase_deleted_last_year_is_found_and_dated(pages: Pages) -> None:
    said = text_of(pages, "/search?q=never+sell+what&when=gone")

    assert "In exactly these words" in said
    assert "Stood from 2 December 2024 to 8 December 2025." in said
    assert "In versions 1 to 3" in said
    assert "It went on 8 December 2025, between 04:00 and 10:00" in said


def test_a_policy_is_read_as_of_a_day(pages: Pages) -> None:
    before = text_of(pages, f"{BASE}/2025-06-01")
    torn = text_of(pages, f"{BASE}/2025-12-08")
    to_come = text_of(pages, f"{BASE}/2027-01-01")

    assert "This is version 2, which stood there on that day" in before
    assert "We will never sell" in before
    assert "On that day the text changed: this version came on 8 December 2025" in torn
    assert "it says itself that it holds from 15 January 2026. Until then: version 3" in torn
    assert "That day has not come yet" in to_come


def test_before_the_first_look_nothing_is_known(pages: Pages) -> None:
    answer = pages.get(f"{BASE}/2024-06-01")

    assert answer.status_code == 404
    assert "We first looked on 2 December 2024." in answer.text
    for wrong in ("2025-13-01", "2025-6-1", "0001-01-01", "nonsense"):
        assert pages.get(f"{BASE}/{wrong}").status_code == 404, wrong


def test_a_version_says_how_often_it_was_seen_and_when_nobody_could(pages: Pages) -> None:
    said = text_of(pages, f"{BASE}/versions/3")

    assert "670 times unchanged, last on 8 December 2025" in said
    assert "not seen from 28 September 2025" in said
    assert "Wenton 8 December 2025, between 04:00 and 10:00" in said


def test_every_look_is_counted_by_what_it_came_to(pages: Pages) -> None:
    [line] = [
        one
        for one in LexborHTMLParser(pages.get(BASE).text).css("p")
        if "looks so far" in one.text()
    ]
    whole, *parts = (int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", line.text()))

    assert len(parts) >= 5
    assert sum(parts) == whole


def test_the_timeline_shows_what_changed_and_when_looking_failed(pages: Pages) -> None:
    answer = pages.get(BASE)
    tree = LexborHTMLParser(answer.text)
    said = text_of(pages, BASE)

    assert "in 30 days the last change comes into force, on 21 December 2026." in said
    assert "not reachable: the host did not answer in time, 22 looks" in said
    assert "new text, not confirmed yet, 2 looks" in said
    assert len(tree.css(".plot circle")) == 7
    assert len(tree.css(".plot rect.failed")) == 3
    assert len(tree.css(".plot rect.pending")) == 1
    assert len(tree.css(".plot rect.gap")) >= 1
    highest = min(tree.css(".plot circle"), key=lambda one: float(one.attributes["cy"] or 0))
    assert "substance" in (highest.attributes["class"] or "")


def test_two_versions_are_compared_as_changes_or_as_a_whole(pages: Pages) -> None:
    path = f"{BASE}/compare/1...7"
    some, whole = text_of(pages, path), text_of(pages, f"{path}?view=whole")
    split = LexborHTMLParser(pages.get(f"{path}?layout=split").text)

    assert "clauses unchanged" in some
    assert "sees nothing but sealed files" in whole
    assert "clauses unchanged" not in whole
    assert "[removed: will never sell]" in whole
    rows = split.css("table.split tr.change")
    assert len(rows) == 7
    assert not [row for row in rows if row.css("td")[0].css("ins") or row.css("td")[1].css("del")]


def test_two_versions_are_chosen_with_a_form(pages: Pages) -> None:
    answer = pages.get(f"{BASE}/compare?from=2&to=5&lang=nl")

    assert answer.url.path == f"{BASE}/compare/2...5"
    assert '<html lang="nl">' in answer.text
    assert pages.get(f"{BASE}/compare?from=2&to=x").status_code == 404
    assert pages.get(f"{BASE}/on?day=2025-06-01").url.path == f"{BASE}/2025-06-01"


def test_a_clause_has_a_page_with_its_history(past: Desk, pages: Pages) -> None:
    with past.database.reading() as tx:
        clauses = versions.get(tx, QUILLBOX, 4).reading.clauses
    sold = next(clause for clause in clauses if "may share" in clause.text)
    said = text_of(pages, f"{BASE}/clauses/{sold.id}")

    assert "This clause stands there now. It had 3 wordings." in said
    assert "Versions 1 to 3" in said
    assert "[removed: will never sell] [added: may share]" in said.replace("][", "] [")
    assert pages.get(f"{BASE}/clauses/{sold.address}@4").url.path == f"{BASE}/clauses/{sold.id}"
    assert pages.get(f"{BASE}/clauses/never").status_code == 404


def test_promises_stand_beside_what_became_of_them(pages: Pages) -> None:
    said = text_of(pages, f"{BASE}/promises")

    assert "We will e-mail you at least 30 days before" in said
    assert "6 → 7" in said
    assert "kept" in said


@pytest.mark.parametrize(
    ("standing", "own"), [("unlisted", 200), ("private", 404), ("withdrawn", 410)]
)
def test_what_is_not_public_is_not_found(
    past: Desk, pages: Pages, standing: Visibility, own: int
) -> None:
    with past.database.transaction() as tx:
        visibility.put(tx, QUILLBOX, standing, TODAY, "the service asked us to")

    for path in (
        BASE, f"{BASE}/versions/1", f"{BASE}/2025-06-01", f"{BASE}/compare/1...2",
        f"{BASE}/promises", f"/changes/{QUILLBOX}.2", f"/search?q=drafts&policy={QUILLBOX}",
    ):  # fmt: skip
        answer = pages.get(path)
        assert answer.status_code == own, path
        assert answer.headers["x-robots-tag"] == "noindex"
        if own != 200:
            assert "Havenrack" not in answer.text
    for path in ("/", "/services", "/search?q=drafts"):
        assert pages.get(path).text.count(QUILLBOX) == 0
    assert pages.get("/services/Quillbox").status_code == 404
    if standing == "withdrawn":
        assert "the service asked us to" in pages.get(BASE).text


def test_what_a_reader_has_is_not_sent_again(past: Desk, pages: Pages) -> None:
    for path in (f"{BASE}/versions/2", f"/changes/{QUILLBOX}.4", BASE, "/", f"{BASE}/2025-06-01"):
        first = pages.get(path, headers={"Accept-Language": "nl"})
        tag = first.headers["etag"]
        again = pages.get(path, headers={"Accept-Language": "nl", "If-None-Match": tag})
        other = pages.get(path, headers={"Accept-Language": "fr", "If-None-Match": tag})

        assert first.headers["vary"] == "Accept-Language"
        assert first.headers["cache-control"] == "public, no-cache"
        assert (again.status_code, again.content) == (304, b""), path
        assert other.status_code == 200, path
    with past.database.transaction() as tx:
        visibility.put(tx, QUILLBOX, "private", TODAY)
    gone = pages.get(f"{BASE}/versions/2", headers={"If-None-Match": "*"})
    assert gone.status_code == 404


def test_style_and_script_are_kept_for_ever_under_their_own_address(pages: Pages) -> None:
    tree = LexborHTMLParser(pages.get("/").text)
    for css in ("script", "link[rel=stylesheet]"):
        node = tree.css_first(css)
        assert node is not None
        path = node.attributes.get("src") or node.attributes.get("href") or ""
        assert "immutable" in pages.get(path).headers["cache-control"]


def test_an_installation_may_ask_not_to_be_indexed(past: Desk) -> None:
    pages = Pages(replace(past, standing=Standing(noindex=True)))

    assert pages.get(BASE).headers["x-robots-tag"] == "noindex"
    assert "Disallow: /\n" in pages.get("/robots.txt").text
    assert "x-robots-tag" not in Pages(past).get(BASE).headers


def test_the_operator_s_own_notices_come_from_settings(past: Desk) -> None:
    texts = {"privacy": {"": "# Privacy\n\nWe keep <b>little</b>.", "nl": "Wij bewaren weinig."},
             "imprint": {"": "Kleine Letters, Gent"}}  # fmt: skip
    pages = Pages(replace(past, standing=Standing(texts=texts)))

    assert "We keep little." in pages.get("/privacy").text
    assert "Wij bewaren weinig." in pages.get("/privacy?lang=nl").text
    assert "Kleine Letters, Gent" in pages.get("/imprint").text
    assert Pages(past).get("/imprint").status_code == 404
    assert "Who only reads: nothing." in Pages(past).get("/privacy").text


def test_the_cost_of_comparisons_is_limited_and_neighbours_are_free(past: Desk) -> None:
    pages = Pages(replace(past, comparisons=Comparisons(clauses_a_minute=40)))

    first = pages.get(f"{BASE}/compare/1...3")
    again = pages.get(f"{BASE}/compare/1...3?view=whole")
    refused = pages.get(f"{BASE}/compare/1...5")

    assert (first.status_code, again.status_code, refused.status_code) == (200, 200, 503)
    assert refused.headers["retry-after"] == "60"
    assert "Try this one again in a minute" in refused.text
    assert pages.get(f"{BASE}/compare/1...2").status_code == 200


@pytest.mark.parametrize("asked", ["%_", "NEAR(", '"', "*", "a" * 10_000, "\x00", "' OR 1=1 --"])
def test_no_question_breaks_the_search(pages: Pages, asked: str) -> None:
    for path in ("/search", "/services"):
        assert pages.get(path, params={"q": asked}).status_code == 200
    wrong = {"q": "drafts", "before": "1e309", "when": "; drop", "policy": "", "page": "-1"}
    assert pages.get("/search", params=wrong).status_code == 200
    assert pages.get("/services", params={"page": "0x10"}).status_code == 200
    assert pages.get("/services", params={"page": "99"}).status_code == 404


def test_the_service_s_page_lists_its_policies(pages: Pages) -> None:
    assert "Coming into force" in text_of(pages, "/services/Quillbox")
    assert pages.get("/services/Nobody").status_code == 404
