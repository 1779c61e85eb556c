"""The pages' words in four languages: catalogues beside this file, dates as mails write them.

The catalogues are read as they are written (`.po`), so nothing has to be compiled before a change
is seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_timedelta
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from notifier import terms, topics
from notifier.words import Words as MailWords
from notifier.words import words as mail_words
from policy import causes
from policy.said import Blank, Said, Weekday

LANGUAGES = {"nl": "Nederlands", "fr": "Français", "de": "Deutsch", "en": "English"}
FALLBACK = "en"
DOMAIN = "web"
LOCALE = Path(__file__).parent / "locale"
_BLANK = re.compile(r"%\(\w+\)[sd]")


@dataclass(frozen=True)
class PageWords:
    """One language: translations, dates and times as people there write them."""

    language: str
    zone: str

    def gettext(self, message: str) -> str:
        """The message in this language, or as it is where a catalogue lacks it."""
        return str(_translations(self.language).ugettext(message))

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form that fits the number."""
        return str(_translations(self.language).ungettext(one, many, number))

    def told(self, sentence: str) -> tuple[str, str]:
        """A sentence of ours that was made elsewhere, in this language; and in which it is."""
        if not isinstance(sentence, Said):
            here = self.gettext(sentence) if sentence else ""
            return here, self.language if here != sentence or not sentence else FALLBACK
        one, many = sentence.pattern, sentence.many
        pattern = self.ngettext(one, many, sentence.number) if many else self.gettext(one)
        is_ours = pattern not in (one, many) or not _has_words(one)
        filled = {name: self._blank(blank) for name, blank in sentence.blanks.items()}
        return pattern % filled, self.language if is_ours else FALLBACK

    def _blank(self, blank: Blank) -> str | int:
        if isinstance(blank, tuple):
            return format_list([self.told(one)[0] for one in blank], "or", self._mail.locale)
        if isinstance(blank, Said):
            return self.told(blank)[0]
        if isinstance(blank, Weekday):
            return self._mail.day(blank)
        return self.stated(blank.isoformat()) if isinstance(blank, date) else blank

    def stated(self, on: str) -> str:
        """A date as a text states it, in words."""
        return self._mail.stated(on)

    def moment(self, at: datetime) -> str:
        """Day and hour in the installation's zone."""
        return self._mail.moment(at, self.zone)

    def moment_of(self, written: str) -> str:
        """Day and hour of a time as programs write it."""
        return self.moment(datetime.fromisoformat(written))

    def ago(self, at: datetime, now: datetime) -> str:
        """How long ago, in one unit."""
        return format_timedelta(at - now, add_direction=True, locale=self._mail.locale)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics a reader may choose from, in the order in which they are offered."""
        return tuple(topics.NAMES)

    def cause(self, reason: str) -> str:
        """Why a look brought no text; the bare reason where there are no words for it."""
        return causes.words_of(reason) or reason

    def language_of(self, tag: str) -> str:
        """A language by its name in this one; the tag where it has none."""
        try:
            named = Locale.parse(tag, sep="-").get_language_name(self._mail.locale)
        except (ValueError, UnknownLocaleError):
            named = None
        return named or tag

    def topic(self, name: str) -> str:
        """A topic as a reader knows it."""
        shown = topics.name(self._mail, name)
        return shown[:1].upper() + shown[1:]

    def short_day(self, at: datetime) -> str:
        """The day of a moment in the installation's zone, in words."""
        return self._mail.short_day(at.astimezone(ZoneInfo(self.zone)).date())

    def iso_day(self, at: datetime) -> str:
        """The day of a moment in the installation's zone, as a form wants it."""
        return at.astimezone(ZoneInfo(self.zone)).date().isoformat()

    def short_moment(self, at: datetime) -> str:
        """Day and hour in few signs, for two of them beside each other."""
        local = at.astimezone(ZoneInfo(self.zone))
        return f"{self._mail.short_day(local.date())}, {self._mail.hour(local)}"

    def short_hour(self, at: datetime) -> str:
        """The hour of a moment in the installation's zone."""
        return self._mail.hour(at.astimezone(ZoneInfo(self.zone)))

    def days_to(self, on: str, today: date) -> str:
        """How far a day is from today, in days: `in 30 days`, `today`."""
        days = (date.fromisoformat(on[:10]) - today).days
        if not days:
            return self.gettext("today")
        return format_timedelta(
            timedelta(days=days), "day", threshold=10**6, add_direction=True,
            locale=self._mail.locale,
        )  # fmt: skip

    def tick(self, year: int, month: int) -> str:
        """A year, or a month and its year, below a picture."""
        if not month:
            return str(year)
        return str(format_date(date(year, month, 1), "LLL y", locale=self._mail.locale))

    def kind(self, terms_type: str) -> str:
        """A terms type by the name people use."""
        name = terms.name(self._mail, terms_type)
        return name[:1].upper() + name[1:]

    @property
    def _mail(self) -> MailWords:
        return mail_words(self.language)


def _has_words(pattern: str) -> bool:
    """Whether there is anything to translate between its blanks."""
    return any(letter.isalpha() for letter in _BLANK.sub("", pattern))


def chosen(asked: str | None, accepted: str) -> str:
    """The language of a page: the one asked for, else the first accepted one we have."""
    if asked in LANGUAGES:
        return str(asked)
    weighed = []
    for place, part in enumerate(accepted.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, tag.lower().split("-")[0]))
        except ValueError:
            continue
    return next((tag for _, _, tag in sorted(weighed) if tag in LANGUAGES), FALLBACK)


@cache
def _translations(language: str) -> NullTranslations:
    file = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as opened:
        write_mo(compiled, read_po(opened, locale=language))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)
