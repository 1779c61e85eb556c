"""Examines an installation: each check is a function that returns findings, in one list."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cli import disk, shadows, wiring
from config.errors import SettingsError
from config.settings import Key, Settings, load
from storage import keyfile, people, policies, schema
from storage.database import Database
from storage.errors import StorageError

Grade = Literal["ok", "warn", "fail"]
MIB = 2**20
LITTLE_DISK, TOO_LITTLE_DISK = 500 * MIB, 50 * MIB
OLDEST_TIME = datetime(2026, 11, 1, tzinfo=UTC)  # when this was written: no clock shows less
STAMP_LATE = timedelta(hours=25)  # a silent log is stamped daily; an hour for its authorities
BACKUP_LATE = timedelta(days=2)
DAYS_LEFT_FAIL, DAYS_LEFT_WARN = 3, 30
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands, and what to do."""

    what: str
    grade: Grade
    says: str
    of_settings: bool = False

    def form(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def examine(options: Mapping[Key, object]) -> list[Finding]:
    """Every finding; without settings only what does not need them."""
    findings = _packages()
    try:
        settings = load(options=options)
    except SettingsError as error:
        return findings + [
            Finding("settings", "fail", str(fault), of_settings=True) for fault in error.faults
        ]
    findings.append(Finding("settings", "ok", "every setting is known and fits"))
    for check in CHECKS:
        findings += check(settings)
    return findings


def _packages() -> list[Finding]:
    found = shadows.shadowed()
    if not found:
        return [Finding("packages", "ok", "our packages are ours")]
    return [Finding("packages", "fail", f"{one}. {shadows.remedy()}") for one in found]


def _disk(settings: Settings) -> list[Finding]:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"x" * 4096)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return [Finding("disk", "fail", f"{folder} cannot be written: {error}")]
    says = f"{free // MIB:,} MiB are free at {folder}"
    if free < TOO_LITTLE_DISK:
        return [Finding("disk", "fail", f"{says}: free some space, else nothing can be kept")]
    return [Finding("disk", "warn" if free < LITTLE_DISK else "ok", says)]


def _pace(settings: Settings) -> list[Finding]:
    """In how many days the disk is full."""
    database = Database(settings.database_url)
    try:
        left = disk.days_left(database)
    finally:
        database.close()
    if left is None:
        return []
    days = int(left)
    says = f"at the pace so far the disk is full in {days:,} days"
    grade: Grade = "fail" if days < DAYS_LEFT_FAIL else "warn" if days < DAYS_LEFT_WARN else "ok"
    return [Finding("disk", grade, says)]


def _database(settings: Settings) -> list[Finding]:
    database = Database(settings.database_url)
    try:
        stands = schema.state(database)
        if stands is schema.SchemaState.EMPTY:
            return [Finding("database", "warn", "is not made yet; the first command makes it")]
        schema.check(database)
        with database.reading() as tx:
            watched = policies.listed(tx)
        failing = [row.id for row in watched if row.failed_in_a_row >= 3]
    except StorageError as error:
        return [Finding("database", "fail", str(error))]
    finally:
        database.close()
    findings = [Finding("database", "ok", f"{database.place}, policies watched: {len(watched)}")]
    latest = max((row.last_look_at for row in watched if row.last_look_at), default=None)
    if latest and latest > wiring.now() + timedelta(minutes=5):
        findings.append(
            Finding("clock", "fail", f"a look of {latest.isoformat()} lies in the future")
        )
    if failing:
        says = f"{', '.join(failing[:5])} failed three times or more; clausewatch policies --health"
        findings.append(Finding("watching", "warn", says))
    return findings


def _keys(settings: Settings) -> list[Finding]:
    findings = []
    for name in ("master.key", "tokens.key"):
        file = settings.keys_dir / name
        if not file.exists():
            continue
        try:
            keyfile.load(file)
        except keyfile.KeyFileError as error:
            findings.append(Finding("keys", "fail", str(error)))
            continue
        if file.stat().st_mode & 0o077:
            says = f"{file} can be read by others: chmod 600 {file}"
            findings.append(Finding("keys", "fail", says))
    if not findings and _keys_are_missing(settings):
        says = f"{settings.keys_dir}/master.key is gone, but people are sealed under it: restore it"
        return [Finding("keys", "fail", says)]
    return findings or [Finding("keys", "ok", f"{settings.keys_dir}; keep a copy of it elsewhere")]


def _keys_are_missing(settings: Settings) -> bool:
    if (settings.keys_dir / "master.key").exists():
        return False
    database = Database(settings.database_url)
    try:
        if schema.state(database) is not schema.SchemaState.CURRENT:
            return False
        with database.reading() as tx, tempfile.TemporaryDirectory() as empty:
            people.open_vault(tx, Path(empty) / "master.key")
    except people.KeyMissingError:
        return True
    except StorageError:
        return False  # the database's own finding says so
    finally:
        database.close()
    return False


def _clock(_: Settings) -> list[Finding]:
    now = wiring.now()
    if now < OLDEST_TIME:
        return [Finding("clock", "fail", f"shows {now.isoformat()}: set it, or use NTP")]
    try:
        ZoneInfo("Europe/Brussels")
    except KeyError:
        return [Finding("clock", "fail", "time zones are missing: install the package tzdata")]
    return [Finding("clock", "ok", now.isoformat(timespec="seconds"))]


def _mail(settings: Settings) -> list[Finding]:
    from cli import doctor_mail

    return doctor_mail.examine(settings)


def _network(settings: Settings) -> list[Finding]:
    database = Database(settings.database_url)
    try:
        if schema.state(database) is not schema.SchemaState.CURRENT:
            return []
        with database.reading() as tx:
            rows = policies.listed(tx, states=["active"])
            urls = [source.url for row in rows[:1] for source in policies.sources(tx, row.id)]
    except StorageError:
        return []  # the database's own finding says so
    finally:
        database.close()
    host = urlsplit(urls[0]).hostname if urls else None
    if host is None:
        return []
    try:
        socket.getaddrinfo(host, 443)
    except OSError as error:
        return [Finding("network", "fail", f"{host} is not found: {error}")]
    return [Finding("network", "ok", f"{host} is found")]


def _browser(settings: Settings) -> list[Finding]:
    """What pages made by scripts are read through."""
    from watcher.browser_program import installed

    far = settings.watch.browser_socket
    if far is not None and settings.watch.browser != "never":
        if far.is_socket():
            return [Finding("browser", "ok", f"in a service of its own, at {far}")]
        says = f"no socket is at {far}: start clausewatch-browser.socket, or `clausewatch browser`"
        return [Finding("browser", "fail", says)]
    program = installed()
    if settings.watch.browser == "never" or program is None:
        says = "none is used" if program else "none is installed"
        return [Finding("browser", "ok", f"{says}: pages that scripts make are refused as empty")]
    if not settings.watch.browser_sandbox:
        says = f"{program}, and its sandbox is off: only where a container is wall enough"
        return [Finding("browser", "warn", says)]
    return [Finding("browser", "ok", f"{program}, for pages that scripts make")]


def _ledger(settings: Settings) -> list[Finding]:
    from cli import commands_ledger

    database = Database(settings.database_url)
    try:
        if schema.state(database) is not schema.SchemaState.CURRENT:
            return []
        told = commands_ledger.standing_of(wiring.World(settings, database))
    except StorageError:
        return []  # the database's own finding says so
    finally:
        database.close()
    if told["refuses"]:
        return [Finding("ledger", "fail", told["refuses"])]
    if told["origin"] is None:
        return [Finding("ledger", "ok", "is not begun yet; clausewatch serve opens it")]
    findings = [Finding("ledger", "ok", f"{told['size']} leaves signed as {told['origin']}")]
    if not told["authorities"]:
        says = "not stamped: nobody else says when it said what; name an authority in "
        findings.append(Finding("ledger", "warn", f"{says}CLAUSEWATCH_LEDGER__AUTHORITIES"))
    elif _stamp_is_late(told, wiring.now()):
        says = "no time stamp from outside for more than a day: clausewatch ledger status says why"
        findings.append(Finding("ledger", "fail", says))
    elif told["trouble"]:
        findings.append(Finding("ledger", "warn", f"a time stamp is late: {told['trouble']}"))
    if not settings.ledger.witnesses:
        says = "not witnessed: two readers could be shown two logs; name a witness in "
        findings.append(Finding("ledger", "warn", f"{says}CLAUSEWATCH_LEDGER__WITNESSES"))
    return findings


def _stamp_is_late(told: Mapping[str, Any], now: datetime) -> bool:
    """Whether the newest outside stamp is older than a day, although there was something to
    stamp.
    """
    since = told["stamped"]["at"] if told["stamped"] else told["opened_at"]
    return since is not None and now - datetime.fromisoformat(since) > STAMP_LATE


def _canary(settings: Settings) -> list[Finding]:
    from cli import canary

    return canary.examine(settings, wiring.now())


def _backups(settings: Settings) -> list[Finding]:
    from cli.backups import last_made

    made_at = last_made(settings)
    if made_at is None:
        says = "none was made from this folder: clausewatch backup FILE --keys FILE"
        return [Finding("backup", "warn", says)]
    age = wiring.now() - made_at
    says = f"the last was made {age.days} days ago"
    return [Finding("backup", "warn" if age > BACKUP_LATE else "ok", says)]


def _fleet(settings: Settings) -> list[Finding]:
    from cli import doctor_fleet

    return doctor_fleet.examine(settings)


def _address(settings: Settings) -> list[Finding]:
    parts = urlsplit(settings.base_url)
    if parts.hostname in LOOPBACK:
        says = f"links lead to {settings.base_url}, which only this computer reaches"
        return [Finding("address", "warn", f"{says}: set CLAUSEWATCH_BASE_URL")]
    if parts.scheme != "https":
        return [Finding("address", "warn", f"{settings.base_url} is not https: use a proxy")]
    return [Finding("address", "ok", settings.base_url)]


CHECKS: Sequence[Callable[[Settings], list[Finding]]] = (
    _disk,
    _pace,
    _database,
    _fleet,
    _backups,
    _keys,
    _ledger,
    _clock,
    _network,
    _browser,
    _mail,
    _address,
    _canary,
)
