"""Contract notices at the desk: what an account sees and does. The session is somebody else's
business: every function here is handed the account, and a form was checked before it comes here.

What was refused stands on the page as a sentence; a step that was done leads back to the page.
"""

from __future__ import annotations

from asyncio import to_thread
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from notifier import (
    audience_list,
    blanks,
    campaign,
    campaign_close,
    campaign_report,
    campaign_warnings,
    freezing,
    objections,
    other_channel,
    outcomes,
)
from notifier.campaign import RefusedError, Rules
from notifier.csv_lines import LONGEST
from policy.periods import PeriodError
from policy.redline import for_readers
from policy.said import said
from policy.summary import sentence
from storage import campaigns
from storage.accounts import Account
from storage.errors import OutdatedError, UnknownNoticeError, WrongStateError
from storage.mailboxes import BadAddressError, mailbox
from web import mail_shown
from web.pages import Desk, desk_of, render


@dataclass(frozen=True, slots=True)
class Step:
    """One step that an account asks for: which notice, in whose name, with which form."""

    tx: Session
    desk: Desk
    name: str
    account: Account
    form: FormData
    data: bytes
    rules: Rules

    def text(self, field: str) -> str:
        """What was written into a field."""
        return str(self.form.get(field, "")).strip()

    @property
    def reason(self) -> str | None:
        """Why, in one sentence, where that was said."""
        return self.text("reason")[:500] or None


MOST_WRITTEN = 1 << 20  # bytes of one field


@dataclass(frozen=True, slots=True)
class Checked:
    """A list without a fault, which nobody froze yet."""

    listed: audience_list.Listed


REFUSALS = (RefusedError, PeriodError, WrongStateError, BadAddressError, OutdatedError)

Act = Callable[[Step], "tuple[str, ...]"]
"""Does one thing about a notice; sentences where it cannot be done."""


def listed(request: Request, account: Account) -> Response:
    """Every notice and where it stands."""
    desk = desk_of(request)
    with desk.database.reading() as tx:
        rows = campaigns.listed(tx)
        warned = {
            campaign.id: found for campaign, found in campaign_warnings.under_way(tx, desk.clock())
        }
    return render(
        request, "notices.html", private=True, account=account, here=request.url.path,
        rows=[row for row in rows if row.state != "dropped"], warned=warned,
        dropped=[row for row in rows if row.state == "dropped"],
        may_draft=account.role in campaign.ACTORS and not account.is_disabled,
    )  # fmt: skip


def shown(
    request: Request,
    account: Account,
    csrf: str = "",
    refused: tuple[str, ...] = (),
    rules: Rules | None = None,
    checked: Checked | None = None,
) -> Response:
    """One notice: its days, its mails, who did what, what became of it, and what can be done."""
    name, desk = request.path_params["notice"], desk_of(request)
    now = desk.clock()
    with desk.database.reading() as tx:
        found = _found(tx, name)
        form = campaign_report.report(tx, found, now)
        mails = {one: _mail(tx, desk, found, one) for one in found.written_in}
    return render(
        request, "notice_desk.html", status=422 if refused else 200, private=True,
        account=account, csrf=csrf, refused=refused, notice=found, report=form, mails=mails,
        here=request.url.path, checked=checked, source=_source(found),
        changes=[one for one in found.comparison.changes if one.kind != "renumbered"],
        counts=Counter(one.kind for one in found.comparison.changes), redline_of=for_readers,
        sentence=sentence, language=found.new.language,
        can=_can(found.state, form, account, rules or Rules()),
    )  # fmt: skip


async def act(request: Request, account: Account, rules: Rules, csrf: str = "") -> Response:
    """One step in the name of the account. Whoever hands it in has checked session and form."""
    async with request.form(max_files=1, max_part_size=MOST_WRITTEN) as form:
        asked = str(form.get("act", ""))
        if asked not in (*ACTS, AUDIENCE):
            raise HTTPException(400)
        handed = form.get("file")
        data = await handed.read(LONGEST + 1) if isinstance(handed, UploadFile) else b""
        name, desk = request.path_params["notice"], desk_of(request)
        if asked == AUDIENCE:
            given = (name, account, form, data)
            refused, checked = await to_thread(_frozen, desk, *given)
            if refused or checked:
                return await to_thread(shown, request, account, csrf, refused, rules, checked)
            return RedirectResponse(request.url.path, 303)
        refused = await to_thread(_do, desk, ACTS[asked], name, account, form, data, rules)
    if refused:
        return await to_thread(shown, request, account, csrf, refused, rules)
    return RedirectResponse(request.url.path, 303)


def _do(
    desk: Desk, do: Act, name: str, account: Account, form: FormData, data: bytes, rules: Rules
) -> tuple[str, ...]:
    """Do one step whole or not at all; what it was refused with, or nothing."""
    try:
        with desk.database.transaction() as tx:
            _found(tx, name)
            refused = do(Step(tx, desk, name, account, form, data, rules))
            if refused:
                raise RefusedError(*refused)
    except REFUSALS as error:
        return error.args
    return ()


def _frozen(
    desk: Desk, name: str, account: Account, form: FormData, data: bytes
) -> tuple[tuple[str, ...], Checked | None]:
    """Freeze a list, or only look for faults; every fault and every note of it, by line.

    It is not done as one step like the others: a long list is prepared with nothing locked.
    """
    own = frozenset({desk.office.letterhead.from_address})
    with desk.database.reading() as tx:
        found = _found(tx, name)
    language = str(form.get("language", ""))
    listed = audience_list.read(data, language or None, own, found.written_in)
    if listed.faults:
        return tuple(one.sentence for one in listed.faults), None
    if form.get("check"):
        return (), Checked(listed)
    source = str(form.get("source", "")).strip()[:500] or "handed in by the company"
    declared = str(form.get("declared", "")).strip()
    number = int(declared) if declared.isdecimal() and len(declared) < 10 else None
    try:
        freezing.freeze(
            desk.database, desk.office, name, listed, source, number, account, desk.clock()
        )
    except REFUSALS as error:
        return error.args, None
    return (), None


def unreached(request: Request, account: Account) -> Response:
    """Whom mail did not reach, as a spreadsheet. It holds addresses: for those who act only."""
    if account.role not in campaign.ACTORS:
        raise HTTPException(403)
    desk, name = desk_of(request), request.path_params["notice"]
    with desk.database.reading() as tx:
        rows = other_channel.listing(tx, desk.office.vault, _found(tx, name))
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-another-channel.csv"',
        "Cache-Control": "no-store",
    }
    return Response("\ufeff" + rows, media_type="text/csv; charset=utf-8", headers=headers)


def _can(state: str, form: dict[str, Any], account: Account, rules: Rules) -> dict[str, bool]:
    """Which buttons are shown: what this account may do now."""
    may = account.role in campaign.ACTORS and not account.is_disabled
    approved = [one["approved_at"] for one in form["audiences"]]
    sent = [one["sending_since"] for one in form["audiences"]]
    drafter = next((one["by"] for one in form["acts"] if one["what"] == "drafted"), None)
    alone = rules.four_eyes and drafter == account.name
    waits = [one for one, left in zip(approved, sent, strict=True) if one and not left]
    return {
        "audience": may and state in ("draft", "frozen", "approved", "sending"),
        "approve": may
        and account.role == "approver"
        and not alone
        and state in ("frozen", "approved", "sending")
        and not all(approved),
        "send": may and state in ("approved", "sending") and bool(waits),
        "close": may and state == "sending",
        "correct": may and state in ("sending", "closed"),
        "drop": may and state in ("draft", "frozen", "approved"),
        "outcomes": may and state in ("sending", "closed", "corrected"),
        "object": may and form["audiences"] != [] and state in ("sending", "closed", "corrected"),
    }


# --- the acts, one function each ----------------------------------------------------------------


def _approve(step: Step) -> tuple[str, ...]:
    now = step.desk.clock()
    campaign.approve(step.tx, step.desk.office, step.name, step.account, now, step.rules)
    return ()


def _send(step: Step) -> tuple[str, ...]:
    now = step.desk.clock()
    campaign.send(step.tx, step.desk.office, step.name, step.account, now, step.reason)
    return ()


def _close(step: Step) -> tuple[str, ...]:
    now = step.desk.clock()
    campaign_close.close(step.tx, step.name, step.account, now, step.rules, step.reason)
    return ()


def _drop(step: Step) -> tuple[str, ...]:
    if step.reason is None:
        return (said("say why it is dropped, in one sentence"),)
    campaign.drop(step.tx, step.name, step.account, step.reason, step.desk.clock())
    return ()


def _outcomes(step: Step) -> tuple[str, ...]:
    found = campaigns.get(step.tx, step.name)
    vault, now = step.desk.office.vault, step.desk.clock()
    _, faults = outcomes.take_back(step.tx, vault, found, step.data, step.account, now)
    return tuple(one.sentence for one in faults)


def _object(step: Step) -> tuple[str, ...]:
    address, party = step.text("address"), step.text("party")
    if bool(address) == bool(party):
        return (said("say who objects: an address or a contract"),)
    try:
        on = date.fromisoformat(step.text("on"))
    except ValueError:
        return (said("say on which day it came"),)
    objections.record(
        step.tx, step.desk.office, campaigns.get(step.tx, step.name),
        mailbox(address) if address else party,
        "termination" if step.text("kind") == "termination" else "objection", on,
        step.text("words"), step.account, step.desk.clock(),
    )  # fmt: skip
    return ()


AUDIENCE = "audience"  # the act that is no single step
ACTS: dict[str, Act] = {
    "approve": _approve,
    "send": _send,
    "close": _close,
    "drop": _drop,
    "outcomes": _outcomes,
    "object": _object,
}


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail in one language as it would be approved."""

    subject: str
    text: str
    shown: Markup


def _mail(tx: Session, desk: Desk, found: campaigns.Campaign, language: str) -> Mail:
    """With a place for the link that differs by reader."""
    mail = campaign.rendered(tx, desk.office, found, language)
    proof = {"proof": desk.office.letterhead.link("p", "…")}
    shown = mail_shown.shown(blanks.fill(mail.html, proof))
    return Mail(mail.subject, blanks.fill(mail.text, proof), shown)


def _source(found: campaigns.Campaign) -> str:
    """Where the new text came from: an address or the name of a file, never a path."""
    return found.new_source if "://" in found.new_source else found.new_source.rsplit("/", 1)[-1]


def _found(tx: Session, name: str) -> campaigns.Campaign:
    try:
        return campaigns.get(tx, name)
    except UnknownNoticeError:
        raise HTTPException(404) from None
