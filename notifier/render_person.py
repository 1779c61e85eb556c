"""Messages about somebody's own subscriptions: the question, the welcome, the way back, a sign of
life. Our own words and declared names only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from notifier import sheets
from notifier.blanks import clean, clean_ours
from notifier.office import Letterhead
from notifier.quotes import clean_lines
from notifier.words import Words, words
from policy.headlines import fitting
from storage.notices import Rendered

MOST_TEXTS = 12  # described in one message; the others stand on the pages


@dataclass(frozen=True, slots=True)
class Described:
    """One policy, as somebody who follows it is told about it."""

    name: str
    url: str
    lines: tuple[str, ...]


def confirm(followed: Sequence[str], language: str, how: str, letterhead: Letterhead) -> Rendered:
    """The question whether it was really them; `how` says how often they would get mail."""
    said = words(language)
    subject = (
        fitting(
            said.say("Please confirm: mail about %(followed)s", followed=followed[0]),
            said.say("Please confirm: %(followed)s", followed=followed[0]),
        )
        if len(followed) == 1
        else said.say("Please confirm: mail about %(n)d texts", n=len(followed))
    )
    return _listed("confirm", said, letterhead, followed, subject, rhythm=how)


def already(followed: Sequence[str], language: str, letterhead: Letterhead) -> Rendered:
    """Somebody asked again for what this person gets already."""
    said = words(language)
    subject = (
        fitting(
            said.say("You already get mail about %(followed)s", followed=followed[0]),
            said.say("You already follow %(followed)s", followed=followed[0]),
        )
        if len(followed) == 1
        else said.say("You already get mail about these %(n)d texts", n=len(followed))
    )
    return _listed("already", said, letterhead, followed, subject)


def manage(language: str, letterhead: Letterhead) -> Rendered:
    """The link to everything a person follows."""
    said = words(language)
    return sheets.write(
        "manage", said, letterhead, subject=said.say("Your link to what you follow")
    )


def welcome(
    followed: Sequence[str],
    texts: Sequence[Described],
    language: str,
    letterhead: Letterhead,
    *,
    how: Sequence[str],
    more: int = 0,
    coming: int = 0,
    wider: Sequence[str] = (),
) -> Rendered:
    """What somebody follows from now on: what each text promises about change, and how to stop.

    `how` says in sentences how often and about what they will get mail; `coming`, how many changes
    follow that are still to come; `wider`, what is followed beyond single texts.
    """
    said = words(language)
    lead = (
        said.say("You now follow %(followed)s", followed=followed[0])
        if len(followed) == 1
        else said.say("You now follow %(n)d texts", n=len(followed))
    )
    subject = fitting(lead, said.say("Followed: %(followed)s", followed=followed[0]))
    return sheets.write(
        "welcome", said, letterhead, subject=clean_ours(subject), coming=coming,
        lead=clean_ours(lead),
        wider=clean_lines(wider) if len(followed) > 1 else (), texts=_clean_texts(texts),
        more=more, how=clean_lines(how), ended=len(followed),
    )  # fmt: skip


def farewell(followed: Sequence[str], on: date, language: str, letterhead: Letterhead) -> Rendered:
    """What was stopped by a link, and the way back; told once."""
    said = words(language)
    lead = (
        said.say("You no longer follow %(followed)s", followed=followed[0])
        if len(followed) == 1
        else said.say("You no longer follow %(n)d texts", n=len(followed))
    )
    subject = fitting(lead, said.say("Stopped: %(followed)s", followed=followed[0]))
    return _listed(
        "farewell", said, letterhead, followed, subject, day=said.day(on),
        lead=clean_ours(lead),
    )  # fmt: skip


def reconfirm(followed: Sequence[str], language: str, letterhead: Letterhead) -> Rendered:
    """Our mails came back for a while: does somebody still want them?"""
    said = words(language)
    lead = (
        said.say("Do you still want mail about %(followed)s?", followed=followed[0])
        if len(followed) == 1
        else said.say("Do you still want mail about these %(n)d texts?", n=len(followed))
    )
    subject = fitting(lead, said.say("Still wanted: %(followed)s?", followed=followed[0]))
    return _listed("reconfirm", said, letterhead, followed, subject, lead=clean_ours(lead))


def alive(
    texts: Sequence[Described], language: str, letterhead: Letterhead, *, ended: int, more: int = 0
) -> Rendered:
    """A yearly sign of life: nothing was to be told, and what we last saw of each text."""
    said = words(language)
    subject = (
        fitting(said.say("Still watched: %(followed)s", followed=texts[0].name))
        if len(texts) == 1
        else said.say("Still watched: %(n)d texts", n=len(texts))
    )
    return sheets.write(
        "alive", said, letterhead, subject=clean_ours(subject), texts=_clean_texts(texts),
        more=more, ended=ended,
    )  # fmt: skip


def _listed(
    template: str,
    said: Words,
    letterhead: Letterhead,
    followed: Sequence[str],
    subject: str,
    **values: object,
) -> Rendered:
    """A message that lists what is followed."""
    return sheets.write(
        template,
        said,
        letterhead,
        subject=clean_ours(subject),
        followed=clean_lines(followed),
        **values,
    )


def _clean_texts(texts: Sequence[Described]) -> list[Described]:
    return [Described(clean(one.name), one.url, clean_lines(one.lines)) for one in texts]
