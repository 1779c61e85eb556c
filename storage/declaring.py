"""Declaring: policies are made as they are declared, many with few statements.

What is known of them is read first, all of it; then each is decided; then everything is written at
once. Nothing is asked policy by policy, so ten thousand of them take seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from policy.urls import lane_of
from storage import entries, lanes
from storage.declared import Wanted, WantedSource, declared_json, fetch_of, selectors_of
from storage.entries import Happened
from storage.many_rows import in_parts, reserve
from storage.tables_watched import PolicyRow, SourceRow

Put = Literal["added", "changed", "same"]

PLACE_IN_LINE = 0x636C617573650004
"""PostgreSQL's lock for handing out policy numbers, one after the other."""


def put_many(tx: Session, declared: Iterable[Wanted], now: datetime) -> dict[str, Put]:
    """Make what is watched as it is declared, and say what came of each; twice is harmless.

    Of several declarations of one name the last counts.
    """
    by_name = {one.id: one for one in declared}
    came: dict[str, Put] = {}
    for some in in_parts(by_name.values()):
        came |= _put_some(tx, some, now)
    return came


def wanted_many(tx: Session, ids: Iterable[str]) -> dict[str, Wanted]:
    """Those of these policies that there are, as declared now."""
    rows, current = known(tx, ids)
    return {id: wanted_of(row, current.get(id, ())) for id, row in rows.items()}


def known(
    tx: Session, ids: Iterable[str]
) -> tuple[dict[str, PolicyRow], dict[str, list[SourceRow]]]:
    """The rows of those of these policies that there are, and the addresses of each now, in order;
    by name.
    """
    rows: dict[str, PolicyRow] = {}
    sources: dict[str, list[SourceRow]] = {}
    for some in in_parts(ids):
        these = select(PolicyRow).where(col(PolicyRow.id).in_(some))
        rows |= {row.id: row for row in tx.scalars(these)}
        current = select(SourceRow).where(
            col(SourceRow.policy_id).in_(some), col(SourceRow.ended_at).is_(None)
        )
        in_order = current.order_by(col(SourceRow.policy_id), col(SourceRow.position))
        for source in tx.scalars(in_order):
            sources.setdefault(source.policy_id, []).append(source)
    return rows, sources


def wanted_of(row: PolicyRow, sources: Sequence[SourceRow]) -> Wanted:
    """A policy as its rows declare it."""
    return Wanted(
        id=row.id,
        service=row.service,
        terms_type=row.terms_type,
        language=row.language,
        interval_s=row.interval_s,
        options=json.loads(row.declared),
        sources=tuple(_wanted_source(source) for source in sources),
    )


def what_happened(row: PolicyRow, now: datetime) -> Happened:
    """The entry about what a policy is declared to be."""
    facts = {"state": row.state, "service": row.service, "terms_type": row.terms_type}
    return Happened("policy", row.id, facts | {"declared": row.declared}, now)


def _put_some(tx: Session, some: Sequence[Wanted], now: datetime) -> dict[str, Put]:
    rows, current = known(tx, [one.id for one in some])
    before = {id: wanted_of(row, current.get(id, ())) for id, row in rows.items()}
    came = {one.id: _decide(rows.get(one.id), before.get(one.id), one) for one in some}
    written = [one for one in some if came[one.id] != "same"]
    number = _next_number(tx) if len(rows) < len(some) else 0
    hosts: set[str] = set()
    new: list[SourceRow] = []
    for one in written:
        row = rows.get(one.id)
        if row is None:
            row = rows[one.id] = PolicyRow(
                id=one.id, no=number, service=one.service, terms_type=one.terms_type,
                edition=0, next_look_at=now, created_at=now,
            )  # fmt: skip
            number += 1
        _declare(row, before.get(one.id), one, now)
        tx.add(row)
        new += _put_sources(one, current.setdefault(one.id, []), now)
        hosts |= {source.lane for source in current[one.id]}
    lanes.ensure_all(tx, hosts, now)
    for source, id in zip(new, reserve(tx, "source", len(new)), strict=True):
        source.id = id  # known before, so that none is written alone to learn it
    tx.add_all(new)
    tx.flush()
    entries.record_many(tx, [what_happened(rows[one.id], now) for one in written])
    return came


def _decide(row: PolicyRow | None, before: Wanted | None, wanted: Wanted) -> Put:
    if row is None or row.state == "removed":
        return "added"
    return "same" if before == wanted else "changed"


def _declare(row: PolicyRow, before: Wanted | None, wanted: Wanted, now: datetime) -> None:
    """Write a declaration into a policy's row; it is looked at at once."""
    row.reread = row.reread or (before is not None and _selects_otherwise(before, wanted))
    row.state = "paused" if row.state == "paused" else "active"
    row.removed_at = None
    row.service, row.terms_type, row.language = wanted.service, wanted.terms_type, wanted.language
    row.interval_s, row.declared = wanted.interval_s, _json(wanted.options)
    row.text_id = None  # the kept reading stood on the old declaration
    row.edition += 1  # a look that began before will be thrown away
    row.next_look_at = now


def _put_sources(wanted: Wanted, current: list[SourceRow], now: datetime) -> list[SourceRow]:
    """End the periods of the addresses that are no longer declared, begin those of new ones, which
    are given back; `current` are all that count now.
    """
    known = {source.url: source for source in current}
    addresses = dict.fromkeys(one.url for one in wanted.sources)
    for url in known.keys() - addresses.keys():
        known[url].ended_at = now
    new = [
        SourceRow(policy_id=wanted.id, url=url, lane="", added_at=now)
        for url in addresses
        if url not in known
    ]
    known |= {source.url: source for source in new}
    current[:] = [known[one.url] for one in wanted.sources]
    for position, (one, source) in enumerate(zip(wanted.sources, current, strict=True)):
        source.position, source.lane = position, wanted.options.get("lane") or lane_of(one.url)
        source.declared = declared_json(
            one.select, one.remove, one.fetch, screenshot=one.screenshot
        )
        source.by_browser = False  # what it needs shows anew
        source.etag = source.last_modified = None  # everything is read anew
    return new


def _selects_otherwise(before: Wanted, wanted: Wanted) -> bool:
    """Whether what is kept of these addresses is to be read in another way than until now: by other
    selectors, in another order, or without one of them.
    """
    old, new = ([(s.url, s.select, s.remove) for s in w.sources] for w in (before, wanted))
    kept = {url for url, _, _ in old}
    return old != new and all(url in kept for url, _, _ in new)


def _wanted_source(source: SourceRow) -> WantedSource:
    select, remove = selectors_of(source.declared)
    fetch, screenshot = fetch_of(source.declared)
    return WantedSource(source.url, select, remove, fetch, screenshot)


def _json(form: Mapping[str, Any]) -> str:
    return json.dumps(form, ensure_ascii=False, sort_keys=True)


def _next_number(tx: Session) -> int:
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PLACE_IN_LINE})
    highest = tx.scalar(select(func.max(PolicyRow.no)))
    return int(highest or 0) + 1
