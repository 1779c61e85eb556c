"""An element chosen from a page, what was dropped around and inside of it, and the figures by
which elements are weighed."""

from __future__ import annotations

from policy import furniture_signs as signs
from policy.html_tree import SILENT, Node, Page, attribute, text_of

PROSE = 60  # letters of one block that make it prose rather than a label
PLAIN_TAGS = frozenset(("plaintext", "xmp", "pre"))
TEXT_TAGS = frozenset(
    "p ul ol dl table blockquote pre plaintext xmp h1 h2 h3 h4 h5 h6 dd li".split()
)
TOP = frozenset("#root html body".split())
H1, MAIN, ARTICLE, CONTROL = 1, 2, 4, 8
MARKS = {
    "h1": H1,
    "main": MAIN,
    "article": ARTICLE,
    "button": CONTROL,
    "input": CONTROL,
    "form": CONTROL,
}
TITLES = frozenset("h2 h3 h4 h5 h6".split())


class Choice:
    """The element that holds the policy, and what on the page does not belong to it, with the rule
    that says so."""

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
        if dropped_above(self, node):
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


def measure(page: Page) -> None:
    """Count letters, links, prose and weight of every element, from the innermost outwards."""
    for node in reversed(page.nodes):
        if node.tag in SILENT:
            node.own = node.chars = node.linked = node.prose = node.weight = 0
            continue
        _sum_up(node)
        if node.parent is not None:
            _hand_on(node, node.parent)


def _sum_up(node: Node) -> None:
    """The figures of an element whose children have handed on theirs."""
    tag, own = node.tag, node.own
    if tag in MARKS and not (tag == "button" and opens_something(node)):
        node.holds |= MARKS[tag]
    node.chars += own
    if tag == "a":
        node.linked, node.own_linked = node.chars, own
        node.links, node.prose, node.weight, node.titled = 1, 0, 0, 0
        return
    node.linked += node.own_linked
    if node.inline:
        return
    plain = own - node.own_linked
    if own >= PROSE and 2 * plain >= own:
        node.prose += plain
        node.weight += plain
    else:
        node.weight += plain // 4
    if tag in TITLES:
        node.titled = node.chars - node.linked


def _hand_on(node: Node, parent: Node) -> None:
    """Add an element's figures to those of the element that holds it."""
    if node.inline:
        parent.own += node.own
        parent.own_linked += node.own_linked
        parent.chars += node.chars - node.own
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


def says_something(node: Node, least: int) -> bool:
    """A sentence of so many words that is not for the greater part a link."""
    if node.linked * 2 > node.chars:
        return False
    words = text_of(node, limit=800)
    if words.count(" ") + 1 < least or signs.COPYRIGHT.search(words):
        return False
    return (
        bool(signs.SENTENCE_END.search(words))
        or (least < 4 and node.prose > 0)
        or (least < 4 and not node.linked)
    )


def is_button(node: Node) -> bool:
    if node.tag == "button":
        return True
    if node.tag == "input":
        return ' type="submit"' in node.attrs or ' type="button"' in node.attrs
    if not node.attrs or node.chars > 60 or not node.chars or node.tag not in ("a", "div", "span"):
        return False
    return ' role="button"' in node.attrs or bool(
        signs.BUTTON_NAME.search(attribute(node, "class") or "")
    )


def opens_something(node: Node) -> bool:
    return " aria-expanded=" in node.attrs or " aria-controls=" in node.attrs


def in_article(node: Node) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in ("main", "article"):
            return True
        above = above.parent
    return False


def dropped_above(choice: Choice, node: Node | None) -> bool:
    while node is not None:
        if id(node) in choice.dropped:
            return True
        node = node.parent
    return False
