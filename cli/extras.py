"""Parts that are installed only where they are wanted, and the sentence where one is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cli.errors import WrongUsageError

INSTALL = ".venv/bin/pip install --require-hashes -r requirements/{}.txt"
"""Adds an extra, from the folder of the checkout (docs/using.md, Extras)."""

FLEET = ("procrastinate", "psycopg", "psycopg_pool")


class ExtraMissingError(WrongUsageError):
    """{package} is not installed: {what} needs the extra `{extra}`."""


@contextmanager
def extra(name: str, packages: tuple[str, ...], what: str) -> Iterator[None]:
    """Imports inside may lack these packages; then the sentence says what to install."""
    try:
        yield
    except ModuleNotFoundError as absent:
        if (absent.name or "").split(".")[0] not in packages:
            raise
        raise ExtraMissingError(
            f"{absent.name} is not installed: {what} needs the extra `{name}` "
            f"({INSTALL.format(name)})."
        ) from None
