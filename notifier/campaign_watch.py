"""What the page shows while a notice is on its way: the published text beside the notified one.

Somebody who was told one text and finds another was not told. These warnings come from confirmed
versions only, so a page that flickers raises none.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from notifier.campaign_days import today
from policy.compare import compare
from policy.fingerprint import fingerprint
from policy.model import Significance
from policy.said import Said, said, said_many
from storage import campaigns, versions
from storage.campaigns import Campaign
from storage.database import Database
from storage.tables_seen import VersionRow
from storage.versions import Version

WATCHED_AFTER = timedelta(days=60)  # after the day of effect


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One disagreement between a notice and the page, as words and as facts for the ledger."""

    kind: str  # published_early, page_changed, not_published, other_text
    says: str
    version: int

    @property
    def key(self) -> tuple[str, int]:
        """The same for the same disagreement: it is noted once."""
        return (self.kind, self.version)


def disagreements(tx: Session, campaign: Campaign, now: datetime) -> list[Disagreement]:
    """Where notice and published page disagree now."""
    if campaign.policy_id is None or campaign.old_version is None:
        return []
    rows = versions.listed(tx, campaign.policy_id)
    if not rows:
        return []
    live = versions.get(tx, campaign.policy_id, rows[-1].number)
    shows_new = _same(campaign, live)
    since = f"{rows[-1].first_seen_at:%Y-%m-%d %H:%M} UTC"
    applies = today(campaign, now) >= campaign.effective_on
    if shows_new:
        return _early(campaign, rows, live, since)
    if live.number == campaign.old_version:
        if not applies:
            return []
        says = said(
            "The change applies since %(day)s, but the page shows the old text.",
            day=campaign.effective_on,
        )
        return [Disagreement("not_published", says, live.number)]
    differs = _differences(campaign, live)
    if applies or campaign.sent_at:
        says = said(
            "The page shows another text than the one that was notified, since %(since)s "
            "(%(differs)s). Publish the notified text, or correct the notice.",
            since=since,
            differs=differs,
        )
        return [Disagreement("other_text", says, live.number)]
    says = said(
        "The page changed to another text since this notice was drafted, on %(since)s "
        "(%(differs)s). The notice compares with version %(version)d: draft it anew.",
        since=since,
        differs=differs,
        version=campaign.old_version,
    )
    return [Disagreement("page_changed", says, live.number)]


def note(db: Database, now: datetime) -> list[tuple[str, Disagreement]]:
    """Look at every notice that is under way and keep each new warning as an act; what was new."""
    with db.reading() as tx:
        rows = [
            row.id
            for row in campaigns.listed(tx, (*campaigns.OPEN_STATES, "closed"))
            if row.policy_id and now.date() <= row.effective_on + WATCHED_AFTER
        ]
    found = []
    for id_ in rows:
        with db.transaction() as tx:
            campaign = campaigns.get(tx, id_)
            known = {
                (one.facts.get("kind"), one.facts.get("version"))
                for one in campaigns.acts(tx, id_)
                if one.what == "warned"
            }
            for now_seen in disagreements(tx, campaign, now):
                if now_seen.key not in known:
                    facts = asdict(now_seen)
                    campaigns.act(tx, id_, "warned", facts, now, None, kind="notice.warned")
                    found.append((id_, now_seen))
    return found


def _early(
    campaign: Campaign, rows: list[VersionRow], live: Version, since: str
) -> list[Disagreement]:
    """The new text stands on the page already: a warning only where nobody was told before."""
    shown_at = rows[-1].first_seen_at
    if campaign.sent_at is not None and campaign.sent_at <= shown_at:
        return []
    if campaign.sent_at is None:
        says = said(
            "The page shows the new text since %(since)s; the notices of it have not been sent.",
            since=since,
        )
    else:
        says = said(
            "The page shows the new text since %(since)s; the notices of it had not been sent by "
            "then.",
            since=since,
        )
    return [Disagreement("published_early", says, live.number)]


def _same(campaign: Campaign, live: Version) -> bool:
    """Whether the page shows the notified text; signs and layout do not count."""
    if fingerprint(live.reading) == campaign.new_fingerprint:
        return True
    found = compare(campaign.new, live.reading)
    return found.significance in (None, Significance.COSMETIC) and not found.dates


def _differences(campaign: Campaign, live: Version) -> Said:
    found = compare(campaign.new, live.reading)
    return said_many("%(n)d place differs", "%(n)d places differ", len(found.changes))
