"""What would mend a policy that could not be read of late: a sentence, and the command that does
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from cli import say, wiring
from cli.declaring import wanted_of
from cli.errors import WrongUsageError
from cli.extras import INSTALL
from cli.policy_forms import form_of
from config import declarations
from policy.causes import words_of
from policy.said import said
from storage import figures, successors, troubles
from storage import policies as registry
from watcher.browser_program import installed

Form = dict[str, Any]

BY_HAND = (said("a person who sees it can save it"), 'look {} --file PAGE --by "NAME" --seen TIME')
MENDED = {
    **dict.fromkeys(("login", "bot_wall", "consent", "forbidden", "captive_portal"), BY_HAND),
    "too_many": (said("the host says that we ask too often; ask less"), "set {} --interval 24h"),
    "robots": (
        said("robots.txt asks robots to stay away; look all the same, and keep that it asks"),
        "set {} --robots note",
    ),
    "selector": (said("the declared selector finds nothing"), "set {} --select CSS"),
}
"""By the reason of a look: what mends it, and the command."""

NOT_THERE = frozenset({
    "gone", "no_address", "forbidden_address", "forbidden_port", "forbidden_url", "other_page",
    "error_page", "parked", "redirect", "tls_error", "connection_error", "not_text", "empty",
    "too_many_redirects",
})  # fmt: skip
"""Reasons that a mistake in an address has, too."""

LATE_S = 900
"""Looks that are due for so long are worth a line."""


def with_mends(tx: Session, form: Form, *, browser: bool) -> Form:
    """The policy as `policies --health` shows it: with successors of its address and what mends
    it; `browser` says whether one is installed and allowed.
    """
    found = [
        {
            "url": row.url,
            "why": row.why,
            "words": row.words,
            "likeness": row.likeness,
            "title": row.title,
        }
        for row in successors.listed(tx, form["policy"])
    ]
    mends = [{"says": says, "command": command} for says, command in _mends(form, found, browser)]
    return {**form, "successors": found, "mends": mends}


def standing(tx: Session, policy: str, now: datetime) -> Form:
    """How long a policy has been in trouble, with what, and how its host stands to us."""
    stands = troubles.standing(tx, policy)
    rests = next((lane for lane in troubles.resting(tx, now) if lane.host == stands.host), None)
    return {
        "host": stands.host,
        "host_rests_until": say.time(rests.not_before) if rests else None,
        "host_reason": rests.reason if rests else None,
        "last_confirmed_at": say.time(stands.last_confirmed_at),
        "failed_in_a_row": stands.failed_in_a_row,
        "reasons": dict(stands.reasons),
        "alternating": stands.alternating,
        "followers": troubles.count_followers(tx, policy),
    }


def in_trouble(tx: Session, now: datetime, *, browser: bool) -> list[Form]:
    """The policies that `policies --health` lists, each with how it stands and what mends it."""
    forms = [
        with_mends(tx, form_of(tx, id), browser=browser) | standing(tx, id, now)
        for id in troubles.candidates(tx, patience=1)
    ]
    signs = ("failed_in_a_row", "mends", "alternating")
    return [form for form in forms if any(form[sign] for sign in signs)]


def show_health(tx: Session, forms: list[Form], now: datetime) -> None:
    """For people: how the installation stands, then each policy in trouble."""
    stands = figures.gather(tx, now)
    looks = ", ".join(f"{count} {outcome}" for outcome, count in sorted(stands.looks.items()))
    say.line(
        f"Policies watched: {stands.policies.get('active', 0)}; paused: "
        f"{stands.policies.get('paused', 0)}; in trouble: {len(forms)}; not read at the last look: "
        f"{stands.failing}."
    )
    say.line(f"Looks of the last day: {looks or 'none'}.")
    if stands.lag_s > LATE_S:
        say.line(
            f"Looks that are due: {stands.due}, the oldest for {stands.lag_s / 60:.0f} minutes. "
            "Does `clausewatch serve` (or a worker) run?"
        )
    for lane in troubles.resting(tx, now):
        why = f" ({lane.reason})" if lane.reason else ""
        say.line(f"{lane.host} is left alone until {say.time(lane.not_before)}{why}.")
    show(forms)


def show(forms: Iterable[Form]) -> None:
    """For people: what is the matter with each, since when, and what mends it; the most followed
    first.
    """
    for form in sorted(forms, key=lambda one: (-one["followers"], one["policy"])):
        say.line(f"\n{form['policy']} ({form['host']}, followed by {form['followers']})")
        if form["failed_in_a_row"]:
            reasons = ", ".join(f"{reason} ×{count}" for reason, count in form["reasons"].items())
            what = words_of(form["reason"] or "")
            say.line(f"  last read {form['last_confirmed_at'] or 'never'}; since then {reasons}")
            if what:
                say.line(f"  {what}; next look {form['next_look_at']}")
        if form["alternating"]:
            say.line(f"  {words_of('alternating')}")
        for mend in form["mends"]:
            say.line(f"  {mend['says']}:\n      {mend['command']}")


def _mends(form: Form, found: list[Form], browser: bool) -> Iterator[tuple[str, str]]:
    name = form["policy"]
    if form["moved_to"]:
        says = said("a lasting redirect leads to %(url)s", url=form["moved_to"])
        yield says, f"clausewatch set {name} --successor {form['moved_to']}"
    for one in found:
        yield _may_live_on(one), f"clausewatch set {name} --successor {one['url']}"
    made_by_scripts = form["reason"] == "empty" and form["fetch"] != "http"
    if (made_by_scripts and not browser) or form["reason"] == "no_browser":
        if installed() is None:
            says = said("scripts make this page, and there is no browser here")
            yield says, f"apt install chromium && {INSTALL.format('browser')}"
        else:
            says = said("scripts make this page, and a setting keeps the browser away from it")
            yield says, "export CLAUSEWATCH_WATCH__BROWSER=auto"
    elif form["reason"] == "empty" and form["fetch"] == "http":
        says = said(
            "nothing stands on this page without its scripts, and a browser is forbidden for it"
        )
        yield says, f"clausewatch set {name} --fetch auto"
    elif form["reason"] in NOT_THERE and form["version"] is None and not found:
        says = said("no text ever stood at this address; if it is wrong, give the right one")
        yield says, f"clausewatch set {name} --url URL"
    elif form["reason"] in MENDED:
        says, command = MENDED[form["reason"]]
        yield says, f"clausewatch {command.format(name)}"


def _may_live_on(one: Form) -> str:
    alike = "" if one["likeness"] is None else f"{one['likeness']} % of its words stand there"
    led = {
        "redirect": "the old address leads there",
        "dead": "linked from the old address",
        "page": "linked from another page of the service",
        "front": "linked from the front page",
    }[one["why"]]
    words = f" as “{one['words']}”" if one["words"] else ""
    return f"may live on at {one['url']} ({'; '.join(filter(None, (alike, led + words)))})"


def succeed(tx: Session, policy: str, successor: str) -> registry.Put:
    """Watch the successor of an address in its place; the old one keeps its period."""
    found = {row.url: row.source_id for row in successors.listed(tx, policy)}
    sources = registry.sources(tx, policy)
    old = next(
        (s for s in sources if found.get(successor) == s.id or s.moved_to == successor),
        sources[0] if len(sources) == 1 else None,
    )
    if old is None:
        raise WrongUsageError(
            said(
                "%(policy)s has several addresses, and %(successor)s was found for none of them; "
                "change its declaration and import it.",
                policy=policy,
                successor=successor,
            )
        )
    wanted = registry.wanted(tx, policy)
    checked = declarations.make(wanted.service, wanted.terms_type, successor, id=policy)
    new = wanted_of(checked, wanted.interval_s).sources[0].url
    moved = tuple(replace(s, url=new) if s.url == old.url else s for s in wanted.sources)
    return registry.put(tx, replace(wanted, sources=moved), wiring.now())
