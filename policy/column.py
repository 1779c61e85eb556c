"""The column that holds the policy: the way down from the page's root to the smallest element with
nearly all of the prose.

What stands beside that way is a part of the policy or it is dropped; so nothing of it is lost only
because it stands elsewhere.
"""

from __future__ import annotations

from policy import furniture_signs as signs
from policy.choice import (
    CONTROL,
    H1,
    PLAIN_TAGS,
    PROSE,
    TEXT_TAGS,
    TITLES,
    TOP,
    Choice,
    says_something,
)
from policy.dates import is_stamp
from policy.html_elements import is_data
from policy.html_tree import Node, text_of


def find_column(choice: Choice) -> None:
    """Set the choice's root to the element that holds the policy."""
    choice.root = _descend(choice, _marked(choice) or choice.page.root)
    _trim(choice)


def _marked(choice: Choice) -> Node | None:
    """The element that the page itself calls its main part, where it holds the prose."""
    marked = [
        node for node in choice.page.nodes if node.tag == "main" or ' role="main"' in node.attrs
    ]
    best = max(marked, key=lambda node: node.weight, default=None)
    if best is None or best.weight * 3 < choice.page.root.weight:
        return None
    inner = best
    while inner.parent is not None:
        if any(
            _stands_loose(kid, best, choice.page.goes_on)
            for kid in inner.parent.kids
            if kid is not inner
        ):
            return None
        inner = inner.parent
    return best


def _stands_loose(kid: Node | str, best: Node, goes_on: bool) -> bool:
    """Does prose stand beside the marked part that must not be left out?"""
    if isinstance(kid, str):
        return len(kid.strip()) > PROSE
    if kid.tag in TEXT_TAGS and (kid.prose or (kid.tag in PLAIN_TAGS and kid.chars)):
        return True
    if goes_on and kid.tag in TEXT_TAGS and says_something(kid, 4):
        return True
    return kid.prose * 2 > best.prose and kid.linked * 2 < kid.chars


def _descend(choice: Choice, node: Node) -> Node:
    """The smallest element that holds the policy; what stands beside the way to it is dropped."""
    root: Node | None = None
    main = node.tag not in TOP
    while (best := _heaviest(node)) is not None:
        if _drop_beside(choice, node, best, main):
            root = root or node
        main = main or best.tag in ("main", "article")
        node = best
    return root or node


def _heaviest(node: Node) -> Node | None:
    """The child that holds nearly all prose, None where the element is the column itself."""
    kids = [kid for kid in node.kids if not isinstance(kid, str) and kid.chars > 0]
    loose = sum(len(kid.strip()) for kid in node.kids if isinstance(kid, str))
    if not kids or loose > PROSE or node.inline or _is_text(node):
        return None
    best = max(kids, key=lambda kid: kid.weight)
    small = best.weight * 10 < node.weight * 8
    return None if small or best.inline or _is_text(best) else best


def _is_text(node: Node) -> bool:
    """An element of text; a table that lays the page out is none."""
    return node.tag in TEXT_TAGS and (node.tag != "table" or is_data(node))


def _drop_beside(choice: Choice, node: Node, best: Node, main: bool) -> bool:
    """Drop what stands beside the heaviest child and is no part of the policy; True where some of
    it is."""
    after = titled = headed = kept = False
    for kid in node.kids:
        if isinstance(kid, str) or kid.chars <= 0:
            continue
        if kid is best:
            after, titled, headed = True, False, False
        elif (
            (kid.tag in TEXT_TAGS and ((main and titled) or (headed and not kid.links)))
            or _belongs(kid, after, main)
            or ((not after or kid.tag in TEXT_TAGS) and _is_date_line(kid))
        ):
            kept, headed = True, kid.tag == "h1"
            titled = kid.tag in TITLES and not signs.RELATED.search(text_of(kid, limit=80))
        else:
            choice.drop(kid, "beside the main column")
            titled = headed = False
    return kept


def _is_date_line(node: Node) -> bool:
    """The date of update, which is short and no sentence."""
    return node.chars < 80 and not node.linked and is_stamp(text_of(node, limit=100))


def _belongs(node: Node, after: bool, main: bool) -> bool:
    """Does an element beside the main column read like a part of the policy? Inside of a marked
    main part less is asked of it."""
    if node.tag in ("footer", "nav"):
        return False
    if node.tag in ("h1", "h2", "h3"):
        return True
    if node.tag == "aside" and not main:
        return False
    if node.tag in TEXT_TAGS:
        if node.tag in PLAIN_TAGS or node.prose > 0:
            return True
        if not main:
            return says_something(node, 4)
        return says_something(node, 3) or node.tag in ("table", "dl")
    if node.holds & H1:
        return True
    if after and node.chars < 1500 and signs.COPYRIGHT.search(text_of(node, limit=1500)):
        return False
    if node.prose >= 200 and node.linked * 2 < node.chars:
        return True
    return main and not node.holds & CONTROL and not node.inline and says_something(node, 6)


def _trim(choice: Choice) -> None:
    """At both ends of the column: boxes of links and copyright lines."""
    kids = [kid for kid in choice.root.kids if not isinstance(kid, str) and kid.chars > 0]
    for row in (kids, kids[::-1]):
        for kid in row:
            if kid.tag in TEXT_TAGS or kid.prose:
                break
            if kid.linked * 10 > kid.chars * 7:
                choice.drop(kid, "links at the edge")
