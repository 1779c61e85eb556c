"""Declared selectors: CSS `select` and `remove`, and the ranges of Open Terms Archive, applied to
the parsed page.

A range is the JSON text of an object with one of `startBefore` `startAfter` and one of `endBefore`
`endAfter`; in each the first
match counts, and what lies between the two places in the page's order is meant. First everything
is removed, CSS before ranges;
then all matches of each selector are taken in the order in which the selectors are declared.
"""

from __future__ import annotations

import json

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from policy.html_tree import Node, Page, build, inside
from policy.model import Declared, Refusal

_MARK = "data-clausewatch-mark"
_RANGE_KEYS = frozenset(("startBefore", "startAfter", "endBefore", "endAfter"))


class SelectorError(ValueError):
    """A selector that cannot be applied."""


def selected(text: str, declared: Declared) -> Page | Refusal:
    """The page with only what is declared; refused where a selector is no selector or nothing
    matches."""
    parser = LexborHTMLParser(text)
    parser.strip_tags(["script"])
    try:
        removing = [_mark(parser, selector, f"r{n}") for n, selector in enumerate(declared.remove)]
        selecting = [_mark(parser, selector, f"s{n}") for n, selector in enumerate(declared.select)]
    except SelectorError as wrong:
        return Refusal("selector", str(wrong))
    page = build(parser.html or "")
    ranges_last = sorted(
        zip(declared.remove, removing, strict=True), key=lambda pair: bool(_range_of(pair[0]))
    )
    for _, mark in ranges_last:
        for node in _between(page, mark) if mark.startswith("range ") else _marked(page, mark):
            _cut(node)
    if not selecting:
        page.nodes = list(inside(page.root))
        return page
    column = Node("body", "", page.root)
    for mark in selecting:
        found = _between(page, mark) if mark.startswith("range ") else _marked(page, mark)
        column.kids.extend(_copied(found, column))
    if not column.kids:
        return Refusal("selector", f"nothing matches {', '.join(declared.select)}"[:300])
    head = next((node for node in page.nodes if node.tag == "head"), None)
    html = next((node for node in page.nodes if node.tag == "html"), page.root)
    html.kids = [head, column] if head else [column]
    column.parent = html
    page.nodes = list(inside(page.root))
    return page


def _range_of(selector: str) -> dict[str, str] | None:
    """The places of a range, None where the selector is CSS."""
    if not selector.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(selector)
    except ValueError:
        raise SelectorError(f"{selector[:100]} is neither CSS nor a range") from None
    starts = [key for key in found if key.startswith("start")]
    ends = [key for key in found if key.startswith("end")]
    if len(starts) != 1 or len(ends) != 1 or not found.keys() <= _RANGE_KEYS:
        raise SelectorError(
            f"{selector[:100]} is no range: one of startBefore, startAfter and one of endBefore, "
            f"endAfter"
        )
    return {str(key): str(value) for key, value in found.items()}


def _mark(parser: LexborHTMLParser, selector: str, name: str) -> str:
    """Write a mark on what matches, so that it is found again in the tree; the mark's name."""
    places = _range_of(selector)
    if places is None:
        for match in _css(parser, selector):
            match.attrs[f"{_MARK}-{name}"] = "1"
        return name
    for key, css in places.items():
        first = next(iter(_css(parser, css)), None)
        if first is not None:
            first.attrs[f"{_MARK}-{name}-{key.lower()}"] = "1"
    start = next(key for key in places if key.startswith("start")).lower()
    end = next(key for key in places if key.startswith("end")).lower()
    return f"range {name} {start} {end}"


def _css(parser: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return list(parser.css(selector))
    except (SelectolaxError, ValueError, RuntimeError):
        raise SelectorError(f"{selector[:100]} is no CSS selector that we understand") from None


def _marked(page: Page, name: str) -> list[Node]:
    """The outermost elements that bear a mark."""
    found: list[Node] = []
    taken: set[int] = set()
    for node in page.nodes:
        if node.parent is not None and id(node.parent) in taken:
            taken.add(id(node))
        elif f' {_MARK}-{name}="' in node.attrs:
            found.append(node)
            taken.add(id(node))
    return found


def _between(page: Page, mark: str) -> list[Node]:
    """The outermost elements that lie wholly between the two places of a range; a text beside them
    is wrapped."""
    _, name, start, end = mark.split()
    first = next((n for n in page.nodes if f' {_MARK}-{name}-{start}="' in n.attrs), None)
    last = next(
        (n for n in page.nodes if f' {_MARK}-{name}-{end}="' in n.attrs and n is not first), None
    )
    if first is None or last is None:
        return []
    return _gather(page.root, first, last, start == "startbefore", end == "endbefore")


def _gather(
    root: Node, first: Node, last: Node, with_first: bool, without_last: bool
) -> list[Node]:
    """Walk in the page's order and keep what starts after the first place and ends before the last
    one."""
    above_first, above_last = _line(first), _line(last)
    found: list[Node] = []
    started = False
    stack: list[tuple[Node | str, Node, int]] = [(root, root, 0)]
    while stack:
        item, above, at = stack.pop()
        if isinstance(item, str):
            if started and item.strip():
                wrapped = Node("span", "", above)
                wrapped.kids.append(item)
                wrapped.own = len(item)
                above.kids[at] = wrapped
                found.append(wrapped)
            continue
        if item is first and item is not last:
            if id(item) in above_last:
                started = with_first
            else:
                if with_first:
                    found.append(item)
                started = True
                continue
        if item is last:
            if started and not without_last:
                found.append(item)
            return found
        if started and id(item) not in above_last and id(item) not in above_first:
            found.append(item)
            continue
        stack.extend((kid, item, at) for at, kid in reversed(list(enumerate(item.kids))))
    return found


def _line(node: Node) -> set[int]:
    """An element and all that hold it."""
    found: set[int] = set()
    place: Node | None = node
    while place is not None:
        found.add(id(place))
        place = place.parent
    return found


def _copied(found: list[Node], column: Node) -> list[Node | str]:
    """The matches as children of one column; one that was taken already is not taken twice."""
    out: list[Node | str] = []
    have = {id(kid) for kid in column.kids}
    for node in found:
        if id(node) not in have:
            node.parent = column
            out.append(node)
    return out


def _cut(node: Node) -> None:
    if node.parent is not None:
        node.parent.kids = [kid for kid in node.parent.kids if kid is not node]
