"""What a look must know of its policy, and what it leaves there: read and written thousands of
times, so in few statements that name their columns.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Update, bindparam, select, update
from sqlmodel import Session, SQLModel

from policy.model import Declared
from storage import tables_seen as tables_seen  # fill the metadata
from storage import tables_watched as tables_watched
from storage.declared import declared_of, fetch_of
from storage.errors import UnknownPolicyError

POLICY, SOURCE, BLOB, TEXT = (
    SQLModel.metadata.tables[name] for name in ("policy", "source", "blob", "text")
)


@dataclass(frozen=True, slots=True)
class WatchedSource:
    """One address of a policy and what is known of its last good answer."""

    id: int
    url: str
    lane: str
    declared: Declared
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    blob_id: int | None = None
    sha256: bytes | None = None
    sketch: str | None = None
    exchange_id: int | None = None
    fetch: str | None = None
    screenshot: bool = False
    by_browser: bool = False
    """Its last good answer came through the browser."""

    notes_robots: bool = False
    """It is looked at although robots.txt asks not to, and that is kept."""

    sought: bool = False
    """Successors of it were sought, for it seemed dead."""


@dataclass(frozen=True, slots=True)
class LastText:
    """The text that the last good look saw, and what is known of it without unpacking it."""

    id: int
    fingerprint: str
    rules: int
    links: str | None


@dataclass(frozen=True, slots=True)
class Watched:
    """One policy as a look needs it."""

    id: str
    no: int
    service: str
    terms_type: str
    language: str | None
    edition: int
    reread: bool
    rules: int | None
    """Number of the extraction rules by which what is kept was last read."""
    memory: str
    interval_s: int
    in_force: int | None
    failed_in_a_row: int
    quiet_since: datetime | None
    last_confirmed_at: datetime | None
    changed_at: datetime | None
    effective_on: str | None
    text: LastText | None
    sources: tuple[WatchedSource, ...]


@dataclass(frozen=True, slots=True)
class Locked:
    """What must still be so when a look is kept; held until the transaction ends."""

    memory: str
    edition: int


WATCHED = (
    select(
        *(
            POLICY.c[name]
            for name in (
                "id",
                "no",
                "service",
                "terms_type",
                "language",
                "declared",
                "edition",
                "reread",
                "read_by",
                "memory",
                "interval_s",
                "in_force",
                "failed_in_a_row",
                "quiet_since",
                "last_confirmed_at",
                "changed_at",
                "effective_on",
                "text_id",
                "text_links",
            )
        ),
        TEXT.c.fingerprint,
        TEXT.c.rules,
    )
    .select_from(POLICY.outerjoin(TEXT, TEXT.c.id == POLICY.c.text_id))
    .where(POLICY.c.id.in_(bindparam("policies", expanding=True)))
)
SOURCES = (
    select(
        SOURCE.c.policy_id,
        SOURCE.c.id,
        SOURCE.c.url,
        SOURCE.c.lane,
        SOURCE.c.declared,
        SOURCE.c.etag,
        SOURCE.c.last_modified,
        SOURCE.c.moved_to,
        SOURCE.c.blob_id,
        SOURCE.c.exchange_id,
        SOURCE.c.sketch,
        SOURCE.c.by_browser,
        SOURCE.c.sought_at,
        BLOB.c.sha256,
    )
    .select_from(SOURCE.outerjoin(BLOB, BLOB.c.id == SOURCE.c.blob_id))
    .where(
        SOURCE.c.policy_id.in_(bindparam("policies", expanding=True)), SOURCE.c.ended_at.is_(None)
    )
    .order_by(SOURCE.c.position)
)
LOCKED = (
    select(POLICY.c.id, POLICY.c.memory, POLICY.c.edition)
    .where(POLICY.c.id.in_(bindparam("policies", expanding=True)))
    .order_by(POLICY.c.id)  # whoever locks several does so in one order
    .with_for_update()
)
REMEMBER = update(POLICY).where(POLICY.c.id == bindparam("policy"))
REMEMBER_SOURCE = update(SOURCE).where(SOURCE.c.id == bindparam("source"))


def watched(tx: Session, id: str) -> Watched:
    """The policy with everything a look at it needs."""
    found = several(tx, (id,))
    if id not in found:
        raise _unknown(id)
    return found[id]


def several(tx: Session, ids: Sequence[str]) -> dict[str, Watched]:
    """Those of these policies that there are, in two statements for all of them."""
    asked = {"policies": list(ids)}
    sources: dict[str, list[Any]] = {}
    for source in tx.connection().execute(SOURCES, asked):
        sources.setdefault(source.policy_id, []).append(source)
    return {
        row.id: _watched(row, sources.get(row.id, ()))
        for row in tx.connection().execute(WATCHED, asked)
    }


def _watched(row: Any, sources: Sequence[Any]) -> Watched:  # rows of the two statements
    text = (
        LastText(row.text_id, row.fingerprint, row.rules, row.text_links) if row.text_id else None
    )
    return Watched(
        id=row.id,
        no=row.no,
        service=row.service,
        terms_type=row.terms_type,
        language=row.language,
        edition=row.edition,
        reread=row.reread,
        rules=row.read_by,
        memory=row.memory,
        interval_s=row.interval_s,
        in_force=row.in_force,
        failed_in_a_row=row.failed_in_a_row,
        quiet_since=row.quiet_since,
        last_confirmed_at=row.last_confirmed_at,
        changed_at=row.changed_at,
        effective_on=row.effective_on,
        text=text,
        sources=tuple(
            WatchedSource(
                id=source.id,
                url=source.url,
                lane=source.lane,
                declared=declared_of(source.declared, row.language, row.service, row.terms_type),
                etag=source.etag,
                last_modified=source.last_modified,
                moved_to=source.moved_to,
                blob_id=source.blob_id,
                sha256=source.sha256,
                sketch=source.sketch,
                exchange_id=source.exchange_id,
                **_way(source.declared),
                by_browser=source.by_browser,
                notes_robots=json.loads(row.declared).get("robots") == "note",
                sought=source.sought_at is not None,
            )
            for source in sources
        ),
    )


def _way(declared: str) -> dict[str, Any]:
    """How a source is fetched."""
    fetch, screenshot = fetch_of(declared)
    return {"fetch": fetch, "screenshot": screenshot}


def declared_once(tx: Session, id: str) -> dict[int, Declared]:
    """How each address that a policy ever had was to be read when it was last declared."""
    query = (
        select(
            SOURCE.c.id,
            SOURCE.c.declared,
            POLICY.c.language,
            POLICY.c.service,
            POLICY.c.terms_type,
        )
        .join(POLICY, POLICY.c.id == SOURCE.c.policy_id)
        .where(POLICY.c.id == id)
    )
    return {
        row.id: declared_of(row.declared, row.language, row.service, row.terms_type)
        for row in tx.connection().execute(query)
    }


def locked(tx: Session, id: str) -> Locked:
    """The policy as it is now, kept from others until the transaction ends."""
    found = all_locked(tx, (id,))
    if id not in found:
        raise _unknown(id)
    return found[id]


def all_locked(tx: Session, ids: Sequence[str]) -> dict[str, Locked]:
    """Those of these policies that there are, kept from others until the transaction ends."""
    rows = tx.connection().execute(LOCKED, {"policies": list(ids)})
    return {id: Locked(memory, edition) for id, memory, edition in rows}


def remember(tx: Session, id: str, values: dict[str, Any]) -> None:
    """Write what a look leaves on its policy."""
    remember_all(tx, {id: values})


def remember_all(tx: Session, left: Mapping[str, Mapping[str, Any]]) -> None:
    """Write what looks leave on their policies, by the policies' ids."""
    _update_all(tx, REMEMBER, [{**values, "policy": id} for id, values in left.items()])


def remember_sources(tx: Session, left: Mapping[int, Mapping[str, Any]]) -> None:
    """Write what looks leave on sources, by the sources' ids: what a next conditional request
    needs.
    """
    _update_all(tx, REMEMBER_SOURCE, [{**values, "source": id} for id, values in left.items()])


def _update_all(tx: Session, statement: Update, rows: Sequence[dict[str, Any]]) -> None:
    """One statement for all rows that set the same columns."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        alike.setdefault(tuple(sorted(row)), []).append(row)
    for many in alike.values():
        tx.connection().execute(statement, many)


def _unknown(id: str) -> UnknownPolicyError:
    return UnknownPolicyError(f"no policy named {id}; `clausewatch policies` lists them")
