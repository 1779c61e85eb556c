"""Which browser this machine has; light to ask, for most looks need none."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path


def installed(
    names: tuple[str, ...] = ("chromium", "chromium-browser", "google-chrome"),
) -> Path | None:
    """The browser of this machine; None where there is none, or nothing to steer it with."""
    if find_spec("playwright") is None:
        return None
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None
