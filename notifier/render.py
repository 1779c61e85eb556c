"""What changed, as a message of its own or as a digest: once for a notice, language and zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notifier import sheets, telling, terms
from notifier.blanks import clean, clean_ours
from notifier.excerpt import Fragment, Run
from notifier.office import Letterhead
from notifier.places import Place
from notifier.quotes import clean_line, clean_lines
from notifier.story import Story
from notifier.telling import Told
from notifier.words import Words, words
from policy.headlines import FITS, fitting
from storage.notices import Rendered

DIGEST_PLACES = 5  # places shown of each change
MAX_HTML = 95_000  # bytes; Gmail cuts at about 102,000


@dataclass(frozen=True, slots=True)
class Digested:
    """One change as a digest shows it."""

    name: str
    told: Told
    url: str
    quoted_language: str


def change(story: Story, language: str, zone: str, letterhead: Letterhead) -> Rendered:
    """One change, told in one language and zone, with the words of as many places as fit."""
    said = words(language)
    shown = telling.SHOWN
    while True:
        told = _cleaned(telling.tell(story, said, zone, shown=shown))
        rendered = sheets.write(
            "change",
            said,
            letterhead,
            subject=told.subject,
            told=told,
            is_reminder=story.occasion == "reminder",
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
        rendered = sheets.write(
            "digest",
            said,
            letterhead,
            subject=clean_ours(_digest_subject(stories, said)),
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
    shown = fitting(said.headed(start, names[0]))
    for name in names[1:]:
        if len(f"{shown}, {name}") > FITS:
            return f"{shown} …"
        shown = f"{shown}, {name}"
    return shown


def _cleaned(told: Told) -> Told:
    """The same without signs that could break out of a line or turn the writing round."""
    return Told(
        subject=clean_ours(told.subject),
        preface=clean_line(told.preface),
        lead=clean_line(told.lead),
        when=clean_line(told.when),
        doubts=clean_lines(told.doubts),
        shown=tuple(clean_place(place) for place in told.shown),
        left_out=clean_line(told.left_out),
        remarks=clean_lines(told.remarks),
        background=clean_lines(told.background),
        rights=clean_lines(told.rights),
    )


def clean_place(place: Place) -> Place:
    """A place without signs that could break out of a line or turn the writing round."""
    return Place(
        place.kind,
        clean_line(place.title),
        _clean_fragment(place.removed),
        _clean_fragment(place.added),
        place.clause_id,
        clean_line(place.above),
        clean_line(place.rest),
        place.points,
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
