"""Where a version came from, when it was not simply fetched, stands wherever the version does."""

from __future__ import annotations

import pytest

from policy.model import Outcome
from storage import checks, policies
from tests.web.conftest import NOON, POLICY, Pages, keep_versions
from web.pages import Desk

TEXT = "<html lang='en'><main><h1>Privacy policy</h1><p>We keep your name for as long as you have an account here.</p></main></html>"  # noqa: E501


@pytest.mark.parametrize(
    ("origin", "says"),
    [
        (None, None),
        ("browser", "Read through a browser, which ran the page's scripts."),
        ("by hand: Ada <b>", "Saved by hand and kept by us: Ada &lt;b&gt;."),
    ],
)
def test_pages_and_the_api_say_how_a_version_was_come_by(
    desk: Desk, pages: Pages, origin: str | None, says: str | None
) -> None:
    keep_versions(desk, TEXT)
    with desk.database.transaction() as tx:
        number = policies.get(tx, POLICY).no
        checks.record(tx, number, checks.Look(NOON, Outcome.FIRST, version=1, origin=origin))

    timeline = pages.get(f"/policies/{POLICY}").text
    version = pages.get(f"/policies/{POLICY}/versions/1").text
    listed = pages.get(f"/api/v1/policies/{POLICY}/versions").json()["versions"]
    alone = pages.get(f"/api/v1/policies/{POLICY}/versions/1").json()

    assert [one["origin"] for one in listed] == [origin]
    assert alone["origin"] == origin
    for page in (timeline, version):
        assert ("by hand" in page or "through a browser" in page) is (origin is not None)
        assert says is None or says in page
