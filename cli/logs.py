"""What a service says of itself: a JSON object a line, so that no page can forge a line."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

LONGEST = 2000  # characters of one saying; a page may be behind it


class JsonLines(logging.Formatter):
    """Time, level, who and what; line breaks and terminal escapes leave as JSON's own."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        form = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage()[:LONGEST],
        }
        if record.exc_info:
            form["trace"] = self.formatException(record.exc_info)[-LONGEST:]
        return json.dumps(form)


def to_stderr() -> None:
    """Say everything from a warning on as JSON lines on stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
