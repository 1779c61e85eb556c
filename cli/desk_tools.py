"""What the operator's desk is handed: the same acts as the commands, over one installation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from cli import mending, reviewing, wiring
from cli.calling import opened_caller
from cli.declaring import sentences, wanted_of
from cli.errors import WrongUsageError
from cli.looking import Looker, setup_of
from cli.policy_forms import form_of
from cli.settings_shown import shown
from config import declarations
from config.errors import ConfigError
from notifier import calling
from notifier.campaign import Rules
from policy.addresses import Exceptions
from policy.model import Declared, Reading, Refusal
from policy.said import said
from storage import policies as registry
from storage.policies import Wanted
from watcher import first_sight
from watcher.politeness import Holding, LaneBusyError, holding
from watcher.reader import Reader, ReadFailure, ReadText
from watcher.rounds import watching
from web.tools import Calling, Form, Tools

if TYPE_CHECKING:
    from cli.wiring import World
    from notifier.retrying import Reply
    from watcher.keeping import Looked
    from watcher.receive import Sight

LOOKS_AT_ONCE = 2
FETCHES = {"auto": None, "browser": "browser", "http": "http"}


def tools_for(world: World) -> Tools:
    """The desk's tools over this installation."""
    hands = _Hands(world)
    notice = world.settings.notice
    return Tools(
        form=hands.form,
        doubts=reviewing_of,
        mend=hands.mend,
        look=hands.look,
        see=hands.see,
        adopt=hands.adopt,
        read=hands.read,
        other_channel_days=notice.other_channel.days,
        calling=Calling(
            Exceptions.of(*world.settings.watch.allow_networks), wiring.new_id, hands.call
        ),
        settings=shown(world.settings),
        rules=Rules(four_eyes=notice.four_eyes, close_after=notice.close_after),
    )


def reviewing_of(tx: Session, names: Sequence[str]) -> list[Form]:
    """Those of these policies that a person should look at."""
    return reviewing.to_review(tx, [form_of(tx, name) for name in names])


class _Hands:
    """The acts, with what they need."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._setup = setup_of(world)
        self._gate = asyncio.Semaphore(LOOKS_AT_ONCE)

    def form(self, tx: Session, name: str) -> Form:
        """One policy as `policies --health` shows it."""
        form = mending.with_mends(tx, form_of(tx, name), browser=self._setup.browser is not None)
        return form | mending.standing(tx, name, wiring.now())

    def mend(self, tx: Session, act: str, name: str, given: Mapping[str, Any], by: str) -> str:
        """Do one thing about a policy; ValueError says why it was not done."""
        try:
            return self._mend(tx, act, name, given, by)
        except ConfigError as error:
            raise ValueError(*sentences(error)) from None
        except WrongUsageError as error:
            raise ValueError(*error.args) from None

    def _mend(self, tx: Session, act: str, name: str, given: Mapping[str, Any], by: str) -> str:
        now = wiring.now()
        if act == "pause":
            return registry.pause(tx, name, now).state
        if act == "resume":
            return registry.resume(tx, name, now).state
        if act == "follow":
            return registry.accept_move(tx, name, now)
        if act == "successor":
            return mending.succeed(tx, name, str(given["url"]))
        wanted = registry.wanted(tx, name)
        if act == "accept":
            accepted = reviewing.accepted(tx, form_of(tx, name), by)
            return registry.put(tx, replace(wanted, options={**wanted.options, **accepted}), now)
        if act == "read":
            return registry.put(tx, _read_otherwise(wanted, given), now)
        raise ValueError(said("nothing here is called %(act)s", act=repr(act)))

    async def call(self, id: str) -> Reply | None:
        """One call of a webhook now, as `webhook test` has it."""
        async with opened_caller(self._world) as caller:
            return await calling.call_one(self._world.database, self._world.office, caller, id)

    async def look(self, name: str) -> Form:
        """One look now, as `check` has it."""
        async with self._gate, Looker(self._world) as looker:
            return (await looker.check([name]))[0]

    async def see(self, wanted: Wanted, before: tuple[Wanted, Sight] | None) -> Sight:
        """Look at what nobody watches yet; only read anew where the same pages are wanted."""
        try:
            async with (
                self._gate,
                watching(self._world.database, self._setup, wiring.now) as watcher,
            ):
                if before is not None and first_sight.same_pages(wanted, before[0]):
                    return await first_sight.see_again(wanted, before[1], watcher.eyes.reader)
                setup, db = self._setup, self._world.database
                async with holding(
                    db, setup.worker, setup.manners, wiring.now, asyncio.sleep
                ) as held:
                    return await first_sight.see(wanted, watcher.eyes, held)
        except LaneBusyError as error:
            raise ValueError(*error.args) from None

    async def read(self, body: bytes, headers: Mapping[str, str], declared: Declared) -> Reading:
        """What would be kept of a text that was handed in."""
        async with self._gate, Reader(self._setup.read_limits) as reader:
            read = await reader.read(body, headers, declared)
        if isinstance(read, ReadFailure):
            return Reading(refused=Refusal(read.reason, read.detail))
        assert isinstance(read, ReadText)  # noqa: S101 - no sketch was given
        return read.reading()

    async def adopt(self, wanted: Wanted, sight: Sight, seen_at: datetime) -> Looked:
        """Watch it from now on; what was seen is its first look."""
        setup, db = self._setup, self._world.database
        held = Holding(db, setup.worker, setup.manners, wiring.now, asyncio.sleep)
        return await asyncio.to_thread(
            first_sight.adopt, db, wanted, sight, seen_at, held, setup.rules
        )


def _read_otherwise(wanted: Wanted, given: Mapping[str, Any]) -> Wanted:
    """The declaration with another address, other selectors or another way of fetching."""
    if len(wanted.sources) > 1:
        raise WrongUsageError(
            said(
                "%(policy)s has several sources: change its declaration and import it.",
                policy=wanted.id,
            )
        )
    first = wanted.sources[0]
    checked = declarations.make(
        wanted.service, wanted.terms_type, given.get("url") or first.url, id=wanted.id,
        language=wanted.language, screenshot=first.screenshot, place="request",
        select=given.get("select", first.select), remove=given.get("remove", first.remove),
        fetch=FETCHES.get(given.get("fetch", ""), first.fetch),
    )  # fmt: skip
    return replace(wanted, sources=wanted_of(checked, wanted.interval_s).sources)
