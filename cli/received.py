"""The bytes of one document from a file, standard input or an address, and their kind."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import TryLaterError, WrongUsageError

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


def received(source: str, options: Options) -> tuple[bytes, dict[str, str]]:
    """Bytes and headers of a file, of `-` (standard input) or of an http(s) address."""
    if source == "-":
        return sys.stdin.buffer.read(), {}
    if source.split(":", 1)[0].lower() in ("http", "https"):
        return _fetched(source, options)
    return of_file(Path(source))


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


def _fetched(url: str, options: Options) -> tuple[bytes, dict[str, str]]:
    import asyncio

    from cli import wiring
    from config.settings import load
    from policy.model import Outcome
    from watcher.answers import Ask, Failure

    async def fetch() -> Fetched | Failure:
        async with wiring.open_fetcher(load(options=options)) as fetcher:
            return await fetcher.fetch(Ask(url))

    answer = asyncio.run(fetch())
    if isinstance(answer, Failure):
        says = f"{url} could not be fetched ({answer.reason}): {answer.detail}. Nothing was kept."
        later = answer.outcome is Outcome.UNREACHABLE
        raise TryLaterError(says) if later else WrongUsageError(says)
    if answer.status >= 400 or answer.body is None:
        raise TryLaterError(f"{url} answered with status {answer.status}. Nothing was kept.")
    return answer.body, dict(answer.headers)
