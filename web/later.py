"""Work that is done when the answer has left, so that no answer takes longer for who is known."""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from storage.errors import StorageError

log = logging.getLogger("clausewatch.web")


def afterwards(answer: Response, work: Callable[[], None]) -> Response:
    """The same answer, with work to be done once it has left.

    The connection is closed: on a kept one the next answer would wait for the work, and tell.
    """
    answer.background = BackgroundTask(run_in_threadpool, _guarded, work)
    answer.headers["Connection"] = "close"
    return answer


def _guarded(work: Callable[[], None]) -> None:
    """What fails now can be told to nobody but the operator; the visitor may ask again."""
    try:
        work()
    except StorageError as error:
        log.error("what a visitor asked for could not be kept: %s", error)
    except Exception:
        log.exception("what a visitor asked for could not be kept")
