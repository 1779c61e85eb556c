"""The reader's language: catalogues, days and hours. Message ids are the English sentences.

Texts quoted from a policy are never translated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.support import NullTranslations, Translations

from policy import headlines

LANGUAGES = ("en", "nl", "fr", "de")
DOMAIN = "clausewatch"
CATALOGUES = Path(__file__).parent / "locale"
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class Words:
    """Sentences, days and hours in one language."""

    def __init__(self, language: str, catalogues: Path = CATALOGUES, domain: str = DOMAIN) -> None:
        self.language = language
        self.locale = Locale.parse("en_GB" if language == "en" else language)
        self.catalogue: NullTranslations = (
            NullTranslations()
            if language == "en"
            else Translations.load(catalogues, [language], domain)
        )

    def say(self, message: str, **parts: object) -> str:
        """The sentence with its parts filled in."""
        return str(self.catalogue.ugettext(message)) % parts if parts else self._plain(message)

    def count(self, one: str, many: str, n: int, **parts: object) -> str:
        """The sentence for `n`; `%(n)d` is filled in too."""
        return str(self.catalogue.ungettext(one, many, n)) % {"n": n, **parts}

    def name(self, context: str, message: str) -> str:
        """A name in the form that the context asks for."""
        return str(self.catalogue.upgettext(context, message))

    def headed(self, name: str, said: str) -> str:
        """`name: said`, with the space that French puts before its colon."""
        return headlines.headed(name, said, self.language)

    def subject(self, service: str, names: Sequence[str], said: str) -> str:
        """A subject about a text of a service, by the first of its names that leaves room."""
        ways = (self.headed(f"{service}, {name}", said) for name in names)
        return headlines.fitting(*ways, self.headed(service, said))

    def day(self, day: date) -> str:
        """`maandag 21 december 2026`."""
        return self._written(day, self._day_pattern("EEEE"))

    def day_of_year(self, day: date) -> str:
        """`maandag 21 december`: where the year stands beside it."""
        pattern = "EEEE, d. MMMM" if self.language == "de" else "EEEE d MMMM"
        return self._written(day, pattern)

    def short_day(self, day: date) -> str:
        """`21 december 2026`."""
        return self._written(day, self._day_pattern(""))

    def stated(self, written: str) -> str:
        """A date as the contract writes it: a day in full, or a month where no day is given."""
        month = _MONTH.fullmatch(written)
        if month:
            first = date(int(month[1]), int(month[2]), 1)
            return format_date(first, "LLLL y", locale=self.locale)
        try:
            return self.short_day(date.fromisoformat(written))
        except ValueError:
            return written

    def moment(self, at: datetime, zone: str) -> str:
        """Day and hour in the reader's zone."""
        local = at.astimezone(ZoneInfo(zone))
        return self.say("%(day)s at %(hour)s", day=self.day(local.date()), hour=self.hour(local))

    def hour(self, local: datetime) -> str:
        """`6.25 uur`, `6:25`, `6 h 25`, `6.25 Uhr`: as people of that language write it."""
        pattern = {"nl": "H.mm 'uur'", "fr": "H'\u00a0h\u00a0'mm", "de": "H.mm 'Uhr'"}.get(
            self.language, "HH:mm"
        )
        return format_time(local.time(), pattern, locale=self.locale)

    def zone(self, zone: str) -> str:
        """How the zone is named to a reader."""
        if zone == "UTC":
            return "UTC"
        city = get_timezone_location(zone, locale=self.locale, return_city=True)
        return self.say("time in %(city)s", city=city)

    def _written(self, day: date, pattern: str) -> str:
        if self.language == "fr" and day.day == 1:
            pattern = pattern.replace("d ", "d'er' ")  # "le 1er mars"
        return format_date(day, pattern, locale=self.locale)

    def _plain(self, message: str) -> str:
        return str(self.catalogue.ugettext(message)).replace("%%", "%")

    def _day_pattern(self, weekday: str) -> str:
        if self.language == "de":
            return f"{weekday}, d. MMMM y" if weekday else "d. MMMM y"
        return f"{weekday} d MMMM y".strip()


@cache
def words(language: str) -> Words:
    """The words of a language; English where we have none for it."""
    return Words(language if language in LANGUAGES else "en")
