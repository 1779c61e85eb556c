"""Words that a page holds and does not show: telling a trick from a fold that a reader can open.

Both stay in the text. A trick gets a note, so that nobody can hide a clause; an accordion, a tab
or a dialog gets none.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from policy.html_tree import SILENT, Node, Page, attribute, inside
from policy.styles import Declarations, Styles, colour, length, parse_styles, transparent

_FOLD_TAGS = frozenset(("details", "dialog"))
_FOLD_ROLES = frozenset(("tabpanel", "dialog", "alertdialog", "region", "tooltip"))
_FOLD_NAME = re.compile(
    r"collaps|accordion|accordeon|panel|(?:^|[\s_-])tabs?(?:$|[\s_-])|toggle|expand|fold|dropdown|"
    r"faq|modal|dialog|drawer|slide|"
    r"carousel|swiper|read-?more|show-?more|more-|lightbox|popover|tooltip|print|popup",
    re.IGNORECASE,
)
_TRIGGER_NAME = re.compile(
    r"collaps|accordion|toggle|trigger|expand|(?:^|[\s_-])tab(?:$|[\s_-])|faq|show-?more|"
    r"read-?more",
    re.IGNORECASE,
)
_FOR_EARS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|screen-?reader\w*|visually-?hidden|visuallyhidden|a11y\w*|"
    r"assistive\w*|show-for-sr|hidden-visually|"
    r"u-hiddenvisually|offscreen|sr)(?=$|[\s_-])",
    re.IGNORECASE,
)
_FOR_EARS_WORDS = 8  # longer than "opens in a new window" is no help for readers that listen
_FEW_STYLES = 20_000  # letters of style elements that we can claim to understand
_FAR = -500.0  # pixels beyond which nobody scrolls
_CLIP_NOTHING = re.compile(
    r"rect\(\s*(?:0|1px|0px)\b[^)]{0,60}\)|inset\(\s*(?:50|100)%|circle\(\s*0|"
    r"polygon\(\s*0\s+0\s*,\s*0\s+0\s*,"
)
_NO_SCALE = re.compile(
    r"scale(?:3d|x|y)?\(\s*0(?:\.0\d*)?\s*[,)]|translate(?:x|y|3d)?\([^)]{0,20}-\d{3,}"
)

Trick = tuple[str, str]


def tricks(page: Page, root: Node) -> dict[int, Trick]:
    """The elements whose words are hidden by a trick, with the kind of note and the reason."""
    plain_page = sum(map(len, page.styles)) < _FEW_STYLES and not any(
        node.tag == "link" and "stylesheet" in node.attrs for node in page.nodes
    )
    styles = parse_styles(page, plain_page)
    targets: set[str] | None = None
    found: dict[int, Trick] = {}
    for node in page.nodes:
        attrs = node.attrs
        styled = ' style="' in attrs or " hidden" in attrs or "color" in attrs
        if not styled and not styles.may_match(node):
            continue
        if node.tag in SILENT or not _stands_in(node, root):
            continue
        declared = styles.of(node)
        if not declared and " hidden" not in node.attrs:
            continue
        if (
            "bidi-override" in declared.get("unicode-bidi", "")
            or declared.get("unicode-bidi") == "isolate-override"
        ):
            found[id(node)] = ("bidi", "direction overridden")
            continue
        reason, folds = _why_hidden(node, declared, styles, plain_page)
        if not reason:
            continue
        if targets is None:
            targets = _targets(page)
        if folds and (_can_be_opened(node, root, targets) or styles.shows(node)):
            continue
        if _FOR_EARS.search(attribute(node, "class") or "") and node.chars < 12 * _FOR_EARS_WORDS:
            continue
        found[id(node)] = ("hidden_text", reason)
    return found


def reorder(page: Page) -> None:
    """Put children in the order in which their style shows them."""
    for node in page.nodes:
        if "order" not in node.attrs and "reverse" not in node.attrs:
            continue
        style = attribute(node, "style") or ""
        if "-reverse" in style and "flex-direction" in style:
            node.kids.reverse()
        if (
            "order" in style
            and node.parent is not None
            and re.search(r"(?:^|;)\s{0,9}order\s{0,9}:", style)
        ):
            node.parent.kids.sort(key=_order)


def _order(kid: Node | str) -> int:
    if isinstance(kid, str) or "order" not in kid.attrs:
        return 0
    found = re.search(
        r"(?:^|;)\s{0,9}order\s{0,9}:\s{0,9}(-?\d{1,6})", attribute(kid, "style") or ""
    )
    return int(found[1]) if found else 0


def _stands_in(node: Node, root: Node) -> bool:
    place: Node | None = node
    while place is not None:
        if place is root:
            return True
        place = place.parent
    return False


def _why_hidden(
    node: Node, declared: Declarations, styles: Styles, plain_page: bool
) -> tuple[str, bool]:
    """Why the element's words are not seen, and whether folds hide that way too; or no reason."""
    for reason, is_so in _LIKE_A_FOLD:
        if is_so(declared):
            return reason, True
    if " hidden" in node.attrs and "display" not in declared:
        value = attribute(node, "hidden")
        if value is not None and value != "until-found":
            return "hidden", True
    for reason, is_so in _NEVER_A_FOLD:
        if is_so(declared):
            return reason, False
    if _same_colour(node, declared, styles, plain_page):
        return "colour of the background", False
    return "", False


def _is_faint(declared: Declarations) -> bool:
    opacity = declared.get("opacity")
    return opacity is not None and (_small(opacity, 0.05) or opacity in ("0%", "1%"))


def _is_tiny(declared: Declarations) -> bool:
    written = (
        declared.get("font-size") or declared.get("font", "").partition("/")[0].rpartition(" ")[2]
    )
    size = length(written)
    return size is not None and 0 <= size < 3 and "%" not in written


def _is_invisible(declared: Declarations) -> bool:
    return (
        declared.get("visibility") in ("hidden", "collapse")
        or declared.get("content-visibility") == "hidden"
    )


def _is_clipped(declared: Declarations) -> bool:
    return any(_CLIP_NOTHING.search(declared.get(name, "")) for name in ("clip", "clip-path"))


def _is_scaled_away(declared: Declarations) -> bool:
    return bool(
        _NO_SCALE.search(declared.get("transform", ""))
        or declared.get("scale") == "0"
        or declared.get("zoom") == "0"
        or "opacity(0" in declared.get("filter", "")
    )


def _small(value: str, limit: float) -> bool:
    try:
        return float(value) < limit
    except ValueError:
        return False


def _flat(declared: Declarations) -> bool:
    clipped = any(
        declared.get(name) in ("hidden", "clip")
        for name in ("overflow", "overflow-x", "overflow-y")
    )
    sides = [length(declared.get(name)) for name in ("height", "max-height", "width", "max-width")]
    return clipped and any(side is not None and 0 <= side <= 1 for side in sides)


def _far_away(declared: Declarations) -> bool:
    if declared.get("position") in ("absolute", "fixed", "relative"):
        for name in ("left", "top", "right"):
            place = length(declared.get(name))
            if place is not None and place <= _FAR:
                return True
    return any(
        (length(declared.get(name)) or 0.0) <= _FAR
        for name in ("text-indent", "margin-left", "margin-top")
    )


def _same_colour(node: Node, declared: Declarations, styles: Styles, plain_page: bool) -> bool:
    ink = declared.get("-webkit-text-fill-color") or declared.get("color")
    if not ink:
        return False
    if transparent(ink):
        return True
    letters = colour(ink)
    if letters is None:
        return False
    ground: Node | None = node
    while ground is not None:
        there = declared if ground is node else styles.of(ground)
        paper = there.get("background-color") or there.get("background")
        if paper and not transparent(paper):
            behind = colour(paper)
            return (
                behind is not None
                and "url(" not in paper
                and "gradient" not in paper
                and _near(letters, behind)
            )
        ground = ground.parent
    return plain_page and _near(letters, (255, 255, 255))


def _near(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < 20


def _targets(page: Page) -> set[str]:
    """The ids that some control on the page opens or jumps to."""
    found: set[str] = set()
    for node in page.nodes:
        if not node.attrs:
            continue
        for name in (
            "aria-controls",
            "data-target",
            "data-bs-target",
            "data-toggle",
            "data-content",
            "data-tab",
            "for",
            "popovertarget",
        ):
            if f' {name}="' in node.attrs:
                found.update(part.lstrip("#.") for part in (attribute(node, name) or "").split())
        if ' href="#' in node.attrs and node.tag == "a":
            found.add((attribute(node, "href") or "")[1:])
    return found


def _can_be_opened(node: Node, root: Node, targets: set[str]) -> bool:
    """Is there something a reader can press to see the element?"""
    place: Node | None = node
    while place is not None and place is not root.parent:
        if place.tag in _FOLD_TAGS or (
            attribute(place, "role") in _FOLD_ROLES if place.attrs else False
        ):
            return True
        if place.attrs:
            identity = attribute(place, "id")
            if identity and identity in targets:
                return True
            if (
                " aria-labelledby=" in place.attrs
                or " popover" in place.attrs
                or _FOLD_NAME.search(attribute(place, "class") or "")
            ):
                return True
        place = place.parent if place is not root else None
    return _behind_trigger(node)


def _behind_trigger(node: Node) -> bool:
    """Does the element stand right behind a button, a summary, or a title that opens it?"""
    if node.parent is None:
        return False
    before: Node | None = None
    for kid in node.parent.kids:
        if kid is node:
            break
        if not isinstance(kid, str):
            before = kid
    if before is None:
        return False
    return any(
        part.tag in ("button", "summary", "label")
        or (
            part.attrs
            and (
                " aria-expanded=" in part.attrs
                or ' role="button"' in part.attrs
                or _TRIGGER_NAME.search(attribute(part, "class") or "")
            )
        )
        or (part.tag == "input" and "checkbox" in part.attrs)
        for part in inside(before)
    )


_LIKE_A_FOLD: tuple[tuple[str, Callable[[Declarations], bool]], ...] = (
    ("display:none", lambda declared: declared.get("display") == "none"),
    ("visibility:hidden", _is_invisible),
    ("opacity:0", _is_faint),
    ("no height", _flat),
)
_NEVER_A_FOLD: tuple[tuple[str, Callable[[Declarations], bool]], ...] = (
    ("font-size:0", _is_tiny),
    ("off-screen", _far_away),
    ("clipped", _is_clipped),
    ("scaled away", _is_scaled_away),
)
