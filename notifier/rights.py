"""What the reader may do by the text who does not want a change, and where to write. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote

from notifier.quotes import Quoting
from notifier.story import Story
from notifier.words import Words
from policy.takes_effect import TakesEffect

_TERM = re.compile(  # a sentence that says until when in words needs no remark of ours
    r"\b(?:before|until|within|vóór|voor die|tot|binnen|avant|jusqu|dans les|bis|vor d|innerhalb)",
    re.IGNORECASE,
)
_HIDDEN_MAILBOX = re.compile(r"\[e-?mail[^\[\]]{0,20}\]")  # what a mail-hiding proxy leaves
MAILBOX = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")


def _mailboxes(story: Story) -> list[str]:
    """The addresses that the text names, also where the site hides them from programs."""
    linked = (
        unquote(link.target.removeprefix("mailto:").partition("?")[0])
        for clause in story.new.clauses
        for link in clause.links
        if link.target.startswith("mailto:")
    )
    words = " ".join([story.new.text, *linked])
    return list(dict.fromkeys(found.rstrip(".-") for found in MAILBOX.findall(words)))


def _is_for_important_changes(story: Story, quote: str) -> bool:
    """Whether the sentence that gives the way out gives it for important changes only."""
    return any(
        promise.exit_condition == "material_only"
        for promise in (*story.old.promises, *story.new.promises)
        if promise.exit_quote == quote
    )


def _binds_the_silent(story: Story, quote: str) -> bool:
    """Whether the sentence that gives a way out says what becomes of who does not take it."""
    return any(
        promise.acceptance == "deemed_after_period" and promise.acceptance_quote == quote
        for promise in (*story.old.promises, *story.new.promises)
        if promise.exit_right == "object"
    )


def _accepting(story: Story, words: Words, above: str) -> list[str]:
    """By what a reader accepts the change without saying so; not where it stands `above`."""
    for reading in (story.old, story.new):
        for promise in reading.promises:
            quote = promise.acceptance_quote
            if promise.about != "text" or not quote or quote == above:
                continue
            shown = Quoting.of(reading).sentence(quote)
            if promise.acceptance == "continued_use":
                return [
                    words.say(
                        "By the text, who goes on using it accepts: “%(quote)s”.", quote=shown
                    )
                ]
            if promise.acceptance == "deemed_after_period":
                return [
                    words.say("By the text, who says nothing accepts: “%(quote)s”.", quote=shown)
                ]
    return []


def lines(story: Story, effect: TakesEffect, words: Words) -> list[str]:
    """Each right quoted with its condition, and where to write; what was not found is said."""
    said = []
    right = effect.exit_right
    if right is None:
        said.append(
            words.say("We found no right in it to refuse this change or to end the contract.")
        )
    else:
        quoting = Quoting.of(story.new if right.from_new_text else story.old)
        quote = quoting.sentence(right.quote)
        if _binds_the_silent(story, right.quote):
            said.append(
                words.say(
                    "You can object; by the text, who says nothing accepts: “%(quote)s”.",
                    quote=quote,
                )
            )
        else:
            said.append(words.say("What you can do by the text: “%(quote)s”.", quote=quote))
        if right.from_new_text:
            said.append(words.say("Only the new text says this."))
        if _is_for_important_changes(story, right.quote):
            said.append(words.say("We do not read in that sentence what counts as important."))
        if right.until:
            said.append(words.say("We read in it: until %(day)s.", day=words.day(right.until)))
        elif not _TERM.search(right.quote):
            said.append(words.say("We could not make out until when you can do that."))
    said += _accepting(story, words, right.quote if right else "")
    boxes = _mailboxes(story)
    if boxes:
        said.append(
            words.say("To reach them, the text names: %(boxes)s.", boxes=", ".join(boxes[:2]))
        )
    elif _HIDDEN_MAILBOX.search(story.new.text):
        said.append(
            words.say("The text names an e-mail address, but the site hides it from programs.")
        )
    else:
        said.append(words.say("We found no e-mail address in the text to write to."))
    return said
