"""What one sentence about a change promises: period, anchor, channels, acceptance, way out."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

import re2

from policy import promise_moments as moments
from policy.calendar_words import NUMBERS, ORDINALS, UNITS
from policy.folded import fold
from policy.promise_cues import CUES
from policy.promise_sentences import Sentence

_UNITS: Final = {fold(word): unit for word, unit in UNITS.items()}
_SEVERAL_WORDS: Final = {"vingt et un": 21, "trente et un": 31, "twenty one": 21}
_NUMBERS: Final = {fold(word): number for word, number in NUMBERS.items()} | _SEVERAL_WORDS
_ORDINALS: Final = {fold(word): number for word, number in ORDINALS.items()}
_THE_ONE: Final = {"le": 1, "la": 1, "de": 1}  # "dans le mois", "binnen de maand"
_COUNTS: Final = {**_NUMBERS, **_ORDINALS, **_THE_ONE}
_UNIT: Final = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_NUMBER: Final = r"\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
_DAY: Final = r"(?= (?:day|\w{0,8}dag|jour|\w{0,8}tag)\b)"
_PERIOD: Final = re.compile(
    rf"(?<![\w.,/])(?P<number>(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))}){_DAY}"
    r"|(?<=dans )l[ea](?= (?:mois|semaine|annee)\b)|(?<=binnen )de(?= (?:maand|week)\b)"
    rf"|{_NUMBER})(?:(?:th|st|ste|de|e|eme|\.){_DAY})?(?: ?[(\[] ?(?P<also>{_NUMBER}) ?[)\]])?[ -]"
    r"(?:full |clear |consecutive |volle |volledige |vollen )?"
    r"(?P<kind>business|working|banking|calendar|kalender)?[ -]?"
    rf"(?P<unit>{_UNIT})(?: (?P<after>ouvrables?|ouvres?|calendaires?|habiles))?(?!\w)"
)
_BEFORE: Final = 60  # signs before a period that say what it is counted from
_AFTER: Final = 200
_MOST_PERIODS: Final = 8  # of one sentence
_RELATIONS: Final = tuple(
    (
        anchor,
        re2.compile(f"^[ ,()'s-]*(?:{after})"),
        re2.compile(f"(?:{before})$") if before else None,
    )
    for anchor, after, before in moments.RELATIONS
)
_WINDOW: Final = re2.compile(moments.WINDOW)
_FOR: Final = re2.compile(moments.FOR)
_BEFOREHAND: Final = frozenset({"before_effect"})
_BETWEEN: Final = tuple((anchor, re2.compile(words)) for anchor, words in moments.BETWEEN)
_AHEAD: Final = re2.compile(moments.AHEAD)
_VAGUE: Final = re2.compile("|".join(CUES["vague_lead"]))
_STRENGTH: Final = {
    "after_update_date": 0,
    "after_notice": 1,
    "after_posting": 2,
    "before_effect": 3,
}
"""What a period is counted from, the most exact first."""


def period_in(text: str) -> str | None:
    """The first period a text names, as ISO 8601 (`P8D`, `P1M`, `P10BD`)."""
    return next((iso for found in _PERIOD.finditer(fold(text)) if (iso := _iso(found))), None)


def _iso(found: re.Match[str]) -> str | None:
    printed = found["also"] or found["number"]
    number = int(printed) if printed.isdigit() else _COUNTS[printed]
    unit = _UNITS[found["unit"]]
    business = found["kind"] in ("business", "working", "banking")
    if unit == "D" and (business or (found["after"] or "")[:3] in ("ouv", "hab")):
        unit = "BD"
    if unit == "W":
        number, unit = number * 7, "D"
    return f"P{'T' if unit == 'H' else ''}{number}{unit}" if number else None


def leads(sentence: Sentence) -> list[tuple[str, str, bool]]:
    """Periods that count towards effect: (period, anchor, is it a window for the reader)."""
    words = sentence.folded
    found = []
    for period in islice(_PERIOD.finditer(words), _MOST_PERIODS):
        iso = _iso(period)
        if iso is None:
            continue
        before = words[max(0, period.start() - _BEFORE) : period.start()]
        after = words[period.end("unit") : period.end() + _AFTER]
        for anchor, right, left in _RELATIONS:
            if right.search(after) or (left and left.search(before)):
                found.append((iso, anchor, _WINDOW.search(before) is not None))
                break
        else:
            if _FOR.search(before) and _BEFOREHAND & sentence.cues:
                found.append((iso, "before_effect", False))  # "for 30 days before it applies"
                continue
            found += [
                (iso, anchor, False) for anchor, words in _BETWEEN if words.search(sentence.folded)
            ][:1]
    return found


def anchored(sentence: Sentence) -> tuple[str | None, str | None, bool] | None:
    """(lead time, anchor, is it a number) of a sentence, or None where it names no moment."""
    cues = sentence.cues
    counted = [
        lead
        for lead in leads(sentence)
        if not lead[2] or "deemed" in cues or lead[1] == "before_effect"
    ]
    if counted and (sentence.own or cues & {"effect", "notify", "post", "deemed", "before_effect"}):
        period, anchor, _ = min(counted, key=lambda lead: _STRENGTH[lead[1]])
        return period, anchor, True
    telling = "notify" in cues and "without_notice" not in cues
    if telling and (vague := _VAGUE.search(sentence.folded.encode())):
        ahead = "before_effect" in cues or _AHEAD.search(sentence.folded.encode())
        return vague.group().decode(), "before_effect" if ahead else None, False
    if "before_effect" in cues and (telling or cues & {"post", "site_notice"}):
        return None, "before_effect", False
    if "on_assent" in cues:
        return None, "on_assent", False
    if "immediate" in cues and "effect" in cues:
        return None, "on_posting", False
    if "after_posting" in cues and "continued_use" in cues:
        return None, "on_posting", False
    if sentence.own and {"post", "power", "at_any_time"} <= cues:
        return None, "on_posting", False
    return None


def channels(sentence: Sentence) -> list[str]:
    """By what the reader is to learn of a change, as this sentence has it."""
    cues = sentence.cues
    if "other_news" in cues and not sentence.own:
        return []
    telling = bool(cues & {"notify", "send_text"}) or _ahead_by_name(sentence)
    telling = telling and "reader_duty" not in cues
    if "look_here" in cues and "commits" not in cues:
        telling = False  # "review this page to be informed of changes"
    said = [
        ("email", "email" in cues and (telling or "post" in cues)),
        ("in_app", "in_app" in cues and telling),
        ("site_banner", "site_banner" in cues and telling),
        ("site_notice", "site_notice" in cues and not ("in_app" in cues and "on_site" not in cues)),
        ("written_personal", "written" in cues and telling),
        ("durable_medium", "durable" in cues),
        ("any_means", "any_means" in cues and telling),
        ("as_law_requires", "law_way" in cues and telling),
        ("post_on_page", _posted(cues) or (telling and _told_on_site(cues))),
    ]
    named = [channel for channel, is_said in said if is_said]
    if len(named) > 1 and "any_means" in named:
        named.remove("any_means")  # "by other means, for instance by e-mail"
    silent = "without_notice" in cues or "notify_by_text" in cues
    if telling and ("directly" in cues or not (named or silent)):
        named.append("personal_unspecified")
    if "date_line" in cues:
        named.append("date_line")
    return named


_NO_MESSAGE: Final = frozenset(
    {"ask_us", "continued_use", "exit_terminate", "exit_cancel", "exit_close", "exit_object"}
    | {"exit_reject", "exit_stop", "consent"}
)


def _ahead_by_name(sentence: Sentence) -> bool:
    """ "By e-mail, eight days before": a way and a time tell, whatever the verb."""
    named = sentence.cues & {"email", "written", "in_app"} and not sentence.cues & _NO_MESSAGE
    return bool(named) and any(
        of in ("before_effect", "after_notice") for _, of, window in leads(sentence) if not window
    )


def _posted(cues: frozenset[str]) -> bool:
    """The text is put on the page; a notice in the app, or elsewhere, is not that."""
    if "post" not in cues or {"site_notice", "post_notice"} <= cues or "shows_banner" in cues:
        return False
    if {"date_line", "shown_date"} <= cues:
        return False  # what is shown there is the date
    return "in_app" not in cues or "on_site" in cues


def _told_on_site(cues: frozenset[str]) -> bool:
    return "via_site" in cues and not cues & {"site_notice", "site_banner"}


_UNWILLING: Final = frozenset({"disagree", "before_effect", "exit_lost", "material"})


def exits(sentence: Sentence) -> list[str]:
    """What the reader may do who does not want the change, the strongest right first."""
    cues = sentence.cues
    if "we_exit" in cues and "disagree" not in cues:
        return []
    if not (sentence.own or sentence.refers or sentence.since_own <= 2):
        return []
    objecting = sentence.own and bool(cues & {"exit_object", "in_case"})
    if not (sentence.refers or objecting or cues & _UNWILLING):
        return []
    said = [
        ("terminate", "exit_terminate" in cues and "announces_german" not in cues),
        ("cancel", "exit_cancel" in cues),
        ("stop_using", "exit_stop" in cues),
        ("close_account", "exit_close" in cues and "exit_stop" not in cues),
        ("reject", "exit_reject" in cues),
        ("object", "exit_object" in cues),
    ]
    return [right for right, is_said in said if is_said]


def acceptance(sentence: Sentence) -> str | None:
    """How the reader comes to be bound by the change."""
    cues = sentence.cues
    if not (sentence.own or sentence.refers or sentence.since_own <= 2):
        return None
    if {"consent", "before_using"} <= cues:
        return "express_consent"
    if {"continued_use", "accept"} <= cues:
        return "continued_use"
    if "on_assent" in cues:
        return "express_consent"
    if "next_use" in cues:
        return "use"
    if {"deemed", "accept"} <= cues or {"deemed", "exit_object"} <= cues:
        return "deemed_after_period"
    return "express_consent" if "consent" in cues and "our_consent" not in cues else None
