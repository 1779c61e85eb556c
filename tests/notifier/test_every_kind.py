"""Every kind of message in every language: both parts whole, valid, small, its headers as listed.

The letters are written as they leave: from the kept notice, with the links of one reader filled in.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import html5lib
import pytest
from selectolax.lexbor import LexborHTMLParser

from notifier import letter, render, render_person, render_trouble
from notifier.letter import STOPS, About, Stationery
from notifier.office import Letterhead, Office
from notifier.render_person import Described
from notifier.render_trouble import Followed
from notifier.tokens import Tokens
from notifier.words import LANGUAGES
from storage.notices import Rendered, digest_of
from storage.outbox import Claim
from storage.people import Vault
from storage.tables import NoticeRow
from tests.notifier.conftest import text
from tests.notifier.test_render import story

ZONE = "Europe/Brussels"
NOW = datetime(2026, 12, 15, 6, 1, tzinfo=UTC)
HEAD = Letterhead(
    "https://clausewatch.example", "notices@clausewatch.example",
    operator="Buurtarchief, Gent", reply_to="vragen@clausewatch.example",
    bounce_domain="bounces.clausewatch.example",
)  # fmt: skip
OFFICE = Office(HEAD, Vault(b"m" * 32), Tokens(b"t" * 32))
WERFMEESTER = Followed("werfmeester-privacy-policy", "Werfmeester", "Privacy Policy")
CHANGED = story(text(), text("vijf dagen", years="drie jaar"))
REMINDED = replace(CHANGED, occasion="reminder", occasion_at=NOW)
JOINED = replace(CHANGED, occasion="joined", occasion_at=NOW)
BACK = story(text("vijf dagen"), text(), kind="return")
LATE = story(text(), text("vijf dagen"), kind="late")
THE = ("het privacybeleid van Werfmeester", "de gebruiksvoorwaarden van Zandloper")
TEXTS = [Described(THE[0], "https://clausewatch.example/policies/w", ("Een.", "Twee."))] * 3

KINDS: dict[str, tuple[str, Callable[[str], Rendered]]] = {
    "change": ("change", lambda tag: render.change(CHANGED, tag, ZONE, HEAD)),
    "withdrawal": ("change", lambda tag: render.change(BACK, tag, ZONE, HEAD)),
    "late-found change": ("change", lambda tag: render.change(LATE, tag, ZONE, HEAD)),
    "change told on joining": ("change", lambda tag: render.change(JOINED, tag, ZONE, HEAD)),
    "reminder": ("reminder", lambda tag: render.change(REMINDED, tag, ZONE, HEAD)),
    "digest": ("digest", lambda tag: render.digest([CHANGED, BACK], tag, ZONE, HEAD, 2)),
    "correction": (
        "correction",
        lambda tag: render_trouble.correction(
            CHANGED, tag, ZONE, HEAD, told_at=NOW, subject="x", because="y"
        ),
    ),
    "silence": (
        "silence", lambda tag: render_trouble.silence(WERFMEESTER, NOW, tag, ZONE, HEAD)
    ),
    "readable again": (
        "back",
        lambda tag: render_trouble.back(WERFMEESTER, NOW, NOW, tag, ZONE, HEAD, changed=True),
    ),
    "confirm": ("confirm", lambda tag: render_person.confirm(THE[:1], tag, "x", HEAD)),
    "confirm several": ("confirm", lambda tag: render_person.confirm(THE, tag, "x", HEAD)),
    "already": ("already", lambda tag: render_person.already(THE[:1], tag, HEAD)),
    "already several": ("already", lambda tag: render_person.already(THE, tag, HEAD)),
    "welcome": (
        "welcome", lambda tag: render_person.welcome(THE[:1], TEXTS[:1], tag, HEAD, how=["x."])
    ),
    "welcome several": (
        "welcome", lambda tag: render_person.welcome(THE, TEXTS, tag, HEAD, how=["x."], more=2)
    ),
    "way back": (
        "farewell", lambda tag: render_person.farewell(THE, NOW.date(), tag, HEAD)
    ),
    "manage": ("manage", lambda tag: render_person.manage(tag, HEAD)),
    "reconfirm": ("reconfirm", lambda tag: render_person.reconfirm(THE[:1], tag, HEAD)),
    "sign of life": ("alive", lambda tag: render_person.alive(TEXTS, tag, HEAD, ended=3)),
}  # fmt: skip
"""What a reader may get → the kind of its delivery, and how it is made."""

ALWAYS = {
    "To", "Message-ID", "Date", "From", "Subject", "Reply-To", "Auto-Submitted",
    "X-Auto-Response-Suppress", "Content-Language", "Notice-Digest", "MIME-Version",
    "Content-Type",
}  # fmt: skip
UNDER_A_SUBSCRIPTION = {"List-Unsubscribe", "List-Unsubscribe-Post", "List-Help"}
OF_ONE_POLICY = {"List-ID", "List-Archive", "In-Reply-To", "References"}
OF_ONE = {"change", "reminder", "correction", "silence", "back"}
ELEMENTS = {
    "html", "head", "style", "meta", "title", "body", "div", "h1", "h2", "h3", "p", "strong",
    "span", "del", "ins", "a", "br", "ul", "li",
}  # fmt: skip


def written(kind: str, rendered: Rendered, language: str) -> EmailMessage:
    """The letter of one reader, read again as a mail program would."""
    is_of_one = kind in OF_ONE
    notice = NoticeRow(
        id=1, kind=kind, about="werfmeester-privacy-policy.2", language=language, time_zone=ZONE,
        sha256=digest_of(rendered), subject=rendered.subject, text=rendered.text,
        html=rendered.html,
        thread="<p.x@clausewatch.example> <c.y@clausewatch.example>" if is_of_one else "",
    )  # fmt: skip
    about = About("Werfmeester, beleid", "w", f"{HEAD.base_url}/p", "it") if is_of_one else About()
    claim = Claim(
        id="01M9W4JKR02D8N489SGEFZKWRW", notice_id=1, kind=kind, subscription_id=1,
        subscriber_id=1, lease_no=1, number=1, deferrals=0, unknowns=0,
        message_id="<d.01M9W4JKR02D8N489SGEFZKWRW@clausewatch.example>", address_sealed=None,
        wrapped_key=None, requested_at=NOW, confirmed_at=NOW, target_kind="policy",
    )  # fmt: skip
    stationery = Stationery(notice, about, HEAD)
    raw = letter.write(OFFICE, stationery, claim, "ada@example.org", NOW).data
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    return email.message_from_bytes(raw, policy=email.policy.default)


def words_of(shown: str) -> set[str]:
    """The words of a part, without addresses of pages and punctuation."""
    return set(re.findall(r"\w+", re.sub(r"https?://\S+", " ", shown)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", KINDS)
def test_every_message_is_whole_valid_and_small_in_every_language(what: str, language: str) -> None:
    kind, make = KINDS[what]

    message = written(kind, make(language), language)

    plain, page = (message.get_body((one,)) for one in ("plain", "html"))
    assert plain is not None
    assert page is not None
    shown, html = str(plain.get_content()), str(page.get_content())
    wanted = ALWAYS | (UNDER_A_SUBSCRIPTION if kind in STOPS else set())
    assert set(message.keys()) == wanted | (OF_ONE_POLICY if kind in OF_ONE else set())
    assert message["Content-Language"] == language
    assert len(message["Subject"]) <= 120
    assert_valid(html, language)
    tree = LexborHTMLParser(html)
    links = {node.attributes["href"] for node in tree.css("a")}
    assert links <= set(re.findall(r"https?://[^\s<>]+", shown))
    assert all(str(link).startswith(HEAD.base_url) for link in links), "no redirects, no trackers"
    assert tree.body is not None
    buttons = words_of(" ".join(node.text() for node in tree.css("a")))  # the text has addresses
    missing = words_of(tree.body.text(separator=" ")) - words_of(shown) - buttons
    assert missing - words_of(message["Subject"]) == set(), "the text part says all of it"
    assert "Buurtarchief, Gent" in shown
    assert len(html.encode()) < 100_000
    assert "\n\n\n" not in shown
    assert "%(" not in shown + html


def assert_valid(html: str, language: str) -> None:
    """Strictly parsed; known elements, a language, two colour schemes, nothing that is loaded."""
    html5lib.HTMLParser(strict=True).parse(html)
    tree = LexborHTMLParser(html)
    assert tree.css_first("html").attributes["lang"] == language
    assert {node.tag for node in tree.css("*")} <= ELEMENTS
    assert "prefers-color-scheme: dark" in html
    assert not re.search(r"(?i)<img|src=|url\(|@import|<link|<script", html)
    assert len(tree.css("h1")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_colours_never_stand_alone(language: str) -> None:
    html = render.change(CHANGED, language, ZONE, HEAD).html

    tree = LexborHTMLParser(html)
    sides = tree.css("p.side")
    assert sides
    for side in sides:
        word = side.css_first("strong.word")
        assert word is not None
        assert word.text().strip().endswith(":")


def test_every_kind_that_is_sent_is_among_these() -> None:
    sent = {kind for kind, _ in KINDS.values()}

    assert set(STOPS) <= sent
    assert sent - set(STOPS) == {"confirm", "already", "manage", "farewell", "reconfirm"}


LONG = ("het beleid voor het melden van kwetsbaarheden van Werf en Zoon Bouwmaterialen",)
FAR = Followed("w", "Werf en Zoon Bouwmaterialen", "Vulnerability Disclosure Policy")
FOLLOWED: dict[str, Callable[[str], Rendered]] = {
    "confirm": lambda tag: render_person.confirm(LONG, tag, "x", HEAD),
    "already": lambda tag: render_person.already(LONG, tag, HEAD),
    "welcome": lambda tag: render_person.welcome(LONG, TEXTS[:1], tag, HEAD, how=["x."]),
    "way back": lambda tag: render_person.farewell(LONG, NOW.date(), tag, HEAD),
    "reconfirm": lambda tag: render_person.reconfirm(LONG, tag, HEAD),
    "silence": lambda tag: render_trouble.silence(FAR, NOW, tag, ZONE, HEAD),
    "correction": lambda tag: render_trouble.correction(
        CHANGED, tag, ZONE, HEAD, told_at=NOW, subject="een woord " * 8, because="y"
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", FOLLOWED)
def test_a_long_name_makes_no_long_subject(what: str, language: str) -> None:
    rendered = FOLLOWED[what](language)

    assert len(rendered.subject) <= 78
    if what not in ("silence", "correction"):
        assert LONG[0] in rendered.text, "the message says it in full"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_subjects_of_one_persons_mails_are_short_and_tell_them_apart(language: str) -> None:
    about_one_change = {"late-found change", "change told on joining", "reminder"}

    subjects = {
        what: make(language).subject
        for what, (_, make) in KINDS.items()
        if what not in about_one_change
    }

    assert len(set(subjects.values())) == len(subjects)
    assert {what: said for what, said in subjects.items() if len(said) > 78} == {}
