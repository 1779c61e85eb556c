"""What strangers try with links, forms and addresses: the cases of the acceptance material about
subscribing and stopping, through the whole application.
"""

from __future__ import annotations

import base64
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from sqlalchemy import event
from sqlmodel import col, select

from notifier import subscribing
from notifier.taking_up import take_up
from notifier.tokens import Purpose, Tokens
from storage import asked, entries
from storage.mailboxes import BadAddressError, mailbox
from storage.retention import purge
from storage.subscriptions import Wish
from storage.tables import (
    AskedRow,
    DeliveryRow,
    EntryRow,
    NoticeRow,
    ProposalRow,
    SubscriberRow,
    SubscriptionRow,
)
from tests.web.conftest import NOON, POLICY, Pages, keep_versions
from tests.web.test_pages import BEFORE, dump
from web.app import ROUTES, create_app
from web.limits import Limits
from web.pages import Desk

FOLLOW = f"/policies/{POLICY}/subscribe"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def followed(desk: Desk) -> Desk:
    """A desk where Ada follows the policy, confirmed; hers is subscription 1."""
    keep_versions(desk, BEFORE.format("We sell nothing."))
    follow(desk, "ada@reader.example")
    return desk


def follow(desk: Desk, address: str) -> None:
    with desk.database.transaction() as tx:
        wish = Wish(mailbox(address), "policy", POLICY)
        subscribing.subscribe(tx, desk.office, wish, desk.clock(), "a test")


def link(desk: Desk, purpose: Purpose, number: int = 1) -> str:
    paths = {"unsub": "u", "confirm": "confirm", "manage": "manage", "no_reminders": "reminders"}
    return f"/{paths[purpose]}/" + desk.office.tokens.issue(purpose, number, NOON)


def rows(desk: Desk, kind: type[Any]) -> list[Any]:
    with desk.database.reading() as tx:
        return list(tx.exec(select(kind)))


def case(shared: Path, number: str) -> dict[str, Any]:
    """One case of the acceptance material: what it expects stands there, not here."""
    cases = json.loads((shared / "hostile" / "web_abuse.json").read_text())["cases"]
    return next(one["expect"] for one in cases if one["id"] == number)


# --- links ---


def test_scanners_press_the_link_to_stop(followed: Desk, pages: Pages, shared: Path) -> None:
    expected = case(shared, "web-001")
    before = dump(followed)

    answers = [
        pages.get(link(followed, "unsub"), headers={"User-Agent": f"scanner {n}"})
        for n in range(50)
    ]

    assert {answer.status_code for answer in answers} == {expected["status"]}
    assert all(answer.text.count("<form") == 1 for answer in answers)
    assert dump(followed) == before


def test_scanners_press_the_link_to_confirm(desk: Desk, pages: Pages) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))
    pages.post(FOLLOW, data={"address": "cy@reader.example"})

    form = pages.get(link(desk, "confirm"))

    assert form.text.count("<button") == 1
    assert [row.confirmed_at for row in rows(desk, SubscriptionRow)] == [None]


def test_one_click_needs_no_cookie_and_is_recorded_once(
    followed: Desk, pages: Pages, shared: Path
) -> None:
    expected = case(shared, "web-006")
    path = link(followed, "unsub")
    form = pages.post(path)  # without the body of RFC 8058
    assert [row.ended_at for row in rows(followed, SubscriptionRow)] == [None]

    answers = [pages.post(path, data=ONE_CLICK) for _ in range(100)]

    assert "<button" in form.text
    assert {answer.status_code for answer in answers} == {expected["status"]}
    assert not any("set-cookie" in answer.headers for answer in answers)
    assert [row.ended_reason for row in rows(followed, SubscriptionRow)] == ["one_click"]
    with followed.database.reading() as tx:
        ended = list(entries.of(tx, "subscription", "1"))[1:]
    assert len(ended) == expected["log_entries"]
    assert [row.kind for row in rows(followed, DeliveryRow)] == ["farewell"]


def test_no_flipped_bit_is_accepted(followed: Desk) -> None:
    tokens = followed.office.tokens
    good = tokens.issue("unsub", 1, NOON).encode()
    accepted = 0
    for place in range(len(good)):
        for bit in range(8):
            bad = bytearray(good)
            bad[place] ^= 1 << bit
            accepted += tokens.read("unsub", bad.decode("latin-1"), NOON) is not None

    assert accepted == 0


def test_a_link_serves_its_own_purpose_only(followed: Desk) -> None:
    tokens = followed.office.tokens
    for purpose in get_args(Purpose):
        token = tokens.issue(purpose, 1, NOON)

        others = [other for other in get_args(Purpose) if other != purpose]

        assert tokens.read(purpose, token, NOON)
        assert not [one for one in others if tokens.read(one, token, NOON)]


SPOILT = {
    "cut": lambda good: good[:-5],
    "nothing": lambda _: "",
    "endless": lambda good: good + "A" * 10_000,
    "accent": lambda good: good[:9] + "é" + good[9:],
    "nul": lambda good: good[:9] + "%00" + good[9:],
    "padded": lambda good: good + "=",
    "plus became a space": lambda good: good.replace(".", " ", 1),
    "encoded again": lambda good: base64.urlsafe_b64encode(good.encode()).decode(),
}


def test_a_spoilt_link_is_no_page_and_no_error(followed: Desk, pages: Pages) -> None:
    good = followed.office.tokens.issue("unsub", 1, NOON)
    for path in ("u", "confirm", "manage", "again", "reminders", "reconfirm"):
        for what, spoil in SPOILT.items():
            for method in ("GET", "POST"):
                answer = pages.request(method, f"/{path}/{spoil(good)}")

                asked_anew = answer.url.path == "/manage"  # no link at all: ask for one
                assert asked_anew or answer.status_code in (404, 405), f"{path}: {what}"
                assert "Traceback" not in answer.text

    assert [row.ended_at for row in rows(followed, SubscriptionRow)] == [None]


def test_a_link_for_nobody_looks_like_a_forged_one(followed: Desk, pages: Pages) -> None:
    def shown(path: str) -> tuple[int, str]:
        answer = pages.get(path)
        return answer.status_code, answer.text

    nobody = shown(link(followed, "unsub", 4711))
    forged = shown("/u/v1.00000000.MS4x.AAAAAAAAAAAAAAAAAAAAAA")

    assert nobody == forged
    assert shown(link(followed, "manage", 4711)) == shown("/manage/v1.00000000.MS4x.AAAA")


def test_a_stolen_database_makes_no_link(followed: Desk) -> None:
    kept = json.dumps([[str(value) for value in row] for table in dump(followed) for row in table])
    thief = Tokens(b"\0" * 32)

    assert followed.office.tokens.issue("unsub", 1, NOON) not in kept
    assert followed.office.tokens.read("unsub", thief.issue("unsub", 1, NOON), NOON) is None
    assert "ada@reader.example" not in kept


def test_links_and_addresses_stand_in_no_log(
    followed: Desk, pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    path = link(followed, "unsub")
    pages.post(FOLLOW, data={"address": "ben@reader.example"})
    pages.get(path)
    pages.post(path, data=ONE_CLICK)
    pages.get("/u/nothing")

    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]
    said = " ".join(one.getMessage() for one in ours)
    assert "reader.example" not in said
    assert path not in said


# --- forms ---


def test_known_and_unknown_addresses_get_the_same_answer(followed: Desk, pages: Pages) -> None:
    known = pages.post(FOLLOW, data={"address": "ada@reader.example"})
    unknown = pages.post(FOLLOW, data={"address": "eve@reader.example"})
    none = pages.post(FOLLOW, data={"address": "no address"})

    assert known.status_code == unknown.status_code == none.status_code == 200
    assert known.text == unknown.text == none.text
    assert dict(known.headers) == dict(unknown.headers) == dict(none.headers)


def test_a_form_is_the_same_work_whoever_is_known(followed: Desk, pages: Pages) -> None:
    """Counted in statements, for times tell little in a test: the answer to a form and to the
    request after it, for an address that is known, one that is not, and one that is none.
    """
    front = f"/policies/{POLICY}"
    pages.get(front)  # what is made once and held is made
    for path in (FOLLOW, "/manage"):
        worked = []
        for address in ("ada@reader.example", "eve@reader.example", "no address"):
            with statements(followed) as done:
                answer = pages.request("POST", path, data={"address": address})
                pages.get(front)
            assert answer.status_code == 200
            worked.append(done)

        assert worked[0] == worked[1] == worked[2]
        asked_about = " ".join(worked[0])
        assert "INSERT INTO asked" in asked_about
        for table in ("subscriber", "subscription", "suppression", "person", "delivery"):
            assert f"FROM {table} " not in asked_about + " ", f"{path} looks into {table}"
    assert len(rows(followed, SubscriberRow)) == 1, "the rest is done by a duty, some time later"

    assert take_up(followed.database, followed.office, NOON) == 6

    assert len(rows(followed, SubscriberRow)) == 2
    assert not rows(followed, AskedRow)


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    """Everything the database is asked meanwhile, in order."""
    done: list[str] = []

    def seen(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        done.append(" ".join(statement.split()))

    event.listen(desk.database.engine, "before_cursor_execute", seen)
    try:
        yield done
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", seen)


def test_a_form_is_sealed_while_it_waits(followed: Desk, pages: Pages) -> None:
    pages.request("POST", FOLLOW, data={"address": "eve@reader.example"})

    [row] = rows(followed, AskedRow)

    assert b"eve" not in row.sealed
    assert followed.office.vault.own.unseal("asked", row.sealed).count("eve@reader.example") == 1


def test_a_form_is_taken_up_once(followed: Desk, pages: Pages) -> None:
    pages.request("POST", FOLLOW, data={"address": "eve@reader.example"})
    with followed.database.reading() as tx:
        [number] = asked.waiting(tx, 10)

    with followed.database.transaction() as tx:
        first = asked.take(tx, followed.office.vault, number)
    with followed.database.transaction() as tx:
        second = asked.take(tx, followed.office.vault, number)

    assert first is not None
    assert first["policies"] == [POLICY]
    assert second is None


def test_a_form_that_cannot_be_done_holds_up_no_other(
    followed: Desk, pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    with followed.database.transaction() as tx:
        asked.keep(tx, followed.office.vault, {"asks": "follow", "address": "a@b.example"}, NOON)
    pages.request("POST", FOLLOW, data={"address": "eve@reader.example"})

    done = take_up(followed.database, followed.office, NOON)

    assert done == 1
    assert not rows(followed, AskedRow)
    assert "could not be kept" in caplog.text


def test_a_form_that_nobody_takes_up_is_forgotten(followed: Desk, pages: Pages) -> None:
    pages.request("POST", FOLLOW, data={"address": "eve@reader.example"})

    dropped = [purge(followed.database, NOON + timedelta(hours=after)) for after in (23, 25)]

    assert [one["forms that nobody took up"] for one in dropped] == [0, 1]


def test_one_client_gets_ten_mails_sent_whatever_it_claims(
    desk: Desk, pages: Pages, shared: Path
) -> None:
    expected = case(shared, "web-021")
    keep_versions(desk, BEFORE.format("We sell nothing."))

    codes = [
        pages.post(
            FOLLOW,
            data={"address": f"reader{n}@reader.example"},
            headers={"X-Forwarded-For": f"198.51.100.{n % 250}"},
        ).status_code
        for n in range(60)
    ]

    assert codes[-1] == expected["status"]
    assert len(rows(desk, DeliveryRow)) == expected["mails_max"]


def test_a_household_of_ipv6_is_one_client(desk: Desk) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))
    codes = []
    for n in range(15):
        transport = httpx.ASGITransport(create_app(desk), client=(f"2001:db8::{n:x}", 1))
        codes.append(post_through(transport, f"reader{n}@reader.example"))

    assert codes == [200] * 10 + [429] * 5


def post_through(transport: httpx.ASGITransport, address: str) -> int:
    import asyncio

    async def ask() -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return (await client.post(FOLLOW, data={"address": address})).status_code

    return asyncio.run(ask())


def test_many_clients_meet_the_ceiling_of_the_installation(desk: Desk) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))
    few = Desk(desk.database, desk.office, desk.clock, Limits(in_all=12))
    codes = []
    for n in range(20):
        transport = httpx.ASGITransport(create_app(few), client=(f"198.51.100.{n}", 1))
        codes.append(post_through(transport, f"reader{n}@reader.example"))
    take_up(desk.database, desk.office, NOON)

    assert codes == [200] * 12 + [429] * 8
    assert len(rows(desk, DeliveryRow)) == 12


def test_a_question_holds_nothing_that_an_attacker_wrote(desk: Desk, pages: Pages) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))
    evil = "BUY NOW http://evil.example"
    pages.post(
        FOLLOW,
        data={"address": "ada@reader.example", "frequency": evil, "zone": evil, "topic": evil,
              "least": evil, "name": evil, "confirmed": "yes", "is_admin": "1", "id": "7"},
        headers={"User-Agent": evil, "Referer": "http://evil.example/"},
    )  # fmt: skip

    [notice] = rows(desk, NoticeRow)
    assert "BUY" not in notice.subject + notice.text + notice.html
    [row] = rows(desk, SubscriptionRow)
    assert (row.confirmed_at, row.frequency, row.topics) == (None, "immediate", "")


def test_no_form_of_another_site_is_taken(followed: Desk, pages: Pages) -> None:
    tokens = followed.office.tokens
    before = dump(followed)
    for route in ROUTES:
        if "POST" not in (getattr(route, "methods", None) or ()) or "/u/" in route.path:
            continue
        path = route.path.replace("{policy}", POLICY)
        for purpose in ("confirm", "session", "again", "reconfirm", "no_reminders"):
            answer = pages.post(
                path.replace("{token}", tokens.issue(purpose, 1, NOON)),
                data={"address": "eve@reader.example", "action": "erase", "sure": "yes"},
                headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
            )
            assert answer.status_code in (401, 403, 404), path

    assert dump(followed) == before


def test_odd_parameters_are_no_error(followed: Desk, pages: Pages) -> None:
    odd = ("' OR 1=1 --", "%27", "%_", "1e309", "-1", "0x10", 'NEAR ( " *', "a" * 5000)
    for value in odd:
        for path in ("/follow", "/propose", "/manage"):
            assert pages.get(path, params={"q": value, "service": value}).status_code == 200
        assert pages.post(link(followed, "unsub"), data={"stop": value}).status_code == 200, (
            "the form again"
        )
    assert [row.ended_at for row in rows(followed, SubscriptionRow)] == [None]


# --- addresses ---


def test_addresses_are_taken_and_refused_as_listed(desk: Desk, shared: Path) -> None:
    keep_versions(desk, BEFORE.format("We sell nothing."))
    own = "notify@our-own-domain.example"
    ours = Desk(
        desk.database,
        type(desk.office)(
            type(desk.office.letterhead)("http://testserver", own), desk.office.vault,
            desk.office.tokens,
        ),
        desk.clock,
        Limits(per_client=10_000, in_all=10_000),
    )  # fmt: skip
    pages = Pages(ours)
    answers = set()
    for one in json.loads((shared / "hostile" / "addresses.json").read_text())["cases"]:
        spellings = one["address"].split("|")
        for spelling in spellings:
            answer = pages.post(FOLLOW, data={"address": spelling})
            answers.add((answer.status_code, answer.text))
        people = known(desk, spellings)
        assert people in {"accept": {1}, "refuse": {0}, "same_person": {1}}.get(
            one["verdict"], {0, 1}
        ), one["id"]

    assert len(answers) == 1, "the same neutral page for all of them"


def known(desk: Desk, spellings: list[str]) -> int:
    """How many people we know under these spellings of an address."""
    keys = set()
    for one in spellings:
        try:
            keys.add(desk.office.vault.address_key(mailbox(one)))
        except BadAddressError:
            continue
    with desk.database.reading() as tx:
        found = select(SubscriberRow.id).where(col(SubscriberRow.address_key).in_(keys))
        return len(tx.exec(found).all())


# --- proposals ---


PROPOSAL = {"url": "https://zandloper.example/privacy", "service": "Zandloper",
            "kind": "Privacy Policy"}  # fmt: skip


def test_a_proposal_is_kept_as_words_and_fetched_by_nobody(desk: Desk, pages: Pages) -> None:
    answers = [pages.post("/propose", data=PROPOSAL) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    [row] = rows(desk, ProposalRow)
    assert (row.url, row.service, row.times) == (PROPOSAL["url"], "Zandloper", 2)
    assert not rows(desk, EntryRow)


def test_no_proposal_leads_inside(desk: Desk, pages: Pages, shared: Path) -> None:
    urls = ["http://127.0.0.1/", "http://localhost/x", "file:///etc/passwd", "ftp://a.example/",
            "http://[::1]/", "http://user:pw@a.example/", "javascript:alert(1)", ""]  # fmt: skip
    cases = json.loads((shared / "hostile" / "ssrf_urls.json").read_text())["cases"]
    alone = [one for one in cases if "resolver" not in one and "resolve" not in one]
    urls += [
        one["url"]
        for one in alone
        if one["verdict"] == "refuse" and one["class"].startswith(("literal", "local", "scheme"))
    ][:40]
    free = Desk(desk.database, desk.office, desk.clock, Limits(in_all=10_000))
    pages = Pages(free)

    codes = {url: pages.post("/propose", data=PROPOSAL | {"url": url}).status_code for url in urls}

    assert set(codes.values()) == {422}
    assert not rows(desk, ProposalRow)


def test_proposals_are_limited_and_need_a_name(desk: Desk, pages: Pages) -> None:
    assert pages.post("/propose", data=PROPOSAL | {"service": " \n "}).status_code == 422
    codes = [
        pages.post("/propose", data=PROPOSAL | {"url": f"https://z.example/{n}"}).status_code
        for n in range(7)
    ]

    assert codes == [200] * 5 + [429] * 2


def test_no_timing_tells_a_good_mac_from_a_bad_one(followed: Desk) -> None:
    """A rough look: wrong links that agree with the right one in more signs take no longer.

    They are read by turns, so that whatever else the machine does slows down both.
    """
    good = followed.office.tokens.issue("unsub", 1, NOON)
    head, mac = good.rsplit(".", 1)

    taken: dict[int, list[float]] = {0: [], len(mac) - 2: []}
    for _ in range(300):
        for agreeing, times in taken.items():
            wrong = head + "." + mac[:agreeing] + "A" * (len(mac) - agreeing)
            start = time.perf_counter()
            followed.office.tokens.read("unsub", wrong, NOON)
            times.append(time.perf_counter() - start)
    none, most = map(statistics.median, taken.values())

    assert most < none * 2
