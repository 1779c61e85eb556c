"""A contract notice from draft to report: what a company tells its own users, provably.

    draft → audience frozen → approved → sending → closed        (or dropped, or corrected)

Each step is one act in the name of an account, in one transaction with its ledger entry. Nothing
is sent here: the letters go into the outbox, and a step that was done is refused the second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from notifier import contract_letter, draft_faults
from notifier.audience_list import Listed
from notifier.campaign_days import end_of, first_possible, plan_for, plan_to, today
from notifier.office import Office
from policy import notice_plan
from policy.notice_plan import Timing
from policy.said import Said, Weekday, said, said_many
from storage import audiences, campaigns, logs, notices, planting, recipients, waiting
from storage.accounts import Account, Role
from storage.campaigns import Campaign, Draft
from storage.notices import Rendered
from storage.planting import Handed, Member, Planting
from storage.tables_noticing import AudienceRow

ACTORS = frozenset({Role.OPERATOR, Role.APPROVER})


class RefusedError(Exception):
    """The act cannot be done, or not by this account; the message says why and what to do. Where
    there are several reasons, `args` holds each.
    """

    def __str__(self) -> str:
        return "; ".join(map(str, self.args))


@dataclass(frozen=True, slots=True)
class Rules:
    """What an operator decided about notices."""

    four_eyes: bool = True
    close_after: timedelta = timedelta(days=7)  # in which letters may still come back


@dataclass(frozen=True, slots=True)
class Sent:
    """What sending came to: letters in the outbox, and what to know about their time."""

    letters: int
    advice: str


# --- draft --------------------------------------------------------------------------------------


def draft(
    tx: Session,
    office: Office,
    asked: Draft,
    account: Account,
    now: datetime,
    ready: Planting | None = None,
) -> Campaign:
    """Keep a draft. A correction stops what still waits of the notice it corrects, and takes over
    its audience: the same people, and a new clock; `ready` is that audience, where it was prepared.
    """
    must_be(account, ACTORS, said("draft a notice"))
    if wrong := draft_faults.faults(asked, now):
        raise RefusedError(*wrong)
    made = campaigns.add(tx, name_of(tx, asked), asked, account, now)
    campaigns.act(tx, made.id, "drafted", _drafted(made), now, account, kind="notice.drafted")
    if made.corrects:
        _take_over(tx, office, made, account, now, ready)
    return campaigns.get(tx, made.id)


def drop(tx: Session, id_: str, account: Account, reason: str, now: datetime) -> None:
    """Give up a notice before anybody was told."""
    must_be(account, ACTORS, said("drop a notice"))
    campaigns.move(tx, id_, ("draft", "frozen", "approved"), "dropped")
    campaigns.act(tx, id_, "dropped", {"reason": reason}, now, account, kind="notice.dropped")


# --- audience -----------------------------------------------------------------------------------


def prepare(
    tx: Session,
    office: Office,
    id_: str,
    listed: Listed,
    source: str,
    declared: int | None,
    account: Account,
    now: datetime,
) -> Planting:
    """The audience that a list makes, its keys and its tree; nothing is written."""
    must_be(account, ACTORS, said("freeze an audience"))
    campaign = campaigns.get(tx, id_)
    if listed.faults:
        raise RefusedError(
            said_many(
                "the list has %(n)d fault; nothing was kept",
                "the list has %(n)d faults; nothing was kept",
                len(listed.faults),
            )
        )
    lacking = sorted(listed.languages - set(campaign.written_in))
    if lacking:
        raise RefusedError(
            said(
                "the notice is written in %(written)s and the list has people who read %(others)s",
                written=", ".join(campaign.written_in),
                others=", ".join(lacking),
            )
        )
    unsaid = sorted(listed.languages - campaign.covers.keys()) if campaign.covers else []
    if unsaid:
        raise RefusedError(
            said(
                "your own words are given in %(given)s and the list has people who read %(others)s:"
                " draft it anew with your words in these too (--cover)",
                given=", ".join(sorted(campaign.covers)),
                others=", ".join(unsaid),
            )
        )
    _must_take_people(campaign, now)
    handed = Handed(
        [Member(one.contact, one.language, one.name, one.parties) for one in listed.members],
        source, listed.sha256, declared,
    )  # fmt: skip
    return planting.prepare(tx, office.vault, campaign.id, campaign.service, handed)


def plant(tx: Session, ready: Planting, account: Account, now: datetime) -> AudienceRow:
    """Freeze what was prepared."""
    campaign = campaigns.get(tx, ready.campaign_id)
    _must_take_people(campaign, now)
    is_first = campaign.state == "draft"
    if is_first:
        campaigns.move(tx, campaign.id, ("draft",), "frozen")
    if not ready.seedlings:
        raise RefusedError(said("everybody in the list is in an audience of this notice already"))
    audience = planting.plant(tx, ready, now)
    kind = "audience.frozen" if is_first else "audience.supplement"
    facts = audiences.facts(audience)
    campaigns.act(tx, campaign.id, "frozen", facts, now, account, kind=kind)
    return audience


def _must_take_people(campaign: Campaign, now: datetime) -> None:
    """Refuse a list where nobody can be told any more, or need be."""
    if campaign.state not in campaigns.OPEN_STATES:
        raise RefusedError(campaigns.where_it_is(campaign.id, campaign.state))
    if campaign.state != "draft" and today(campaign, now) >= campaign.effective_on:
        raise RefusedError(
            said(
                "the change has applied since %(day)s: whoever joins now agrees to the new text and"
                " needs no notice of it",
                day=Weekday.of(campaign.effective_on),
            )
        )


# --- approve ------------------------------------------------------------------------------------


def rendered(tx: Session, office: Office, campaign: Campaign, language: str) -> Rendered:
    """The mail in one language as it would be approved: for a preview."""
    return contract_letter.letter(
        campaign, language, office.letterhead, campaign.effective_on, _replaced_on(tx, campaign),
        logs.head(tx),
    )  # fmt: skip


def approve(
    tx: Session, office: Office, id_: str, account: Account, now: datetime, rules: Rules
) -> list[AudienceRow]:
    """Approve words and audience; from here on both are fixed. Returns what was approved."""
    campaign = campaigns.get(tx, id_)
    must_be(account, frozenset({Role.APPROVER}), said("approve a notice"))
    if rules.four_eyes and campaign.drafted_by and campaign.drafted_by.id == account.id:
        raise RefusedError(
            said(
                "the account %(account)s drafted it, so somebody else approves it (four eyes);"
                " CLAUSEWATCH_NOTICE__FOUR_EYES=false would allow it",
                account=account.name,
            )
        )
    waits = [one for one in audiences.of(tx, id_) if one.approved_at is None]
    if campaign.state == "frozen":
        campaigns.move(tx, id_, ("frozen",), "approved")
    elif campaign.state not in ("approved", "sending") or not waits:
        raise RefusedError(campaigns.where_it_is(id_, campaign.state))
    for audience in waits:
        _approve(tx, office, campaign, audience, account, now)
    return waits


def _approve(
    tx: Session,
    office: Office,
    campaign: Campaign,
    audience: AudienceRow,
    account: Account,
    now: datetime,
) -> None:
    """Fix the words for one audience, in each of its languages, and the days that count for it."""
    plan = plan_for(campaign, audience, now)
    audiences.approve(tx, audience, account.id, plan.effective_on, plan.last_acceptance_on, now)
    digests = {}
    for language in audiences.languages(tx, audience):
        words = contract_letter.letter(
            campaign, language, office.letterhead, plan.effective_on, _replaced_on(tx, campaign),
            logs.head(tx),
        )  # fmt: skip
        notice = notices.keep(
            tx, words, kind=recipients.KIND, about=campaign.id, language=language,
            time_zone=campaign.counting.zone, mail_class=recipients.KIND,
            revision=audience.number, thread=_thread(campaign, office), now=now,
        )  # fmt: skip
        digests[language] = f"sha256:{notice.sha256}"
    facts = {
        "audience": audience.number,
        "root": f"sha256:{audience.root}",
        "applies_on": plan.effective_on.isoformat(),
        "last_acceptance_on": plan.last_acceptance_on.isoformat(),
        "words": digests,
        "zone": campaign.counting.zone,
        "counting": campaign.counting.counting
        or ("regime" if campaign.counting.regimes else "clear"),
    }
    campaigns.act(tx, campaign.id, "approved", facts, now, account, kind="notice.approved")


# --- send ---------------------------------------------------------------------------------------


def send(
    tx: Session,
    office: Office,
    id_: str,
    account: Account,
    now: datetime,
    late_because: str | None = None,
) -> Sent:
    """Put the letters of every approved audience into the outbox, each once."""
    must_be(account, ACTORS, said("send a notice"))
    campaign = campaigns.get(tx, id_)
    waits = [one for one in audiences.of(tx, id_) if one.approved_at and not one.planned_at]
    if campaign.state not in ("approved", "sending") or not waits:
        raise RefusedError(campaigns.where_it_is(id_, campaign.state, _next_of(tx, campaign)))
    note = ""
    for audience in waits:
        note = _must_be_timely(campaign, audience, now, late_because)
    if campaign.state == "approved":
        campaigns.move(tx, id_, ("approved",), "sending", sent_at=now, late_because=late_because)
    letters = sum(_plan_letters(tx, office, campaign, one, now, late_because) for one in waits)
    facts = {"audiences": [one.number for one in waits], "letters": letters}
    if late_because:
        facts["late_because"] = late_because
    campaigns.act(tx, id_, "sent", facts, now, account, kind="notice.sending")
    return Sent(letters, note)


def _plan_letters(
    tx: Session,
    office: Office,
    campaign: Campaign,
    audience: AudienceRow,
    now: datetime,
    late_because: str | None,
) -> int:
    """One delivery for each recipient of an audience, from the words that were approved."""
    if not audiences.planned(tx, audience, now):
        return 0
    deadline = None if late_because else end_of(audience.last_acceptance_on, campaign)
    letters = 0
    for language in audiences.languages(tx, audience):
        notice = notices.of_campaign(tx, campaign.id, language, audience.number)
        rows = (one.planned(now, deadline) for one in audiences.enrolled(tx, audience, language))
        domain = office.letterhead.domain
        letters += notices.plan(tx, office.vault, notice, rows, domain, now)
    return letters


def _must_be_timely(
    campaign: Campaign, audience: AudienceRow, now: datetime, late_because: str | None
) -> str:
    """What is to be known about the time; refused where it is too late and nobody says why."""
    plan = plan_to(campaign, audience.applies_on or campaign.effective_on)
    timing = plan.timing(today(campaign, now))
    said = notice_plan.advice(plan, today(campaign, now), first_possible(campaign, now))
    if timing is Timing.EARLY or (timing is Timing.LATE and not late_because):
        raise RefusedError(said)
    return said


# --- what the steps share -----------------------------------------------------------------------


def _take_over(
    tx: Session,
    office: Office,
    made: Campaign,
    account: Account,
    now: datetime,
    ready: Planting | None,
) -> None:
    """Stop the notice that was wrong, and freeze its people for the one that mends it."""
    assert made.corrects is not None  # noqa: S101 - asked before
    before = campaigns.get(tx, made.corrects)
    campaigns.move(tx, before.id, ("sending", "closed"), "corrected")
    waiting.call_off(tx, recipients.KIND, [before.id])
    facts = {"by": made.id, "wrong": made.wrong}
    campaigns.act(tx, before.id, "corrected", facts, now, account, kind="notice.corrected")
    fits = ready is not None and (ready.campaign_id, ready.handed.sha256) == (
        made.id,
        _digest_of(tx, before.id),
    )
    if ready is None or not fits:
        ready = everybody_of(tx, office, before.id, made.id, made.service)
    plant(tx, ready, account, now)


def everybody_of(tx: Session, office: Office, before: str, name: str, service: str) -> Planting:
    """The people of one notice, prepared as the audience of the one that corrects it."""
    everybody = audiences.members(tx, office.vault, before)
    handed = Handed(everybody, f"the audience of {before}", _digest_of(tx, before))
    return planting.prepare(tx, office.vault, name, service, handed)


def _digest_of(tx: Session, id_: str) -> str:
    """What tells the audiences of a notice from those it had before a supplement."""
    return audiences.digest(",".join(one.root for one in audiences.of(tx, id_)))


def name_of(tx: Session, asked: Draft) -> str:
    """What the notice will be called: who, which text, from when; numbered where that is taken."""
    base = asked.policy_id or "-".join(
        "".join(sign if sign.isalnum() else " " for sign in part.lower()).strip()
        .replace(" ", "-") for part in (asked.service, asked.terms_type)
    )  # fmt: skip
    first = f"{base}-{asked.effective_on.isoformat()}"
    name, number = first, 2
    while campaigns.is_taken(tx, name):
        name, number = f"{first}-{number}", number + 1
    return name


def _drafted(made: Campaign) -> dict[str, object]:
    return {
        "service": made.service,
        "terms_type": made.terms_type,
        "old_text": f"sha256:{made.old_fingerprint}",
        "new_text": f"sha256:{made.new_fingerprint}",
        "new_bytes": f"sha256:{made.new_sha256}",
        "old_version": made.old_version,
        "effective_on": made.effective_on.isoformat(),
        "period": made.counting.period,
        "regimes": list(made.counting.regimes),
        "corrects": made.corrects,
        "wrong": made.wrong,
    }


def _replaced_on(tx: Session, campaign: Campaign) -> date | None:
    """The day of the notice that a correction replaces."""
    if not campaign.corrects:
        return None
    before = campaigns.get(tx, campaign.corrects)
    return today(before, before.sent_at) if before.sent_at else None


def _thread(campaign: Campaign, office: Office) -> str:
    """The root that a notice and its corrections hang under."""
    about = campaign.corrects or campaign.id
    return f"<n.{about}@{office.letterhead.domain}>"


def _next_of(tx: Session, campaign: Campaign) -> Said:
    """What is to be done next, said of supplements too."""
    if campaign.state in ("approved", "sending"):
        unapproved = [one for one in audiences.of(tx, campaign.id) if one.approved_at is None]
        if unapproved:
            return said("its supplement waits for approval (notice approve)")
        return said("everybody in its audiences has been planned already")
    return campaigns.NEXT[campaign.state]


def must_be(account: Account, roles: frozenset[Role], act: Said) -> None:
    """Refuse an act that this account may not do."""
    if account.is_disabled or account.role not in roles:
        raise RefusedError(
            said(
                "the account %(account)s is %(role)s and may not %(act)s; %(who)s may",
                account=account.name,
                role=(account.role,),  # one of our words, as the others
                act=act,
                who=tuple(sorted(roles)),
            )
        )
