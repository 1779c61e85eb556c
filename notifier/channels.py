"""Ways to tell the operator beside mail: a chat, a push service. Needs the extra `channels`.

Only addresses that the operator gave on the command line come here, and only of kinds on the list:
Apprise opens its own connections, which our rules of addresses do not see.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from notifier.retrying import Reply

KINDS = frozenset(
    "discord gotify gotifys matrix matrixs mmost mmosts msteams ntfy ntfys pover rocket rockets "
    "signal signals slack tgram workflows zulip".split()
)
"""Kinds of address that are taken: messages to people. Kinds that run programs or post anywhere
are not; for those there are webhooks.
"""

TIMEOUT_S = 20.0
MISSING = (
    "needs the extra `channels`: "
    ".venv/bin/pip install --require-hashes -r requirements/channels.txt"
)


class ChannelError(Exception):
    """The address is of no channel that we use; the message says what to do."""


def check(address: str) -> str:
    """What may be shown of a channel's address; ChannelError where it is none."""
    kind, separator, _ = address.partition("://")
    if not separator or kind.lower() not in KINDS:
        raise ChannelError(f"that is no channel we use; the kinds are {', '.join(sorted(KINDS))}")
    if _apprise().Apprise.instantiate(address) is None:
        raise ChannelError(
            f"this is no complete address of {kind}; see Apprise's description of it"
        )
    return f"{kind.lower()}://…"


async def tell(address: str, body: str) -> Reply:
    """Send one call as a message; a failure is a reply like any other."""
    title, text = words(json.loads(body))
    try:
        async with asyncio.timeout(TIMEOUT_S):
            taken = await asyncio.to_thread(_send, address, title, text)
    except TimeoutError:
        return Reply(None, f"no answer within {TIMEOUT_S:g} seconds")
    except ChannelError as error:
        return Reply(None, str(error))
    return Reply(None, "" if taken else "the channel did not take it", accepted=taken)


def words(form: dict[str, Any]) -> tuple[str, str]:
    """Title and text of one call, for people."""
    data, topic = form["data"], form["type"]
    change, policy = data.get("change"), data.get("policy")
    if change:
        lines = [LEADS[topic], change["url"]]
        effect = change.get("takes_effect")
        if effect:
            lines.insert(1, f"Takes effect on {effect['on']}: {effect['basis']}")
        if change.get("retracted_because"):
            lines.insert(1, change["retracted_because"])
        return change["headline"], "\n".join(lines)
    if policy:
        return f"{policy['service']}, {policy['terms_type']}", f"{LEADS[topic]}\n{policy['url']}"
    return "Clausewatch: a test", "Whoever reads this knows that the channel works."


LEADS = {
    "policy.changed": "The text changed.",
    "change.withdrawn": "The change was withdrawn: an earlier text stands again.",
    "change.retracted": "We were wrong about this change.",
    "policy.effective": "From today this change holds.",
    "policy.unreachable": "This text cannot be read for days; silence does not mean no change.",
    "policy.back": "This text can be read again.",
}


def _send(address: str, title: str, text: str) -> bool:
    sender = _apprise().Apprise()
    sender.add(address)
    return bool(sender.notify(body=text, title=title))


def _apprise() -> Any:
    try:
        import apprise  # an extra, and slow to load
    except ImportError:
        raise ChannelError(f"a channel {MISSING}") from None
    return apprise
