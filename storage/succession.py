"""Where a log cannot go on as it is: its database's word is taken, or a new log follows it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from storage import ledger_check, logs, sequencer
from storage.database import Database
from storage.errors import ForkedError, LedgerRefusesError
from storage.log_files import LogFiles
from storage.logs import Log
from storage.sequencer import Installation


def adopt(database: Database, files: LogFiles) -> int:
    """Write down what the database says was signed, where nothing outside it says so any more; the
    size.

    For an installation that was moved without its marks. Everything is worked out anew first.
    """
    with files.alone() as ours, database.reading() as tx:
        if not ours:
            raise LedgerRefusesError("another process is sequencing; stop it first")
        log = logs.current(tx)
        newest = logs.newest(tx, log.no, signed=True) if log else None
        if log is None or newest is None or newest.note is None:
            raise LedgerRefusesError("nothing was signed yet: there is nothing to adopt")
        if logs.last_signed(files, log) is not None:
            raise LedgerRefusesError(
                f"{log.origin}: what was signed is known outside the database; that stands"
            )
        found = ledger_check.check_kept(tx, log)
        if found:
            raise ForkedError(f"the database does not add up: {found[0]}")
        files.set_mark(log.no, newest.note)
        return newest.size


def reopen(database: Database, files: LogFiles, software: str, now: datetime) -> Log:
    """Begin a new log that names the last checkpoint of the one before, with a key of its own.

    The old one stays as it is, and what was proved in it stays proved.
    """
    with files.alone() as ours:
        if not ours:
            raise LedgerRefusesError("another process is sequencing; stop it first")
        with database.transaction() as tx:
            logs.only_one(tx)
            before = logs.current(tx)
            if before is None:
                raise LedgerRefusesError("there is no log yet: the first opens by itself")
            last = logs.last_signed(files, before)
            first = logs.get(tx, 1)
            predecessor = {
                "origin": before.origin,
                "key": str(before.verifier),
                "size": last[0].size if last else logs.size_of(tx, before.no),
                "checkpoint": f"sha256:{hashlib.sha256(last[1]).hexdigest()}" if last else None,
            }
            no = before.no + 1
            named = Installation(f"{first.origin}/{no}", software)
            return sequencer.open_log(tx, files, named, no, now, predecessor)
