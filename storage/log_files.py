"""What of a log lies in files: its key and mark beside the other keys, its tiles where the web
serves them. Nothing here decides; every file is whole or not there.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage import keyfile
from storage.errors import LogCopyError, LogKeyError
from storage.signed_notes import Signer

SIDE_BY_SIDE = 8
"""Files that are waited for at the same time."""


@dataclass(frozen=True, slots=True)
class LogFiles:
    """Where the logs of an installation keep their files."""

    keys: Path
    public: Path
    copy: Path | None = None
    """Off this machine: what is served is written there first, so that no loss of this one takes
    back what strangers may have seen."""

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody else on this machine sequences; nobody begins while this is open."""
        self.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.keys / "log.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Wait until nobody on this machine sequences; nobody does while this is open."""
        self.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.keys / "log.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def new_signer(self, no: int, origin: str) -> Signer:
        """The signer of a log that is being opened; its key is made where there is none."""
        return Signer(origin, keyfile.load_or_create(self._key(no)))

    def signer(self, no: int, origin: str, verifier: str) -> Signer:
        """The signer of a log; LogKeyError where its key is gone or another one."""
        try:
            signer = Signer(origin, keyfile.load(self._key(no)))
        except FileNotFoundError as error:
            raise LogKeyError(
                f"{self._key(no)}: the signing key of the log is gone; restore it from the backup "
                "of the keys, or open a new log with `clausewatch ledger reopen`"
            ) from error
        if str(signer.verifier) != verifier:
            raise LogKeyError(
                f"{self._key(no)}: this key is not the one the log {origin} was opened with; "
                "restore the backup of the keys"
            )
        return signer

    def mark(self, no: int) -> bytes | None:
        """The last checkpoint that was signed, as it was written down outside the database."""
        return _read(self._mark(no))

    def set_mark(self, no: int, note: bytes) -> None:
        """Write down what was signed, before anybody else sees it."""
        _write(self._mark(no), note)
        _settle(self.keys)

    def folder(self, no: int) -> Path:
        """What is served: the first log under the prefix itself, a later one under its number."""
        return _of_log(self.public, no)

    def published(self, no: int) -> bytes | None:
        """The checkpoint that is served."""
        return _read(self.folder(no) / "checkpoint")

    def copied(self, no: int) -> bytes | None:
        """The checkpoint that was last copied off the machine."""
        return _read(_of_log(self.copy, no) / "checkpoint") if self.copy else None

    def publish(self, no: int, path: str, data: bytes) -> None:
        """Serve these bytes under that path."""
        self.publish_all(no, {path: data})

    def publish_all(self, no: int, found: Mapping[str, bytes]) -> None:
        """Serve bytes under their paths; all are durable when this returns, the copy first."""
        if self.copy is not None:
            try:
                _write_all(_of_log(self.copy, no), found)
            except OSError as error:
                raise LogCopyError(
                    f"the ledger cannot be copied to {self.copy} ({error.strerror}), so nothing "
                    "new is served: see that the folder is there, or change "
                    "CLAUSEWATCH_LEDGER__COPY_TO"
                ) from error
        _write_all(self.folder(no), found)

    def withdraw_partial(self, no: int, path: str) -> None:
        """A tile is full: its beginnings need not be served any more."""
        for top in filter(None, (self.public, self.copy)):
            shutil.rmtree(_of_log(top, no) / f"{path}.p", ignore_errors=True)

    def _key(self, no: int) -> Path:
        return self.keys / f"log-{no}.key"

    def _mark(self, no: int) -> Path:
        return self.keys / f"log-{no}.mark"


def _of_log(top: Path, no: int) -> Path:
    return top if no == 1 else top / str(no)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, data: bytes) -> None:
    """Whole and durable under another name first, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _write_all(top: Path, found: Mapping[str, bytes]) -> None:
    """All files, then the folders that hold them; many waits for one disk are hardly longer than
    one, so they are not one after the other.
    """
    if len(found) == 1:
        (path, data), *_ = found.items()
        _write(top / path, data)
        _settle((top / path).parent)
        return
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        list(pool.map(lambda path: _write(top / path, found[path]), found))
        list(pool.map(_settle, {(top / path).parent for path in found}))


def _settle(folder: Path) -> None:
    """Make durable what was renamed in a folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
