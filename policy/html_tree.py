"""HTML as a light tree: lexbor repairs the markup, its serialisation is cut into tokens in one
linear pass.

Nothing here recurses, so nesting costs no stack; what would cost lexbor more than linear time is
refused before it parses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from policy.model import Refusal

MAX_TAGS = 300_000
MAX_ATTRIBUTES = 256  # a tag; lexbor looks for doubles among them, n² in their number
MAX_DEPTH = 4_000  # elements nested in each other; lexbor walks up the open ones at every block
_SAFE_TAGS = (
    20_000  # so many elements may be nested in each other before lexbor takes half a second
)

VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source "
    "track wbr".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big br button cite code data del dfn em font i img input ins kbd "
    "label mark nobr output "
    "picture q rb rp rt rtc ruby s samp slot small source span strike strong sub sup svg g text "
    "tspan textpath "
    "textarea time tt u var wbr math mi mo mn ms mtext mrow".split()
)
# Never the words of a policy, wherever they stand.
SILENT = frozenset(
    "script style link meta noscript noembed noframes template head title audio video canvas map "
    "select option optgroup "
    "datalist progress meter desc metadata defs".split()
)
BOLD = frozenset(("b", "strong"))

# What the serialisation of lexbor looks like: every attribute is name="value", raw text elements
# hold no end tag of theirs. Groups are not possessive: Python 3.11.2 matches such groups wrongly.
_ATTRIBUTES = r'(?: [^\s>/][^\s>/=]*+="[^"]*+")*'
_TOKEN = re.compile(
    r"<!--.*?-->|<![^>]*+>"
    rf"|<(script|style|xmp|iframe|noembed|noframes|"
    rf"plaintext)({_ATTRIBUTES})>([^<]*+(?:<(?!/\1>)[^<]*+)*)</\1>"
    rf"|<(/?)([a-zA-Z][^\s/>]*+)({_ATTRIBUTES})>"
    r"|([^<]++|<)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r' ([^\s>/][^\s>/=]*+)="([^"]*+)"')

# One attribute as the tokenizer of the HTML standard reads it (13.2.5.32 and on): quotes count
# only after "=".
_RAW_ATTRIBUTE = (
    r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?+)?+"""
)
_MANY_ATTRIBUTES = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{_RAW_ATTRIBUTE}){{{MAX_ATTRIBUTES + 1}}}")
# What is never closed reaches to the end, and is so looked through only once.
_SCRIPTS = re.compile(
    r"<!--(?:.*?-->|.*\Z)|<(script|style)\b[^>]*+>(?:.*?</\1|.*\Z)", re.DOTALL | re.IGNORECASE
)
_MARKUP = re.compile(r"<[^>]*+>?")
_TAIL = 30  # letters behind the end that could be a sentence
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# These close themselves when the next one opens, so their number says nothing about depth.
_SELF_CLOSING = VOID | frozenset(
    "p li dt dd option optgroup tr td th thead tbody tfoot rt rp".split()
)


_TOO_DEEP = f"elements nested more than {MAX_DEPTH} deep"


class Node:
    """An element with its children in order, and what `measure` counted in it.

    `own` are the letters that stand in it directly or in inline elements, `chars` all letters,
    `linked` those in links,
    `titled` those in headings, `prose` those in blocks long enough to be sentences, `weight` prose
    and a part of the rest;
    `links` counts links, `cards` links that hold blocks, `holds` tells which of `MARKS` are inside.
    """

    __slots__ = (
        "attrs", "cards", "chars", "holds", "inline", "kids", "linked", "links", "own",
        "own_linked", "parent", "prose", "tag", "titled", "weight",
    )  # fmt: skip

    def __init__(self, tag: str, attrs: str, parent: Node | None) -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.kids: list[Node | str] = []
        self.inline = tag in INLINE
        self.holds = 0
        self.links = self.cards = self.titled = 0
        self.own = self.own_linked = 0
        self.chars = 0
        self.linked = 0
        self.prose = 0
        self.weight = 0


class Page:
    """A parsed page: the tree's root, all its elements in document order, and the text of its
    style elements."""

    __slots__ = ("depth", "goes_on", "linked", "nodes", "root", "scripts", "styles")

    def __init__(self, root: Node, nodes: list[Node], styles: list[str]) -> None:
        self.root = root
        self.nodes = nodes
        self.styles = styles
        self.scripts = 0
        self.depth = 0
        self.goes_on = False
        """Words stand behind the end of the page; the parser puts them at the end of its body."""
        self.linked = 0
        """Letters of all links of the page, counted before anything is dropped."""


def parse(text: str) -> Page | Refusal:
    """The page as a tree, or why it would cost too much to read."""
    if refusal := too_complex(text):
        return refusal
    parser = LexborHTMLParser(text)
    scripts = len(parser.css("script"))
    if scripts:
        parser.strip_tags(["script"])
    page = build(parser.html or "")
    if page.depth > MAX_DEPTH:
        return Refusal("too_complex", _TOO_DEEP)
    page.scripts = scripts
    page.goes_on = _goes_on(text)
    return page


def _goes_on(text: str) -> bool:
    """Do words follow the end tag of the page?"""
    at = max(text.rfind("</html>"), text.rfind("</HTML>"))
    if at < 0 or len(text) - at < _TAIL:
        return False
    return any(char.isalpha() for char in _MARKUP.sub("", _SCRIPTS.sub("", text[at + 7 :])))


def too_complex(text: str) -> Refusal | None:
    """A refusal where the markup would cost the parser more than linear time; one linear look over
    the characters."""
    tags = text.count("<")
    if tags > 2 * MAX_TAGS and len(_TAG.findall(text)) > 2 * MAX_TAGS:
        return Refusal("too_complex", f"more than {MAX_TAGS} elements")
    if _MANY_ATTRIBUTES.search(text) and _MANY_ATTRIBUTES.search(_SCRIPTS.sub("", text)):
        return Refusal("too_complex", f"a tag with more than {MAX_ATTRIBUTES} attributes")
    if tags > _SAFE_TAGS and _deep(text):
        return Refusal("too_complex", _TOO_DEEP)
    return None


def _deep(text: str) -> bool:
    depth = 0
    for slash, tag in _TAG.findall(_SCRIPTS.sub("", text)):
        if tag.lower() in _SELF_CLOSING:
            continue
        depth = max(0, depth - 1) if slash else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False


def build(html: str) -> Page:
    """The tree of a serialised page."""
    root = node = Node("#root", "", None)
    nodes = [root]
    styles: list[str] = []
    depth = deepest = 0
    add = nodes.append
    for raw, raw_attrs, raw_text, slash, tag, attrs, text in _TOKEN.findall(html):
        if text:
            if not text.isspace():
                node.own += len(text)
            node.kids.append(unescape(text) if "&" in text else text)
        elif slash:
            node = _closed(node, tag)
            depth -= 1
        elif tag:
            child = Node(tag, attrs, node)
            node.kids.append(child)
            add(child)
            if tag not in VOID:
                node = child
                depth += 1
                if depth > deepest:
                    deepest = depth
        elif raw:
            if raw == "style":
                styles.append(raw_text)
            add(_raw_child(node, raw, raw_attrs, raw_text))
    page = Page(root, nodes, styles)
    page.depth = deepest
    return page


def _closed(node: Node, tag: str) -> Node:
    """The element that is open after an end tag."""
    while node.parent is not None and node.tag != tag:
        node = node.parent
    return node.parent or node


def _raw_child(parent: Node, tag: str, attrs: str, text: str) -> Node:
    """An element whose text is no markup."""
    child = Node(tag, attrs, parent)
    if text and tag != "iframe":
        child.kids.append(text)
        child.own = len(text)
    parent.kids.append(child)
    return child


def unescape(text: str) -> str:
    """The four references that a serialised page may hold."""
    if "&" not in text:
        return text
    return (
        text.replace("&nbsp;", "\xa0")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&amp;", "&")
    )


def attributes(node: Node) -> dict[str, str]:
    """The element's attributes, names in lower case."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(node.attrs)}


def attribute(node: Node, name: str) -> str | None:
    """One attribute's value, None where the element has none of that name."""
    at = node.attrs.find(f' {name}="')
    if at < 0:
        return None
    start = at + len(name) + 3
    return unescape(node.attrs[start : node.attrs.index('"', start)])


def text_of(
    node: Node, without: frozenset[str] = frozenset(("script", "style")), limit: int = 1_000_000
) -> str:
    """The words of an element up to a number of letters, a space between blocks."""
    parts: list[str] = []
    stack: list[Node | str] = [node]
    size = 0
    while stack and size < limit:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            size += len(item)
        elif item.tag not in without:
            size += 1  # elements without a word cost time too
            if not item.inline or item.tag == "br":
                parts.append(" ")
                stack.append(" ")
            stack.extend(reversed(item.kids))
    return " ".join("".join(parts).split())


def inside(node: Node) -> Iterator[Node]:
    """An element and all elements in it, in the page's order."""
    stack = [node]
    while stack:
        item = stack.pop()
        yield item
        stack.extend(kid for kid in reversed(item.kids) if not isinstance(kid, str))
