"""What came of another channel than mail: outcomes that a company reports, with their evidence.

The list that went out comes back with one line an outcome. What is recorded is the company's word,
with the digest of whatever it keeps; it stays apart from what mail servers said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from notifier import contract_records
from notifier.campaign import ACTORS, RefusedError, must_be
from notifier.campaign_days import today
from notifier.csv_lines import Fault, Lines
from policy.said import said
from storage import audiences, campaigns, entries
from storage.accounts import Account
from storage.audiences import Opened
from storage.campaigns import Campaign
from storage.entries import Happened
from storage.people import Vault
from storage.tables_noticing import ElsewhereRow

COLUMNS = ("recipient", "channel", "outcome", "on", "evidence", "evidence_sha256")
CHANNELS = ("letter", "registered_letter", "phone", "in_person", "in_app", "other")
OUTCOMES = ("accepted", "refused", "returned", "unknown")
LONGEST_EVIDENCE = 2000  # signs
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient on another channel."""

    recipient_id: int
    channel: str
    outcome: str
    on: date
    evidence: str
    evidence_sha256: str | None

    @property
    def key(self) -> tuple[int, str, str, date]:
        """The same for the same outcome: a list that comes twice says nothing new."""
        return (self.recipient_id, self.channel, self.outcome, self.on)


def take_back(
    tx: Session,
    vault: Vault,
    campaign: Campaign,
    data: bytes,
    account: Account,
    now: datetime,
) -> tuple[int, list[Fault]]:
    """Keep the outcomes of a list that came back; with any fault, nothing is kept.

    Returns how many were new: a line that was taken before is passed over.
    """
    must_be(account, ACTORS, said("record outcomes"))
    if campaign.state not in ("sending", "closed", "corrected"):
        nobody = said("nobody was told yet")
        raise RefusedError(campaigns.where_it_is(campaign.id, campaign.state, nobody))
    people_of = audiences.opened(tx, vault, campaign.id)
    found, faults = _read(data, set(people_of), today(campaign, now))
    if faults:
        return 0, faults
    known = _known(tx, campaign.id)
    new = [one for one in found if one.key not in known]
    for one in new:
        _keep(tx, campaign, one, people_of[one.recipient_id], account, now)
    if new:
        counts = dict(Counter(one.outcome for one in new))
        campaigns.act(
            tx, campaign.id, "outcomes", {"counts": counts}, now, account, kind="notice.outcomes"
        )
    return len(new), []


def _read(data: bytes, known: set[int], latest: date) -> tuple[list[Outcome], list[Fault]]:
    lines = Lines(data, COLUMNS, {})
    found, faults = [], []
    for line, cells in lines.read():
        one, wrong = _outcome(line, cells, known, latest)
        faults += wrong
        if one is not None:
            found.append(one)
    faults = [*lines.faults, *faults]
    if not found and not faults:
        faults.append(Fault(0, said("no outcome stands in the list")))
    return found, faults


def _outcome(
    line: int, cells: Mapping[str, str], known: set[int], latest: date
) -> tuple[Outcome | None, list[Fault]]:
    """The outcome of one line, or everything that is wrong with it."""
    wrong = []
    number = int(cells["recipient"]) if cells["recipient"].isdecimal() else 0
    if number not in known:
        given = repr(cells["recipient"])
        wrong.append(
            said("%(given)s is no recipient of this notice; keep that column", given=given)
        )
    channel, outcome = cells.get("channel", ""), cells.get("outcome", "")
    if channel not in CHANNELS:
        wrong.append(
            said(
                "the channel %(given)s is none of %(known)s",
                given=repr(channel),
                known=", ".join(CHANNELS),
            )
        )
    if outcome not in OUTCOMES:
        wrong.append(
            said(
                "the outcome %(given)s is none of %(known)s",
                given=repr(outcome),
                known=", ".join(OUTCOMES),
            )
        )
    try:
        on = date.fromisoformat(cells.get("on", ""))
    except ValueError:
        given = repr(cells.get("on", ""))
        wrong.append(said("%(given)s is no day; write it like 2026-12-21", given=given))
        on = latest
    if on > latest:
        wrong.append(said("%(day)s is still to come", day=on))
    digest = cells.get("evidence_sha256", "").lower().removeprefix("sha256:")
    if digest and not _SHA256.fullmatch(digest):
        wrong.append(said("evidence_sha256 is no SHA-256 in hexadecimal"))
    evidence = cells.get("evidence", "")
    if len(evidence) > LONGEST_EVIDENCE:
        wrong.append(
            said(
                "its evidence is longer than %(n)d signs; give a file's digest", n=LONGEST_EVIDENCE
            )
        )
    if outcome == "accepted" and not evidence and not digest:
        wrong.append(said("accepted wants evidence: a tracking number, a name, or a file's digest"))
    if wrong:
        return None, [Fault(line, says) for says in wrong]
    return Outcome(number, channel, outcome, on, evidence, digest or None), []


def _keep(
    tx: Session, campaign: Campaign, one: Outcome, person: Opened, account: Account, now: datetime
) -> None:
    sealed = person.key.seal("elsewhere", one.evidence) if person.key and one.evidence else None
    tx.add(
        ElsewhereRow(
            campaign_id=campaign.id,
            recipient_id=one.recipient_id,
            channel=one.channel,
            outcome=one.outcome,
            happened_on=one.on,
            evidence_sealed=sealed,
            evidence_sha256=one.evidence_sha256,
            recorded_at=now,
            recorded_by=account.id,
        )
    )
    tx.flush()
    digest = f"sha256:{one.evidence_sha256}" if one.evidence_sha256 else None
    facts = {
        "schema": "elsewhere/1",
        "notice": campaign.id,
        "recipient": person.leaf,
        "channel": one.channel,
        "outcome": one.outcome,
        "on": one.on.isoformat(),
        "evidence": digest,
        "recorded_by": account.id,
    }
    happened = Happened("outcome", person.leaf, facts, now, contract_records.stream(campaign.id))
    entries.record_many(tx, [happened])


def _known(tx: Session, campaign_id: str) -> set[tuple[int, str, str, date]]:
    """The outcomes that were recorded before."""
    query = select(ElsewhereRow).where(ElsewhereRow.campaign_id == campaign_id)
    return {(row.recipient_id, row.channel, row.outcome, row.happened_on) for row in tx.exec(query)}
