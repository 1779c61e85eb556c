"""Drafting a contract notice at the desk: two texts, a day, a period, and what the mail says beside
the change. A draft that is changed is drafted anew, and the one before is dropped with it.

The files are read only once the rest is right, in the limited process that reads strangers' pages.
"""

from __future__ import annotations

from asyncio import to_thread
from datetime import date
from pathlib import PurePath
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from notifier import drafting, freezing
from notifier.campaign import RefusedError
from notifier.contract_letter import promise_of_period
from notifier.drafting import Asked, Today, Upcoming
from notifier.terms import NAMES
from policy.model import Declared, Reading
from policy.periods import PeriodError
from policy.regimes import REGIMES
from policy.said import said as saying
from storage import campaigns, policies
from storage.campaigns import Campaign
from storage.errors import StorageError, UnknownNoticeError
from watcher.answers import Fetched
from watcher.receive import Seen
from web.logins import Visit, back
from web.pages import Desk, desk_of, render, words_of
from web.tending import tools_of
from web.words import LANGUAGES

FILES = 2  # of one draft: the text of today and the one that is to come
LARGEST_TEXT = 15 << 20  # bytes of one of them
KINDS = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf", ".md": "text/markdown", ".markdown": "text/markdown",
    ".txt": "text/plain",
}  # fmt: skip
UNITS = {"days": "D", "business_days": "BD", "weeks": "W", "months": "M"}
FIELDS = (
    "policy", "service", "terms_type", "old_url", "new_url", "effective", "period", "unit", "zone",
    "calendar", "counting", "roll", "other_channel_days", "objections_until", "contact", "wrong",
    "before", "corrects",
)  # fmt: skip
LONGEST = 4000


def form(request: Request, visit: Visit) -> Response:
    """The form: empty, of a draft that is changed (`from`) or of a correction (`corrects`)."""
    desk, query = desk_of(request), request.query_params
    name = query.get("from") or query.get("corrects") or ""
    said = _empty(desk) | {"policy": query.get("policy", "")[:200]}
    with desk.database.reading() as tx:
        try:
            if name:
                said |= _of(campaigns.get(tx, name), correcting="from" not in query)
        except UnknownNoticeError:
            pass
    return _form(request, visit, said, ())


async def draft(request: Request, visit: Visit, form: FormData) -> Response:
    """Draft what was asked for and show it; or the form again with everything that is wrong."""
    said = _said(form)
    try:
        made = await _drafted(request, visit, form, said)
    except (RefusedError, PeriodError, StorageError, ValueError) as error:
        return await to_thread(_form, request, visit, said, tuple(map(_sentence, error.args)))
    return back(request, f"/desk/notices/{made.id}")


async def _drafted(
    request: Request, visit: Visit, form: FormData, said: dict[str, Any]
) -> Campaign:
    desk = desk_of(request)
    asked = _asked(said)
    today = await _today(desk, form, said)
    upcoming = await _upcoming(desk, form, said, today)
    made = await to_thread(drafting.draft_of, today, upcoming, asked)
    everything = (desk.database, desk.office, made, upcoming.body)
    who = (visit.account, desk.clock())
    if said["before"]:
        return await to_thread(freezing.draft_anew, *everything, said["before"], *who)
    return await to_thread(freezing.draft, *everything, *who)


# --- the two texts ------------------------------------------------------------------------------


async def _today(desk: Desk, form: FormData, said: dict[str, Any]) -> Today:
    """The text of today: a watched policy's, the one of the draft before, or one that is handed
    in.
    """
    if said["policy"]:
        return await to_thread(_of_policy, desk, said["policy"])
    if not (said["service"] and said["terms_type"]):
        raise RefusedError(
            saying("Say which text changes: a watched policy, or whose it is and of which kind.")
        )
    if said["terms_type"] not in NAMES:
        raise RefusedError(
            saying(
                "“%(given)s” is no kind of policy; choose one of the list.",
                given=said["terms_type"],
            )
        )
    handed = await _handed(desk, form, said, "old", Declared())
    if handed is not None:
        return Today(said["service"], said["terms_type"], handed.reading)
    before = await to_thread(_draft_before, desk, said)
    if before is None or before.policy_id:
        raise RefusedError(saying("The text of today is missing: a file, or a web address."))
    return Today(said["service"], said["terms_type"], before.old)


async def _upcoming(desk: Desk, form: FormData, said: dict[str, Any], today: Today) -> Upcoming:
    """The text that is to come: handed in, or the one of the draft before."""
    handed = await _handed(desk, form, said, "new", today.declared or Declared())
    if handed is not None:
        return handed
    before = await to_thread(_draft_before, desk, said)
    if before is None:
        raise RefusedError(saying("The new text is missing: a file, or a web address."))
    return await to_thread(_text_of, desk, before)


async def _handed(
    desk: Desk, form: FormData, said: dict[str, Any], which: str, declared: Declared
) -> Upcoming | None:
    """A text as a file, else as an address; None where neither was given.

    Where a policy's own selectors find nothing on it, it is read without them: it may be a draft.
    """
    file = form.get(f"{which}_file")
    url = said[f"{which}_url"]
    if isinstance(file, UploadFile) and file.filename:
        body = await file.read(LARGEST_TEXT + 1)
        if len(body) > LARGEST_TEXT:
            raise RefusedError(saying("The file is larger than %(n)d MB.", n=LARGEST_TEXT >> 20))
        kind = KINDS.get(PurePath(file.filename).suffix.lower())
        headers = {"content-type": kind} if kind else {}
        source = PurePath(file.filename).name[:200]
    elif url:
        body, headers = await _fetched(desk, said, url)
        source = url
    else:
        return None
    read = tools_of(desk).read
    reading = await read(body, headers, declared)
    if declared.select and reading.refused and reading.refused.reason == "selector":
        reading = await read(body, headers, Declared(language=declared.language))
    return Upcoming(_readable(reading, source), body, source)


async def _fetched(desk: Desk, said: dict[str, Any], url: str) -> tuple[bytes, dict[str, str]]:
    """What stands at an address, fetched as politely and guardedly as any look."""
    if desk.declare is None:
        raise RefusedError(saying("This installation fetches nothing from here: give a file."))
    wanted = desk.declare(
        {
            "url": url, "service": said["service"] or "Upcoming",
            "terms_type": said["terms_type"] or "Terms of Service", "language": None,
            "id": "upcoming", "select": (), "remove": (),
        }
    )  # fmt: skip
    sight = await tools_of(desk).see(wanted, None)
    answer = sight.parts[0].answer if sight.parts else None
    if isinstance(answer, Fetched) and answer.body and isinstance(sight.found, Seen):
        return answer.body, dict(answer.headers)
    missed = sight.found
    why = "" if isinstance(missed, Seen) else f"{missed.reason}. {missed.detail}".strip(". ")
    raise RefusedError(saying("%(url)s brought no text: %(why)s.", url=url, why=why))


def _readable(reading: Reading, source: str) -> Reading:
    if reading.refused is None:
        return reading
    why = f"{reading.refused.reason}. {reading.refused.detail}".strip(". ")
    raise RefusedError(
        saying("%(source)s cannot be read as a policy: %(why)s.", source=source, why=why)
    )


def _of_policy(desk: Desk, name: str) -> Today:
    with desk.database.reading() as tx:
        return drafting.of_policy(tx, name)


def _draft_before(desk: Desk, said: dict[str, Any]) -> Campaign | None:
    """The draft that is changed, or the notice that is corrected: what is left out is taken from
    it.
    """
    name = said["before"] or said["corrects"]
    if not name:
        return None
    with desk.database.reading() as tx:
        return campaigns.get(tx, name)


def _text_of(desk: Desk, before: Campaign) -> Upcoming:
    with desk.database.reading() as tx:
        return drafting.of_notice(tx, before)


# --- what was written ---------------------------------------------------------------------------


def _said(form: FormData) -> dict[str, Any]:
    """What was written, to be shown again where it is wrong."""
    said: dict[str, Any] = {name: str(form.get(name, "")).strip()[:LONGEST] for name in FIELDS}
    said["regimes"] = [str(one) for one in form.getlist("regime")][: len(REGIMES)]
    said["languages"] = [one for one in LANGUAGES if one in form.getlist("language")]
    said["covers"] = {
        one: words
        for one in LANGUAGES
        if (words := str(form.get(f"cover_{one}", "")).replace("\r\n", "\n").strip())
    }
    return said


def _asked(said: dict[str, Any]) -> Asked:
    """What is asked for beside the texts; every field that cannot be so is named at once."""
    wrong = []
    days = {}
    for name in ("effective", "objections_until"):
        try:
            days[name] = date.fromisoformat(said[name]) if said[name] else None
        except ValueError:
            wrong.append(saying("“%(given)s” is no day.", given=said[name]))
    effective = days.get("effective")
    if not said["effective"]:
        wrong.append(saying("Say from which day the change shall apply."))
    number, other = said["period"], said["other_channel_days"]
    if number and not (number.isdecimal() and 0 < int(number) < 1000 and said["unit"] in UNITS):
        wrong.append(saying("The period is a whole number of days, weeks or months."))
    if not (other.isdecimal() and int(other) < 366):
        wrong.append(saying("The days for another channel are a whole number."))
    if not said["languages"]:
        wrong.append(saying("Choose at least one language."))
    if wrong or effective is None:
        raise RefusedError(*wrong)
    everything = len(said["languages"]) == len(LANGUAGES)
    return Asked(
        effective_on=effective,
        other_channel_days=int(other),
        period=f"P{int(number)}{UNITS[said['unit']]}" if number else None,
        regimes=tuple(said["regimes"]),
        counting=said["counting"] or None,
        roll=said["roll"] or None,
        zone=said["zone"] or "Europe/Brussels",
        calendar=said["calendar"] or None,
        objections_until=days["objections_until"],
        contact=said["contact"] or None,
        covers={one: said["covers"][one] for one in said["covers"] if one in said["languages"]},
        languages=() if everything else tuple(said["languages"]),
        corrects=said["corrects"] or None,
        wrong=said["wrong"] or None,
    )


def _empty(desk: Desk) -> dict[str, Any]:
    return dict.fromkeys(FIELDS, "") | {
        "unit": "days", "zone": desk.office.letterhead.time_zone,
        "other_channel_days": str(tools_of(desk).other_channel_days),
        "regimes": [], "languages": list(LANGUAGES), "covers": {},
    }  # fmt: skip


def _of(before: Campaign, *, correcting: bool) -> dict[str, Any]:
    """The form as a notice was drafted, for what is changed about it."""
    counted = before.counting
    promised = promise_of_period(before.old.promises)
    period = counted.period or ""
    if promised is not None and period == promised.lead_time:
        period = ""
    unit = next((name for name, sign in UNITS.items() if period.endswith(sign)), "days")
    if period.endswith("BD"):
        unit = "business_days"
    objections = before.objections_until
    return {
        "policy": before.policy_id or "", "service": before.service,
        "terms_type": before.terms_type,
        "effective": "" if correcting else before.effective_on.isoformat(),
        "period": "".join(sign for sign in period if sign.isdecimal()), "unit": unit,
        "zone": counted.zone, "calendar": counted.calendar or "",
        "counting": counted.counting or "", "roll": counted.roll or "",
        "other_channel_days": str(counted.other_channel_days),
        "objections_until": objections.isoformat() if objections and not correcting else "",
        "contact": before.contact or "", "regimes": list(counted.regimes),
        "languages": list(before.written_in), "covers": dict(before.covers),
        "before": "" if correcting else before.id,
        "corrects": before.id if correcting else before.corrects or "",
        "wrong": "" if correcting else before.wrong or "",
        "kept_source": before.new_source,
    }  # fmt: skip


def _form(
    request: Request, visit: Visit, said: dict[str, Any], refused: tuple[str, ...]
) -> Response:
    desk = desk_of(request)
    with desk.database.reading() as tx:
        rows = [row for row in policies.listed(tx) if row.in_force and row.state != "removed"]
    return render(
        request, "notice_draft.html", status=422 if refused else 200, private=True, visit=visit,
        account=visit.account, said={"kept_source": ""} | said, refused=refused, watched=rows,
        kinds=tuple(NAMES), regimes=[one for one in REGIMES if one.kind == "notice"],
        own_language=words_of(request).language,
    )  # fmt: skip


def _sentence(said: object) -> str:
    """A reason as it begins a line; a sentence that is translated stays as it is."""
    text = str(said)
    if type(said) is not str or not text:
        return said if isinstance(said, str) else text
    return text[:1].upper() + text[1:]
