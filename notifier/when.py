"""From when a change applies and how we know: days in a reader's words and zone. Pure.

A stated day is told as stated, a derived one as probable with its reason, and where the text says
nothing that is what the reader is told. Days are counted from a named day.
"""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

from notifier.quotes import Quoting
from notifier.story import Story
from notifier.words import Words
from policy.takes_effect import TakesEffect

_AT_ANY_TIME = re.compile(
    r"\bat any (?:time|moment|point)|\bop (?:elk|ieder|eender welk|gelijk welk)"
    r"|\bt(?:e|en) allen? tijde|\bà tout (?:moment|instant)|\bjederzeit|\bzu jeder zeit",
    re.IGNORECASE,
)


def when(story: Story, effect: TakesEffect, words: Words, zone: str) -> str:
    """From when, with its certainty; days are counted from a named day."""
    stated = story.new.effective_on or ""
    if effect.certainty == "stated" and len(stated) == len("2026-06"):
        return words.say(
            "By the text this applies from %(month)s; it names no day.", month=words.stated(stated)
        )
    if story.is_withdrawal and effect.certainty != "stated":
        return words.say("What our earlier mail told of no longer stands in the text.")
    if effect.certainty == "immediate":
        return words.say("This applies already: by the text a change holds once it stands there.")
    if effect.earliest:
        return _dated(effect, effect.earliest, story.told_on(zone), words)
    unsaid = words.say("The text does not say from when this applies.")
    if _may_change_at_any_time(effect):
        return f"{unsaid} " + words.say(
            "Assume that it applies already: by the text %(service)s may change it at any time.",
            service=story.service,
        )
    return f"{unsaid} " + words.say("Assume that it applies already.")


def _may_change_at_any_time(effect: TakesEffect) -> bool:
    """Whether the text says just that: not "from time to time", and nothing of notice beside it.

    Of a sentence in two parts we do not say which of them it speaks of: it is quoted.
    """
    quote = effect.at_any_time_quote or ""
    told_before = any(promise.lead_time for promise in effect.promised)
    return bool(_AT_ANY_TIME.search(quote)) and not set(quote) & set(";:") and not told_before


def _dated(effect: TakesEffect, day: date, today: date, words: Words) -> str:
    n = (day - today).days
    parts = {"day": words.day(day), "today": words.day_of_year(today)}
    if effect.certainty == "stated":
        if n <= 0:
            return words.say("By the text this has applied since %(day)s.", **parts)
        return words.count(
            "By the text this applies from %(day)s, %(n)d day after this mail of %(today)s.",
            "By the text this applies from %(day)s, %(n)d days after this mail of %(today)s.",
            n,
            **parts,
        )
    if n <= 0:
        return words.say("This has probably applied since %(day)s.", **parts)
    if effect.latest is None:
        return words.count(
            "This probably applies from %(day)s at the earliest,"
            " %(n)d day after this mail of %(today)s.",
            "This probably applies from %(day)s at the earliest,"
            " %(n)d days after this mail of %(today)s.",
            n,
            **parts,
        )
    return words.count(
        "This probably applies from %(day)s, %(n)d day after this mail of %(today)s.",
        "This probably applies from %(day)s, %(n)d days after this mail of %(today)s.",
        n,
        **parts,
    )


def derivation(story: Story, effect: TakesEffect, words: Words, zone: str) -> str:
    """How we come to a day that the text does not name, with what we saw."""
    if effect.certainty != "derived" or not effect.earliest or story.is_withdrawal:
        return ""
    day = words.short_day(effect.earliest)
    if effect.basis == "future_update_date":
        first = words.say(
            "Why probably: the text calls %(day)s its date of update, but that day was still to"
            " come when we first saw it.",
            day=day,
        )
        return f"{first} {seen(story, words, zone)}"
    lines = [
        words.say(
            "How we come to %(day)s: the text names no date. Before the change it said"
            " “%(quote)s”.",
            day=day,
            quote=Quoting.of(story.old).sentence(effect.quote or ""),
        )
    ]
    if effect.condition == "material_only":
        lines.append(words.say("That is promised for important changes only."))
    lines.append(seen(story, words, zone))
    if effect.latest and effect.latest != effect.earliest:
        lines.append(
            words.say(
                "Counted from the last time we saw the old text: %(early)s. Counted from the first"
                " time we saw the new one: %(late)s.",
                early=day,
                late=words.short_day(effect.latest),
            )
        )
    if effect.under_new_text:
        lines.append(
            words.say(
                "The new text has another period. If that counts already, the change applies from"
                " %(day)s. We count with the text from before the change.",
                day=words.short_day(effect.under_new_text[1]),
            )
        )
    return " ".join(lines)


def seen(story: Story, words: Words, zone: str) -> str:
    old = story.last_seen_old_at.astimezone(ZoneInfo(zone))
    new = story.first_seen_new_at.astimezone(ZoneInfo(zone))
    named = words.zone(zone)
    if old.date() == new.date():
        return words.say(
            "We saw the old text last on %(day)s at %(old)s and the new one first on the same day"
            " at %(new)s (%(zone)s).",
            day=words.day(old.date()),
            old=words.hour(old),
            new=words.hour(new),
            zone=named,
        )
    return words.say(
        "We saw the old text last on %(old)s and the new one first on %(new)s (%(zone)s).",
        old=words.moment(story.last_seen_old_at, zone),
        new=words.moment(story.first_seen_new_at, zone),
        zone=named,
    )


def missed(story: Story, words: Words, zone: str) -> str:
    """On which days the page was kept from us."""
    days = {look.at.astimezone(ZoneInfo(zone)).date() for look in story.missed}
    if not days:
        return ""
    reasons = {look.reason for look in story.missed}
    if reasons == {"bot_wall"}:
        return words.count(
            "In between, on %(n)d day, we got a page that asks “are you human?” instead.",
            "In between, on %(n)d days, we got a page that asks “are you human?” instead.",
            len(days),
        )
    return words.count(
        "In between, on %(n)d day, we could not see the text.",
        "In between, on %(n)d days, we could not see the text.",
        len(days),
    )
