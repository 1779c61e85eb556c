"""What a text promises about its own changes, in a reader's words and with its quotes. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from notifier.quotes import PLAIN, Quoting
from notifier.words import Words
from policy.model import Promise, Reading

ON_THE_SITE = frozenset({"site_banner", "site_notice", "post_on_page", "date_line"})
DIRECT = frozenset(
    {"email", "in_app", "written_personal", "durable_medium", "personal_unspecified"}
)


def lines(
    promises: Sequence[Promise],
    words: Words,
    quoting: Quoting = PLAIN,
    *,
    above: str | None = None,
    last_quote: str | None = None,
) -> list[str]:
    """A sentence for each thing that the text says about telling people.

    `above` is a quote that stands above these lines already, `last_quote` the one a date was
    derived from.
    """
    promise = _of_notice(promises)
    if promise is None:
        return [words.say("We did not find in the text how changes are made known.")]
    said = []
    shown = {last_quote, promise.quote if last_quote == promise.lead_quote else None}
    is_new = not (above and promise.quote in shown)
    if is_new and promise.at_any_time and not promise.channels:
        said.append(
            words.say("About changes it says: “%(quote)s”.", quote=quoting.sentence(promise.quote))
        )
    elif is_new and not promise.may_change_without_notice:
        said.append(
            words.say("What it promised: “%(quote)s”.", quote=quoting.sentence(promise.quote))
        )
    if promise.may_change_without_notice:
        said.append(
            words.say(
                "By the same text you get no word beforehand: “%(quote)s”.",
                quote=quoting.sentence(promise.notice_quote or promise.quote),
            )
        )
    elif not promise.channels and not promise.lead_time:
        said.append(words.say("As far as we can read, it does not promise word of a change."))
    if ON_THE_SITE & set(promise.channels):
        said.append(
            words.say("We follow this text only; elsewhere on the site we have not looked.")
        )
    if DIRECT & set(promise.channels):
        said.append(words.say("We cannot see whether you were told directly."))
    return said


def standing(reading: Reading, words: Words) -> list[str]:
    """What the text in force promises from now on: to somebody who begins to follow it."""
    promise = _of_notice(reading.promises)
    if promise is None:
        return [words.say("We did not find in the text how changes are made known.")]
    given = (promise.quote, promise.lead_quote, promise.notice_quote, promise.exit_quote)
    quotes = list(dict.fromkeys(quote for quote in given if quote))
    alone = [one for one in quotes if not any(one != other and one in other for other in quotes)]
    said = []
    for place, quote in enumerate(alone):
        shown = Quoting.of(reading).sentence(quote)
        said.append(
            words.say("Also: “%(quote)s”.", quote=shown)
            if place
            else words.say("About changes it says: “%(quote)s”.", quote=shown)
        )
    if not promise.channels and not promise.lead_time and not promise.may_change_without_notice:
        said.append(words.say("As far as we can read, it does not promise word of a change."))
    if ON_THE_SITE & set(promise.channels):
        said.append(words.say("We follow this text only, not what else is on the site."))
    return said


def _of_notice(promises: Sequence[Promise]) -> Promise | None:
    """The promise that says most about being told."""
    return max(
        promises,
        key=lambda promise: (
            bool(promise.lead_time),
            len(promise.channels),
            promise.may_change_without_notice or promise.at_any_time,
            -len(promise.quote),
        ),
        default=None,
    )
