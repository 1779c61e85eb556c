"""A page → the blocks of its policy: what belongs to it, in the page's order, and what does not."""

from __future__ import annotations

import pytest

from policy.fingerprint import fingerprint
from policy.model import Declared, Reading
from policy.read import read

PROSE = (
    "<p>We lend sails to members of the club and keep a list of who has which sail.</p>"
    "<p>A sail comes back before dark; whoever keeps it longer pays two euros a day.</p>"
)
MAIN = f"<main><h1>Rules for sails</h1>{PROSE}<h2>Storms</h2><p>In a storm nobody sails.</p></main>"


def reading(body: str, declared: Declared = Declared()) -> Reading:  # noqa: B008 - frozen
    page = (
        f"<!doctype html><html lang=en><head><title>Rules</title></head><body>{body}</body></html>"
    )
    return read(page.encode(), {"content-type": "text/html; charset=utf-8"}, declared)


def kinds(body: str) -> list[tuple[str, str | None, str]]:
    return [(clause.kind, clause.label, clause.text) for clause in reading(body).clauses]


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><a href=/>Home</a><a href=/shop>Shop</a></nav>",
        "<header><a href=/>Knot Sailing</a></header>",
        "<footer><p>Knot Sailing, 14 visitors today</p></footer>",
        "<aside><p>Read how we mend a sail.</p></aside>",
        "<div role=dialog><p>We use 31 cookies. Do you mind?</p><button>Accept</button></div>",
        "<div><div>This site sets cookies for 7 partners.</div><button>Got it</button></div>",
        "<div class=ticker><span>Wind today: 14 knots</span></div>",
        "<div class='x9 promo-bar'>Ten per cent off all ropes</div>",
        "<ul><li><a href=/1>Ropes</a></li><li><a href=/2>Anchors</a></li></ul>",
        "<form role=search><input name=q><button>Search</button></form>",
        "<div><p>&copy; 2026 Knot Sailing. Loaded in 31 ms</p></div>",
        "<script>var a = '<p>no</p>'</script><style>p{color:red}</style><!-- <p>no</p> -->",
    ],
)
@pytest.mark.parametrize("place", ["before", "after", "soup"])
def test_what_stands_around_the_policy_never_changes_it(furniture: str, place: str) -> None:
    around = {
        "before": furniture + MAIN,
        "after": MAIN + furniture,
        "soup": f"<div><div>{MAIN.replace('main', 'div')}</div>{furniture}</div>",
    }
    alone = reading(MAIN)

    assert fingerprint(reading(around[place])) == fingerprint(alone)


@pytest.mark.parametrize(
    "words",
    [
        "<p>We do not sell data.</p>",
        "<ul><li>your voice</li><li>your face</li></ul>",
        "<h2>Our helpers</h2><ul><li><a href=/a>Ropeworks Ltd</a></li><li><a href=/b>Sail "
        "GmbH</a></li></ul>",
        "<aside class=note><p>Note: children need the consent of a parent.</p></aside>",
        "<table><tr><th>Data</th><th>Kept</th></tr><tr><td>Orders</td><td>7 "
        "years</td></tr></table>",
        "<details><summary>More</summary><p>Logs are kept for 30 days.</p></details>",
        "<p>We share your address with the courier.</p>",
        "<p>You can change this: <button>Cookie settings</button></p>",
        "<div class=social><h3>Social networks</h3><p>We show no buttons of networks.</p></div>",
        "<div>You must be sixteen or older.</div>",
        "<fieldset><legend>We sell nothing.</legend></fieldset>",
    ],
)
@pytest.mark.parametrize("place", ["middle", "end"])
def test_no_clause_of_the_policy_is_taken_for_furniture(words: str, place: str) -> None:
    body = (
        MAIN.replace("<h2>", words + "<h2>")
        if place == "middle"
        else MAIN.replace("</main>", words + "</main>")
    )

    text = reading(body).text

    for wanted in (
        "sell",
        "face",
        "Sail GmbH",
        "consent",
        "7 years",
        "Logs",
        "courier",
        "change",
        "buttons",
        "sixteen",
    ):
        if wanted in words:
            assert wanted in text


def test_blocks_come_in_the_pages_order_with_their_markers() -> None:
    body = (
        f"<main><h1>Sails</h1>{PROSE}<ol "
        f"start=4><li>fourth<ul><li>inner</li></ul>rest</li><li>fifth</li></ol>"
        "<p>1.1 Numbered by hand</p><dl><dt>Sail</dt><dd>cloth</dd></dl></main>"
    )

    assert kinds(body)[3:] == [
        ("item", "4.", "fourth"),
        ("item", None, "inner"),
        ("paragraph", None, "rest"),
        ("item", "5.", "fifth"),
        ("item", "1.1", "Numbered by hand"),
        ("item", None, "Sail"),
        ("item", None, "cloth"),
    ]


def test_link_words_and_targets_are_kept_apart() -> None:
    body = MAIN.replace("a list", "<a href='/list?sid=1'>a <b>list</b></a>")
    other = MAIN.replace("a list", "<a href='/list?sid=2'>a <b>list</b></a>")

    one, two = reading(body), reading(other)

    assert fingerprint(one) == fingerprint(two)
    assert [(link.words, link.target) for clause in one.clauses for link in clause.links] == [
        ("a list", "/list?sid=1")
    ]


def test_a_page_with_words_only_for_readers_without_scripts_is_read() -> None:
    shell = f"<div id=app></div><noscript><h1>Rules for sails</h1>{PROSE}{PROSE}</noscript>"

    assert "whoever keeps it longer" in reading(shell).text
    assert (
        "whoever"
        not in reading(MAIN.replace("whoever", "who") + f"<noscript>{PROSE}</noscript>").text
    )


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (Declared(select=("main",)), ["Rules for sails", "Storms"]),
        (Declared(select=("main",), remove=("h2", "h2 + p")), ["Rules for sails"]),
        (Declared(select=('{"startBefore": "h2", "endBefore": "footer"}',)), ["Storms"]),
        (Declared(select=('{"startAfter": "h1", "endBefore": "h2"}',)), []),
        (Declared(remove=('{"startBefore": "h2", "endBefore": "footer"}',)), ["Rules for sails"]),
    ],
)
def test_declared_selectors_and_ranges_choose_the_part(
    declared: Declared, expected: list[str]
) -> None:
    found = reading(MAIN + "<footer>foot</footer>", declared)

    assert [clause.text for clause in found.clauses if clause.kind == "heading"] == expected
    assert "foot" not in found.text


@pytest.mark.parametrize("select", [".nothing", "p[", "{}", '{"startBefore": "h1"}'])
def test_a_selector_that_finds_nothing_is_a_named_refusal(select: str) -> None:
    found = reading(MAIN, Declared(select=(select,)))

    assert found.refused is not None
    assert found.refused.reason == "selector"


def test_several_policies_on_one_page_are_told_apart_by_their_headings() -> None:
    page = (
        f"<main><h1 id=a>Terms</h1>{PROSE}"
        "<h1 id=b>Privacy</h1><p>We keep names and telephone numbers of members.</p></main>"
    )

    terms = reading(page, Declared(select=('{"startBefore": "#a", "endBefore": "#b"}',)))

    assert terms.clauses[0].text == "Terms"
    assert "telephone" not in terms.text
