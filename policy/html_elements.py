"""What single elements stand for: permalinks, hidden addresses, icons, buttons that open
something, tables of data."""

from __future__ import annotations

import re

from policy.emails import EMAIL, decoded_email
from policy.html_tree import Node, attribute, inside, text_of
from policy.lines import LONG_HEADING
from policy.model import Link

HEADINGS = {f"h{n}": n for n in range(1, 7)}
CELLS = frozenset(("td", "th"))
_SYMBOL = re.compile(r"[#¶§🔗⚓︎\s]{1,4}")
_PERMALINK = re.compile(
    r"permalink|headerlink|header-link|anchor-?link|anchorjs|heading-?link|heading-anchor",
    re.IGNORECASE,
)
_TO_TOP = re.compile(
    r"(?:back|return|go) to (?:the )?top|(?:terug )?naar boven|(?:retour )?(?:en )?haut de (?:la "
    r")?page|retour en haut|"
    r"(?:zurück )?nach oben|zum seitenanfang|volver arriba|torna su|voltar ao topo",
    re.IGNORECASE,
)
_CELL_PROSE = 900  # letters in one cell from which on a table lays out a page


def hidden_address(node: Node) -> Link | None:
    """The link behind an e-mail address that a delivery network hides, None where the element
    hides none."""
    if "email-protection" not in node.attrs and "data-cfemail" not in node.attrs:
        return None
    code = (attribute(node, "href") or "").partition("#")[2]
    for part in inside(node):
        code = attribute(part, "data-cfemail") or code
    return Link(EMAIL, f"mailto:{decoded_email(code)}")


def useless_link(node: Node, in_heading: bool, begins: bool) -> str | None:
    """The rule that takes out a link which only serves the page: to the heading it stands in, or
    to the top."""
    href = attribute(node, "href")
    if not href or "#" not in href or len(node.kids) != 1 or not isinstance(node.kids[0], str):
        return None
    words = node.kids[0].strip()
    if in_heading and href[0] == "#" and not begins:
        return "permalink"
    if words and (_SYMBOL.fullmatch(words) or (in_heading and _PERMALINK.search(node.attrs))):
        return "permalink"
    return "link to top" if begins and _TO_TOP.fullmatch(words) else None


def heading_level(node: Node, level: int) -> int:
    """The level of the heading that an element is, 0 where it is none; `level` is that of the
    heading above."""
    if node.tag in HEADINGS:
        return HEADINGS[node.tag]
    if node.tag == "summary":
        return min(level + 1, 6)
    if node.attrs and ' role="heading"' in node.attrs:
        stated = attribute(node, "aria-level") or "2"
        return int(stated) if stated in ("1", "2", "3", "4", "5", "6") else 2
    return 0


def sentences_of_choices(node: Node) -> list[str]:
    """The choices of a list that are whole sentences: words of the text that hide among names."""
    found = [text_of(part) for part in inside(node) if part.tag == "option"]
    return [words for words in found if is_sentence(words)]


def is_sentence(words: str) -> bool:
    """Five words or more with a full stop."""
    return words.count(" ") > 3 and words.rstrip("\"'”’)").endswith((".", ";", "!"))


def fixed_value(node: Node) -> str:
    """The words of a field that nobody can change."""
    if " readonly" not in node.attrs and " disabled" not in node.attrs:
        return ""
    value = attribute(node, "value") or ""
    return value if len(value.split()) > 2 else ""


def is_symbol(node: Node) -> bool:
    """An icon for the eye: no letter or digit in it."""
    return not any(char.isalnum() for kid in node.kids if isinstance(kid, str) for char in kid)


def unmarked(node: Node) -> bool:
    """An ordered list whose own style shows no numbers."""
    style = (attribute(node, "style") or "").replace(" ", "").lower()
    return "list-style:none" in style or "list-style-type:none" in style


def opens_next(node: Node) -> bool:
    """Does a button without any mark-up for it open the block of prose that stands behind it?"""
    if node.parent is None or node.chars > LONG_HEADING or node.chars < 3:
        return False
    kids = [kid for kid in node.parent.kids if not isinstance(kid, str)]
    at = next((number for number, kid in enumerate(kids) if kid is node), len(kids))
    return at + 1 < len(kids) and not kids[at + 1].inline and kids[at + 1].prose > 0


def is_data(node: Node) -> bool:
    """Is this a table of data, rather than one that lays a page out?"""
    widest = rows = 0
    for part in inside(node):
        if part.tag in HEADINGS or (part.tag == "table" and part is not node):
            return False
        if part.tag == "tr":
            rows += 1
            widest = max(
                widest,
                sum(1 for kid in part.kids if not isinstance(kid, str) and kid.tag in CELLS),
            )
        elif part.tag in CELLS and part.chars > _CELL_PROSE:
            return False
    return widest > 1
