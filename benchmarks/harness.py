"""Times functions by the processor time they use, and puts ours beside others in one table.

Processor time, because a busy machine lengthens the wall clock and not the work; still caches and
clock rates are shared, so read ratios before figures. Rounds of all contestants are interleaved:
what disturbs one disturbs all.

    table = race("compare, 120 clauses", {
        "clausewatch": lambda: compare(old, new),
        "difflib": lambda: list(SequenceMatcher(None, a, b).get_opcodes()),
    })
    print(table)
"""

from __future__ import annotations

import gc
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """Seconds of processor time one call takes: the middle round, the best and the worst."""

    name: str
    median: float
    best: float
    worst: float
    rounds: int
    calls: int


@dataclass(frozen=True)
class Table:
    """What one race showed; the first contestant is the measure of the others."""

    title: str
    figures: tuple[Figure, ...]

    def ratio(self, name: str) -> float:
        """Return how many times the first contestant's time the named one takes."""
        by_name = {figure.name: figure for figure in self.figures}
        return by_name[name].median / self.figures[0].median

    def __str__(self) -> str:
        width = max(len(figure.name) for figure in self.figures)
        lines = [f"{self.title}   [{machine()}]"]
        for figure in self.figures:
            spread = f"{_unit(figure.best)} to {_unit(figure.worst)}"
            lines.append(
                f"  {figure.name:<{width}}  {_unit(figure.median):>10}"
                f"  x{self.ratio(figure.name):<7.2f} ({spread}, {figure.rounds} rounds)"
            )
        return "\n".join(lines)

    def as_json(self) -> str:
        """Return the table as one line of JSON."""
        return json.dumps(
            {
                "title": self.title,
                "machine": machine(),
                "figures": [asdict(f) for f in self.figures],
            }
        )


def race(
    title: str, contestants: Mapping[str, Work], *, rounds: int = 9, round_seconds: float = 0.1
) -> Table:
    """Time every contestant in `rounds` interleaved rounds of about `round_seconds` each."""
    calls = {name: _calls_for(work, round_seconds) for name, work in contestants.items()}
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, work in contestants.items():
            times[name].append(_round(work, calls[name]))
    return Table(
        title,
        tuple(
            Figure(name, statistics.median(t), min(t), max(t), rounds, calls[name])
            for name, t in times.items()
        ),
    )


def measure(name: str, work: Work, *, rounds: int = 9, round_seconds: float = 0.1) -> Figure:
    """Time one function alone."""
    return race(name, {name: work}, rounds=rounds, round_seconds=round_seconds).figures[0]


def machine() -> str:
    """Return what the figures were taken on, and how busy it was."""
    load = os.getloadavg()[0]
    python = platform.python_version()
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {python}, load {load:.1f}"


def _calls_for(work: Work, seconds: float) -> int:
    """Call twice to warm up, then see how many calls fill a round."""
    work()
    once = max(_round(work, 1), 1e-7)
    return max(1, min(100_000, int(seconds / once)))


def _round(work: Work, calls: int) -> float:
    gc.collect()
    gc.disable()  # a collection that falls into one contestant's round would be charged to it
    try:
        begin = time.process_time()
        for _ in range(calls):
            work()
        return (time.process_time() - begin) / calls
    finally:
        gc.enable()


def _unit(seconds: float) -> str:
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
