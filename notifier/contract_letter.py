"""A company's own notice to its users, as they read it: every changed word, and from when.

The words are fixed when the notice is approved, so nothing in them depends on the day on which one
letter leaves. They stand in full in the message itself: a link alone is no durable medium
(CJEU C-49/11). The notice claims nothing about what a mailbox does with it.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, timedelta

from notifier import places, render, sheets, terms
from notifier.blanks import clean, clean_ours
from notifier.office import Letterhead
from notifier.places import Found, Place
from notifier.quotes import Quoting, clean_line, clean_lines
from notifier.words import Words, words
from policy import headlines
from policy.model import Promise
from policy.takes_effect import ExitRight, takes_effect
from storage.campaigns import Campaign
from storage.checkpoint import Checkpoint
from storage.notices import Rendered

LARGE = 95_000  # bytes of HTML beyond which some mailboxes show the beginning only


@dataclass(frozen=True, slots=True)
class Said:
    """Every sentence of a contract notice, in order."""

    subject: str
    lead: str
    when: str
    replaces: str
    cover: tuple[str, ...]
    shown: tuple[Place, ...]
    remarks: tuple[str, ...]
    promised: str
    rights: tuple[str, ...]
    footer: tuple[str, ...]
    record: str


def letter(
    campaign: Campaign,
    language: str,
    letterhead: Letterhead,
    applies_on: date,
    replaced_on: date | None = None,
    head: Checkpoint | None = None,
) -> Rendered:
    """The notice in one language, for those to whom it applies from `applies_on`.

    A correction names the day of the notice that it replaces. With `head` every recipient holds
    what the ledger had signed by then: two of them can tell whether it shows two faces.
    """
    told = words(language)
    said = say(campaign, told, letterhead, applies_on, replaced_on, head)
    return sheets.write(
        "contract",
        told,
        letterhead,
        subject=said.subject,
        notice=said,
        service=clean(campaign.service),
        quoted_language=campaign.new.language or "",
        notice_url=letterhead.link("notices", campaign.id),
    )


def say(
    campaign: Campaign,
    told: Words,
    letterhead: Letterhead,
    applies_on: date,
    replaced_on: date | None = None,
    head: Checkpoint | None = None,
) -> Said:
    """The notice sentence by sentence; the templates only lay them out."""
    found = places.find(campaign.comparison, told, full=True)
    right = exit_right(campaign)
    return Said(
        subject=clean_ours(
            headlines.headline(
                campaign.comparison,
                told.language,
                campaign.service,
                terms.name(told, campaign.terms_type),
                terms.short(told, campaign.terms_type),
            )
        ),
        lead=clean_line(_lead(campaign, found, told)),
        when=told.say(
            "This applies from %(day)s. Up to and including %(last)s, today's text applies.",
            day=told.day(applies_on),
            last=told.day(applies_on - timedelta(days=1)),
        ),
        replaces=clean_line(_replaces(campaign, replaced_on, told)),
        cover=tuple(
            clean(line) for line in campaign.covers.get(told.language, "").split("\n") if line
        ),
        shown=tuple(render.clean_place(place) for place in found.places),
        remarks=clean_lines(found.remarks),
        promised=clean_line(_promised(campaign, told)),
        rights=clean_lines(_rights(campaign, right, told)),
        footer=clean_lines(_footer(campaign, letterhead, told)),
        record=clean_line(_record(head, told)),
    )


def exit_right(campaign: Campaign) -> ExitRight | None:
    """What a user may do by the text who does not want the change."""
    assert campaign.created_at is not None  # noqa: S101 - a kept one has its time
    at = campaign.created_at
    return takes_effect(campaign.old, campaign.new, at, at, campaign.counting.zone).exit_right


def _lead(campaign: Campaign, found: Found, told: Words) -> str:
    parts = {
        "service": campaign.service,
        "theirs": terms.theirs(told, campaign.terms_type),
    }
    n, kinds = len(found.kinds), set(found.kinds)
    if not n:
        return told.say(
            "%(service)s changes only the look of %(theirs)s: signs, numbers, order or links.",
            **parts,
        )
    if kinds == {"added"}:
        return told.count(
            "%(service)s adds %(n)d point to %(theirs)s.",
            "%(service)s adds %(n)d points to %(theirs)s.",
            n,
            **parts,
        )
    if kinds == {"removed"}:
        return told.count(
            "%(service)s removes %(n)d point from %(theirs)s.",
            "%(service)s removes %(n)d points from %(theirs)s.",
            n,
            **parts,
        )
    if len(kinds) == 1:
        return told.count(
            "%(service)s changes %(n)d point of %(theirs)s.",
            "%(service)s changes %(n)d points of %(theirs)s.",
            n,
            **parts,
        )
    return told.say(
        "%(service)s changes %(theirs)s in %(n)d places: %(counted)s.",
        n=n,
        counted=found.counted(told),
        **parts,
    )


def _replaces(campaign: Campaign, replaced_on: date | None, told: Words) -> str:
    if not campaign.corrects or replaced_on is None:
        return ""
    return told.say(
        "This notice replaces our notice of %(day)s. What was wrong in it: %(wrong)s",
        day=told.short_day(replaced_on),
        wrong=campaign.wrong or "",
    )


def _promised(campaign: Campaign, told: Words) -> str:
    """The period that the text promised before the change, in its own words."""
    quote = campaign.counting.quote
    shown = Quoting.of(campaign.old).sentence(quote or "")
    return told.say("What it promised: “%(quote)s”.", quote=shown) if quote else ""


def _rights(campaign: Campaign, right: ExitRight | None, told: Words) -> list[str]:
    lines = []
    if right is not None:
        quoting = Quoting.of(campaign.new if right.from_new_text else campaign.old)
        quote = quoting.sentence(right.quote)
        lines.append(told.say("What you can do by the text: “%(quote)s”.", quote=quote))
        if right.from_new_text:
            lines.append(told.say("Only the new text says this."))
    if campaign.objections_until is not None:
        lines.append(
            told.say(
                "To object, write to %(contact)s by %(day)s at the latest.",
                contact=campaign.contact or "",
                day=told.day(campaign.objections_until),
            )
        )
    elif right is None:
        lines.append(
            told.say(
                "We found no right in the text to refuse this change or to end the contract;"
                " the law may give you one."
            )
        )
    if campaign.contact and campaign.objections_until is None:
        lines.append(told.say("Questions about the change: %(contact)s.", contact=campaign.contact))
    return lines


def _footer(campaign: Campaign, letterhead: Letterhead, told: Words) -> list[str]:
    return [
        told.say(
            "%(service)s tells you this because its own list says that you have a contract with it."
            " That is why there is no way to stop this mail.",
            service=campaign.service,
        ),
        told.say(
            "%(service)s drew up and approved this notice. %(operator)s sends it and keeps what"
            " mail servers answer.",
            service=campaign.service,
            operator=letterhead.operator or letterhead.from_name,
        ),
        told.say(
            "Notice %(id)s. The new text has the digest sha256:%(digest)s.",
            id=campaign.id,
            digest=campaign.new_fingerprint,
        ),
        told.say("We compare texts and count with their own promises. This is no legal advice."),
    ]


def _record(head: Checkpoint | None, told: Words) -> str:
    if head is None:
        return ""
    return told.say(
        "The public log %(log)s, which records this notice, had %(size)d entries and the root"
        " %(root)s when it was approved. Keep this: it shows whether the log was changed later.",
        log=head.origin,
        size=head.size,
        root=base64.b64encode(head.root).decode(),
    )


def promise_of_period(promises: tuple[Promise, ...]) -> Promise | None:
    """The promise that states how long before a change its users are told; the longest counts."""
    stated = [one for one in promises if one.lead_time and one.lead_time.startswith("P")]
    firm = [one for one in stated if one.firm] or stated
    return max(firm, key=lambda one: (len(one.channels), len(one.quote)), default=None)
