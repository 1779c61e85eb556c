"""Which part of a page is the policy: the column that holds the prose, without menus, banners, teasers and footers.

No selector is needed. Every element is weighed by the prose in it. What bears the marks of furniture *and* reads like it is
dropped; then we go down from the page's root as long as one child holds nearly all of the prose and nothing beside that child
reads like a part of the policy. What was dropped is kept with the rule that dropped it.
"""

from __future__ import annotations

from collections.abc import Callable

from policy import furniture_signs as signs
from policy.html_tree import SILENT, Node, Page, attribute, text_of

PROSE = 60  # letters of one block that make it prose rather than a label
_PLAIN_TAGS = frozenset(("plaintext", "xmp", "pre"))
_TEXT_TAGS = frozenset("p ul ol dl table blockquote pre plaintext xmp h1 h2 h3 h4 h5 h6 dd li".split())
_TOP = frozenset("#root html body".split())


class Choice:
    """The element that holds the policy, and what on the page does not belong to it, with the rule that says so."""

    __slots__ = ("before", "dropped", "page", "prose_before", "root", "total")

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.root
        self.dropped: dict[int, tuple[str, Node]] = {}
        measure(page)
        self.total = max(1, page.root.weight)
        self.prose_before = page.root.prose
        page.linked = page.root.linked
        self.before: list[Node] = []
        """Title and date line that stand before the element which holds the rest."""

    def drop(self, node: Node, rule: str) -> None:
        """Take an element out; the figures of all that hold it become smaller."""
        if id(node) in self.dropped:
            return
        self.dropped[id(node)] = (rule, node)
        chars, linked, prose, weight = node.chars, node.linked, node.prose, node.weight
        above: Node | None = node
        while above is not None:
            above.chars -= chars
            above.linked -= linked
            above.prose -= prose
            above.weight -= weight
            above = above.parent


def choose(page: Page) -> Choice:
    """Find the policy on a page by itself."""
    choice = Choice(page)
    for rule in RULES:
        rule(choice)
    choice.root = _descend(choice, _marked(choice) or page.root)
    _trim(choice)
    return choice


def whole(page: Page) -> Choice:
    """The second method: everything a page shows except what its markup calls navigation."""
    choice = Choice(page)
    drop_by_role(choice)
    return choice


H1, MAIN, ARTICLE, CONTROL = 1, 2, 4, 8
_MARKS = {"h1": H1, "main": MAIN, "article": ARTICLE, "button": CONTROL, "input": CONTROL, "form": CONTROL}
_TITLES = frozenset("h2 h3 h4 h5 h6".split())


def everything(page: Page) -> Choice:
    """A page that was chosen by hand: nothing is dropped."""
    return Choice(page)


def measure(page: Page) -> None:
    """Count letters, links, prose and weight of every element, from the innermost outwards."""
    for node in reversed(page.nodes):
        parent, tag = node.parent, node.tag
        if tag in SILENT:
            node.own = node.chars = node.linked = node.prose = node.weight = 0
            continue
        if tag in _MARKS:
            node.holds |= _MARKS[tag]
        own = node.own
        node.chars += own
        if tag == "a":
            node.linked, node.own_linked = node.chars, own
            node.links, node.prose, node.weight, node.titled = 1, 0, 0, 0
        elif node.inline:
            node.linked += node.own_linked
        else:
            plain = own - node.own_linked
            node.linked += node.own_linked
            if own >= PROSE and 2 * plain >= own:
                node.prose += plain
                node.weight += plain
            else:
                node.weight += plain // 4
            if tag in _TITLES:
                node.titled = node.chars - node.linked
        if parent is None:
            continue
        if node.inline:
            parent.own += own
            parent.own_linked += node.own_linked
            parent.chars += node.chars - own
            parent.linked += node.linked - node.own_linked
        else:
            if parent.tag == "a":
                parent.cards = 1
            parent.chars += node.chars
            parent.linked += node.linked
        parent.prose += node.prose
        parent.weight += node.weight
        parent.holds |= node.holds
        parent.links += node.links
        parent.cards += node.cards
        parent.titled += node.titled


# --- rules: each drops one kind of furniture -------------------------------------------------------------------------


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
            if role in signs.ROLES and node.weight * 4 < choice.total and not node.holds & (H1 | MAIN):
                choice.drop(_with_label(node) if role == "navigation" else node, f"role {role}")
            elif role == "dialog" and node.weight * 4 < choice.total and not _in_article(node):
                choice.drop(node, "dialog")


def _drop_edge(choice: Choice, node: Node) -> None:
    if node.weight * 4 >= choice.total or node.holds & MAIN:
        return
    if node.tag == "header":
        if not node.holds & H1 and not _in_article(node):
            choice.drop(node, "page header")
    elif node.tag == "footer":
        if not _in_article(node) or node.linked * 2 > node.chars or signs.COPYRIGHT.search(text_of(node, limit=600)):
            choice.drop(node, "page footer")
    elif not _in_article(node) or node.linked * 2 > node.chars or not node.prose:
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
        if not _is_button(node) or not signs.AGREE.search(text_of(node, limit=80)):
            continue
        box: Node | None = None
        above = node.parent
        while above is not None and above.tag not in _TOP and above.tag not in ("main", "article"):
            if above.chars > 2500 or above.weight * 2 > choice.total + 400:
                break
            if signs.CONSENT.search(text_of(above, limit=2500)):
                box = above
            above = above.parent
        if box is not None and not _dropped_above(choice, box):
            choice.drop(box, "consent box")


def drop_controls(choice: Choice) -> None:
    """Small boxes of form controls: searches, feedback questions, newsletters, share buttons."""
    for node in choice.page.nodes:
        if node.tag not in ("form", "fieldset", "button", "input", "textarea", "select") or _opens_something(node):
            continue
        if node.tag in ("input", "textarea") and (
            " readonly" in node.attrs or " disabled" in node.attrs or ' type="hidden"' in node.attrs
        ):
            continue
        box = None
        above: Node | None = node if node.tag in ("form", "fieldset") else node.parent
        while above is not None and above.tag not in _TOP and above.tag not in ("main", "article"):
            if above.chars > 240 or above.prose > 120 or above.tag in _TEXT_TAGS:
                break
            if above.inline and above.tag != "label":
                break
            box = above
            above = above.parent
        if box is not None and not _dropped_above(choice, box) and not box.holds & H1:
            choice.drop(box, "controls")


def drop_cards(choice: Choice) -> None:
    """Lists of links to other articles: cards, or links below a heading that calls them related."""
    for node in choice.page.nodes:
        if node.tag not in ("section", "div", "aside", "ul") or node.chars < 20 or id(node) in choice.dropped:
            continue
        if node.linked * 10 < node.chars * 6 or node.weight * 5 > choice.total:
            continue
        rest = node.chars - node.linked - node.titled
        if node.links < 2 or _dropped_above(choice, node):
            continue
        if node.cards * 2 > node.links or (rest < 60 and signs.RELATED.search(text_of(node, limit=60))):
            choice.drop(_with_title(node), "related articles")


RULES: tuple[Callable[[Choice], None], ...] = (
    drop_by_role,
    drop_by_name,
    drop_consent,
    drop_controls,
    drop_cards,
)


# --- the way down ----------------------------------------------------------------------------------------------------


def _marked(choice: Choice) -> Node | None:
    """The element that the page itself calls its main part, where it holds the prose."""
    best: Node | None = None
    for node in choice.page.nodes:
        if node.tag == "main" or (' role="main"' in node.attrs):
            if best is None or node.weight > best.weight:
                best = node
    if best is None or best.weight * 3 < choice.page.root.weight:
        return None
    above, inner = best.parent, best
    while above is not None:  # prose that stands loose beside it is not left out
        for kid in above.kids:
            if isinstance(kid, str):
                if len(kid.strip()) > PROSE:
                    return None
            elif kid is not inner and (
                (kid.tag in _TEXT_TAGS and (kid.prose or (kid.tag in _PLAIN_TAGS and kid.chars))) or (kid.prose * 2 > best.prose and kid.linked * 2 < kid.chars)
            ):
                return None
        above, inner = above.parent, above
    return best


def _descend(choice: Choice, node: Node) -> Node:
    """The smallest element that holds the policy."""
    while True:
        kids = [kid for kid in node.kids if not isinstance(kid, str) and kid.weight > 0]
        loose = sum(len(kid.strip()) for kid in node.kids if isinstance(kid, str))
        if not kids or node.tag in _TEXT_TAGS or loose > PROSE or node.inline:
            return node
        best = max(kids, key=lambda kid: kid.weight)
        if best.tag in _TEXT_TAGS or best.inline or best.weight * 10 < node.weight * 8:
            return node
        after = False
        for kid in kids:
            if kid is best:
                after = True
            elif _belongs(kid, after):
                return node
        for kid in kids:
            if kid is not best and id(kid) not in choice.dropped:
                choice.drop(kid, "beside the main column")
        node = best


def _belongs(node: Node, after: bool) -> bool:
    """Does an element beside the main column read like a part of the policy?"""
    if node.tag in ("footer", "aside", "nav"):
        return False
    if node.tag in ("h1", "h2", "h3"):
        return True
    if node.tag in _TEXT_TAGS:
        return node.prose > 0 or (node.tag in _PLAIN_TAGS and node.chars > 0)
    if node.holds & H1:
        return True
    if after and node.chars < 1500 and signs.COPYRIGHT.search(text_of(node, limit=1500)):
        return False
    return node.prose >= 200 and node.linked * 2 < node.chars


def _trim(choice: Choice) -> None:
    """At both ends of the column: boxes of links and copyright lines."""
    kids = [kid for kid in choice.root.kids if not isinstance(kid, str) and kid.chars > 0]
    for row in (kids, kids[::-1]):
        for kid in row:
            if kid.tag in _TEXT_TAGS or kid.prose:
                break
            if kid.linked * 10 > kid.chars * 7:
                choice.drop(kid, "links at the edge")


def _with_title(node: Node) -> Node:
    """The box that holds a list of links together with its own title, where it holds nothing else."""
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
        if above.chars - node.chars > 40 or above.prose > node.prose or above.holds & (H1 | MAIN | ARTICLE):
            break
        node, above = above, above.parent
    return node


def _thin(node: Node, total: int) -> bool:
    return node.prose * 10 < total and (node.prose < 200 or node.linked * 2 > node.chars or bool(node.holds & CONTROL))


def _is_button(node: Node) -> bool:
    if node.tag == "button":
        return True
    if node.tag == "input":
        return ' type="submit"' in node.attrs or ' type="button"' in node.attrs
    if not node.attrs or node.chars > 60 or not node.chars or node.tag not in ("a", "div", "span"):
        return False
    return ' role="button"' in node.attrs or bool(signs.BUTTON_NAME.search(attribute(node, "class") or ""))


def _opens_something(node: Node) -> bool:
    return " aria-expanded=" in node.attrs or " aria-controls=" in node.attrs


def _in_article(node: Node) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in ("main", "article"):
            return True
        above = above.parent
    return False


def _dropped_above(choice: Choice, node: Node | None) -> bool:
    while node is not None:
        if id(node) in choice.dropped:
            return True
        node = node.parent
    return False
