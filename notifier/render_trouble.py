"""Messages about ourselves: we were wrong, we cannot read a text, we can again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from notifier import sheets, terms
from notifier.blanks import clean_ours
from notifier.office import Letterhead
from notifier.story import Story
from notifier.words import Words, words
from policy.headlines import fitting
from storage.notices import Rendered


@dataclass(frozen=True, slots=True)
class Followed:
    """A policy by its declared names."""

    policy_id: str
    service: str
    terms_type: str

    def subject(self, said: Words, news: str) -> str:
        """What a subject says of it."""
        names = terms.name(said, self.terms_type), terms.short(said, self.terms_type)
        return clean_ours(said.subject(self.service, names, news))


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
        "Our mail of %(day)s about %(service)s was wrong: the text has not changed in that way.",
        day=day,
        service=story.service,
    )
    return sheets.write(
        "correction",
        said,
        letterhead,
        subject=clean_ours(fitting(said.say("Correction: %(subject)s", subject=subject))),
        lead=clean_ours(lead),
        cause=clean_ours(said.say("Cause: %(because)s", because=_as_sentence(because))),
        change_url=letterhead.link("changes", story.change_id),
    )


def silence(
    followed: Followed, since: datetime, language: str, zone: str, letterhead: Letterhead
) -> Rendered:
    """We cannot read a text any more: since when, and what our silence means until then."""
    said = words(language)
    the = terms.the(said, followed.terms_type, followed.service)
    return sheets.write(
        "silence",
        said,
        letterhead,
        subject=followed.subject(said, said.say("we cannot read it now")),
        lead=clean_ours(
            said.say(
                "We have not been able to read %(the)s since %(day)s.",
                day=said.day(since.astimezone(ZoneInfo(zone)).date()),
                the=the,
            )
        ),
        meaning=said.say(
            "Until we write to you that we can read it again, our silence does not mean that"
            " nothing has changed."
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
    return sheets.write(
        "silence",
        said,
        letterhead,
        subject=followed.subject(said, said.say("we can read it again")),
        lead=clean_ours(
            said.say(
                "We have been able to read %(the)s again since %(day)s.",
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


def _as_sentence(because: str) -> str:
    """What the operator gave as the cause, with its full stop."""
    because = because.strip()
    return because if because.endswith((".", "!", "?", "…")) else f"{because}."
