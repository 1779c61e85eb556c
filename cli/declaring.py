"""Declarations into the registry of what is watched, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from cli import say, wiring
from config import declarations
from config.declared import PolicyDeclaration, SourceDeclaration
from config.errors import ConfigError
from storage import policies
from storage.errors import UnknownPolicyError
from storage.policies import Put, Wanted, WantedSource

if TYPE_CHECKING:
    from cli.wiring import World

EVERY_STATE = ("active", "paused", "removed")


def import_declarations(world: World, path: Path, *, only_new: bool = False) -> dict[str, Put]:
    """Watch everything a file or a folder declares, or nothing of it; what came of each.

    With `only_new` what is known stays as it is, also where it was changed or removed by hand.
    """
    declared = declarations.load(path)
    interval = world.settings.watch.interval.total_seconds()
    came: dict[str, Put] = {}
    with world.database.transaction() as tx:
        known = {row.id for row in policies.listed(tx, states=EVERY_STATE)} if only_new else set()
        for one in declared:
            if one.id in known:
                continue
            wanted = _keep_accepted(tx, wanted_of(one, interval))
            came[one.id] = policies.put(tx, wanted, wiring.now())
            if one.filters:
                names = ", ".join(one.filters)
                say.talk(f"{one.id} needs a local filter: {names} is kept but never run.")
    return came


def declare_for(world: World) -> Callable[[Mapping[str, Any]], Wanted]:
    """Makes a declaration of the fields of a form; ValueError says what is wrong with them."""
    interval_s = world.settings.watch.interval.total_seconds()

    def declare(form: Mapping[str, Any]) -> Wanted:
        given = {name: form[name] for name in ("language", "select", "remove", "id")}
        try:
            made = declarations.make(
                form["service"], form["terms_type"], form["url"], place="request", **given
            )
        except ConfigError as error:
            raise ValueError(str(error)) from None
        return wanted_of(made, interval_s)

    return declare


def wanted_of(declared: PolicyDeclaration, default_interval_s: float) -> Wanted:
    """A declaration as the registry takes it."""
    interval_s = declared.interval.total_seconds() if declared.interval else default_interval_s
    named: dict[str, Any] = {
        "filters": list(declared.filters),
        "notices": list(declared.notices),
        "robots": declared.robots if declared.robots != "obey" else "",
    }
    return Wanted(
        id=declared.id,
        service=declared.service,
        terms_type=declared.terms_type,
        sources=tuple(
            WantedSource(one.url, one.select, one.remove, one.fetch, one.screenshot)
            for one in declared.sources
        ),
        language=declared.language,
        interval_s=round(interval_s),
        options={name: words for name, words in named.items() if words},
    )


def declaration_of(wanted: Wanted) -> PolicyDeclaration:
    """What the registry holds, as it would be declared."""
    return PolicyDeclaration(
        id=wanted.id,
        service=wanted.service,
        terms_type=wanted.terms_type,
        sources=tuple(
            SourceDeclaration(one.url, one.select, one.remove, one.fetch, one.screenshot)
            for one in wanted.sources
        ),
        language=wanted.language,
        interval=timedelta(seconds=wanted.interval_s),
        filters=tuple(wanted.options.get("filters", ())),
        notices=tuple(wanted.options.get("notices", ())),
        robots=str(wanted.options.get("robots", "obey")),
    )


def _keep_accepted(tx: Session, wanted: Wanted) -> Wanted:
    """With the doubts that somebody accepted, which stand in no file."""
    try:
        accepted = policies.wanted(tx, wanted.id).options.get("accepted")
    except UnknownPolicyError:
        return wanted
    return replace(wanted, options={**wanted.options, "accepted": accepted}) if accepted else wanted
