"""Whether each of our top-level packages is ours: names like `config` are taken by others as well.

This file imports nothing of ours, for it is asked when such an import has just failed.
"""

from __future__ import annotations

import sys
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

OURS = ("policy", "config", "watcher", "storage", "notifier", "web", "cli")
DISTRIBUTION = "clausewatch"


def shadowed() -> list[str]:
    """A sentence for each package that is not ours, or that another distribution brings too."""
    home = Path(__file__).resolve().parent.parent
    brought = packages_distributions()
    found = []
    for name in OURS:
        place = _place(name)
        if place is None:
            found.append(f"our package {name} is missing beside {home}")
        elif place.parent != home:
            found.append(f"{name} comes from {place}, not from {home}")
        else:
            others = set(brought.get(name, ())) - {DISTRIBUTION}
            if others:
                names = ", ".join(sorted(others))
                found.append(f"{name} is brought by {names} too and may be overwritten by it")
    return found


def remedy() -> str:
    """What to do about it."""
    return (
        "Install Clausewatch into an environment of its own (`make setup`, pipx or the container) "
        f"and keep PYTHONPATH empty; this is {sys.prefix}."
    )


def _place(name: str) -> Path | None:
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).resolve().parent
