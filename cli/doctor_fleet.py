"""Examines a fleet: whether its workers live, and whether somebody does what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from cli.doctor import Finding
from storage.database import Database
from storage.errors import StorageError

if TYPE_CHECKING:
    from config.settings import Settings

SILENT_S = 60  # a worker that lives says so every five seconds
WAITS_S = 300  # for work that may begin: every queue is asked each second

IS_THERE = text("SELECT to_regclass('clausewatch_engine.procrastinate_workers') IS NOT NULL")
ALIVE = text(
    "SELECT count(*) FROM clausewatch_engine.procrastinate_workers"
    " WHERE last_heartbeat > now() - make_interval(secs => :silent_s)"
)
WAITING = text(
    "SELECT job.queue_name, extract(epoch FROM now() - min(event.at))"
    " FROM clausewatch_engine.procrastinate_jobs job"
    " JOIN clausewatch_engine.procrastinate_events event ON event.job_id = job.id"
    " WHERE job.status = 'todo' AND coalesce(job.scheduled_at, now()) <= now()"
    " AND event.type IN ('deferred', 'scheduled')"
    " AND event.at < now() - make_interval(secs => :waits_s)"
    " GROUP BY job.queue_name ORDER BY job.queue_name"
)


def examine(settings: Settings) -> list[Finding]:
    """What is found about the fleet; nothing where there is no engine."""
    database = Database(settings.database_url)
    if database.is_sqlite:
        return []
    try:
        with database.reading() as tx:
            if not tx.scalar(IS_THERE):
                return []
            alive = int(tx.scalar(ALIVE, {"silent_s": SILENT_S}) or 0)
            waiting = {queue: int(s) for queue, s in tx.execute(WAITING, {"waits_s": WAITS_S})}
    except StorageError:
        return []  # the database's own finding says so
    finally:
        database.close()
    if not alive:
        says = (
            "no worker lives, so nothing is looked at or told: start `clausewatch worker`; or take "
            "the engine out (`clausewatch migrate --no-fleet`) and let `serve` do everything"
        )
        return [Finding("fleet", "fail", says)]
    late = [
        Finding(
            "fleet",
            "fail",
            f"work of the queue {queue} has waited for {waited // 60} minutes: start more workers, "
            f"or one with --queues {queue}",
        )
        for queue, waited in waiting.items()
    ]
    return late or [Finding("fleet", "ok", f"workers that live: {alive}; nothing waits for one")]
