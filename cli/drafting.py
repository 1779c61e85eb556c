"""What a draft is made from: the text of today, and how the upcoming one is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from cli import noticing
from cli.errors import WrongUsageError

if TYPE_CHECKING:
    from cli.wiring import World
    from policy.model import Declared, Reading
    from storage.policies import Wanted


class Today(TypedDict):
    """The text that a notice changes, and whose it is."""

    service: str
    terms_type: str
    reading: Reading
    policy: str | None
    version: int | None
    declared: Wanted | None


def today(
    world: World,
    policy: str | None,
    old: str | None,
    service: str | None,
    terms_type: str | None,
    options: Any,
) -> Today:
    """The text of today: a watched policy's version in force, or a file and its names."""
    from storage import policies, versions

    if policy is None:
        return _of_file(old, service, terms_type, options)
    with world.database.reading() as tx:
        row = policies.get(tx, policy)
        if row.in_force is None:
            raise WrongUsageError(
                f"{policy} has no version yet: run `clausewatch check {policy}` first."
            )
        return {
            "service": row.service,
            "terms_type": row.terms_type,
            "reading": versions.get(tx, policy, row.in_force).reading,
            "policy": row.id,
            "version": row.in_force,
            "declared": policies.wanted(tx, policy),
        }


def declared(wanted: Wanted | None, select: list[str] | None, remove: list[str] | None) -> Declared:
    """Which part of the upcoming text counts: as asked, else as the policy is declared."""
    from policy.model import Declared

    if select or remove or wanted is None:
        return Declared(tuple(select or ()), tuple(remove or ()), None)
    source = wanted.sources[0]
    return Declared(source.select, source.remove, wanted.language)


def _of_file(old: str | None, service: str | None, terms_type: str | None, options: Any) -> Today:
    from config.terms_types import resolve

    if not (old and service and terms_type):
        raise WrongUsageError(
            "Say which text changes: --policy ID where it is watched, else --old FILE"
            " --service NAME --type TYPE."
        )
    try:
        resolved = resolve(terms_type)
    except ValueError as error:
        raise WrongUsageError(str(error)) from None
    reading, _, _ = noticing.upcoming(old, options, None)
    return {
        "service": service,
        "terms_type": resolved,
        "reading": reading,
        "policy": None,
        "version": None,
        "declared": None,
    }
