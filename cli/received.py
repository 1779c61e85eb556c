"""The bytes of one document from a file, standard input or an address, and their kind."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import TryLaterError, WrongUsageError
from policy.model import Outcome, Refusal

KINDS = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
}
"""Suffix to content type; without a charset, which the bytes must show."""

if TYPE_CHECKING:
    from watcher.answers import Failure, Fetched

Options = Mapping[tuple[str, ...], object]


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes with their headers, and the status of the answer they came in."""

    body: bytes
    headers: Mapping[str, str]
    status: int = 200
    refused: Refusal | None = None
    """Why the fetch itself was given up: too large, truncated and the like."""


def received(source: str, options: Options) -> Received:
    """Bytes and headers of a file, of `-` (standard input) or of an http(s) address."""
    if source == "-":
        return Received(sys.stdin.buffer.read(), {})
    if source.split(":", 1)[0].lower() in ("http", "https"):
        return _fetched(source, options)
    return Received(*of_file(Path(source)))


def of_file(path: Path) -> tuple[bytes, dict[str, str]]:
    """Bytes of a file; its suffix says of which kind they are."""
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise WrongUsageError(
            f"There is no file {path}. Give a file, an http(s) address, or - for standard input."
        ) from None
    except OSError as error:
        raise WrongUsageError(f"{path} cannot be read: {error.strerror}.") from None
    kind = KINDS.get(path.suffix.lower())
    return body, {"content-type": kind} if kind else {}


def _fetched(url: str, options: Options) -> Received:
    import asyncio

    from cli import wiring
    from config.settings import load
    from watcher.answers import Ask, Failure

    async def fetch() -> Fetched | Failure:
        async with wiring.open_fetcher(load(options=options)) as fetcher:
            return await fetcher.fetch(Ask(url))

    answer = asyncio.run(fetch())
    if isinstance(answer, Failure):
        if answer.outcome is Outcome.REFUSED and not answer.reason.startswith("forbidden"):
            return Received(b"", {}, refused=Refusal(answer.reason, answer.detail))
        says = f"{url} could not be fetched ({answer.reason}): {answer.detail}. Nothing was kept."
        later = answer.outcome is Outcome.UNREACHABLE
        raise TryLaterError(says) if later else WrongUsageError(says)
    if answer.body is None or answer.status == 429 or answer.status >= 500:
        raise TryLaterError(f"{url} answered with status {answer.status}. Nothing was kept.")
    return Received(answer.body, dict(answer.headers), answer.status)
