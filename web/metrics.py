"""Numbers for Prometheus, behind a token. All follow from rows, so any one process of a fleet knows
them, and a restart forgets none.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from storage import relays
from storage.figures import Figures, gather
from storage.tables import RelayRow
from web.pages import desk_of

TYPE = "text/plain; version=0.0.4; charset=utf-8"

Sample = tuple[Mapping[str, str], float]


def routes(token: str | None, refuses: Callable[[], str | None]) -> tuple[Route, ...]:
    """The one address, where a token is set; else there is none."""
    if not token:
        return ()

    async def told(request: Request) -> Response:
        """Every number of this moment, for whoever has the token."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return PlainTextResponse("This wants the token.\n", status_code=401)
        text = await run_in_threadpool(_gathered, request, refuses)
        return PlainTextResponse(text, media_type=TYPE, headers={"Cache-Control": "no-store"})

    return (Route("/metrics", told),)


def _gathered(request: Request, refuses: Callable[[], str | None]) -> str:
    desk = desk_of(request)
    with desk.database.reading() as tx:
        figures, stand = gather(tx, desk.clock()), relays.listed(tx)
    return "".join(lines(figures, stand, refuses=bool(refuses())))


def lines(figures: Figures, stand: list[RelayRow], *, refuses: bool) -> Iterator[str]:
    """Prometheus's text format, a block a name."""
    alone: dict[str, str] = {}
    yield from _gauge("policies", "Policies by state.", _by("state", figures.policies))
    yield from _gauge(
        "policy_checks_last_day", "Looks of the last day.", _by("outcome", figures.looks)
    )
    yield from _gauge("policies_failing", "Last look brought no text.", [(alone, figures.failing)])
    yield from _gauge(
        "policy_source_age_seconds",
        "Since the policy that was longest not looked at, was.",
        [(alone, figures.oldest_look_s)],
    )
    yield from _gauge("looks_due", "Looks that are due.", [(alone, figures.due)])
    yield from _gauge("lane_wait_seconds", "How long the oldest waits.", [(alone, figures.lag_s)])
    yield from _gauge(
        "hosts_resting", "Hosts that asked us to stay away.", [(alone, figures.resting_hosts)]
    )
    yield from _gauge(
        "changes_unannounced", "Changes nobody was told of.", [(alone, figures.unannounced)]
    )
    yield from _gauge(
        "changes_unannounced_age_seconds", "The oldest of them.", [(alone, figures.unannounced_s)]
    )
    yield from _gauge("delivery_state", "Deliveries by state.", _by("state", figures.outbox))
    yield from _gauge(
        "breaker_open",
        "1 where a mail server rests.",
        [({"relay": row.name}, float(row.breaker != "closed")) for row in stand],
    )
    yield from _gauge(
        "ledger_entries_waiting", "Not in the log yet.", [(alone, figures.entries_waiting)]
    )
    yield from _gauge("ledger_refuses", "1 where it signs nothing.", [(alone, float(refuses))])
    if figures.stamp_s is not None:
        yield from _gauge(
            "ledger_stamp_age_seconds", "Since an outside time stamp.", [(alone, figures.stamp_s)]
        )


def _by(label: str, counted: Mapping[str, int]) -> list[Sample]:
    return [({label: name}, float(count)) for name, count in sorted(counted.items())]


def _gauge(name: str, says: str, samples: list[Sample]) -> Iterator[str]:
    name = f"clausewatch_{name}"
    yield f"# HELP {name} {says}\n# TYPE {name} gauge\n"
    for labels, value in samples:
        inner = ",".join(f'{label}="{_spelled(text)}"' for label, text in labels.items())
        yield f"{name}{{{inner}}} {value:g}\n" if inner else f"{name} {value:g}\n"


def _spelled(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
