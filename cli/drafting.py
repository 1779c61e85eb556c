"""What the command of a draft gathers: the text of today, and how the upcoming one is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.errors import WrongUsageError
from cli.received import received

if TYPE_CHECKING:
    from cli.wiring import World
    from notifier.drafting import Today, Upcoming
    from policy.model import Declared


def today(
    world: World,
    policy: str | None,
    old: str | None,
    service: str | None,
    terms_type: str | None,
    options: Any,
) -> Today:
    """The text of today: a watched policy's version in force, or a file and its names."""
    from notifier import drafting

    if policy is None:
        return _of_file(old, service, terms_type, options)
    with world.database.reading() as tx:
        return drafting.of_policy(tx, policy)


def declared(found: Today, select: list[str] | None, remove: list[str] | None) -> Declared:
    """Which part of the upcoming text counts: as asked, else as the policy is declared."""
    from policy.model import Declared

    if select or remove or found.declared is None:
        return Declared(tuple(select or ()), tuple(remove or ()), None)
    return found.declared


def upcoming(source: str, options: Any, wanted: Declared | None) -> Upcoming:
    """A text that is to come. Where a policy's own selectors find nothing on it, it is read without
    them: it may be a draft.
    """
    from notifier.drafting import Upcoming
    from policy.model import Declared, Reading
    from policy.read import read

    came = received(source, options)
    if came.refused is not None:
        return Upcoming(Reading(refused=came.refused), came.body, source)
    reading = read(came.body, came.headers, wanted or Declared())
    if wanted and reading.refused and reading.refused.reason == "selector":
        reading = read(came.body, came.headers, Declared(language=wanted.language))
    return Upcoming(reading, came.body, source)


def _of_file(old: str | None, service: str | None, terms_type: str | None, options: Any) -> Today:
    from config.terms_types import resolve
    from notifier.drafting import Today

    if not (old and service and terms_type):
        raise WrongUsageError(
            "Say which text changes: --policy ID where it is watched, else --old FILE"
            " --service NAME --type TYPE."
        )
    try:
        resolved = resolve(terms_type)
    except ValueError as error:
        raise WrongUsageError(str(error)) from None
    return Today(service, resolved, upcoming(old, options, None).reading)
