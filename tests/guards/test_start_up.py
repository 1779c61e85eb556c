"""`--version`, `read` and `compare` start without what they do not need (0.2 s and 0.6 s)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "sqlalchemy", "sqlmodel", "alembic", "fastapi", "starlette", "uvicorn", "apscheduler",
    "aiosmtplib", "jinja2", "httpx", "psycopg", "structlog",
}  # fmt: skip
PROBE = """
import sys
from cli.main import main
code = main()
print("\\nloaded:", *{name.split(".")[0] for name in sys.modules})
sys.exit(code)
"""


@pytest.mark.parametrize(
    "words", [["--version"], ["read", "PAGE", "--json"], ["compare", "PAGE", "PAGE", "--json"]]
)
def test_a_quick_command_loads_no_database_web_or_scheduler(
    tmp_path: Path, words: list[str]
) -> None:
    page = tmp_path / "policy.md"
    page.write_text("# Privacy policy\n\n1. We keep your orders for two years.\n")
    arguments = [str(page) if word == "PAGE" else word for word in words]

    seen = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, timeout=60
    )

    assert seen.returncode == 0, seen.stderr
    loaded = set(seen.stdout.rpartition("loaded:")[2].split())
    assert not loaded & HEAVY
