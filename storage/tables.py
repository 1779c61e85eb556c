"""Every table, a sentence each.

Rows only: what may stand in them is checked in settings, declarations and forms.

A row is the message between two stages: a change without `announced_at` is not announced yet, a
delivery in state `pending` is not sent yet. Times are aware UTC. Columns that end in `_sealed`
hold bytes encrypted under the key of the person they speak of (`storage/people.py`); erasing that
key erases the person.
"""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from storage.tables_accounts import (
    AccountRow,
    LoginRow,
)
from storage.tables_asked import AskedRow, KnockRow, ProposalRow
from storage.tables_found import PassageRow
from storage.tables_logged import (
    CheckpointRow,
    CosignatureRow,
    LeafRow,
    StampRow,
    TileRow,
    WitnessedRow,
)
from storage.tables_noticing import (
    ActRow,
    AudienceRow,
    CampaignRow,
    ElsewhereRow,
    ObjectionRow,
    PartyRow,
    RecipientRow,
    RestrictionRow,
)
from storage.tables_operated import OperatorMailRow, TallyRow
from storage.tables_proved import BatchRow, EntryRow, LogRow
from storage.tables_seen import (
    BlobRow,
    ChangeRow,
    CheckRow,
    SnapshotRow,
    TextRow,
    VersionRow,
)
from storage.tables_sent import RelayRow, ThrottleRow
from storage.tables_shown import (
    AnswerRow,
    CallRow,
    EffectRow,
    KeyRow,
    WebhookRow,
)
from storage.tables_told import (
    AttemptRow,
    BounceRow,
    DeliveryRow,
    NoticeRow,
    PersonRow,
    SubscriberRow,
    SubscriptionRow,
    SuppressionRow,
)
from storage.tables_watched import (
    LaneRow,
    PolicyRow,
    RobotsRow,
    SourceRow,
    SuccessorRow,
)

__all__ = [
    "AccountRow",
    "ActRow",
    "AnswerRow",
    "AskedRow",
    "AttemptRow",
    "AudienceRow",
    "BatchRow",
    "BlobRow",
    "BounceRow",
    "CallRow",
    "CampaignRow",
    "ChangeRow",
    "CheckRow",
    "CheckpointRow",
    "CosignatureRow",
    "DeliveryRow",
    "EffectRow",
    "ElsewhereRow",
    "EntryRow",
    "KeyRow",
    "KnockRow",
    "LaneRow",
    "LeafRow",
    "LogRow",
    "LoginRow",
    "NoticeRow",
    "ObjectionRow",
    "OperatorMailRow",
    "PartyRow",
    "PassageRow",
    "PersonRow",
    "PolicyRow",
    "ProposalRow",
    "RecipientRow",
    "RelayRow",
    "RestrictionRow",
    "RobotsRow",
    "SnapshotRow",
    "SourceRow",
    "StampRow",
    "SubscriberRow",
    "SubscriptionRow",
    "SuccessorRow",
    "SuppressionRow",
    "TallyRow",
    "TextRow",
    "ThrottleRow",
    "TileRow",
    "VersionRow",
    "WebhookRow",
    "WitnessedRow",
]

# Indexes over some rows of a table stand here and not beside it: to name their condition to
# PostgreSQL loads all that SQLAlchemy knows of that, 30 ms that no command on SQLite need wait for.
ENTRY, SUBSCRIPTION = (SQLModel.metadata.tables[name] for name in ("entry", "subscription"))
WAITING, ACTIVE = text("leaf_no IS NULL"), text("ended_at IS NULL")
Index(
    "ix_entry_waiting",
    ENTRY.c.stream,
    ENTRY.c.id,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)
Index(
    "uq_subscription_active",
    *(SUBSCRIPTION.c[name] for name in ("subscriber_id", "target_kind", "target", "mail_class")),
    unique=True,
    sqlite_where=ACTIVE,
    postgresql_where=ACTIVE,
)
