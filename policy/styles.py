"""The few style declarations that decide whether words are seen: from style elements, attributes
and old markup.

Only simple selectors count (a tag, classes, an id, and such names above it); of style sheets
elsewhere we know nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from policy.html_tree import Node, Page, attribute

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PIECE = re.compile(r"([^{}]*)([{}])")
_COMPOUND = re.compile(r"(?:[a-zA-Z][\w-]*|\*)?(?:[.#][\w-]+)*")
_NAME = re.compile(r"([.#]?)([\w-]+)")
_PROPERTIES = frozenset(
    "display visibility opacity font font-size color background background-color clip clip-path "
    "position left right top "
    "text-indent height max-height width max-width overflow overflow-x overflow-y transform scale "
    "content-visibility filter zoom "
    "unicode-bidi direction order flex-direction margin-left margin-top mask mask-image "
    "-webkit-text-fill-color".split()
)
_HIDING = frozenset(
    "opacity clip clip-path transform scale content-visibility filter zoom unicode-bidi "
    "text-indent".split()
)
_PLACES = frozenset("left right top margin-left margin-top".split())
_SIDES = frozenset("height max-height width max-width".split())
_MAX_STYLES = 2_000_000
_FEW_NAMES = 8  # up to here it is quicker to look for each name in an element's attributes
_MAX_RULES = 20_000

Declarations = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    tag: str
    names: frozenset[str]  # ".class" and "#id" that the element must bear
    above: tuple[frozenset[str], ...]  # names that elements above it must bear, the outermost first
    declarations: Declarations


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The telling rules of one style sheet, each with the name it hangs on; never written to once
    it was read."""

    rules: list[tuple[str, _Rule]]
    shown: set[str]


@dataclass(slots=True)
class Styles:
    """The telling rules of a page by the name they hang on, and the names that some rule shows."""

    by_name: dict[str, list[_Rule]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    colours_count: bool = True
    """False where other style sheets, or rules we do not understand, may give another ground."""
    names: dict[int, frozenset[str]] = field(default_factory=dict)
    plain_names: set[str] = field(default_factory=set)

    def add(self, sheet: _Sheet) -> None:
        """What one more style sheet says."""
        self.shown |= sheet.shown
        for hook, rule in sheet.rules:
            self.by_name.setdefault(hook, []).append(rule)
            self.plain_names.add(hook.lstrip(".#"))

    def of(self, node: Node) -> Declarations:
        """What is declared for an element, the later and the nearer declaration winning."""
        found: Declarations = {}
        if self.by_name and not (names := self._names(node)).isdisjoint(self.by_name):
            for name in sorted(name for name in names if name in self.by_name):
                for rule in self.by_name[name]:
                    if (
                        rule.names <= names
                        and rule.tag in ("", "*", node.tag)
                        and self._below(node, rule.above)
                    ):
                        found.update(rule.declarations)
        if node.attrs:
            found.update(_old_markup(node))
            style = attribute(node, "style")
            if style:
                found.update(declarations(style))
        return found

    def may_match(self, node: Node) -> bool:
        """Could a rule hang on this element? A quick look before the exact one."""
        if not self.by_name:
            return False
        if node.tag in self.by_name:
            return True
        if len(self.plain_names) < _FEW_NAMES:
            return any(name in node.attrs for name in self.plain_names)
        classes = attribute(node, "class")
        if classes and not self.plain_names.isdisjoint(classes.split()):
            return True
        return ' id="' in node.attrs and (attribute(node, "id") or "").strip() in self.plain_names

    def _names(self, node: Node) -> frozenset[str]:
        """The element's classes, id and tag, found once."""
        found = self.names.get(id(node))
        if found is None:
            found = self.names[id(node)] = names_of(node) | {node.tag}
        return found

    def _below(self, node: Node, above: tuple[frozenset[str], ...]) -> bool:
        place = node.parent
        for wanted in reversed(above):
            while place is not None and not wanted <= self._names(place):
                place = place.parent
            if place is None:
                return False
            place = place.parent
        return True

    def shows(self, node: Node) -> bool:
        """Does some rule, for print, another width or state, show what another one hides?"""
        return any(name in self.shown for name in names_of(node))


def parse_styles(page: Page, colours_count: bool) -> Styles:
    """The telling rules of a page's style elements."""
    styles = Styles(colours_count=colours_count)
    for css in page.styles:
        styles.add(_sheet(css[:_MAX_STYLES], colours_count))
    return styles


@lru_cache(maxsize=8)  # the pages of one site carry the same sheets
def _sheet(css: str, colours_count: bool) -> _Sheet:
    """One style sheet, brace by brace."""
    sheet, css = _Sheet([], set()), _COMMENT.sub("", css)
    open_heads: list[str] = []
    count = 0
    for text, brace in _PIECE.findall(css):
        if brace == "{":
            open_heads.append(text.rpartition(";")[2].strip())
        elif open_heads:
            head = open_heads.pop()
            if not head.startswith("@") and count < _MAX_RULES:
                count += 1
                above = [one.lower() for one in open_heads if one.startswith("@")]
                _rule(sheet, head, text, all(map(_applies, above)), colours_count)
    return sheet


def _applies(condition: str) -> bool:
    """Does a condition hold for everyone who looks at a screen?"""
    if condition.startswith(("@media", "@layer", "@supports", "@container")):
        if condition.startswith("@media"):
            rest = condition[6:]
            return "print" not in rest and "width" not in rest and "(" not in rest
        return condition.startswith("@layer")
    return False


def _rule(sheet: _Sheet, selector: str, body: str, applied: bool, colours_count: bool) -> None:
    body = body.lower()
    if not _tells(body) and not (colours_count and ("color" in body or "background" in body)):
        return
    found = declarations(body)
    if not found:
        return
    shows = found.get("display", "none") != "none" or found.get("visibility") == "visible"
    hides = applied and _can_hide(found, colours_count)
    if not shows and not hides:
        return
    for one in selector.split(","):
        parts = one.replace(">", " ").replace("+", " ").replace("~", " ").split()
        if not parts:
            continue
        last = parts[-1]
        if shows and (
            not applied or len(parts) > 1 or last.count(".") > 1 or ":" in last or "[" in one
        ):
            sheet.shown.update("".join(name) for name in _NAME.findall(last) if name[0])
        if not hides or ":" in one or "[" in one:
            continue
        if not all(_COMPOUND.fullmatch(part) for part in parts):
            continue
        names = frozenset(sign + name for sign, name in _NAME.findall(last) if sign)
        tag = "" if last[0] in ".#*" else _NAME.findall(last)[0][1].lower()
        above = tuple(
            frozenset((sign + name) if sign else name.lower() for sign, name in _NAME.findall(part))
            for part in parts[:-1]
        )
        if not names and not tag:
            continue
        rule = _Rule(tag, names, above, found)
        hook = min(names) if names else tag
        sheet.rules.append((hook, rule))


def _tells(body: str) -> bool:
    """A quick look: does a block of declarations, in lower case, name anything that hides or shows
    words?"""
    return (
        "display" in body
        or "visib" in body
        or "opacity" in body
        or "clip" in body
        or "indent" in body
        or "transform" in body
        or "overflow" in body
        or "absolute" in body
        or "fixed" in body
        or "margin" in body
        or "font-size" in body
        or "bidi" in body
        or "zoom" in body
        or "scale" in body
        or "filter" in body
        or "mask" in body
    )


def _can_hide(found: Declarations, colours_count: bool) -> bool:
    """Could a rule with these declarations take words out of sight?"""
    if found.get("display") == "none" or found.get("visibility", "visible") != "visible":
        return True
    if not found.keys().isdisjoint(_HIDING) or (
        ("position" in found) and not found.keys().isdisjoint(_PLACES)
    ):
        return True
    if "overflow" in found and not found.keys().isdisjoint(_SIDES):
        return True
    if (
        "font-size" in found
        and (length(found["font-size"]) or 0.0) < 3
        and "%" not in found["font-size"]
    ):
        return True
    inks = not found.keys().isdisjoint(("color", "-webkit-text-fill-color"))
    grounds = not found.keys().isdisjoint(("background", "background-color"))
    return (inks or grounds) if colours_count else (inks and grounds)


def declarations(style: str) -> Declarations:
    """Property → value of a block of declarations, in lower case; only properties that can hide or
    reorder words."""
    found: Declarations = {}
    for piece in style.split(";"):
        name, colon, value = piece.partition(":")
        name = name.strip().lower()
        if colon and name in _PROPERTIES:
            found[name] = value.replace("!important", "").strip().lower()
    return found


def names_of(node: Node) -> frozenset[str]:
    """The classes and the id of an element as selectors write them."""
    if not node.attrs:
        return frozenset()
    names = {"." + name for name in (attribute(node, "class") or "").split()}
    if identity := attribute(node, "id"):
        names.add("#" + identity.strip())
    return frozenset(names)


def _old_markup(node: Node) -> Declarations:
    found: Declarations = {}
    if ' bgcolor="' in node.attrs:
        found["background-color"] = (attribute(node, "bgcolor") or "").strip().lower()
    if node.tag == "font" and ' color="' in node.attrs:
        found["color"] = (attribute(node, "color") or "").strip().lower()
    if node.tag == "body" and ' text="' in node.attrs:
        found["color"] = (attribute(node, "text") or "").strip().lower()
    return found


_COLOURS = {
    "black": (0, 0, 0),
    "blue": (0, 0, 255),
    "darkgray": (169, 169, 169),
    "floralwhite": (255, 250, 240),
    "gainsboro": (220, 220, 220),
    "ghostwhite": (248, 248, 255),
    "gray": (128, 128, 128),
    "green": (0, 128, 0),
    "grey": (128, 128, 128),
    "ivory": (255, 255, 240),
    "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211),
    "navy": (0, 0, 128),
    "red": (255, 0, 0),
    "silver": (192, 192, 192),
    "snow": (255, 250, 250),
    "white": (255, 255, 255),
    "whitesmoke": (245, 245, 245),
    "yellow": (255, 255, 0),
}
_HEX = re.compile(r"#?([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{4}|[0-9a-f]{3})\b")
_CHANNELS = re.compile(r"(rgb|hsl)a?\(([^)]{1,80})\)")


def colour(value: str) -> tuple[int, int, int] | None:
    """Red, green and blue of a colour as written; None where it is not a plain one."""
    if found := _CHANNELS.search(value):
        parts = [part for part in re.split(r"[\s,/]+", found[2].strip()) if part]
        numbers = [_number(part) for part in parts[:3]]
        if len(numbers) < 3:
            return None
        if found[1] == "hsl":
            level = round(numbers[2] * 255 / 100)
            return (level, level, level) if numbers[1] == 0 or numbers[2] in (0, 100) else None
        red, green, blue = (
            round(number * 2.55) if "%" in part else round(number)
            for number, part in zip(numbers, parts, strict=False)
        )
        return red, green, blue
    for word in value.split():
        if word in _COLOURS:
            return _COLOURS[word]
        if (word[0] == "#" or len(value) == 6) and (hexes := _HEX.fullmatch(word)):
            digits = hexes[1]
            if len(digits) < 6:
                digits = "".join(digit * 2 for digit in digits)
            return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    return None


def transparent(value: str) -> bool:
    """Is a colour written as wholly transparent?"""
    if value.strip() == "transparent":
        return True
    if found := _CHANNELS.search(value):
        parts = [part for part in re.split(r"[\s,/]+", found[2].strip()) if part]
        return len(parts) == 4 and _number(parts[3]) < (10 if "%" in parts[3] else 0.1)
    word = value.strip()
    return word[:1] == "#" and (
        (len(word) == 9 and word[-2:] < "1a") or (len(word) == 5 and word[-1] < "2")
    )


def _number(text: str) -> float:
    found = re.match(r"-?\d{0,7}\.?\d{0,7}", text)
    try:
        return float(found.group()) if found and found.group() else 0.0
    except ValueError:
        return 0.0


def length(value: str | None) -> float | None:
    """A length in pixels, roughly (em, rem and % of a usual size); None where it is not one."""
    if not value:
        return None
    found = re.fullmatch(
        r"(-?\d{0,7}\.?\d{0,7})\s{0,3}(px|em|rem|ex|ch|pt|%|vw|vh|vmin|vmax|cm|mm|in)?",
        value.strip(),
    )
    if not found or found[1] in ("", "-", ".", "-."):
        return None
    scale = {
        "em": 16,
        "rem": 16,
        "ex": 8,
        "ch": 8,
        "pt": 1.3,
        "vw": 12,
        "vh": 8,
        "vmin": 8,
        "vmax": 12,
        "cm": 38,
        "mm": 4,
        "in": 96,
    }
    return float(found[1]) * scale.get(found[2] or "px", 1)
