"""A backup is taken while others write, is whole or refused; the log goes on from its copy."""

from __future__ import annotations

import stat
import tarfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.wiring import environment
from storage import (
    archives,
    entries,
    ledger_check,
    logs,
    restoring,
    schema,
    sequencer,
    succession,
)  # fmt: skip
from storage.backing_up import Place, back_up, back_up_keys
from storage.database import Database
from storage.errors import BackupDamagedError, BackupUnknownError
from storage.log_files import LogFiles
from storage.moving import NotEmptyError
from storage.restoring import Restored
from storage.sequencer import Installation
from storage.snapshots import keep_body

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
OURS = Installation("mill.example/log", "Clausewatch test")


@dataclass
class House:
    """One installation: a database, its keys, what it serves, and its copy elsewhere."""

    database: Database
    folder: Path
    copy: Path | None = None

    @property
    def files(self) -> LogFiles:
        return LogFiles(self.folder / "keys", self.folder / "log", self.copy)

    @property
    def place(self) -> Place:
        return Place(self.files, self.folder / "policies")

    def happens(self, *subjects: str) -> None:
        """Let things happen, and the log take them."""
        with self.database.transaction() as tx:
            for subject in subjects:
                keep_body(tx, f"page of {subject}".encode() * 50, None)
                entries.record(tx, "change", subject, {"significance": "substance"}, NOW)
        self.sequence()

    def sequence(self) -> int:
        done = sequencer.run_until_empty(self.database, self.files, OURS, NOW, everything=True)
        assert done is not None
        return done.size

    def back_up(self, target: Path) -> dict[str, object]:
        return back_up(
            self.database, self.place, target, software="test", now=NOW, environ=environment()
        )


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """An installation in which three things happened."""
    house = House(database, tmp_path / "here", tmp_path / "elsewhere")
    (house.folder / "policies").mkdir(parents=True)
    (house.folder / "policies" / "mill.toml").write_text('service = "Mill"\n')
    house.happens("mill/1", "mill/2", "mill/3")
    return house


@pytest.fixture
def empty(house: House, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Return the address of an empty database of the same kind."""
    if house.database.is_sqlite:
        return lambda: f"sqlite:///{tmp_path}/there/clausewatch.db"
    address: str = request.getfixturevalue("postgres")

    def make() -> str:
        import psycopg

        name = f"restored_{abs(hash(tmp_path))}"
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"{address}/{name}"

    return make


def restore(
    source: Path, keys: Path | None, url: str, folder: Path, copy: Path | None = None
) -> tuple[House, Restored]:
    """Restore into a new folder and open what came of it."""
    house = House(Database(url), folder, copy)
    (folder / "held").mkdir(parents=True)
    done = restoring.restore(
        source,
        keys,
        url,
        house.place,
        folder / "held",
        copied=copy,
        now=NOW + timedelta(hours=1),
        environ=environment(),
        say=lambda _: None,
    )
    return house, done


def test_a_backup_is_restored_on_an_empty_machine_with_every_hash(
    house: House, empty: Callable[[], str], tmp_path: Path
) -> None:
    form = house.back_up(tmp_path / "a.backup")
    back_up_keys(house.place, tmp_path / "a.keys", NOW)

    there, done = restore(tmp_path / "a.backup", tmp_path / "a.keys", empty(), tmp_path / "there")

    assert form["schema"] == schema.REVISIONS[-1]
    assert done.pages == 3
    assert stat.S_IMODE((tmp_path / "a.keys").stat().st_mode) == 0o600
    assert (there.folder / "policies" / "mill.toml").read_text() == 'service = "Mill"\n'
    assert (there.folder / "keys" / "log-1.key").stat().st_mode & 0o077 == 0
    there.database.close()


def test_without_its_copy_a_restored_log_refuses_until_it_is_told_how_to_go_on(
    house: House, empty: Callable[[], str], tmp_path: Path
) -> None:
    house.back_up(tmp_path / "a.backup")
    back_up_keys(house.place, tmp_path / "a.keys", NOW)

    there, done = restore(tmp_path / "a.backup", tmp_path / "a.keys", empty(), tmp_path / "there")
    adopted = succession.adopt(there.database, there.files)
    there.happens("mill/4")

    assert done.refuses
    assert "adopt" in done.refuses
    assert adopted == 4
    with there.database.reading() as tx:
        assert ledger_check.check(tx, there.files) == []
    there.database.close()


def test_with_its_copy_a_restored_log_catches_up_and_goes_on(
    house: House, empty: Callable[[], str], tmp_path: Path
) -> None:
    with house.database.transaction() as tx:
        entries.record(tx, "change", "waits/1", {"significance": "substance"}, NOW)
    house.back_up(tmp_path / "a.backup")
    back_up_keys(house.place, tmp_path / "a.keys", NOW)
    house.happens(*(f"mill/{number}" for number in range(4, 300)))
    seen = house.files.published(1)

    there, done = restore(
        tmp_path / "a.backup", tmp_path / "a.keys", empty(), tmp_path / "there", house.copy
    )
    waiting = there.sequence()
    there.happens("after/1")

    assert done.refuses is None
    assert done.caught_up == 297  # 296 changes, and the one that was waiting in the backup
    assert there.files.mark(1) != seen
    assert waiting == 301, "what waited in the backup and stands in the log is not logged twice"
    with there.database.reading() as tx:
        assert ledger_check.check(tx, there.files) == []
        assert logs.size_of(tx, 1) == 302
    there.database.close()


def test_a_backup_under_load_is_one_steady_view(
    house: House, empty: Callable[[], str], tmp_path: Path
) -> None:
    stop = threading.Event()
    begun = threading.Event()

    def write() -> None:
        writer = Database(house.database.url.render_as_string(hide_password=False))
        number = 0
        while not stop.is_set():
            with writer.transaction() as tx:
                entries.record(tx, "change", f"load/{number}", {"significance": "cosmetic"}, NOW)
                entries.record(tx, "change", f"load/{number}", {"significance": "wording"}, NOW)
            number += 1
            begun.set()
        writer.close()

    writing = threading.Thread(target=write)
    writing.start()
    try:
        begun.wait(10)
        house.back_up(tmp_path / "a.backup")
    finally:
        stop.set()
        writing.join()

    there, done = restore(tmp_path / "a.backup", None, empty(), tmp_path / "there")

    assert not done.has_keys
    with there.database.reading() as tx:
        assert entries.waiting(tx) % 2 == 0, "half a transaction was saved"
        assert entries.waiting(tx) > 0
    there.database.close()


def test_a_flipped_byte_is_found_before_anything_is_put_in_place(
    house: House, tmp_path: Path
) -> None:
    if not house.database.is_sqlite:
        pytest.skip("The file's list is the same for both databases.")
    house.back_up(tmp_path / "a.backup")
    with tarfile.open(tmp_path / "a.backup") as tar:
        at = tar.getmember("database.sqlite").offset_data + 5000
    with (tmp_path / "a.backup").open("r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 1]))

    with pytest.raises(BackupDamagedError, match="SHA-256"):
        restore(tmp_path / "a.backup", None, f"sqlite:///{tmp_path}/there/x.db", tmp_path / "there")
    assert not (tmp_path / "there" / "x.db").exists()


def test_a_backup_never_overwrites_an_installation_or_another_backup(
    house: House, tmp_path: Path
) -> None:
    house.back_up(tmp_path / "a.backup")
    url = house.database.url.render_as_string(hide_password=False)

    with pytest.raises(BackupUnknownError, match="already"):
        house.back_up(tmp_path / "a.backup")
    with pytest.raises(NotEmptyError, match="empty machine"):
        restore(tmp_path / "a.backup", None, url, tmp_path / "there")


def test_a_file_that_leads_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("words")
    archives.write(
        tmp_path / "bad.backup", {"format": archives.FORMAT}, {"../out": tmp_path / "secret"}
    )
    (tmp_path / "held").mkdir()

    with pytest.raises(BackupDamagedError, match="does not belong"):
        archives.read(tmp_path / "bad.backup", tmp_path / "held")
    assert not (tmp_path / "out").exists()
