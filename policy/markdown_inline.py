"""The words inside a Markdown paragraph: emphasis, links, code, breaks and escapes, in one linear
pass."""

from __future__ import annotations

import html
import re

from policy.model import Link

HARD_BREAK = "\n"

_SIGN = re.compile(r"\\[!-/:-@\[-`{-~]|!\[|\[|\]|\*+|_+|~~|`+|<[^<>\n]{1,2000}>|&[#\w]{2,32};")
_TARGET = re.compile(
    r"\(\s{0,9}(<[^<>\n]{0,4000}>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.){0,500}\)){0,8000})(?:\s{1,9}(?:\"[^\"]{0,500}\"|'[^']{0,500}'))?\s{0,9}\)"
)
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>")
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|center|cite|code|del|div|em|font|i|img|ins|kbd|mark|p|s|small|span|"
    r"strong|sub|sup|u|wbr)\b[^<>]*>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def inline(text: str) -> tuple[str, tuple[Link, ...], bool]:
    """The words of a paragraph, its links, and whether all of it is bold."""
    if not _SIGN.search(text):
        return text, (), False
    scan = _Scan(text)
    scan.run()
    bold = scan.bold_letters > 0 and scan.bold_letters * 10 >= 9 * scan.letters
    return "".join(scan.out), tuple(scan.links), bold


class _Scan:
    """One pass over the signs of a paragraph."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.out: list[str] = []
        self.links: list[Link] = []
        self.brackets: list[
            tuple[int, bool]
        ] = []  # where an open bracket stands, and whether an image's
        self.bold = False
        self.letters = self.bold_letters = 0

    def run(self) -> None:
        """Take the paragraph apart."""
        while found := _SIGN.search(self.text, self.at):
            self.plain(self.text[self.at : found.start()])
            self.at = found.end()
            self.sign(found.group(), found.start())
        self.plain(self.text[self.at :])

    def plain(self, words: str) -> None:
        """Words between two signs."""
        if words:
            self.out.append(words)
            size = len(words.strip())
            self.letters += size
            self.bold_letters += size if self.bold else 0

    def sign(self, sign: str, start: int) -> None:
        """One sign, by its first character."""
        first = sign[0]
        if first == "\\":
            self.out.append(sign[1])
        elif sign in ("[", "!["):
            self.brackets.append((len(self.out), sign == "!["))
            self.out.append(sign)
        elif first == "]":
            self.close_bracket()
        elif first == "*":
            self.emphasis(sign, _flanks(self.text, start, self.at))
        elif first == "_":
            self.emphasis(sign, _word_border(self.text, start, self.at))
        elif first == "`":
            self.code(sign)
        elif first == "<":
            _angle(sign, self.out, self.links)
        elif first == "&":
            self.out.append(html.unescape(sign))

    def emphasis(self, sign: str, real: bool) -> None:
        """A run of asterisks or underscores; two of them make bold."""
        if not real:
            self.out.append(sign)
        elif len(sign) > 1:
            self.bold = not self.bold

    def code(self, sign: str) -> None:
        """Code up to as many backticks as began it."""
        end = self.text.find(sign, self.at)
        if end < 0:
            self.out.append(sign)
        else:
            self.out.append(self.text[self.at : end])
            self.at = end + len(sign)

    def close_bracket(self) -> None:
        """The end of a link or image where a target follows, else a bracket."""
        target = _TARGET.match(self.text, self.at) if self.brackets else None
        start, image = self.brackets.pop() if self.brackets else (0, False)
        if target is None:
            self.out.append("]")
            return
        self.at = target.end()
        words = "".join(self.out[start + 1 :])
        del self.out[start:]
        if not image:
            self.out.append(words)
            self.links.append(Link(" ".join(words.split()), _address(target[1])))


def _angle(sign: str, out: list[str], links: list[Link]) -> None:
    """A break, a link that stands for itself, a tag without words; anything else is text in angle
    brackets."""
    if _BREAK.fullmatch(sign):
        out.append(HARD_BREAK)
    elif found := _AUTOLINK.fullmatch(sign):
        out.append(found[1])
        links.append(Link(found[1], found[1]))
    elif not _TAG.fullmatch(sign) and not sign.startswith("<!--"):
        out.append(sign)


def _address(target: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", target.removeprefix("<").removesuffix(">"))


def _flanks(text: str, start: int, end: int) -> bool:
    """A run of asterisks next to a letter is emphasis; between blanks it is an asterisk."""
    before = start > 0 and not text[start - 1].isspace()
    after = end < len(text) and not text[end].isspace()
    return before or after


def _word_border(text: str, start: int, end: int) -> bool:
    """An underscore is emphasis only at the edge of a word."""
    before = start > 0 and text[start - 1].isalnum()
    after = end < len(text) and text[end].isalnum()
    return (before != after) or not (
        before or after or (start > 0 and end < len(text) and text[start - 1] == text[end] == " ")
    )
