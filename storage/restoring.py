"""An installation from its backup, on an empty machine only, with every hash looked at.

The ledger is the one part that must not simply go on: strangers may have seen more of it than the
backup has. With its copy off the machine it catches up; without it no mark is set, so that it
refuses to sign until somebody says how to go on.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from storage import archives, catching_up, dumping, ledger_check, logs, schema, snapshots
from storage import tables_seen as tables_seen  # fills the metadata
from storage.backing_up import KEYS, Place
from storage.database import Database
from storage.errors import (
    BackupDamagedError,
    BackupUnknownError,
    LedgerRefusesError,
    SnapshotDamagedError,
)
from storage.log_files import LogFiles
from storage.moving import Moved, NotEmptyError, counted_all

BLOB = SQLModel.metadata.tables["blob"]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored and seen to be whole."""

    made_at: str
    rows: int
    pages: int
    """Kept bytes that were unpacked and gave their own hash."""

    log: str | None
    caught_up: int | None
    """Leaves taken from the copy off the machine; None where there is none."""

    refuses: str | None
    """Why the ledger does not sign yet."""

    has_keys: bool
    log_no: int | None = None


Say = Callable[[str], None]


def restore(
    source: Path,
    keys: Path | None,
    database_url: str,
    place: Place,
    held: Path,
    *,
    copied: Path | None,
    now: datetime,
    environ: Mapping[str, str],
    say: Say,
) -> Restored:
    """Put a backup in place after everything in it was seen to be whole.

    `held` is an empty folder on the same disk as the data.
    """
    database = Database(database_url)
    try:
        _refuse_unless_empty(database, place)
        form = archives.read(source, held)
        if keys is not None:
            (held / "of-keys").mkdir(mode=0o700)
            archives.read(keys, held / "of-keys", archives.KEYS_FORMAT)
        say(f"every file of {source} gives its SHA-256")
        _refuse_unless_fitting(form, database, source)
        _put_database(database, held / dumping.member_of(database), environ)
        tables, pages = _see_that_all_is_there(database, form, source)
        say(f"{sum(one.rows for one in tables)} rows are those of the backup; {pages} kept pages "
            "give their own hash")  # fmt: skip
        _put_files(held, place, keys is not None)
        done = _ledger(database, place, form, copied, now, tables, pages)
        return replace(done, has_keys=done.has_keys or keys is not None)
    finally:
        database.close()


def _refuse_unless_empty(database: Database, place: Place) -> None:
    if database.file is not None:
        taken = database.file.exists()
    else:
        taken = schema.state(database) is not schema.SchemaState.EMPTY
    if taken:
        raise NotEmptyError(
            f"{database.place} is there already; a backup is restored on an empty machine only: "
            "name a new folder with --data, or a new database"
        )
    for folder in (place.files.public, place.declarations):
        if folder.is_dir() and any(folder.iterdir()):
            raise NotEmptyError(f"{folder} is not empty; restore into a new folder (--data)")


def _refuse_unless_fitting(form: Mapping[str, Any], database: Database, source: Path) -> None:
    kind = "sqlite" if database.is_sqlite else "postgresql"
    if form["database"] != kind:
        raise BackupUnknownError(
            f"{source}: is of {form['database']}, and {database.place} is {kind}; restore it into "
            "its own kind, then move it with `clausewatch migrate --from … --to …`"
        )
    if form["schema"] not in schema.REVISIONS:
        raise BackupUnknownError(
            f"{source}: was made by a newer Clausewatch ({form['software']}); install that one"
        )


def _put_database(database: Database, file: Path, environ: Mapping[str, str]) -> None:
    if database.file is None:
        dumping.load(database, file, environ)
        return
    faults = list(dumping.faults_of(file))
    if faults:
        raise BackupDamagedError(f"the database of the backup is damaged: {faults[0]}")
    database.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.replace(file, database.file)  # noqa: PTH105 - one step, on one disk


def _see_that_all_is_there(
    database: Database, form: Mapping[str, Any], source: Path
) -> tuple[list[Moved], int]:
    """Rows against the counts and hashes of the backup, then every page against its name."""
    told = [Moved(**one) for one in form["tables"]]
    if form["schema"] == schema.REVISIONS[-1]:
        with database.own_errors(), database.engine.connect() as connection:
            found = {one.table: one for one in counted_all(connection)}
        for one in told:
            if found.get(one.table) != one:
                raise BackupDamagedError(f"{source}: the rows of {one.table} are not those saved")
    else:  # an older release's: its bytes were compared, now it is brought here
        schema.migrate(database)
    with database.reading() as tx:
        blobs = list(tx.connection().execute(select(BLOB.c.id).order_by(BLOB.c.id)).scalars())
        for blob_id in blobs:
            try:
                snapshots.body_of(tx, blob_id)
            except SnapshotDamagedError as error:
                raise BackupDamagedError(f"{source}: {error}") from error
    return told, len(blobs)


def _put_files(held: Path, place: Place, with_keys: bool) -> None:
    """Declarations, what of the ledger was served but its checkpoint, and keys."""
    for name, target in (("log", place.files.public), ("policies", place.declarations)):
        if (held / name).is_dir():
            shutil.copytree(held / name, target, dirs_exist_ok=True)
    for served in (
        *place.files.public.glob("checkpoint"),
        *place.files.public.glob("*/checkpoint"),
    ):
        served.unlink()  # what it says may be older than what strangers saw
    if not with_keys:
        return
    place.files.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in sorted((held / "of-keys" / "keys").glob(KEYS)):
        target = place.files.keys / path.name
        if target.exists():
            raise NotEmptyError(f"{target} is there already; it is not overwritten")
        shutil.copy2(path, target)  # with its rights, 0600


def _ledger(
    database: Database,
    place: Place,
    form: Mapping[str, Any],
    copied: Path | None,
    now: datetime,
    tables: list[Moved],
    pages: int,
) -> Restored:
    refuses: str | None = None
    caught_up: int | None = None
    with database.transaction() as tx:
        log = logs.current(tx)
        if log is not None and copied is not None:
            there = LogFiles(place.files.keys, copied)
            caught_up = catching_up.catch_up(tx, there, log, now)
            note = there.published(log.no)
            if caught_up is not None and note is not None:
                tx.flush()
                place.files.set_mark(log.no, note)
    with database.reading() as tx:
        if log is not None:
            faults = ledger_check.check_kept(tx, log)
            if faults:
                raise BackupDamagedError(f"the ledger does not add up: {faults[0]}")
            try:
                logs.see_that_it_may_sign(tx, place.files, log)
                place.files.signer(log.no, log.origin, str(log.verifier))
            except LedgerRefusesError as error:
                refuses = str(error)
    _forget_keys_of_unknown_logs(place, log.no if log else 0)
    return Restored(
        made_at=form["made_at"],
        rows=sum(one.rows for one in tables),
        pages=pages,
        log=log.origin if log else None,
        caught_up=caught_up,
        refuses=refuses,
        has_keys=(place.files.keys / "master.key").exists(),
        log_no=log.no if log else None,
    )


def _forget_keys_of_unknown_logs(place: Place, newest: int) -> None:
    """A log opened after the backup is not known here; under its key another one would begin."""
    for path in place.files.keys.glob("log-*.key"):
        number = path.stem.removeprefix("log-")
        if number.isdecimal() and int(number) > newest:
            path.rename(path.with_suffix(".key-of-a-log-that-is-not-here"))
