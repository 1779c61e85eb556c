"""One piece of news in a reader's language: its title, its words, and the same as data.

What a policy says is quoted in its own language and always text, never markup.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from notifier import places, terms
from notifier.office import Letterhead
from notifier.words import Words
from notifier.words import words as mail_words
from policy import headlines
from policy.model import Comparison
from storage.changes import KeptChange
from storage.news import News
from storage.tables_shown import EffectRow
from web.feed_forms import Category, Entry
from web.words import PageWords

SHOWN = 8
"""Places shown in full; a feed is read in small windows, and the rest stands behind its link."""

RECORD_TYPES = {
    "first": "First record",
    "change": "Change",
    "late": "Change",
    "return": "Withdrawal",
}
"""Open Terms Archive's record types, and ours for a change that was taken back."""

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def entry(
    news: News,
    change: KeptChange | None,
    effect: EffectRow | None,
    words: PageWords,
    letterhead: Letterhead,
    authority: str,
) -> Entry:
    """The entry of one piece of news."""
    url = letterhead.link("changes", news.id) if change else version_link(letterhead, news)
    title = title_of(news, change.comparison if change else None, words)
    return Entry(
        id=f"{authority}:{'change' if change else 'version'}:{news.id}",
        url=url,
        title=title,
        html=_html(news, change, effect, words, url),
        language=words.language,
        published_at=news.published_at,
        updated_at=news.updated_at,
        categories=tuple(_categories(news)),
        facts=facts(news, effect),
    )


def title_of(news: News, comparison: Comparison | None, words: PageWords) -> str:
    """Who, which text, and what happened to it, as the subject of a mail says it."""
    told = _title(news, comparison, words)
    if news.retracted_at is None:
        return told
    return words.gettext("Taken back by us: %(title)s") % {"title": told}


def named(news: News, words: PageWords) -> str:
    """Service and kind of policy."""
    return f"{news.service}, {terms.name(mail_words(words.language), news.terms_type)}"


def days(effect: EffectRow | None, words: PageWords) -> list[str]:
    """From when a change holds and until when there is a way out, as sentences."""
    if effect is None:
        return []
    said = []
    if effect.earliest and effect.certainty == "stated":
        day = words.stated(effect.earliest)
        said.append(words.gettext("By the text this applies from %(day)s.") % {"day": day})
    elif effect.earliest and effect.certainty == "derived":
        day = words.stated(effect.earliest)
        said.append(words.gettext("This probably applies from %(day)s.") % {"day": day})
    if effect.exit_until:
        day = words.stated(effect.exit_until)
        said.append(words.gettext("By the text there is a way out until %(day)s.") % {"day": day})
    return said


def facts(news: News, effect: EffectRow | None) -> dict[str, Any]:
    """The entry as data."""
    return {
        "policy": news.policy_id,
        "service": news.service,
        "terms_type": news.terms_type,
        "policy_language": news.language,
        "kind": news.kind,
        "change": None if news.kind == "first" else news.id,
        "version": news.version,
        "from_version": news.from_version,
        "significance": news.significance,
        "takes_effect": json.loads(effect.form) if effect else None,
        "retracted": news.retracted_at is not None,
        "retracted_because": news.retracted_because,
    }


def version_link(letterhead: Letterhead, news: News) -> str:
    """The public place of the version that a first record made."""
    return letterhead.link("policies", news.policy_id, "versions", str(news.version))


def _title(news: News, comparison: Comparison | None, words: PageWords) -> str:
    if comparison is None:
        return f"{named(news, words)}: " + words.gettext("first record")
    if news.kind == "return":
        return f"{named(news, words)}: " + words.gettext("change withdrawn")
    before, applies = comparison.dates.get("effective_on", (None, None))
    if applies and before != applies and news.significance in (None, "cosmetic"):
        day = {"day": words.stated(applies)}
        return f"{named(news, words)}: " + words.gettext("applies from %(day)s") % day
    mail = mail_words(words.language)
    names = terms.name(mail, news.terms_type), terms.short(mail, news.terms_type)
    return headlines.headline(comparison, words.language, news.service, *names)


def _html(
    news: News,
    change: KeptChange | None,
    effect: EffectRow | None,
    words: PageWords,
    url: str,
) -> str:
    mail: Words = mail_words(words.language)
    found = places.find(change.comparison, mail) if change else places.Found((), ())
    lines = days(effect, words)
    if news.retracted_at:
        because = news.retracted_because or ""
        lines.insert(0, words.gettext("We told this by mistake: %(why)s") % {"why": because})
    if change is None:
        lines.append(words.gettext("This is the first text we have; it is not a change."))
    elif news.kind == "return":
        lines.append(words.gettext("The text is an earlier one again."))
    return TEMPLATES.get_template("feed_entry.html").render(
        lines=lines,
        places=found.places[:SHOWN],
        remarks=found.remarks,
        link=_link(change, len(found.places), words),
        url=url,
        quoted=news.language or "",
        say=words.gettext,
    )


def _link(change: KeptChange | None, changed: int, words: PageWords) -> str:
    """What stands behind the link."""
    if change is None:
        return words.gettext("The whole text")
    if changed > SHOWN:
        return words.gettext("All of it, clause by clause")
    return words.gettext("Old and new side by side")


def _categories(news: News) -> list[Category]:
    found = [
        Category("service", news.service, news.service),
        Category("terms-type", news.terms_type, news.terms_type),
        Category("record-type", RECORD_TYPES[news.kind], RECORD_TYPES[news.kind]),
    ]
    if news.significance:
        found.append(Category("significance", news.significance, news.significance))
    if news.retracted_at:
        found.append(Category("state", "retracted", "Retracted"))
    return found
