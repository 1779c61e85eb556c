"""How often and about what somebody is told, in their own words. Pure."""

from __future__ import annotations

from notifier import topics
from notifier.words import Words


def rhythm(said: Words, frequency: str) -> str:
    """How often, to be put into a sentence."""
    if frequency == "daily":
        return said.say("once a day at most")
    if frequency == "weekly":
        return said.say("once a week at most")
    return said.say("as soon as something changes")


def interest(said: Words, least: str, chosen: tuple[str, ...], *, only_topics: bool) -> list[str]:
    """From which significance on and about which topics, a sentence each."""
    lines = []
    if least == "cosmetic":
        lines.append(said.say("Also where only signs, spelling or links differ."))
    elif least == "substance":
        lines.append(
            said.say("Only where the substance changes: a period, an amount, a right and the like.")
        )
    if chosen:
        lines.append(said.say("Only about: %(topics)s.", topics=topics.names(said, chosen)))
        lines.append(
            said.say("We tell you all the same when the date from which it applies has changed.")
            if only_topics
            else said.say(
                "We also tell you of changes of dates, and of those whose subject we cannot name."
            )
        )
    return lines
