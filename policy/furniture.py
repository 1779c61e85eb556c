"""Which part of a page is the policy: the column that holds the prose, without menus, banners, teasers and footers.

No selector is needed. Each element is weighed by the prose in it; from the page's root we go down as long as one child
holds nearly all of it and what stands beside that child does not read like a part of the policy.
"""

from __future__ import annotations

import re

from policy.html_tree import INLINE, Node, Page, attribute, text_of

NEVER = frozenset(
    "script style link meta noscript template nav head title audio video canvas map select option datalist progress meter".split()
)
PROSE = 60  # characters of one block that make it prose rather than a label
_ROLES = frozenset(
    "navigation banner contentinfo search menu menubar toolbar alertdialog alert status tooltip complementary feed "
    "tablist form marquee timer log".split()
)
_HINT = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|side-bar|footer|masthead|topbar|top-bar|skip-?link|"
    r"cookie-?(?:banner|bar|notice|consent|popup|modal|message|law|info|overlay|wall)|consent-?(?:banner|manager|popup|bar)?|cc-(?:window|banner)|"
    r"onetrust[\w-]*|cookiebot|gdpr|newsletter|subscribe|sharing|share|social|socials|related|teasers?|promo|"
    r"advert(?:isement)?|ads|widget|widgets|widget-area|comments?|pagination|pager|ticker|popup|modal|banner|announcement|feedback|"
    r"helpful|rating|search|searchbox|language-?(?:picker|switcher|selector)|lang-switch|toc|table-of-contents|back-to-top|"
    r"recommended|recirc|chat|chatbot|intercom|offcanvas|drawer|tooltip|snackbar|toast)(?=$|[\s_-])",
    re.IGNORECASE,
)


def measure(page: Page, dropped: set[int]) -> None:
    """Fill in the figures of every element, without what was dropped: letters, letters in links, prose, weight."""
    nodes = page.nodes
    own: dict[int, list[int]] = {}
    for node in nodes:
        node.chars = node.linked = node.prose = node.weight = 0
    for node in reversed(nodes):
        if id(node) in dropped:
            node.chars = node.linked = node.prose = node.weight = 0
            own.pop(id(node), None)
            continue
        text, linked = own.pop(id(node), (0, 0))
        for kid in node.kids:
            if kid.__class__ is str:
                text += len(kid.strip())
        if node.tag == "a":
            linked = text
        parent = node.parent
        if node.tag in INLINE:
            node.chars += text
            node.linked += linked
            if parent is not None:
                above = own.get(id(parent))
                if above is None:
                    own[id(parent)] = [text, linked]
                else:
                    above[0] += text
                    above[1] += linked
                # blocks inside of inline elements
                parent.chars += node.chars - text
                parent.linked += node.linked - linked
                parent.prose += node.prose
                parent.weight += node.weight
            continue
        node.chars += text
        node.linked += linked
        plain = text - linked
        if text >= PROSE and 2 * plain >= text:
            node.prose += plain
            node.weight += plain
        else:
            node.weight += plain // 4
        if parent is not None:
            parent.chars += node.chars
            parent.linked += node.linked
            parent.prose += node.prose
            parent.weight += node.weight


def drop_outright(page: Page) -> set[int]:
    """What is never the policy's text, wherever it stands."""
    dropped: set[int] = set()
    for node in page.nodes:
        if node.tag in NEVER:
            dropped.add(id(node))
        elif node.attrs and " role=" in node.attrs and attribute(node, "role") in _ROLES:
            dropped.add(id(node))
    return dropped


def drop_hinted(page: Page, dropped: set[int]) -> None:
    """Elements that bear a name of furniture and hold no great part of the page's prose."""
    total = page.root.weight or 1
    for node in page.nodes:
        if not node.attrs or id(node) in dropped or node.tag in ("body", "html", "main", "a", "h1", "h2", "h3"):
            continue
        names = f"{attribute(node, 'class') or ''} {attribute(node, 'id') or ''}"
        dialog = " role=" in node.attrs and attribute(node, "role") == "dialog"
        if (dialog or _HINT.search(names)) and node.weight * 5 < total:
            dropped.add(id(node))


def find_root(page: Page) -> Node:
    """The smallest element that holds the policy."""
    node = page.root
    while True:
        kids = [kid for kid in node.kids if kid.__class__ is not str and kid.weight]
        loose = sum(len(kid.strip()) for kid in node.kids if kid.__class__ is str)
        if not kids or node.tag in ("table", "ol", "ul", "dl", "p"):
            return node
        best = max(kids, key=lambda kid: kid.weight)
        if best.weight * 10 < node.weight * 8 or loose > PROSE:
            return node
        if any(_belongs(kid) for kid in kids if kid is not best):
            return node
        node = best


def _belongs(node: Node) -> bool:
    """Does an element beside the main column read like a part of the policy?"""
    if node.tag in ("header", "footer", "aside"):
        return False
    if node.tag in ("h1", "h2", "h3", "h4", "p", "ul", "ol", "table", "dl", "blockquote"):
        return True
    return node.prose >= 200 and node.linked * 2 < node.chars


def words(node: Node) -> str:
    """The words of a dropped element, for the account of what was removed."""
    return text_of(node)[:400]
