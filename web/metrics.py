"""Numbers for Prometheus, behind a token. All follow from rows, so any one process of a fleet knows
them for all, and a restart forgets none: the counters too, which every process adds to.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from storage import relays
from storage.figures import Figures, gather
from storage.tables_sent import RelayRow
from web.pages import desk_of

TYPE = "text/plain; version=0.0.4; charset=utf-8"

Sample = tuple[Mapping[str, str], float]


@dataclass(frozen=True, slots=True)
class Outside:
    """What is told beside the rows: whether the ledger refuses to sign, and in how many days the
    disk is full, where that can be told.
    """

    refuses: bool = False
    disk_days: float | None = None


def routes(token: str | None, outside: Callable[[], Outside]) -> tuple[Route, ...]:
    """The one address, where a token is set; else there is none."""
    if not token:
        return ()

    async def told(request: Request) -> Response:
        """Every number of this moment, for whoever has the token."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return PlainTextResponse("This wants the token.\n", status_code=401)
        text = await run_in_threadpool(_gathered, request, outside)
        return PlainTextResponse(text, media_type=TYPE, headers={"Cache-Control": "no-store"})

    return (Route("/metrics", told),)


def _gathered(request: Request, outside: Callable[[], Outside]) -> str:
    desk = desk_of(request)
    with desk.database.reading() as tx:
        figures, stand = gather(tx, desk.clock()), relays.listed(tx)
    late = desk.canary.total_seconds() if desk.canary is not None else None
    blocks = (*lines(figures, stand, outside(), late), *_counters(figures))
    return "".join(blocks)


def lines(
    figures: Figures, stand: list[RelayRow], outside: Outside, canary_late_s: float | None
) -> Iterator[str]:
    """The numbers of this moment in Prometheus's text format, a block a name."""
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
        "delivery_wait_seconds",
        "How long the oldest delivery that is due waits.",
        [(alone, figures.delivery_lag_s)],
    )
    yield from _gauge(
        "ledger_entries_waiting", "Not in the log yet.", [(alone, figures.entries_waiting)]
    )
    yield from _gauge(
        "ledger_lag_seconds",
        "How long the oldest entry waits that should be in the log at once.",
        [(alone, figures.ledger_lag_s)],
    )
    yield from _gauge(
        "ledger_refuses", "1 where it signs nothing.", [(alone, float(outside.refuses))]
    )
    if figures.stamp_s is not None:
        yield from _gauge(
            "ledger_stamp_age_seconds", "Since an outside time stamp.", [(alone, figures.stamp_s)]
        )
    if outside.disk_days is not None:
        yield from _gauge("disk_days_left", "Until the disk is full.", [(alone, outside.disk_days)])
    if figures.canary_silent_s is not None and canary_late_s is not None:
        yield from _gauge(
            "canary_silent_seconds",
            "Since a mail about it left.",
            [(alone, figures.canary_silent_s)],
        )
        late = float(figures.canary_silent_s > canary_late_s)
        yield from _gauge("canary_late", "1 where it should have been heard.", [(alone, late)])


COUNTERS = {
    "looks_total": "Looks by outcome, since there is this installation.",
    "announced_total": "Changes announced.",
    "deliveries_total": "What came of handing letters over: tries, not letters.",
}
HISTOGRAMS = {"look_seconds": "How long a look took, with its waiting for the host's pause."}


def _counters(figures: Figures) -> Iterator[str]:
    """What was counted as it happened."""
    for name, says in COUNTERS.items():
        mine = [(labels, n) for (one, labels), n in figures.counted.items() if one == name]
        yield from _block(name, "counter", says, [("", labels, n) for labels, n in sorted(mine)])
    for name, says in HISTOGRAMS.items():
        samples = [
            (end, labels, figures.counted[one, labels])
            for end in ("_bucket", "_sum", "_count")
            for one, labels in sorted(figures.counted, key=_bound)
            if one == name + end
        ]
        yield from _block(name, "histogram", says, samples)


def _bound(key: tuple[str, str]) -> float:
    """Up to where a class of a histogram reaches: they are told in order."""
    edge = key[1].removeprefix('le="').removesuffix('"')
    return float(edge) if key[1].startswith("le=") else 0.0


def _by(label: str, counted: Mapping[str, int]) -> list[Sample]:
    return [({label: name}, float(count)) for name, count in sorted(counted.items())]


def _gauge(name: str, says: str, samples: list[Sample]) -> Iterator[str]:
    written = [
        ("", ",".join(f'{label}="{_spelled(text)}"' for label, text in labels.items()), value)
        for labels, value in samples
    ]
    yield from _block(name, "gauge", says, written)


def _block(name: str, kind: str, says: str, samples: list[tuple[str, str, float]]) -> Iterator[str]:
    """One name: what ends it, its labels and value, a line each."""
    name = f"clausewatch_{name}"
    yield f"# HELP {name} {says}\n# TYPE {name} {kind}\n"
    for end, labels, value in samples:
        inner = f"{{{labels}}}" if labels else ""
        yield f"{name}{end}{inner} {value!r}\n"


def _spelled(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
