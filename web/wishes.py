"""What stands in a form, as a wish: what is no choice of ours becomes the usual one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import get_args

from starlette.datastructures import FormData

from policy.interest import TOPIC_NAMES
from policy.model import Significance
from storage.mailboxes import Mailbox
from storage.subscriptions import Frequency, TargetKind, Wish

FREQUENCIES: dict[str, Frequency] = {one: one for one in get_args(Frequency)}


@dataclass(frozen=True, slots=True)
class Choices:
    """How somebody wants to be told, as a form may say; by the names that a wish has."""

    frequency: Frequency
    min_significance: Significance
    topics: tuple[str, ...]
    only_topics: bool
    time_zone: str


def choices(form: FormData) -> Choices:
    """The choices of a form."""
    least = str(form.get("least", "wording"))
    asked = {str(one) for one in form.getlist("topic")}
    return Choices(
        frequency=FREQUENCIES.get(str(form.get("frequency")), "immediate"),
        min_significance=Significance(least)
        if least in set(Significance)
        else Significance.WORDING,
        topics=tuple(topic for topic in TOPIC_NAMES if topic in asked),
        only_topics=form.get("only") == "yes" and bool(asked),
        time_zone=str(form.get("zone") or "Europe/Brussels")[:60],
    )


def wish(form: FormData, box: Mailbox, target_kind: TargetKind, target: str, language: str) -> Wish:
    """The wish that a form makes about one target."""
    return Wish(
        mailbox=box,
        target_kind=target_kind,
        target=target,
        language=language,
        **asdict(choices(form)),
    )
