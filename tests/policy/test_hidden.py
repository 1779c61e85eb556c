"""Words that a page holds and does not show: all are kept; tricks are told, folds are not."""

from __future__ import annotations

import pytest

from policy.read import read

START = (
    "<!doctype html><html lang=en><head><title>Terms</title>{head}</head><body><main><h1>Terms of "
    "the tool library</h1>"
    "<p>We lend tools to our neighbours and write down who has which tool.</p>"
    "<p>A tool comes back within a week; a late one costs a euro a day.</p>"
)
SECRET = "We sell the list to shops."


def notes(inner: str, head: str = "") -> tuple[str, set[str]]:
    found = read(
        (START.format(head=head) + inner + "</main></body></html>").encode(),
        {"content-type": "text/html"},
    )
    return found.text, {note.kind for note in found.notes}


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : NONE !important",
        "visibility:hidden",
        "opacity:0",
        "font-size:0",
        "font-size:1px",
        "position:absolute;left:-9999px",
        "text-indent:-999em",
        "position:absolute;clip:rect(0,0,0,0)",
        "clip-path:inset(100%)",
        "height:0;overflow:hidden",
        "max-height:0;overflow:hidden",
        "color:#fff;background:#fff",
        "color:white",
        "color:#fefefe;background-color:rgb(255,255,255)",
        "color:transparent",
        "color:rgba(0,0,0,0)",
        "transform:scale(0)",
        "content-visibility:hidden",
    ],
)
@pytest.mark.parametrize("through", ["attribute", "class", "descendant"])
def test_a_trick_is_kept_and_told(style: str, through: str) -> None:
    if through == "attribute":
        text, kinds = notes(f'<p style="{style}">{SECRET}</p>')
    elif through == "class":
        text, kinds = notes(f"<p class=q1>{SECRET}</p>", f"<style>.q1{{{style}}}</style>")
    else:
        text, kinds = notes(
            f"<div id=k><p>{SECRET}</p></div>", f"<style>main #k p{{{style}}}</style>"
        )

    assert SECRET in text
    assert "hidden_text" in kinds


def test_one_hidden_word_inside_a_sentence_is_told() -> None:
    text, kinds = notes("<p>We do <span style='font-size:0'>not</span> sell the list.</p>")

    assert "We do not sell the list." in text
    assert kinds == {"hidden_text"}


@pytest.mark.parametrize(
    "fold",
    [
        "<details><summary>More</summary><p>{}</p></details>",
        "<dialog><p>{}</p></dialog>",
        "<button aria-expanded=false aria-controls=a>More</button><div id=a "
        "style='display:none'><p>{}</p></div>",
        "<div role=tabpanel hidden><p>{}</p></div>",
        "<h2><button aria-expanded=false>More</button></h2><div hidden><p>{}</p></div>",
        "<div class='accordion-body collapse' style='display:none'><p>{}</p></div>",
        "<a href='#s1'>More</a><div id=s1 style='display:none'><p>{}</p></div>",
        "<p hidden=until-found>{}</p>",
    ],
)
def test_a_fold_is_kept_and_brings_no_note(fold: str) -> None:
    text, kinds = notes(fold.format(SECRET))

    assert SECRET in text
    assert not kinds


def test_words_that_a_style_sheet_shows_in_print_or_on_wide_screens_are_no_trick() -> None:
    head = "<style>.w{display:none}@media print{.w{display:block}}</style>"

    text, kinds = notes(f"<p class=w>{SECRET}</p>", head)

    assert SECRET in text
    assert not kinds


def test_words_for_readers_who_listen_are_no_trick() -> None:
    head = "<style>.sr-only{position:absolute;clip:rect(0,0,0,0)}</style>"

    text, kinds = notes(
        "<p>See <a href=/x>the map<span class=sr-only> (new window)</span></a>.</p>", head
    )

    assert "(new window)" in text
    assert not kinds


@pytest.mark.parametrize(
    "carrier",
    [
        "<iframe srcdoc='&lt;p&gt;{}&lt;/p&gt;'></iframe>",
        "<div><template shadowrootmode=open><p>{}</p></template></div>",
        "<textarea readonly>{}</textarea>",
        '<input readonly value="{}">',
        "<object data=x.pdf><p>{}</p></object>",
        "<svg><text x=1>{}</text></svg>",
        "<s>{}</s>",
        "<blockquote>{}</blockquote>",
    ],
)
def test_words_in_unusual_places_are_kept(carrier: str) -> None:
    assert SECRET in notes(carrier.format(SECRET))[0]


def test_children_are_read_in_the_order_in_which_their_style_shows_them() -> None:
    text, _ = notes(
        "<div style='display:flex;flex-direction:column-reverse'><p>First of two "
        "sentences.</p><p>Second of two.</p></div>"
    )

    assert text.index("Second of two.") < text.index("First of two")


def test_an_overridden_direction_is_told() -> None:
    assert "bidi" in notes("<p>We keep it for <bdo dir=rtl>syad 03</bdo> at most.</p>")[1]
    assert "bidi" in notes("<p style='unicode-bidi:bidi-override'>03 rof ti peek eW</p>")[1]
