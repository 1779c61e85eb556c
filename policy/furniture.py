"""Which part of a page is the policy: the column that holds the prose, without menus, banners,
teasers and footers.

No selector is needed. Every element is weighed by the prose in it. What bears the marks of
furniture *and* reads like it is
dropped; then we go down from the page's root as long as one child holds nearly all of the prose
and nothing beside that child
reads like a part of the policy. What was dropped is kept with the rule that dropped it.
"""

from __future__ import annotations

from collections.abc import Callable

from policy import furniture_signs as signs
from policy.choice import (
    ARTICLE,
    CONTROL,
    H1,
    MAIN,
    TEXT_TAGS,
    TOP,
    Choice,
    dropped_above,
    in_article,
    is_button,
    opens_something,
    says_something,
)
from policy.html_tree import Node, attribute, inside, text_of


def drop_furniture(choice: Choice) -> None:
    """Take out all furniture, rule by rule."""
    for rule in RULES:
        rule(choice)


def drop_by_role(choice: Choice) -> None:
    """Navigation by tag or role; page header, footer and asides that hold little."""
    for node in choice.page.nodes:
        tag = node.tag
        if tag == "nav" and node.prose * 5 < choice.total:
            choice.drop(_with_label(node), "navigation")
        elif tag in ("header", "footer", "aside"):
            _drop_edge(choice, node)
        elif node.attrs and ' role="' in node.attrs:
            role = attribute(node, "role") or ""
            if (
                role in signs.ROLES
                and node.weight * 4 < choice.total
                and not node.holds & (H1 | MAIN)
            ):
                choice.drop(_with_label(node) if role == "navigation" else node, f"role {role}")
            elif role == "dialog" and node.weight * 4 < choice.total and not in_article(node):
                choice.drop(node, "dialog")


def _drop_edge(choice: Choice, node: Node) -> None:
    if node.weight * 4 >= choice.total or node.holds & MAIN:
        return
    if node.tag == "header":
        if not node.holds & H1 and not in_article(node):
            choice.drop(node, "page header")
    elif node.tag == "footer":
        if (
            not in_article(node)
            or node.linked * 2 > node.chars
            or signs.COPYRIGHT.search(text_of(node, limit=600))
        ):
            choice.drop(node, "page footer")
    elif not says_something(node, 5) or not (in_article(node) or in_column(node)):
        choice.drop(node, "aside")


def drop_by_name(choice: Choice) -> None:
    """Elements whose class or id is a name of furniture, and which read like it."""
    for node in choice.page.nodes:
        if not node.attrs or node.tag in signs.NEVER_BY_NAME or id(node) in choice.dropped:
            continue
        strength = signs.named(attribute(node, "class"), attribute(node, "id"))
        if not strength or node.weight * 5 >= choice.total or node.holds & (H1 | MAIN | ARTICLE):
            continue
        if strength == 2 or _thin(node, choice.total):
            choice.drop(node, "named as furniture")


def drop_consent(choice: Choice) -> None:
    """A box that speaks of cookies and has a button to agree."""
    for node in choice.page.nodes:
        if is_button(node) and signs.AGREE.search(text_of(node, limit=80)):
            box = _consent_box(choice, node)
            if box is not None:
                choice.drop(box, "consent box")


def _consent_box(choice: Choice, button: Node) -> Node | None:
    """The smallest box around a button that speaks of cookies; None where it is a part of the
    text."""
    above, letters = button.parent, -1
    while above is not None and above.tag not in TOP and above.tag not in ("main", "article"):
        if above.chars > 2500 or above.holds & (H1 | MAIN | ARTICLE):
            return None
        if above.chars != letters and signs.CONSENT.search(text_of(above, limit=2500)):
            break
        letters, above = above.chars, above.parent
    if above is None or above.tag in TOP or above.tag in ("main", "article"):
        return None
    if above.tag in TEXT_TAGS:
        outer = above.parent
        return outer if outer is not None and outer.chars <= above.chars + 40 else None
    return None if in_article(above) and above.weight * 3 > choice.total else above


def drop_controls(choice: Choice) -> None:
    """Small boxes of form controls: searches, feedback questions, newsletters, share buttons."""
    for node in choice.page.nodes:
        if node.tag not in (
            "form",
            "button",
            "input",
            "textarea",
            "select",
        ) or opens_something(node):
            continue
        if node.tag in ("input", "textarea") and (
            " readonly" in node.attrs or " disabled" in node.attrs or ' type="hidden"' in node.attrs
        ):
            continue
        if node.tag == "form" and _asks_for_words(node) and _is_small(node, choice.total):
            choice.drop(_with_title(node), "form to fill in")
            continue
        box = None
        above: Node | None = node if node.tag == "form" else node.parent
        while above is not None and above.tag not in TOP and above.tag not in ("main", "article"):
            if above.chars > 240 or above.prose > 120 or above.tag in TEXT_TAGS:
                break
            if above.inline and above.tag != "label":
                break
            box = above
            above = above.parent
        if box is not None and not dropped_above(choice, box) and not box.holds & H1:
            choice.drop(box, "controls")


def _is_small(form: Node, total: int) -> bool:
    """Few words and no title of a clause: what is said in a form is about the form."""
    return form.weight * 4 < total and form.prose < 600 and form.titled < 80 and not form.holds & H1


def _asks_for_words(form: Node) -> bool:
    """A field for an address or a message stands in it, and a button to send it."""
    tags = {
        "button" if is_button(part) else part.tag
        for part in inside(form)
        if not signs.NOT_TYPED.search(part.attrs)
    }
    return "button" in tags and bool(tags & {"input", "textarea"})


def drop_language_pickers(choice: Choice) -> None:
    """Lists of links whose words are names of languages."""
    for node in choice.page.nodes:
        if node.links < 2 or node.inline or node.chars > min(1200, 40 * node.links):
            continue
        if node.linked * 10 < node.chars * 8:
            continue
        if not signs.names_language(text_of(node, limit=30)):
            continue
        if signs.only_languages(text_of(node, limit=1200)) and not dropped_above(choice, node):
            choice.drop(node, "language picker")


def drop_cards(choice: Choice) -> None:
    """Lists of links to other articles: cards, or links below a heading that calls them related."""
    for node in choice.page.nodes:
        if (
            node.tag not in ("section", "div", "aside", "ul")
            or node.chars < 20
            or id(node) in choice.dropped
        ):
            continue
        if node.links < 2 or node.weight * 5 > choice.total or dropped_above(choice, node):
            continue
        rest = node.chars - node.linked - node.titled
        if node.linked * 10 < node.chars * 6:
            # below a title of its own a date or a topic may stand beside each link
            related = node.titled and not node.prose and rest < 30 * node.links
        else:
            related = rest < 60
            if node.cards * 2 > node.links:
                choice.drop(_with_title(node), "related articles")
                continue
        if related and signs.RELATED.search(text_of(node, limit=60)):
            choice.drop(_with_title(node), "related articles")


def drop_trails(choice: Choice) -> None:
    """The way from the site's start to this page, above its title."""
    for node in choice.page.nodes:
        if node.tag == "h1" or (node.tag in TEXT_TAGS and node.prose):
            break
        if not node.links or node.inline or node.chars > 200 or node.tag == "li":
            continue
        if node.prose or node.holds & H1:
            continue
        first = next((kid for kid in node.kids if not isinstance(kid, str) or kid.strip()), None)
        if isinstance(first, str) or first is None or not first.links:
            continue
        if signs.is_trail(text_of(node, limit=200)) and not dropped_above(choice, node):
            choice.drop(node, "way to this page")


def drop_networks(choice: Choice) -> None:
    """Links to share a page or to follow its owner: names of networks, and nothing else."""
    for node in choice.page.nodes:
        if node.links < 2 or node.inline or node.prose or node.chars > 30 * node.links + 40:
            continue
        if node.holds & H1 or dropped_above(choice, node):
            continue
        if signs.only_networks(text_of(node, limit=400)) and not any(
            part.tag == "a" and signs.ABOUT_DATA.search(attribute(part, "href") or "")
            for part in inside(node)
        ):
            choice.drop(node, "social networks")


RULES: tuple[Callable[[Choice], None], ...] = (
    drop_by_role,
    drop_by_name,
    drop_consent,
    drop_controls,
    drop_language_pickers,
    drop_cards,
    drop_networks,
    drop_trails,
)


def _with_title(node: Node) -> Node:
    """The box around a list of links and its own title, where it holds nothing else."""
    above = node.parent
    while above is not None and above.tag in ("section", "div", "aside"):
        if above.chars - node.chars > 60 or above.prose > node.prose or above.holds & H1:
            break
        node, above = above, above.parent
    return node


def _with_label(node: Node) -> Node:
    """A menu together with the few words that name it ("In this article")."""
    above = node.parent
    while above is not None and above.tag in ("div", "section", "aside"):
        if (
            above.chars - node.chars > 40
            or above.prose > node.prose
            or above.holds & (H1 | MAIN | ARTICLE)
        ):
            break
        node, above = above, above.parent
    return node


def _thin(node: Node, total: int) -> bool:
    """Does an element say too little for a part of the policy? A title of its own, without links
    or controls, is enough."""
    if node.titled and node.linked * 2 < node.chars and not node.holds & CONTROL:
        return False
    return node.prose * 10 < total and (
        node.prose < 200 or node.linked * 2 > node.chars or bool(node.holds & CONTROL)
    )


def in_column(node: Node) -> bool:
    """Do paragraphs of text stand before or after an element, in the same column?"""
    above = node.parent
    return above is not None and any(
        not isinstance(kid, str) and kid is not node and kid.tag in TEXT_TAGS and kid.prose > 0
        for kid in above.kids
    )
