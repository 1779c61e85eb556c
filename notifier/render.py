"""Messages as subject, text and HTML, rendered once for a notice, language and zone.

The text has templates of its own and is never derived from the HTML. Whatever comes from a policy
is cleaned and, in HTML, escaped; nothing of a page is ever taken as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from notifier import excerpt, telling, terms
from notifier.blanks import blank, clean
from notifier.excerpt import Fragment, Run
from notifier.office import Letterhead
from notifier.places import Place
from notifier.story import Story
from notifier.telling import Told
from notifier.words import Words, words
from storage.notices import Rendered

TEMPLATES = Path(__file__).parent / "templates"
SUBJECT_LENGTH = 65
DIGEST_PLACES = 5  # places shown of each change
MAX_HTML = 95_000  # bytes; Gmail cuts at about 102,000
_INLINER = css_inline.CSSInliner(
    keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False
)


@dataclass(frozen=True, slots=True)
class Followed:
    """A policy by its declared names."""

    policy_id: str
    service: str
    terms_type: str

    def name(self, said: Words) -> str:
        """As a subject names it."""
        return f"{self.service}, {terms.name(said, self.terms_type)}"


@dataclass(frozen=True, slots=True)
class Digested:
    """One change as a digest shows it."""

    name: str
    told: Told
    url: str
    quoted_language: str


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


def change(story: Story, language: str, zone: str, letterhead: Letterhead) -> Rendered:
    """One change, told in one language and zone, with the words of as many places as fit."""
    said = words(language)
    shown = telling.SHOWN
    while True:
        told = _cleaned(telling.tell(story, said, zone, shown=shown))
        rendered = _render(
            "change",
            said,
            letterhead,
            subject=told.subject,
            told=told,
            kind=terms.the(said, story.terms_type, story.service),
            quoted_language=story.new.language or "",
            change_url=letterhead.link("changes", story.change_id),
        )
        if len(rendered.html.encode()) <= MAX_HTML or shown == 1:
            return rendered
        shown = max(1, shown * 2 // 3)


def digest(
    stories: Sequence[Story], language: str, zone: str, letterhead: Letterhead, ended: int
) -> Rendered:
    """Several changes in one message, each with its first places; all of it stands on the pages."""
    said = words(language)
    shown = DIGEST_PLACES
    while True:
        told = [
            Digested(
                clean(f"{story.service}, {terms.name(said, story.terms_type)}"),
                _cleaned(telling.tell(story, said, zone, shown=shown)),
                letterhead.link("changes", story.change_id),
                story.new.language or "",
            )
            for story in stories
        ]
        rendered = _render(
            "digest",
            said,
            letterhead,
            subject=clean(_digest_subject(stories, said)),
            lead=said.count("%(n)d text has changed.", "%(n)d texts have changed.", len(stories)),
            changes=told,
            ended=ended,
        )
        if len(rendered.html.encode()) <= MAX_HTML or shown == 0:
            return rendered
        shown -= 1


def _digest_subject(stories: Sequence[Story], said: Words) -> str:
    """`2 texts changed: Acme, Beacon`, as many names as a phone shows."""
    start = said.count("%(n)d text changed", "%(n)d texts changed", len(stories))
    names = list(dict.fromkeys(story.service for story in stories))
    shown = f"{start}: {names[0]}"
    for name in names[1:]:
        if len(f"{shown}, {name}") > SUBJECT_LENGTH:
            return f"{shown} …"
        shown = f"{shown}, {name}"
    return shown


def correction(
    story: Story,
    language: str,
    zone: str,
    letterhead: Letterhead,
    *,
    told_at: datetime,
    subject: str,
    because: str,
) -> Rendered:
    """We were wrong about a change: which mail, why, and that nothing is to be done."""
    said = words(language)
    day = said.short_day(told_at.astimezone(ZoneInfo(zone)).date())
    lead = said.say(
        "Our mail of %(day)s about %(service)s was wrong: the text has not changed so.",
        day=day,
        service=story.service,
    )
    return _render(
        "correction",
        said,
        letterhead,
        subject=clean(said.say("Correction: %(subject)s", subject=subject)),
        lead=clean(lead),
        cause=clean(said.say("Cause: %(because)s", because=because)),
        change_url=letterhead.link("changes", story.change_id),
    )


def silence(
    followed: Followed, since: datetime, language: str, zone: str, letterhead: Letterhead
) -> Rendered:
    """We cannot read a text any more: since when, and what our silence means until then."""
    said = words(language)
    the = terms.the(said, followed.terms_type, followed.service)
    return _render(
        "silence",
        said,
        letterhead,
        subject=clean(f"{followed.name(said)}: " + said.say("we cannot read it now")),
        lead=clean(
            said.say(
                "Since %(day)s we cannot read %(the)s.",
                day=said.day(since.astimezone(ZoneInfo(zone)).date()),
                the=the,
            )
        ),
        meaning=said.say(
            "Until we write to you that it works again, our silence does not mean that nothing"
            " changes."
        ),
        policy_url=letterhead.link("policies", followed.policy_id),
    )


def back(
    followed: Followed,
    since: datetime,
    again: datetime,
    language: str,
    zone: str,
    letterhead: Letterhead,
    *,
    changed: bool,
) -> Rendered:
    """We can read it again: since when, and whether it changed in between."""
    said = words(language)
    the = terms.the(said, followed.terms_type, followed.service)
    before = said.short_day(since.astimezone(ZoneInfo(zone)).date())
    return _render(
        "silence",
        said,
        letterhead,
        subject=clean(f"{followed.name(said)}: " + said.say("we can read it again")),
        lead=clean(
            said.say(
                "Since %(day)s we can read %(the)s again.",
                day=said.day(again.astimezone(ZoneInfo(zone)).date()),
                the=the,
            )
        ),
        meaning=said.say(
            "The text is not the one of %(day)s; what changed comes in a mail of its own.",
            day=before,
        )
        if changed
        else said.say("The text is the same as on %(day)s.", day=before),
        policy_url=letterhead.link("policies", followed.policy_id),
    )


def confirm(followed: str, language: str, frequency: str, letterhead: Letterhead) -> Rendered:
    """The question whether it was really them: our own words and declared names only."""
    said = words(language)
    return _render(
        "confirm",
        said,
        letterhead,
        subject=said.say("Please confirm: mail about %(followed)s", followed=followed),
        followed=followed,
        rhythm=_rhythm(said, frequency),
    )


def already(followed: str, language: str, letterhead: Letterhead) -> Rendered:
    """Somebody asked again for what this person gets already."""
    said = words(language)
    subject = said.say("You already get mail about %(followed)s", followed=followed)
    return _render("already", said, letterhead, subject=subject, followed=followed)


def manage(language: str, letterhead: Letterhead) -> Rendered:
    """The link to everything a person follows."""
    said = words(language)
    return _render("manage", said, letterhead, subject=said.say("Your link to what you follow"))


def _rhythm(said: Words, frequency: str) -> str:
    if frequency == "daily":
        return said.say("once a day at most")
    if frequency == "weekly":
        return said.say("once a week at most")
    return said.say("as soon as something changes")


def _render(
    template: str, said: Words, letterhead: Letterhead, *, subject: str, **values: object
) -> Rendered:
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
    return Rendered(subject, _tidy(text), _INLINER.inline(html))


def _tidy(text: str) -> str:
    """No blank lines at either end, and never two in a row."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip("\n") + "\n"


def _cleaned(told: Told) -> Told:
    """The same without signs that could break out of a line or turn the writing round."""
    return Told(
        subject=clean(told.subject),
        preface=clean(told.preface),
        lead=clean(told.lead),
        when=clean(told.when),
        doubts=_all_clean(told.doubts),
        shown=tuple(_clean_place(place) for place in told.shown),
        left_out=clean(told.left_out),
        remarks=_all_clean(told.remarks),
        background=_all_clean(told.background),
        rights=_all_clean(told.rights),
    )


def _all_clean(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(clean(line) for line in lines)


def _clean_place(place: Place) -> Place:
    return Place(
        place.kind,
        clean(place.title),
        _clean_fragment(place.removed),
        _clean_fragment(place.added),
        place.clause_id,
    )


def _clean_fragment(fragment: Fragment) -> Fragment:
    """Run by run; a space between two runs stays."""
    runs = []
    for run in fragment:
        text = clean(run.text)
        if run.text[:1].isspace():
            text = " " + text
        if run.text[-1:].isspace() and text.strip():
            text += " "
        runs.append(Run(text, run.changed))
    return tuple(runs)
