"""What stands in a form, as a wish: what is no choice of ours becomes the usual one."""

from __future__ import annotations

from typing import get_args

from starlette.datastructures import FormData

from policy.interest import TOPIC_NAMES
from policy.model import Significance
from storage.mailboxes import Mailbox
from storage.subscriptions import Frequency, TargetKind, Wish

FREQUENCIES: dict[str, Frequency] = {one: one for one in get_args(Frequency)}


def wish(form: FormData, box: Mailbox, target_kind: TargetKind, target: str, language: str) -> Wish:
    """The wish that a form makes about one target."""
    least = str(form.get("least", "wording"))
    asked = {str(one) for one in form.getlist("topic")}
    return Wish(
        mailbox=box,
        target_kind=target_kind,
        target=target,
        language=language,
        frequency=FREQUENCIES.get(str(form.get("frequency")), "immediate"),
        min_significance=Significance(least) if least in set(Significance) else
        Significance.WORDING,
        topics=tuple(topic for topic in TOPIC_NAMES if topic in asked),
        only_topics=form.get("only") == "yes" and bool(asked),
        time_zone=str(form.get("zone") or "Europe/Brussels")[:60],
    )  # fmt: skip
