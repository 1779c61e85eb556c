"""What keeps a draft from being a notice, every reason at once. Pure."""

from __future__ import annotations

from datetime import datetime

from notifier.campaign_days import first_possible, plan_of, today
from notifier.words import LANGUAGES
from policy.said import Weekday, said
from storage.campaigns import Draft

LONGEST_COVER = 4000  # signs of a company's own words


def faults(asked: Draft, now: datetime) -> list[str]:
    """Every reason why this cannot be a notice.

    A period that cannot be counted raises before anything else: no day could be told.
    """
    plan_of(asked)
    return [*_wrong_texts(asked), *_wrong_days(asked, now), *_wrong_words(asked)]


def _wrong_texts(asked: Draft) -> list[str]:
    refused = asked.comparison.refused_new or asked.comparison.refused_old
    if refused:
        why = f"{refused.reason}. {refused.detail}".strip(". ")
        return [said("a text cannot be read as a policy: %(why)s", why=why)]
    if asked.comparison.significance is None:
        return [said("the two texts are the same: there is nothing to tell")]
    return []


def _wrong_days(asked: Draft, now: datetime) -> list[str]:
    wrong: list[str] = []
    until, stated = asked.objections_until, asked.new.effective_on
    if asked.effective_on <= today(asked, now):
        wrong.append(
            said(
                "the day of effect, %(day)s, is not in the future; the first that can be met is "
                "%(first)s",
                day=Weekday.of(asked.effective_on),
                first=Weekday.of(first_possible(asked, now)),
            )
        )
    if stated and not asked.effective_on.isoformat().startswith(stated):
        wrong.append(
            said(
                "the new text itself says that it applies from %(stated)s, and the notice says "
                "%(day)s: make them agree",
                stated=stated,
                day=asked.effective_on,
            )
        )
    if until is not None and until < today(asked, now):
        wrong.append(said("the last day for objections, %(day)s, is over", day=Weekday.of(until)))
    return wrong


def _wrong_words(asked: Draft) -> list[str]:
    wrong: list[str] = [
        said("no mail is written in %(language)s: only in nl, fr, de and en", language=one)
        for one in sorted({*asked.covers, *asked.languages} - set(LANGUAGES))
    ]
    for one, words in asked.covers.items():
        if len(words) > LONGEST_COVER:
            wrong.append(
                said(
                    "your own words in %(language)s are longer than %(n)d signs",
                    language=one,
                    n=LONGEST_COVER,
                )
            )
    wordless = sorted(set(asked.languages) - asked.covers.keys()) if asked.covers else []
    if wordless:
        names = ", ".join(wordless)
        wrong.append(said("your own words are missing in %(languages)s", languages=names))
    if asked.objections_until is not None and not asked.contact:
        wrong.append(
            said("a last day for objections needs a contact: where whoever objects writes to")
        )
    if asked.corrects and not asked.wrong:
        wrong.append(said("a correction says what was wrong, in one sentence"))
    return wrong
