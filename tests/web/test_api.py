"""The API: what a client reads, pages through, keeps, and may write with a key."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from notifier import happened
from storage import changes, keys, policies, visibility
from storage.database import Database
from storage.policies import Wanted, WantedSource
from tests.web.conftest import NOON, POLICY, Pages, desk_over
from tests.web.shelves import Issue, shelve
from web.app import create_app
from web.pages import Desk
from web.rates import Rates

FIRST = datetime(2026, 11, 1, 12, tzinfo=UTC)
TEXT = """# Privacy policy of Aldus

Effective date: {applies}

1. We keep what you order for {years} years, and no longer than that.
2. If you do not agree with a change, you may terminate the contract before it takes effect.
3. Ask us, and we show, mend or erase what we keep about you.
"""
BEFORE = TEXT.format(applies="1 January 2026", years="two")
AFTER = TEXT.format(applies="1 December 2026", years="three")
API = "/api/v1"


@pytest.fixture
def desk(database: Database) -> Desk:
    """A desk over a database of either kind."""
    return desk_over(database)


@pytest.fixture
def archive(desk: Desk) -> Desk:
    """Two services, three policies; one of them changed."""
    shelve(desk.database, POLICY, [Issue(FIRST, BEFORE), Issue(FIRST + timedelta(days=3), AFTER)])
    shelve(desk.database, "aldus-terms", [Issue(FIRST, BEFORE)], terms_type="Terms of Service")
    shelve(desk.database, "mill-privacy-policy", [Issue(FIRST, BEFORE)], service="Mill/Söhne")
    return desk


def key(desk: Desk, *scopes: str, **parts: Any) -> dict[str, str]:
    """The header with a fresh key of these scopes."""
    with desk.database.transaction() as tx:
        shown = keys.add(tx, f"key {scopes} {parts}", "a test", scopes, NOON, **parts)
    return {"Authorization": f"Bearer {shown}"}


def read(pages: Pages, path: str, **parts: Any) -> Any:
    answer = pages.get(API + path, **parts)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_client_finds_its_way_from_services_to_the_words_of_a_clause(
    archive: Desk, pages: Pages
) -> None:
    (service, other) = read(pages, "/services")["services"]
    policy = read(pages, f"/policies/{service['policies'][0]}")
    (newest, first) = read(pages, f"/policies/{policy['id']}/versions")["versions"]
    version = read(pages, f"/policies/{policy['id']}/versions/{newest['version']}")
    change = read(pages, f"/changes/{newest['change']}")
    compared = read(pages, f"/policies/{policy['id']}/comparisons/1/2")
    reworded = next(one for one in compared["changes"] if ["-", "two"] in one.get("redline", []))
    clause = read(pages, f"/policies/{policy['id']}/clauses/{reworded['new']['id']}")

    assert (service["service"], other["service"]) == ("Aldus", "Mill/Söhne")
    assert policy["links"]["atom"] == f"http://testserver/feeds/policies/{POLICY}.atom"
    assert (newest["version"], first["kind"]) == (2, "first")
    assert version["clauses"][0]["text"] == "Privacy policy of Aldus"
    assert (change["significance"], change["takes_effect"]["on"]) == ("substance", "2026-12-01")
    assert change["counts"]["reworded"] >= 1
    assert [one["from_version"] for one in clause["wordings"]] == [1, 2]
    assert clause["wordings"][0]["gone_at"] == change["first_seen_new_at"]


def test_the_text_of_a_day_is_the_one_that_was_known_then(archive: Desk, pages: Pages) -> None:
    then = read(pages, f"/policies/{POLICY}/at/2026-11-02")
    now = read(pages, f"/policies/{POLICY}/at/2026-11-21")

    assert (then["version"], now["version"]) == (1, 2)
    for day in ("2026-10-31", "2026-11-22", "0001-01-01", "9999-12-31"):
        assert pages.get(f"{API}/policies/{POLICY}/at/{day}").status_code == 404


def test_days_looks_promises_audit_search_and_health_are_there(archive: Desk, pages: Pages) -> None:
    days = read(pages, "/days")["days"]
    looks = read(pages, f"/policies/{POLICY}/looks")["looks"]
    promises = read(pages, f"/policies/{POLICY}/promises")["promises"]
    audit = read(pages, f"/policies/{POLICY}/audit")
    hits = read(pages, "/search", params={"q": "two years", "when": "gone"})["hits"]
    health = read(pages, "/health")

    assert {(one["kind"], one["last_day"]) for one in days} == {
        ("effect", "2026-12-01"), ("exit", "2026-11-30"),
    }  # fmt: skip
    assert [one["outcome"] for one in looks] == ["changed", "first"]
    assert promises[0]["exit_right"] == "terminate"
    assert audit["summary"]["changes"] == 1
    assert [(one["policy"], one["to_version"]) for one in hits] == [(POLICY, 1)]
    assert (health["policies"], health["versions"], health["changes"]) == (3, 4, 1)


def pages_of(pages: Pages, path: str, name: str, limit: int) -> list[Any]:
    """Every item of a list, page by page."""
    found, cursor = [], None
    for _ in range(50):
        asked = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        form = read(pages, path, params=asked)
        assert len(form[name]) <= limit
        found += form[name]
        cursor = form["next"]
        if cursor is None:
            return found
    raise AssertionError("the list has no end")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/policies", "policies"), ("/services", "services"), ("/changes", "changes"),
        (f"/policies/{POLICY}/versions", "versions"), (f"/policies/{POLICY}/looks", "looks"),
        ("/search?q=order", "hits"),
    ],
)  # fmt: skip
def test_a_list_in_small_pages_is_the_whole_list(
    archive: Desk, pages: Pages, path: str, name: str
) -> None:
    whole = pages_of(pages, path.partition("?")[0], name, 50) if "?" not in path else None
    if whole is None:
        assert read(pages, path)[name]
        return

    assert pages_of(pages, path, name, 1) == whole


def test_what_a_client_has_is_not_sent_again_and_a_change_is(archive: Desk, pages: Pages) -> None:
    paths = [f"/policies/{POLICY}", f"/policies/{POLICY}/versions/2", "/changes",
             f"/policies/{POLICY}/comparisons/1/2", "/health"]  # fmt: skip
    tags = {path: pages.get(API + path).headers["etag"] for path in paths}

    again = {p: pages.get(API + p, headers={"If-None-Match": t}) for p, t in tags.items()}
    with archive.database.transaction() as tx:
        changes.retract(tx, f"{POLICY}.2", "the page was cut", "Ada", NOON)
    later = pages.get(f"{API}/changes", headers={"If-None-Match": tags["/changes"]})

    assert {answer.status_code for answer in again.values()} == {304}
    assert later.status_code == 200
    assert later.json()["changes"][0]["retracted_because"] == "the page was cut"
    assert "public" in later.headers["cache-control"]
    assert later.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404), ("/policies/nobody", 404), (f"/policies/{POLICY}/versions/9", 404),
        (f"/policies/{POLICY}/versions/0", 422), ("/policies?limit=0", 422),
        ("/policies?cursor=x", 422), (f"/policies/{POLICY}/looks?outcome=fine", 422),
        ("/changes/nobody.2", 404), (f"/policies/{POLICY}/clauses/zzz", 404),
        ("/services/nobody", 404), ("/policies/%00", 404), ("/search?q=%00", 404),
        (f"/policies/{POLICY}/at/soon", 422),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_as_a_problem(
    archive: Desk, pages: Pages, path: str, status: int
) -> None:
    answer = pages.get(API + path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("standing", ["unlisted", "private", "withdrawn"])
def test_the_api_shows_no_more_than_the_pages_except_to_a_key_that_may(
    archive: Desk, pages: Pages, standing: visibility.Visibility
) -> None:
    with archive.database.transaction() as tx:
        visibility.put(tx, POLICY, standing, NOON, "asked")
    beneath = ["", "/versions", "/versions/2", "/comparisons/1/2", "/looks", "/promises",
               "/audit", "/at/2026-11-21"]  # fmt: skip
    one_by_one = {pages.get(f"{API}/policies/{POLICY}{path}").status_code for path in beneath}
    one_by_one.add(pages.get(f"{API}/changes/{POLICY}.2").status_code)
    own = key(archive, "read:private")

    assert one_by_one == {{"unlisted": 200, "private": 404, "withdrawn": 410}[standing]}
    assert POLICY not in pages.get(f"{API}/policies").text
    assert read(pages, "/changes")["changes"] == []
    assert read(pages, "/days")["days"] == []
    assert read(pages, "/search", params={"q": '"three years"'})["hits"] == []
    assert POLICY in pages.get(f"{API}/policies", headers=own).text
    assert read(pages, f"/policies/{POLICY}", headers=own)["visibility"] == standing
    assert pages.get(f"{API}/policies", headers=own).headers["cache-control"] == "private, no-store"


# --- writing -----------------------------------------------------------------------------------


@pytest.fixture
def open_desk(archive: Desk) -> Desk:
    """A desk to which the wiring handed how to declare."""

    def declare(form: Any) -> Wanted:
        if "example" not in form["url"]:
            raise ValueError("url: is no address we watch")
        source = WantedSource(form["url"])
        return Wanted(form["id"] or "made", form["service"], form["terms_type"], (source,))

    return replace(archive, declare=declare)


@pytest.fixture
def desk_pages(open_desk: Desk) -> Pages:
    return Pages(open_desk)


NEW = {"url": "https://new.example/privacy", "service": "New", "terms_type": "Privacy Policy"}


def test_a_program_with_a_key_watches_pauses_and_looks(open_desk: Desk, desk_pages: Pages) -> None:
    own = key(open_desk, "policies:write", "looks:write")
    made = desk_pages.post(f"{API}/policies", json=NEW, headers=own)
    again = desk_pages.post(f"{API}/policies", json=NEW, headers=own)
    wrong = desk_pages.post(f"{API}/policies", json={**NEW, "url": "x"}, headers=own)
    looked = desk_pages.post(f"{API}/policies/{POLICY}/looks", headers=own)
    change = {"state": "paused", "visibility": "private"}
    paused = desk_pages.request("PATCH", f"{API}/policies/{POLICY}", json=change, headers=own)
    refused = desk_pages.post(f"{API}/policies/{POLICY}/looks", headers=own)

    assert (made.status_code, again.status_code, wrong.status_code) == (201, 409, 422)
    assert made.headers["location"] == "/api/v1/policies/made"
    assert looked.status_code == 202
    assert (paused.json()["state"], paused.json()["visibility"]) == ("paused", "private")
    assert refused.status_code == 409
    with open_desk.database.reading() as tx:
        assert policies.get(tx, "made").service == "New"


def test_a_program_with_a_key_subscribes_and_takes_back(open_desk: Desk, desk_pages: Pages) -> None:
    own = key(open_desk, "subscriptions:write", "changes:write")
    path, form = f"{API}/policies/{POLICY}/subscriptions", {"address": "ada@reader.example"}

    asked = desk_pages.post(path, json=form, headers=own)
    sure = desk_pages.post(path, json={**form, "confirmed_by": "a signed form"}, headers=own)
    wrong = desk_pages.post(path, json={"address": "a@b.c\nBcc: d"}, headers=own)
    back = {"because": "the page was cut", "by": "Ada"}
    retracted = desk_pages.post(f"{API}/changes/{POLICY}.2/retraction", json=back, headers=own)
    twice = desk_pages.post(f"{API}/changes/{POLICY}.2/retraction", json=back, headers=own)

    assert (asked.status_code, asked.json()["state"]) == (201, "unconfirmed")
    assert sure.json()["state"] == "confirmed"
    assert wrong.status_code == 422
    assert (retracted.json()["retracted"], twice.json()["retracted"]) == (True, False)


WRITES = [
    ("POST", "/policies", NEW, "policies:write"),
    ("PATCH", f"/policies/{POLICY}", {"state": "paused"}, "policies:write"),
    ("POST", f"/policies/{POLICY}/looks", None, "looks:write"),
    (
        "POST",
        f"/policies/{POLICY}/subscriptions",
        {"address": "a@b.example"},
        "subscriptions:write",
    ),
    ("POST", f"/changes/{POLICY}.2/retraction", {"because": "x", "by": "y"}, "changes:write"),
]


@pytest.mark.parametrize(("method", "path", "form", "scope"), WRITES)
def test_nothing_is_written_without_a_key_that_may(
    open_desk: Desk, desk_pages: Pages, method: str, path: str, form: Any, scope: str
) -> None:
    others = [one for one in keys.SCOPES if one != scope]
    expired = key(open_desk, scope, expires_at=NOON)
    revoked = key(open_desk, scope)
    with open_desk.database.transaction() as tx:
        keys.revoke(tx, f"key {(scope,)} {{}}", NOON)

    def status(headers: dict[str, str]) -> int:
        return desk_pages.request(method, API + path, json=form, headers=headers).status_code

    assert status({}) == 401
    assert status({"Authorization": "Bearer cwk_nothing"}) == 401
    assert status({"Authorization": "Basic Zm9v"}) == 401
    assert status(expired) == 401
    assert status(revoked) == 401
    assert status(key(open_desk, *others)) == 403


def test_of_a_key_only_the_hash_is_kept(archive: Desk) -> None:
    shown = key(archive, "looks:write")["Authorization"].removeprefix("Bearer ")
    with archive.database.reading() as tx:
        (row,) = keys.listed(tx)

    assert shown not in repr(row.model_dump())
    assert len(row.secret_sha256) == 32


def test_who_asks_too_often_is_asked_to_wait(archive: Desk) -> None:
    pages = Pages(replace(archive, rates=Rates(a_minute=6)))

    answers = [pages.get(f"{API}/health") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert int(answers[2].headers["retry-after"]) == 10
    assert answers[2].json()["title"] == "Too Many Requests"


def test_a_request_that_is_too_large_is_not_read(open_desk: Desk, desk_pages: Pages) -> None:
    own = key(open_desk, "policies:write")

    answer = desk_pages.post(f"{API}/policies", content=b"x" * 70_000, headers=own)

    assert answer.status_code == 413


def test_the_description_names_every_route_and_what_it_answers(archive: Desk, pages: Pages) -> None:
    made = read(pages, "/openapi.json")

    operations = [one for path in made["paths"].values() for one in path.values()]
    assert made["openapi"].startswith("3.1")
    assert len({one["operationId"] for one in operations}) == len(operations) >= 20
    assert [one["operationId"] for one in operations if not one.get("description")] == []
    assert made["servers"] == [{"url": "http://testserver/api/v1"}]
    for one in operations:
        assert {"404", "422", "429"} <= set(one["responses"])


def test_a_client_can_be_written_from_the_description_alone(archive: Desk, pages: Pages) -> None:
    """No field, parameter or answer is left to be guessed, nor what webhooks are told."""
    made = read(pages, "/openapi.json")
    unsaid = [
        f"{name}.{field}"
        for name, schema in made["components"]["schemas"].items()
        for field, form in schema.get("properties", {}).items()
        if not form.get("description") and "$ref" not in json.dumps(form)
    ]
    operations = [one for path in made["paths"].values() for one in path.values()]
    unsaid += [
        f"{one['operationId']} {parameter['name']}"
        for one in operations
        for parameter in one.get("parameters", [])
        if not parameter.get("description")
    ]
    unsaid += [
        one["operationId"]
        for one in operations
        for answer in one["responses"].values()
        if answer["description"] == "Successful Response"
    ]

    assert unsaid == []
    assert set(made["webhooks"]) == {*happened.TOPICS, happened.TEST}


KNOWN = {
    "policy": POLICY, "number": 2, "old": 1, "new": 2, "change": f"{POLICY}.2", "service": "Aldus",
    "day": "2026-11-20",
}  # fmt: skip
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


def test_answers_are_as_described_whatever_is_asked(open_desk: Desk) -> None:
    desk = replace(open_desk, rates=Rates(a_minute=10**9))
    own = key(desk, *keys.SCOPES)
    schema = schemathesis.openapi.from_asgi(f"{API}/openapi.json", create_app(desk))

    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=6,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=own, checks=CHECKS)
            known = {name: KNOWN[name] for name in case.path_parameters if name in KNOWN}
            if known:  # names of what is there, so that more than 404 is seen
                case.path_parameters |= known
                case.call_and_validate(headers=own, checks=CHECKS)

        ask()
