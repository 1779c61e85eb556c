"""Mail to the operator: one a day, grouped by cause and host, most-followed first, each trouble
with the command that mends it. Plain, in English, like the commands it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from notifier.headers import clean
from notifier.office import Letterhead

MOST = 20
"""Policies named of one cause on one host; the others are counted."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one policy."""

    policy: str
    followers: int
    says: str
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Troubles of one cause on one host."""

    cause: str
    host: str
    troubles: tuple[Trouble, ...]
    words: str = ""
    """The cause in words."""

    @property
    def followers(self) -> int:
        """How many follow any of these policies, counted once a policy."""
        return sum(trouble.followers for trouble in self.troubles)


def ordered(groups: Sequence[Group]) -> list[Group]:
    """Most-followed first, and so within each."""
    sorted_within = [
        Group(
            group.cause,
            group.host,
            tuple(sorted(group.troubles, key=lambda one: (-one.followers, one.policy))),
            group.words,
        )
        for group in groups
    ]
    return sorted(sorted_within, key=lambda group: (-group.followers, group.cause, group.host))


def daily(groups: Sequence[Group], also: Sequence[str]) -> tuple[str, str]:
    """Subject and text of the mail of a day."""
    count = len({trouble.policy for group in groups for trouble in group.troubles})
    subject = f"Clausewatch: {count} {'policy' if count == 1 else 'policies'} in trouble"
    if not groups:
        subject = "Clausewatch: something waits for you"
    lines = []
    for group in groups:
        what = f"{group.words} ({group.cause})" if group.words else group.cause
        lines += [f"{group.host or 'no host'}: {what}; followed by {group.followers}:"]
        for trouble in group.troubles[:MOST]:
            lines += [f"  {trouble.policy}: {trouble.says}"]
            lines += [f"      {command}" for command in trouble.commands]
        if len(group.troubles) > MOST:
            lines += [f"  and {len(group.troubles) - MOST} more"]
        lines += [""]
    lines += [*also, *([""] if also else [])]
    lines += ["All of it, as it is now: clausewatch policies --health"]
    return subject, "\n".join(lines) + "\n"


def written(
    subject: str, text: str, to: str, name: str, letterhead: Letterhead, now: datetime
) -> bytes:
    """The message as it leaves."""
    message = EmailMessage()
    message["From"], message["To"] = letterhead.from_address, to
    message["Subject"] = clean(subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{name}@{letterhead.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(map(_line, text.splitlines())) + "\n")
    return message.as_bytes(policy=SMTP)


def _line(line: str) -> str:
    """One line of signs that print, with its indent: a page may be behind it."""
    indent = line[: len(line) - len(line.lstrip(" "))]
    return indent + clean(line, 400)
