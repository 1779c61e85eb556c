"""What the operator's desk is handed by the wiring: looking, declaring, settings, which the pages
do not know themselves.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from notifier.campaign import Rules
from web.previews import Previews

if TYPE_CHECKING:
    from notifier.retrying import Reply
    from policy.addresses import Exceptions
    from policy.model import Declared, Reading
    from storage.policies import Wanted
    from watcher.keeping import Looked
    from watcher.receive import Sight

Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it is in force; a secret shows only whether it is set."""

    name: str
    value: str
    is_secret: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Calling:
    """What webhooks need at the desk: which networks are allowed, names, and one call now."""

    exceptions: Exceptions
    new_id: Callable[[], str]
    call: Callable[[str], Awaitable[Reply | None]]
    """Make one call that is planned; None where it cannot be made now."""


@dataclass(frozen=True)
class Tools:
    """What an operator's hands can do. Each raises ValueError with a sentence where it cannot."""

    form: Callable[[Session, str], Form]
    """How one policy stands, with what would mend it."""

    doubts: Callable[[Session, Sequence[str]], list[Form]]
    """Those of these policies that a person should look at, heaviest first."""

    mend: Callable[[Session, str, str, Mapping[str, Any], str], str]
    """Do one thing about a policy, in somebody's name; what it came to."""

    look: Callable[[str], Awaitable[Form]]
    """One look, now."""

    see: Callable[[Wanted, tuple[Wanted, Sight] | None], Awaitable[Sight]]
    """Look at what is not watched yet; what was fetched before is read anew where that will do."""

    adopt: Callable[[Wanted, Sight, datetime], Awaitable[Looked]]
    """Watch it, and keep what was seen as its first look."""

    read: Callable[[bytes, Mapping[str, str], Declared], Awaitable[Reading]]
    """What would be kept of a text that was handed in, read as any stranger's page is."""

    calling: Calling | None = None
    other_channel_days: int = 5  # of a notice, where nobody says otherwise
    settings: Sequence[Setting] = ()
    rules: Rules = field(default_factory=Rules)
    previews: Previews = field(default_factory=Previews)
