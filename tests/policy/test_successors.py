"""Where a policy whose address died may live on."""

from __future__ import annotations

import pytest

from policy.model import Clause, Link, Reading
from policy.page_links import links_of
from policy.successors import Lost, Place, candidates, likeness

LOST = Lost("https://molen.example/privacy", "Privacy Policy", "Privacybeleid van de Molen")
FOOTER = b"""<html><head><base href="/nl/"></head><body><nav><a href="/">Thuis</a></nav>
<a href="mailto:a@molen.example">Schrijf ons over privacy</a><a href="javascript:alert(1)">x</a>
<footer><a href="juridisch/privacybeleid#top"><span>Privacy</span>beleid</a>
<a href="voorwaarden">Algemene voorwaarden</a><a href="cookies">Cookiebeleid</a>
<a href="https://elders.example/datenschutz">Datenschutz</a>
<a href="http://[kapot/">Privacy</a></footer></body></html>"""


def seen(*links: Link, why: str = "front") -> list[Place]:
    return [Place(link, why) for link in links]


def test_every_link_of_a_page_is_seen_with_its_whole_target() -> None:
    links = links_of(FOOTER, {"content-type": "text/html"}, "https://molen.example/")

    assert links == (
        Link("Thuis", "https://molen.example/"),
        Link("Privacybeleid", "https://molen.example/nl/juridisch/privacybeleid"),
        Link("Algemene voorwaarden", "https://molen.example/nl/voorwaarden"),
        Link("Cookiebeleid", "https://molen.example/nl/cookies"),
        Link("Datenschutz", "https://elders.example/datenschutz"),
    )


def test_a_link_that_names_the_same_kind_is_a_candidate_and_other_kinds_are_none() -> None:
    links = links_of(FOOTER, {}, "https://molen.example/")

    found = candidates(LOST, seen(*links))

    assert next(one.url for one in found) == "https://molen.example/nl/juridisch/privacybeleid"
    assert not {"cookies", "voorwaarden", ""} & {one.url.rpartition("/")[2] for one in found}


@pytest.mark.parametrize("target", ["https://www.molen.example/privacy/", LOST.url])
def test_the_dead_address_itself_is_no_successor(target: str) -> None:
    assert candidates(LOST, seen(Link("Privacybeleid", target))) == ()


def test_the_address_of_another_policy_of_the_service_is_none() -> None:
    lost = Lost(LOST.url, LOST.terms_type, known=frozenset({"https://molen.example/privacy-app"}))

    assert candidates(lost, seen(Link("Privacy", "https://molen.example/privacy-app"))) == ()


def test_where_a_redirect_led_comes_first() -> None:
    places = [
        *seen(Link("Privacybeleid", "https://molen.example/privacybeleid")),
        *seen(Link("", "https://molen.example/legal"), why="redirect"),
    ]

    assert [one.why for one in candidates(LOST, places)] == ["redirect", "front"]


def test_a_kind_without_words_of_ours_is_found_by_its_own_name() -> None:
    lost = Lost("https://molen.example/rules", "Community Guidelines", "Community guidelines")
    links = (
        Link("Community guidelines", "https://molen.example/help/guidelines"),
        Link("Jobs", "https://molen.example/jobs"),
    )

    assert [one.url for one in candidates(lost, seen(*links))] == [links[0].target]


def test_likeness_is_the_share_of_the_old_words_that_are_still_there() -> None:
    def reading(*texts: str) -> Reading:
        return Reading(
            clauses=tuple(
                Clause(f"para_{n}", None, str(n), None, 0, "paragraph", text)
                for n, text in enumerate(texts)
            )
        )

    old = reading("we keep your name and your address", "we delete it after thirty days")

    assert likeness(old, old) == 100
    assert likeness(old, reading("something else entirely stands on this page")) == 0
    assert likeness(old, reading("we keep your name and your address")) == 40
    assert likeness(Reading(), old) == 0
