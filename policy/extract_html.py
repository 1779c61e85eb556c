"""HTML → the blocks of the policy: which part of the page, by which method, with what was learnt
beside it."""

from __future__ import annotations

from policy import hidden
from policy.choice import Choice
from policy.column import find_column
from policy.extraction import Extraction
from policy.furniture import drop_by_role, drop_furniture
from policy.html_blocks import Blocks
from policy.html_tree import Node, Page, attribute, parse, text_of
from policy.model import Declared, Refusal, Removal

_REMOVED_SHOWN = (
    200  # letters of a removed part that are kept to answer "why is this not in the text?"
)
_REMOVED_PARTS = 100
_ENOUGH = 200  # letters of text from which on a page has "other text" than its noscript
_MAX_INNER = 2_000_000


def extract(text: str, declared: Declared) -> Extraction | Refusal:
    """The policy's blocks: by the declared selectors or, without any, by itself."""
    page = parse(text)
    if isinstance(page, Refusal):
        return page
    hidden.reorder(page)
    if declared.select or declared.remove:
        from policy.selectors import selected  # only declared pages need it

        chosen = selected(text, declared)
        if isinstance(chosen, Refusal):
            return chosen
        page = chosen
        _graft(page)
        choice = Choice(page) if declared.select else choose(page)
        blocks = _blocks(page, choice)
    else:
        _graft(page)
        choice = choose(page)
        blocks = _blocks(page, choice)
        if 3 * blocks.letters < choice.prose_before and 3 * choice.root.chars < choice.prose_before:
            choice = whole(page)
            blocks = _blocks(page, choice)
    if blocks.letters < _ENOUGH:
        blocks = _without_scripts(page, blocks)
    html = next((node for node in page.nodes if node.tag == "html"), None)
    title = next((text_of(node) for node in page.nodes if node.tag == "title"), None)
    return Extraction(
        blocks=blocks.blocks,
        title=title or None,
        language=(attribute(html, "lang") if html else None) or None,
        notes=blocks.notes,
        removed=_removed(choice, blocks),
        page=page,
    )


def choose(page: Page) -> Choice:
    """Find the policy on a page by itself."""
    choice = Choice(page)
    drop_furniture(choice)
    find_column(choice)
    return choice


def whole(page: Page) -> Choice:
    """The second method: everything a page shows except what its markup calls navigation."""
    choice = Choice(page)
    drop_by_role(choice)
    return choice


def _blocks(page: Page, choice: Choice) -> Blocks:
    blocks = Blocks(choice.dropped, hidden.tricks(page, choice.root))
    for node in choice.before:
        blocks.walk(node)
    blocks.walk(choice.root)
    return blocks


def _graft(page: Page) -> None:
    """Put the text of `srcdoc` frames, shadow roots and objects where a browser shows it; frames
    may stand in frames.
    """
    left = 4 * _MAX_INNER
    for node in page.nodes:  # it grows by what stands in frames, right behind them
        if node.tag == "iframe" and ' srcdoc="' in node.attrs and left > 0:
            said = (attribute(node, "srcdoc") or "")[:_MAX_INNER]
            left -= len(said)
            inner = parse(said)
            if not isinstance(inner, Refusal):
                node.tag, node.attrs, node.kids = "div", "", list(inner.root.kids)
                for kid in inner.root.kids:
                    if isinstance(kid, Node):
                        kid.parent = node
                at = page.nodes.index(node) + 1
                page.nodes[at:at] = [part for part in inner.nodes if part is not inner.root]
        elif node.tag == "iframe":
            node.kids = []
        elif node.tag == "template" and ' shadowrootmode="' in node.attrs:
            node.tag = "div"


def _without_scripts(page: Page, blocks: Blocks) -> Blocks:
    """What a reader without scripts sees, where the page holds no other text."""
    best = blocks
    for node in page.nodes:
        if node.tag in ("noscript", "template", "noframes"):
            inner = Node("div", "", None)
            inner.kids = node.kids
            if node.tag == "noframes":
                parsed = parse("".join(kid for kid in node.kids if isinstance(kid, str)))
                if isinstance(parsed, Refusal):
                    continue
                inner = parsed.root
            found = Blocks({}, {})
            found.walk(inner)
            if found.letters > best.letters and (
                node.tag == "noframes" or found.letters >= _ENOUGH
            ):
                best = found
    return best


def _removed(choice: Choice, blocks: Blocks) -> list[Removal]:
    """What stands on the page and not in the text, and which rule took it out."""
    out = list(blocks.removed)
    for rule, node in list(choice.dropped.values())[:_REMOVED_PARTS]:
        words = text_of(node, limit=_REMOVED_SHOWN)
        if words:
            out.append(Removal(rule, words[:_REMOVED_SHOWN]))
    return out
