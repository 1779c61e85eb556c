"""The engine of a fleet: procrastinate wakes workers, our own rows stay the truth.

Every task calls a duty that the single process has too. A job holds ids and nothing else; a wrong
or double wake-up is harmless, for whoever comes claims its work in our own tables. The engine's
locks only keep it from queueing the same wake-up twice; politeness is a matter of lanes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import psycopg
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from psycopg_pool import PoolTimeout

from cli import duties
from cli.engine_schema import SCHEMA
from storage.errors import DatabaseAwayError, DatabaseLockedError

if TYPE_CHECKING:
    from cli.duties import Duty, Hands
    from storage.database import Database

LANES, MAIL, HOUSE = QUEUES = ("lanes", "mail", "house")
CONCURRENCY = 8  # hosts looked at side by side by one worker
POLL_S = 1.0  # how often it asks for work when no notification came
HEARTBEAT_S = 5.0
STALLED_S = 20.0
CLOSING_S = 25.0  # what is under way may take that long once somebody says stop
AGAIN_S = 2.0  # before the first attempt to come back to a database that went away
LONGEST_AGAIN_S = 30.0

PLANNED = 500  # hosts that wait in the queue at most: more would only make planning slower
NET_S = 10  # how often what is due is looked for, whatever was deferred
MISTAKES = RetryStrategy(max_attempts=5, exponential_wait=4)
"""For mistakes of ours only: a host that is down or a mail that is refused is a row, no error."""

log = logging.getLogger("clausewatch.engine")


def open_app(database: Database) -> App:
    """The engine over this database, not yet connected."""
    url = database.url.set(drivername="postgresql")
    return App(
        connector=PsycopgConnector(
            conninfo=url.render_as_string(hide_password=False),
            kwargs={"options": f"-c search_path={SCHEMA}"},
            min_size=1,
            max_size=4,
        )
    )


def declare(app: App, hands: Hands) -> None:
    """Every task, and when it is deferred by the clock."""
    _declare_looking(app, hands)
    _declare_telling(app, hands)
    for duty in duties.HOUSE:
        _declare_duty(app, hands, duty)
    _declare_upkeep(app)


def _declare_looking(app: App, hands: Hands) -> None:
    @app.task(name="drain_lane", queue=LANES, retry=MISTAKES)
    async def drain_lane(host: str) -> None:
        await hands.looker.drain(host)
        if not hands.stopping and (free_at := hands.looker.due_again(host)) is not None:
            with contextlib.suppress(AlreadyEnqueued):
                await drain_lane.configure(
                    queueing_lock=f"lane:{host}", schedule_at=free_at
                ).defer_async(host=host)

    @app.periodic(cron=cron(NET_S))
    @app.task(name="plan_looks", queue=LANES, priority=20, queueing_lock="plan", retry=MISTAKES)
    async def plan_looks(timestamp: int) -> None:  # noqa: ARG001 - the engine hands it over
        waiting = await app.job_manager.list_jobs_async(task="drain_lane", status="todo")
        queued = {job.queueing_lock for job in waiting}
        for host in hands.looker.hosts_due(max(PLANNED - len(queued), 0)):
            lock = f"lane:{host}"
            if lock not in queued:
                with contextlib.suppress(AlreadyEnqueued):
                    await drain_lane.configure(queueing_lock=lock).defer_async(host=host)


def _declare_telling(app: App, hands: Hands) -> None:
    deliver_once_more = _Again(lambda: duties.deliver(hands))

    @app.task(name="announce", queue=MAIL, priority=10, retry=MISTAKES)
    async def announce(change: str) -> None:  # noqa: ARG001 - which change woke us; all are told
        await duties.announce(hands)

    @app.task(name="deliver", queue=MAIL, priority=10, retry=MISTAKES)
    async def deliver() -> None:
        await deliver_once_more()

    @app.periodic(cron=cron(NET_S))
    @app.task(name="tell", queue=MAIL, queueing_lock="tell", retry=MISTAKES)
    async def tell(timestamp: int) -> None:  # noqa: ARG001 - the engine hands it over
        await duties.announce(hands)
        await deliver_once_more()


def _declare_upkeep(app: App) -> None:
    @app.periodic(cron="* * * * *")
    @app.task(name="retry_stalled", queue=HOUSE, queueing_lock="retry_stalled")
    async def retry_stalled(timestamp: int) -> None:  # noqa: ARG001 - the engine hands it over
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
            await app.job_manager.retry_job(job)

    @app.periodic(cron="23 3 * * *")
    @app.task(name="forget_jobs", queue=HOUSE, queueing_lock="forget_jobs")
    async def forget_jobs(timestamp: int) -> None:  # noqa: ARG001 - the engine hands it over
        await app.job_manager.delete_old_jobs(nb_hours=72, include_failed=True)


def _declare_duty(app: App, hands: Hands, duty: Duty) -> None:
    @app.periodic(cron=cron(duty.every_s))
    @app.task(name=duty.name, queue=HOUSE, queueing_lock=duty.name, retry=MISTAKES)
    async def do(timestamp: int) -> None:  # noqa: ARG001 - the engine hands it over
        await duty.do(hands)


def cron(every_s: int) -> str:
    """When something happens that is due every so many seconds: six fields below a minute.

    Longer ones fall on minutes and hours that divide the hour or the day.
    """
    if every_s < 60:
        return f"* * * * * */{max(every_s, 1)}"
    minutes = every_s // 60
    if minutes < 60:
        return f"*/{minutes} * * * *"
    hours = minutes // 60
    return f"7 */{hours} * * *" if hours < 24 else "7 4 * * *"


async def work(hands: Hands, name: str, queues: tuple[str, ...], concurrency: int) -> None:
    """Work until cancelled; a database that goes away is waited for."""
    pause = AGAIN_S
    loop = asyncio.get_running_loop()
    while not hands.stopping:
        app = open_app(hands.world.database)
        declare(app, hands)
        began = loop.time()
        try:
            async with app.open_async():
                await _until_restarted(app, name, queues, concurrency)
        except (ConnectorException, DatabaseAwayError, DatabaseLockedError) as error:
            if not _passes(error):
                raise
            if loop.time() - began > LONGEST_AGAIN_S:
                pause = AGAIN_S
            log.warning("the engine stopped (%s); again in %.0f s", _cause(error), pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_AGAIN_S)


async def _until_restarted(app: App, name: str, queues: tuple[str, ...], concurrency: int) -> None:
    """Work until cancelled, or until the database was restarted.

    The engine's worker lives through that, but what it does by the clock does not: its planner ends
    with the first connection that breaks, and says nothing.
    """
    working = asyncio.create_task(
        app.run_worker_async(
            name=name,
            queues=list(queues),  # a tuple is no array to the driver
            concurrency=concurrency,
            fetch_job_polling_interval=POLL_S,
            update_heartbeat_interval=HEARTBEAT_S,
            stalled_worker_timeout=STALLED_S,
            shutdown_graceful_timeout=CLOSING_S,
            delete_jobs="successful",
            install_signal_handlers=False,
        )
    )
    watching = asyncio.create_task(_restarted(app))
    try:
        done, _ = await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (working, watching):
            task.cancel()
        await asyncio.gather(working, watching, return_exceptions=True)
    for task in done:
        task.result()


async def _restarted(app: App) -> None:
    """Return once the server is another than at first; raise where it does not answer."""
    first = await _server_since(app)
    while await _server_since(app) == first:  # noqa: ASYNC110 - nobody here could set an event
        await asyncio.sleep(HEARTBEAT_S)
    log.warning("the database was restarted; starting over")


async def _server_since(app: App) -> object:
    row = await app.connector.execute_query_one_async("SELECT pg_postmaster_start_time() AS since")
    return row["since"]


def _passes(error: BaseException) -> bool:
    """Whether it is the database that is away, and not a mistake of ours."""
    if isinstance(error, DatabaseAwayError | DatabaseLockedError):
        return True
    cause = error.__cause__
    return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError | PoolTimeout)


def _cause(error: BaseException) -> str:
    """What the driver said, which the engine wraps in words of its own."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{type(error).__name__}: {str(error).strip()}"[:300]


class _Again:
    """Something one process does once at a time: who asks meanwhile waits, and it is done again."""

    def __init__(self, do: Callable[[], Awaitable[None]]) -> None:
        self._do = do
        self._lock = asyncio.Lock()
        self._asked = 0
        self._seen = 0

    async def __call__(self) -> None:
        self._asked += 1
        mine = self._asked
        async with self._lock:
            if self._seen >= mine:
                return  # a run that began after we asked has done it
            self._seen = self._asked
            await self._do()
