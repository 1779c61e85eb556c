"""A story in a reader's words, sentence by sentence. Pure: the templates only lay them out.

The order is the reader's: who changed what and how much; from when, and how sure that is; the
words; how we know; what was promised; what the reader may do. No adjectives, no legal verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from notifier import places, promised, rights, terms, when
from notifier.places import Place, Texts
from notifier.quotes import Quoting
from notifier.story import Story
from notifier.words import Words
from policy import headlines
from policy.model import Reading
from policy.takes_effect import TakesEffect

SHOWN = 20  # places shown; the rest stands on the page


@dataclass(frozen=True, slots=True)
class Told:
    """A story told: every sentence of the message, in order."""

    subject: str
    preface: str
    lead: str
    when: str
    doubts: tuple[str, ...]
    shown: tuple[Place, ...]
    left_out: str
    remarks: tuple[str, ...]
    background: tuple[str, ...]
    rights: tuple[str, ...]


def tell(story: Story, words: Words, zone: str, *, shown: int = SHOWN) -> Told:
    """The story in these words, with days and hours of this zone; `shown` places in full."""
    effect = story.effect(zone)
    found = places.find(story.comparison, words, Texts(story.old, story.new))
    hidden = sum(place.points for place in found.places[shown:])
    return Told(
        subject=subject(story, words),
        preface=_preface(story, words, zone),
        lead=_lead(story, found, words),
        when=when.when(story, effect, words, zone),
        doubts=tuple(_doubts(story, words)),
        shown=found.places[:shown],
        left_out=words.count(
            "%(n)d more place changed; it is on the page with both texts.",
            "%(n)d more places changed; they are on the page with both texts.",
            hidden,
        )
        if hidden
        else "",
        remarks=(*found.remarks, *_stamps(story, words)),
        background=tuple(
            line
            for line in (
                when.derivation(story, effect, words, zone) or when.seen(story, words, zone),
                when.missed(story, words, zone),
                *_promised(story, effect, words),
            )
            if line
        ),
        rights=tuple(rights.lines(story, effect, words)),
    )


def subject(story: Story, words: Words) -> str:
    """Who, what and the change in words: the same in every mail about it, and short."""
    names = terms.name(words, story.terms_type), terms.short(words, story.terms_type)
    if story.is_withdrawal:
        return words.subject(story.service, names, words.say("change withdrawn"))
    _, applies = story.comparison.dates.get("effective_on", (None, None))
    if story.moves_effective_date and applies and not places.find(story.comparison, words).places:
        day = words.stated(applies)
        return words.subject(story.service, names, words.say("applies from %(day)s", day=day))
    return headlines.headline(story.comparison, words.language, story.service, *names)


def _preface(story: Story, words: Words, zone: str) -> str:
    """Why this comes now, where it is not simply news."""
    if story.kind == "late":
        return _found_late(story, words, zone)
    if story.occasion == "news" and story.moves_date_of and story.moved_told_at:
        return _date_moved(story, story.moved_told_at, words, zone)
    if story.occasion == "news" or story.occasion_at is None:
        return ""
    day = words.short_day(story.occasion_at.astimezone(ZoneInfo(zone)).date())
    if story.occasion == "reminder":
        return words.say("A reminder of our mail of %(day)s:", day=day)
    return words.say(
        "You have followed %(the)s since %(day)s. This change is from before that day:",
        the=terms.the(words, story.terms_type, story.service),
        day=day,
    )


def _found_late(story: Story, words: Words, zone: str) -> str:
    """When it happened, and when we found that we had missed it."""
    first, last, found = (
        words.short_day(at.astimezone(ZoneInfo(zone)).date())
        for at in (story.last_seen_old_at, story.first_seen_new_at, story.detected_at)
    )
    if first == last:
        return words.say(
            "We missed this change when it happened. It happened on %(day)s; we found it on"
            " %(found)s, when we read kept pages again.",
            day=first,
            found=found,
        )
    return words.say(
        "We missed this change when it happened. It happened between %(first)s and %(last)s; we"
        " found it on %(found)s, when we read kept pages again.",
        first=first,
        last=last,
        found=found,
    )


def _date_moved(story: Story, told_at: datetime, words: Words, zone: str) -> str:
    """The day that an earlier mail named is another now."""
    before, after = story.comparison.dates["effective_on"]
    parts = {
        "day": words.short_day(told_at.astimezone(ZoneInfo(zone)).date()),
        "old": words.stated(before or ""),
    }
    if after is None:
        return words.say(
            "The date has moved: our mail of %(day)s named %(old)s; the text now names no day.",
            **parts,
        )
    return words.say(
        "The date has moved: our mail of %(day)s named %(old)s; the text now names %(new)s.",
        new=words.stated(after),
        **parts,
    )


def _lead(story: Story, found: places.Found, words: Words) -> str:
    theirs = terms.theirs(words, story.terms_type)
    parts = {"service": story.service, "theirs": theirs}
    if story.is_withdrawal:
        return words.say(
            "%(service)s has withdrawn a change of %(theirs)s: the text is the earlier one again.",
            **parts,
        )
    n, kinds = len(found.kinds), found.kinds
    if not n and story.moves_effective_date:
        return words.say("%(service)s has changed the date from which %(theirs)s applies.", **parts)
    if not n:
        return words.say(
            "%(service)s has changed only the look of %(theirs)s: signs, numbers, order or links.",
            **parts,
        )
    if set(kinds) == {"added"}:
        return words.count(
            "%(service)s has added %(n)d point to %(theirs)s.",
            "%(service)s has added %(n)d points to %(theirs)s.",
            n,
            **parts,
        )
    if set(kinds) == {"removed"}:
        return words.count(
            "%(service)s has removed %(n)d point from %(theirs)s.",
            "%(service)s has removed %(n)d points from %(theirs)s.",
            n,
            **parts,
        )
    if len(set(kinds)) == 1:
        return words.count(
            "%(service)s has changed %(n)d point of %(theirs)s.",
            "%(service)s has changed %(n)d points of %(theirs)s.",
            n,
            **parts,
        )
    return words.say(
        "%(service)s has changed %(theirs)s in %(n)d places: %(counted)s.",
        n=n,
        counted=found.counted(words),
        **parts,
    )


def _doubts(story: Story, words: Words) -> list[str]:
    """What the reader should know before believing the text: it stands above the change."""
    kinds = {note.kind for note in story.new.notes}
    before = {note.kind for note in story.old.notes}
    lines = []
    if "mojibake" in kinds:
        lines.append(
            words.say(
                "Some signs on that page are damaged. We mend them where we can, and put “…” where"
                " we cannot."
            )
        )
    if "hidden_text" in kinds - before:
        lines.append(
            words.say("Some of the words are in the page but are not shown by it. We show them.")
        )
    if kinds & {"lookalike_letters", "bidi", "invisible_characters"} - before:
        lines.append(
            words.say("The new text has signs in it that look like others or cannot be seen.")
        )
    if not _names(story.new, story.service):
        if _names(story.old, story.service):
            lines.append(
                words.say(
                    "The name %(service)s is no longer in that text. Check that it is still"
                    " theirs.",
                    service=story.service,
                )
            )
        elif "mojibake" in kinds:  # a damaged page without the name may be anybody's
            lines.append(
                words.say(
                    "The name %(service)s is not in that text. Check that it is theirs.",
                    service=story.service,
                )
            )
    return lines


def doubts_of(reading: Reading, service: str, words: Words) -> list[str]:
    """What a reader should know before believing a text that is in force."""
    kinds = {note.kind for note in reading.notes}
    lines = []
    if "mojibake" in kinds:
        lines.append(words.say("Some signs on that page are damaged."))
        if not _names(reading, service):
            lines.append(
                words.say(
                    "The name %(service)s is not in that text. Check that it is theirs.",
                    service=service,
                )
            )
    if "hidden_text" in kinds:
        lines.append(words.say("Some of the words are in the page but are not shown by it."))
    return lines


def _names(reading: Reading, service: str) -> bool:
    """Whether a text names its service; that it stands in a mail address is not enough."""
    words = rights.MAILBOX.sub(" ", f"{reading.title or ''} {reading.text}")
    return service.casefold() in words.casefold()


def _stamps(story: Story, words: Words) -> list[str]:
    """What the text states about its own date and version, where that changed."""
    lines = []
    for name, said in (
        ("updated_on", words.say("The date of update in the text")),
        ("effective_on", words.say("The date from which the text says it applies")),
        ("version_label", words.say("The version named in the text")),
    ):
        before, after = story.comparison.dates.get(name, (None, None))
        if before == after:
            continue
        old = words.stated(before) if before else words.say("none")
        new = words.stated(after) if after else words.say("none")
        lines.append(
            words.say("%(what)s: first %(old)s, now %(new)s.", what=said, old=old, new=new)
        )
    return lines


def _promised(story: Story, effect: TakesEffect, words: Words) -> list[str]:
    """What the text promised about changes before this one; a quote said above is not repeated."""
    above = effect.quote if effect.certainty == "derived" else None
    return promised.lines(
        story.old.promises, words, Quoting.of(story.old), above=above, last_quote=effect.quote
    )
