"""What of a page is no part of the policy it shows, and what only looks like it."""

# ruff: noqa: E501 - examples read best in one line

from __future__ import annotations

import pytest

from policy.asides import Asides, is_link_list
from tests.policy.texts import reading

MENU = [
    f"- [{name}](https://maple.example/{name})"
    for name in ("ladders", "cranes", "tents", "paint", "gloves", "helmets")
]


def reason(*lines: str, at: int = -1) -> str | None:
    text = reading(*lines)
    return Asides(text.clauses).reason(at % len(text.clauses))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Words.", "* * *"], "sign"),
        (["Words.", "Read next"], "link label"),
        (["Words.", "Last updated: 5 May 2026"], "date line"),
        (["Words.", "Vorige versie van 3 mei 2019"], "entry in the list of earlier versions"),
        (["Words.", "© 2026 Maple Tools"], "copyright line"),
        (
            [
                "Words.",
                "[Home](https://m.example/) [Jobs](https://m.example/j) [Press](https://m.example/p)",
            ],
            "menu",
        ),
        (["# [Maple Tools](https://maple.example/)"], "menu"),
        (MENU, "menu entry"),
        (["# Keys and badges", "- Keys and badges"], "entry of the contents list"),
        (["# Terms", "# Terms of the workshop"], "second title"),
    ],
)
def test_an_aside_is_named(lines: list[str], expected: str) -> None:
    at = 0 if expected in {"second title"} else -1

    assert reason(*lines, at=at) == expected


@pytest.mark.parametrize(
    "line",
    [
        "We read your next letter.",
        "From 5 May 2026 on dogs stay outside.",
        "Copyright of the drawings stays with the architect.",
        "# Learn more",
        "- [Harbour Paint](https://harbour.example/)",
    ],
)
def test_what_the_policy_says_is_no_aside(line: str) -> None:
    assert reason("# Rules", "Words.", line) is None


def test_a_list_of_links_to_other_firms_is_no_menu() -> None:
    firms = [f"- [{name}](https://{name}.example/)" for name in ("oak", "elm", "ash", "fir", "yew", "box")]  # fmt: skip

    assert reason("# Processors", *firms) is None


def test_a_list_of_languages_is_a_list_of_links() -> None:
    names = ("Deutsch", "English", "Español", "Français", "Italiano", "Nederlands", "Polski", "Suomi")  # fmt: skip
    links = ", ".join(f"[{name}](https://maple.example/{n})" for n, name in enumerate(names))

    [languages, prose] = reading(f"Other languages: {links}", "No links here.").clauses

    assert is_link_list(languages)
    assert not is_link_list(prose)
