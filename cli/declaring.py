"""Declarations into the registry of what is watched, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli import say, wiring
from config import declarations
from config.declared import PolicyDeclaration, SourceDeclaration
from config.errors import ConfigError
from policy.said import said
from storage import declaring, policies
from storage.policies import Put, Wanted, WantedSource

if TYPE_CHECKING:
    from cli.wiring import World


def import_declarations(world: World, path: Path, *, only_new: bool = False) -> dict[str, Put]:
    """Watch everything a file or a folder declares, or nothing of it; what came of each.

    With `only_new` what is known stays as it is, also where it was changed or removed by hand.
    """
    interval = world.settings.watch.interval.total_seconds()
    asked = [(one, wanted_of(one, interval)) for one in declarations.load(path)]
    with world.database.transaction() as tx:
        if only_new:
            known = policies.names(tx)
            asked = [(one, wanted) for one, wanted in asked if one.id not in known]
        before = declaring.wanted_many(tx, [one.id for one, _ in asked])
        kept = [_keep_accepted(wanted, before.get(wanted.id)) for _, wanted in asked]
        came = declaring.put_many(tx, kept, wiring.now())
    for one, _ in asked:
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
            raise ValueError(*sentences(error)) from None
        return wanted_of(made, interval_s)

    return declare


FIELDS = {
    "url": said("the address"),
    "service": said("the service"),
    "type": said("the kind"),
    "language": said("the language"),
    "id": said("the name"),
    "select": said("what is kept"),
    "remove": said("what is left out"),
    "fetch": said("the way of fetching"),
}
"""The fields of a form, as its reader knows them."""


def sentences(error: ConfigError) -> tuple[str, ...]:
    """Every fault as a sentence that a page can say in its reader's language."""
    return tuple(
        said("%(field)s: %(says)s", field=FIELDS.get(one.field, one.field), says=one.says)
        for one in error.faults
    )


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


def declarations_of(world: World) -> dict[str, list[PolicyDeclaration]]:
    """Everything that is watched, as it would be declared: by service, in the order of names."""
    with world.database.reading() as tx:
        every = declaring.wanted_many(tx, [row.id for row in policies.listed(tx)]).values()
    found: dict[str, list[PolicyDeclaration]] = {}
    for wanted in sorted(every, key=lambda one: (one.service, one.id)):
        found.setdefault(wanted.service, []).append(declaration_of(wanted))
    return found


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


def _keep_accepted(wanted: Wanted, before: Wanted | None) -> Wanted:
    """With the doubts that somebody accepted, which stand in no file."""
    accepted = before.options.get("accepted") if before else None
    return replace(wanted, options={**wanted.options, "accepted": accepted}) if accepted else wanted
