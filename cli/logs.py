"""What a service says of itself: a JSON object a line, so that no page can forge a line; with the
ids of what it is about, and without anybody's address.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from storage import bound

LONGEST = 2000  # characters of one saying; a page may be behind it
ADDRESS = re.compile(r"[^\s<>\"'(),;:=@\[\]]{1,64}@(?=[A-Za-z0-9-])")
"""The part of a mail address that names a person. Servers quote addresses in their answers."""

LINK = re.compile(r"\bv1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
"""What a link in a mail proves itself with."""


class JsonLines(logging.Formatter):
    """Time, level, who, what, and the ids of what it is about; line breaks and terminal escapes
    leave as JSON's own.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        form = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": nameless(record.getMessage()[:LONGEST]),
            **bound.ids(),
        }
        if record.exc_info:
            form["trace"] = nameless(self.formatException(record.exc_info)[-LONGEST:])
        return json.dumps(form)


def nameless(text: str) -> str:
    """The text with the domains of its addresses alone, and without what links prove."""
    return LINK.sub("v1.…", ADDRESS.sub("…@", text))


def to_stderr(level: str = "warning") -> None:
    """Say everything of this level and above as JSON lines on stderr.

    What the libraries say below a warning is left out: nobody checked it for addresses.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("clausewatch", "watcher", "notifier", "storage", "web"):
        logging.getLogger(ours).setLevel(level.upper())
