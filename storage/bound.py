"""Ids that whatever is said of a piece of work carries along: which policy, delivery or notice.

Only ids: what is bound stands in the log. It follows the work through tasks and threads. (The usual
library for this takes some 70 ms at the start of every command; this is all we need of it.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_IDS: ContextVar[Mapping[str, str]] = ContextVar("ids", default={})  # noqa: B039 - never written to


@contextmanager
def bound(**ids: str | int) -> Iterator[None]:
    """Bind these ids to everything that is said within the block."""
    token = _IDS.set({**_IDS.get(), **{name: str(id) for name, id in ids.items()}})
    try:
        yield
    finally:
        _IDS.reset(token)


def ids() -> Mapping[str, str]:
    """What is bound here and now."""
    return _IDS.get()
