"""The forms of the API, described well enough to write a client from. Documentation and a check of
what is written to us; what we answer is made from rows and held against these by tests.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Moment = Annotated[
    str, Field(description="RFC 3339 in UTC.", json_schema_extra={"format": "date-time"})
]
Day = Annotated[
    str, Field(description="ISO 8601, like `2026-12-21`.", json_schema_extra={"format": "date"})
]
Significance = Literal["cosmetic", "wording", "substance"]
Next = Annotated[
    str | None, Field(description="Pass it as `cursor` for what follows; null where nothing does.")
]


class Problem(BaseModel):
    """Why there is no better answer (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    faults: list[dict[str, str]] = Field([], description="Of a 422: each fault, `at` and `says`.")


class Links(BaseModel):
    """Where a person and other programs read on."""

    page: str
    atom: str
    json_feed: str
    calendar: str


class Service(BaseModel):
    """Who publishes policies."""

    service: str
    policies: list[str] = Field(description="Ids of its listed policies.")
    links: Links


class Services(BaseModel):
    """Services by name."""

    services: list[Service]
    next: Next


class Policy(BaseModel):
    """One terms type of one service in one language, over time."""

    id: str
    service: str
    terms_type: str = Field(description="A name of Open Terms Archive's list, or `x-…`.")
    language: str | None
    state: Literal["active", "paused", "removed"]
    visibility: Literal["public", "unlisted", "private", "withdrawn"]
    urls: list[str] = Field(description="The addresses that are looked at now, in order.")
    version: int | None = Field(description="The number in force; null before the first reading.")
    last_look_at: Moment | None
    last_outcome: str | None = Field(description="What the last look came to.")
    last_reason: str | None
    last_seen_at: Moment | None = Field(description="The last look that saw a text of it.")
    failed_in_a_row: int = Field(
        description="While this is not 0, that no change is told does not mean that none happened."
    )
    changed_at: Moment | None
    links: Links


class Policies(BaseModel):
    """Policies by id."""

    policies: list[Policy]
    next: Next


class VersionHead(BaseModel):
    """One confirmed text, without its words."""

    version: int
    kind: Literal["first", "change", "return", "late", "technical"] = Field(
        description="`technical`: it differs because we read differently, not because they wrote."
    )
    returns_to: int | None = Field(description="The version whose text came back.")
    first_seen_at: Moment
    confirmed_at: Moment
    change: str | None = Field(description="Id of the change that led to it.")
    origin: str | None = Field(
        None, description="How we came by it: null where it was simply fetched, `browser`, or "
        "`by hand: NAME` where a person saved it.",
    )  # fmt: skip


class Versions(BaseModel):
    """Every version of a policy, the newest first."""

    policy: str
    versions: list[VersionHead]
    next: Next


class Clause(BaseModel):
    """One heading, paragraph, list item or table row."""

    model_config = ConfigDict(extra="allow")
    id: str | None = Field(description="Its name for life, through rewording and moving.")
    address: str = Field(description="Its path of places, in this version only.")
    label: str | None
    cite: str
    heading: str | None
    level: int
    kind: str
    text: str


class Promise(BaseModel):
    """A commitment about change; `policy/model.py` says of each field what it promises."""

    model_config = ConfigDict(extra="allow")
    channels: list[str]
    lead_time: str | None
    anchor: str | None
    quote: str
    address: str


class Version(VersionHead):
    """One confirmed text with its clauses."""

    model_config = ConfigDict(extra="allow")
    policy: str
    title: str | None
    language: str | None
    updated_on: str | None = Field(description="Only what the text states: a day or a month.")
    effective_on: str | None
    version_label: str | None
    clauses: list[Clause]
    promises: list[Promise]
    notes: list[dict[str, Any]]
    text: str


class Wording(BaseModel):
    """What a clause said for a while."""

    from_version: int
    to_version: int | None = Field(description="Null: it still stands.")
    cite: str
    address: str
    text: str
    not_yet_at: Moment | None = Field(description="The last look that did not see these words.")
    seen_at: Moment = Field(description="The first look that saw them.")
    change: str | None = Field(description="Id of the change that brought them.")
    gone_at: Moment | None = Field(description="The first look that saw them no more.")


class ClauseHistory(BaseModel):
    """The life of one clause, oldest wording first."""

    policy: str
    clause: str
    wordings: list[Wording]


class TakesEffect(BaseModel):
    """From when a change holds. Days left are yours to count: an answer may be kept for a while."""

    model_config = ConfigDict(extra="allow")
    on: Day
    earliest: Day
    latest: Day | None
    certainty: Literal["stated", "derived", "immediate", "not_stated"]
    basis: str


class Change(BaseModel):
    """What differs between two versions that followed each other."""

    id: str
    policy: str
    service: str
    terms_type: str
    kind: Literal["change", "return", "late", "technical"]
    from_version: int
    to_version: int
    significance: Significance | None
    counts: dict[str, int] = Field(description="Clauses by what became of them.")
    last_seen_old_at: Moment = Field(description="It happened after this look …")
    first_seen_new_at: Moment = Field(description="… and before this one.")
    detected_at: Moment = Field(description="When it was confirmed by a second look.")
    retracted_at: Moment | None = Field(description="When we said that we were wrong about it.")
    retracted_because: str | None
    takes_effect: TakesEffect | None
    url: str


class Changes(BaseModel):
    """Changes, the newest first."""

    changes: list[Change]
    next: Next


class Comparison(BaseModel):
    """What differs between any two versions, clause by clause."""

    model_config = ConfigDict(extra="allow")
    policy: str
    from_version: int
    to_version: int
    change: str | None = Field(description="Id of the change, where one led to the other.")
    significance: Significance | None
    reasons: list[str]
    dates: dict[str, list[str | None]]
    changes: list[dict[str, Any]] = Field(
        description="`kind`, `significance`, `reasons`, `old` and `new` clause, `facts`, and for a "
        "rewording `redline`: pairs of `=`, `-` or `+` and words."
    )
    takes_effect: TakesEffect | None


class Look(BaseModel):
    """One look, also one that found nothing or failed."""

    at: Moment
    outcome: Literal[
        "first", "same", "pending", "changed", "variant", "refused", "unreachable", "unreadable"
    ]
    reason: str | None
    detail: str | None
    version: int | None = Field(description="In force after the look.")


class Looks(BaseModel):
    """Looks at a policy, the newest first."""

    policy: str
    looks: list[Look]
    next: Next


class Appointment(BaseModel):
    """A day from which a change holds, or the days in which there is a way out."""

    uid: str
    kind: Literal["effect", "exit"]
    policy: str
    change: str
    first_day: Day
    last_day: Day
    latest: Day | None = Field(description="Where a day is only known between two ends.")
    certainty: str
    sequence: int = Field(description="Grows when it moves or is cancelled.")
    cancelled: bool


class Appointments(BaseModel):
    """Days by date."""

    days: list[Appointment]


class Promises(BaseModel):
    """What the text in force promises about its changes."""

    policy: str
    version: int | None
    promises: list[Promise]


class Audit(BaseModel):
    """Promises held against conduct, for the newest changes of a policy."""

    model_config = ConfigDict(extra="allow")
    policy: str
    verdicts: list[dict[str, Any]]
    summary: dict[str, Any]


class Hit(BaseModel):
    """Words that were found, and how long they stood."""

    policy: str
    service: str
    clause: str
    cite: str
    text: str
    from_version: int
    to_version: int | None
    not_yet_at: Moment | None
    seen_at: Moment
    gone_at: Moment | None


class Hits(BaseModel):
    """Clauses with all the words asked for, the newest wording first."""

    hits: list[Hit]
    next: Next


class Health(BaseModel):
    """How watching goes."""

    policies: int
    paused: int
    versions: int
    changes: int
    failing: int = Field(description="Policies whose last look failed.")
    oldest_sight_at: Moment | None = Field(
        description="Since when at the latest the longest unseen text was not seen."
    )
    last_look_at: Moment | None


def _clean(words: str) -> str:
    if any(ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000 for sign in words):
        raise ValueError("no control characters and no half characters, please")
    return words


Words = Annotated[str, AfterValidator(_clean), Field(min_length=1, max_length=2048)]
Short = Annotated[str, AfterValidator(_clean), Field(min_length=1, max_length=200)]


class Asked(BaseModel):
    """What is written to us holds nothing that is not described."""

    model_config = ConfigDict(extra="forbid")


class NewPolicy(Asked):
    """A policy to watch, as `clausewatch add` takes it."""

    url: Words
    service: Short
    terms_type: Short
    language: Short | None = None
    select: list[Words] = Field([], max_length=20, description="CSS: keep only what this selects.")
    remove: list[Words] = Field([], max_length=20, description="CSS: leave out what this selects.")
    id: Short | None = Field(None, description="Its name; else made from service and type.")


class PolicyChange(Asked):
    """What is to become of a policy; what is not named stays."""

    state: Literal["active", "paused", "removed"] | None = None
    visibility: Literal["public", "unlisted", "private", "withdrawn"] | None = None
    because: Short | None = Field(None, description="Why it is withdrawn from view.")


class NewSubscription(Asked):
    """Somebody to be told; without `confirmed_by` they are asked by mail first."""

    address: Short
    language: Literal["nl", "fr", "de", "en"] = "en"
    frequency: Literal["immediate", "daily", "weekly"] = "immediate"
    min_significance: Significance = "wording"
    confirmed_by: Short | None = Field(None, description="Who vouches that they agreed, and how.")


class Retraction(Asked):
    """Why a change was none, and who says so."""

    because: Short
    by: Short


class Subscribed(BaseModel):
    """What a subscription came to."""

    subscription: str
    state: Literal["confirmed", "unconfirmed"]


class Retracted(BaseModel):
    """What a retraction came to."""

    change: str
    retracted: bool = Field(description="False where it was said before.")
    told: int = Field(description="How many corrections wait to be sent.")
