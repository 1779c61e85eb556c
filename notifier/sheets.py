"""One message made of its template: subject, text and HTML, the same words in both parts.

The text has templates of its own and is never derived from the HTML. Whatever comes from a policy
is cleaned and, in HTML, escaped; nothing of a page is ever taken as markup.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from notifier import excerpt, quotes
from notifier.blanks import blank
from notifier.office import Letterhead
from notifier.words import Words
from storage.notices import Rendered

TEMPLATES = Path(__file__).parent / "templates"
_INLINER = css_inline.CSSInliner(
    keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False
)
_CHARSET = '<meta charset="utf-8">'


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",), default=False),  # text is no markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.filters["plain"] = excerpt.plain
    return environment


_ENVIRONMENT = _environment()


def write(
    template: str, said: Words, letterhead: Letterhead, *, subject: str, **values: object
) -> Rendered:
    """The message of a template in one language, with blanks for what differs by reader."""
    shared: dict[str, Any] = {
        "language": said.language,
        "say": said.say,
        "count": said.count,
        "blank": blank,
        "subject": subject,
        "operator": letterhead.operator or letterhead.from_name,
        "manage_url": letterhead.link("manage"),
        **values,
    }
    text = _ENVIRONMENT.get_template(f"{template}.txt").render(shared)
    html = _ENVIRONMENT.get_template(f"{template}.html").render(shared)
    inlined = _INLINER.inline(quotes.in_html(html, said.language))
    return Rendered(subject, _tidy(quotes.in_text(text)), _charset_first(inlined))


def _charset_first(html: str) -> str:
    """The inliner puts the style before everything; the encoding must stand in the first kilobyte
    (HTML, 4.2.5.4).
    """
    return html.replace(_CHARSET, "", 1).replace("<head>", f"<head>{_CHARSET}", 1)


def _tidy(text: str) -> str:
    """No blank lines at either end, and never two in a row."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip("\n") + "\n"
