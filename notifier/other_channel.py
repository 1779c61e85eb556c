"""Whom mail did not reach: the list for another channel, as a spreadsheet opens it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session

from notifier import csv_lines
from storage import audiences, planting, totals
from storage.audiences import Opened
from storage.campaigns import Campaign
from storage.people import Vault
from storage.totals import Ended

HEAD = ("recipient", "address", "postal", "name", "party", "language", "why")
WHY: Mapping[str, str] = {
    "bounced": "the mail came back",
    "refused": "the mail server refused it",
    "expired": "no mail server took it in time",
    "unknown": "the mail server's answer was lost",
    "suppressed": "no mail is sent to this address",
    "cancelled": "the mail was called off",
    "no_address": "there is no mail address",
}


def listing(tx: Session, vault: Vault, campaign: Campaign) -> str:
    """Everybody who needs another channel, as CSV: where they are, and why mail did not do."""
    ended = totals.of(tx, campaign.id, campaign.counting.zone)
    return csv_lines.write(HEAD, _lines(tx, vault, campaign.id, totals.need_another_channel(ended)))


def _lines(
    tx: Session, vault: Vault, campaign_id: str, ended: Sequence[Ended]
) -> Iterator[Sequence[str]]:
    """One line a recipient; who was erased since has nothing to be written to."""
    opened = audiences.opened(tx, vault, campaign_id)
    for one in ended:
        person = opened[one.recipient_id]
        if not person.address:
            continue
        yield (
            str(one.recipient_id),
            *_where(person),
            person.name,
            " ".join(person.parties),
            one.language,
            _why(one),
        )


def _why(one: Ended) -> str:
    """Why mail did not do, with the code that says so: the server's answer, or the bounce's."""
    code = one.came_back_with if one.final == "bounced" else one.enhanced or one.code
    return WHY.get(one.final, one.final) + (f" ({code})" if code else "")


def _where(person: Opened) -> tuple[str, str]:
    """The mail address and the postal one, as the company gave them: one of both, or neither where
    the contract is all there is.
    """
    if person.channel != planting.OTHER:
        return person.address, ""
    return "", "" if person.address in person.parties else person.address
