"""Whom a webhook may call, and about what: asked before one is kept.

An address is held against the rules of pages we fetch: public networks only, and https, for what is
told would be open to all on the way.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from notifier.happened import TOPICS
from policy.addresses import Exceptions
from policy.model import Refusal
from policy.said import said
from policy.urls import inspect
from storage import policies
from storage.errors import UnknownPolicyError
from storage.webhooks import Wanted


class CalleeError(ValueError):
    """This may not be called, or not about that; the message says why."""


def wanted(
    tx: Session,
    address: str,
    exceptions: Exceptions,
    policy: str = "",
    service: str = "",
    topics: Sequence[str] = (),
) -> Wanted:
    """The webhook that is asked for; CalleeError where it cannot be kept."""
    url = callable_address(address, exceptions)
    kind, target = about(tx, policy, service, topics)
    return Wanted("http", url, url, tuple(topics), kind, target)


def callable_address(address: str, exceptions: Exceptions) -> str:
    """The address in one spelling, if it may be called: by the same rules as a page."""
    target = inspect(address, exceptions)
    if isinstance(target, Refusal):
        raise CalleeError(said("This address cannot be called: %(why)s.", why=target.detail))
    if target.scheme != "https" and not exceptions.networks:
        raise CalleeError(said("A webhook needs https: what it is told would be open to all."))
    return target.url


def about(tx: Session, policy: str, service: str, topics: Sequence[str]) -> tuple[str, str]:
    """What it is about: a policy, a service, or everything; CalleeError where there is no such."""
    if policy and service:
        raise CalleeError(said("Name a policy or a service, not both."))
    unknown = [one for one in topics if one not in TOPICS]
    if unknown:
        raise CalleeError(said("There is no topic %(topic)s.", topic=unknown[0]))
    if policy:
        try:
            policies.get(tx, policy)
        except UnknownPolicyError:
            raise CalleeError(said("No policy is named %(name)s.", name=policy)) from None
        return "policy", policy
    if service:
        if not policies.listed(tx, service=service):
            raise CalleeError(said("No policy of %(name)s is watched.", name=service))
        return "service", service
    return "everything", ""
