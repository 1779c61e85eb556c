"""Settings: `clausewatch.toml` < environment < options, complete, all mistakes in one message.

The sources are read here by hand, so that each fault can name the variable or the key it came from
and an unknown one is an error everywhere; pydantic checks the values. Nothing outside this file and
`cli/wiring.py` reads the environment.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from config.errors import Fault, SettingsError
from config.values import (
    DatabaseAddress,
    DataFolder,
    Domain,
    Duration,
    Listener,
    MailAddress,
    Networks,
    Selector,
    TextFile,
    WaysOut,
    WebAddress,
)
from config.vouching import Authorities, LogKeys, Origin, Witnesses

FILE = "clausewatch.toml"
PREFIX = "CLAUSEWATCH_"
NO_SETTINGS = {"CLAUSEWATCH_SHARED"}  # the folder of acceptance material: of tests, not of ours
FROM_FILES = {
    ("mail", "password"),
    ("mail", "hook_secret"),
    ("web", "metrics_token"),
    ("database_url",),
}  # those that may hold a secret: NAME_FILE names a file


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class WatchSettings(_Section):
    """How we look."""

    confirm_after: Duration = timedelta(minutes=15)
    settle_after: Duration = timedelta(hours=48)
    allow_networks: Networks = ()
    min_delay: Duration = timedelta(seconds=5)
    interval: Duration = timedelta(hours=6)
    """How often a policy is looked at whose declaration does not say."""

    keep_snapshots: Duration = timedelta(0)
    """How long received pages are kept that no version, change or evidence needs; 0 keeps all."""

    browser: Literal["auto", "declared", "never"] = "auto"
    """What is read through a browser where one is installed: what is declared so and pages that
    turn out to be made by scripts, the first only, or nothing."""

    browser_sandbox: bool = True
    """Whether the browser must be able to lock itself in; without it a page that breaks the
    browser has the rights of its account."""

    browser_socket: Path | None = None
    """Where a browser in a service of its own listens; without it one is started here."""

    lease: Duration = timedelta(minutes=3)
    """How long a host is left to a worker that died; longer than the slowest fetch and reading."""


class MailSettings(_Section):
    """How we tell."""

    url: WaysOut
    sender: MailAddress = Field("clausewatch@localhost", alias="from")
    password: SecretStr | None = None
    unknown_retry: Duration = timedelta(minutes=15)
    lease: Duration = timedelta(minutes=3)
    bounce_domain: Domain | None = None
    """Where mail that comes back is sent to; each delivery gets an address of its own in it."""

    listen: Listener | None = None
    """Where `serve` takes in mail that comes back."""

    rate: Annotated[int, Field(gt=0)] | None = None
    """Letters a minute to one relay, from all processes together."""

    domain_rate: Annotated[int, Field(gt=0)] | None = None
    """Letters a minute to one domain, from all processes together."""

    give_up_after: Duration = timedelta(days=5)  # RFC 5321, 4.5.4.1: days, not hours
    hook_secret: SecretStr | None = None
    """What a provider proves its reports with."""

    dkim_key: Path | None = None
    dkim_selector: Selector | None = None


class WebSettings(_Section):
    """How pages are served."""

    trusted_proxies: Networks = ()
    """Whose X-Forwarded-For is believed; without it every client behind a proxy counts as one."""

    sign_ups_per_hour: Annotated[int, Field(ge=1)] = 200
    """How many people together may ask for mail in an hour, before the operator is told."""

    metrics_token: SecretStr | None = None
    """Who brings it may read the numbers at /metrics; without it there are none."""

    noindex: bool = False
    """Whether search engines are asked to leave every page out."""

    privacy: TextFile | None = None
    imprint: TextFile | None = None
    """The operator's own texts, Markdown; beside `privacy.md` may stand `privacy.nl.md`."""


class LedgerSettings(_Section):
    """Who vouches for the ledger, and for whose ledgers we do."""

    origin: Origin = ""
    """The log's name for ever; empty: made from the public address when the log is opened."""

    authorities: Authorities = ()
    authority_roots: Path | None = None
    stamp_every: Duration = timedelta(minutes=10)
    witnesses: Witnesses = ()
    witness_for: LogKeys = ()
    copy_to: Path | None = None
    """A folder off this machine that gets entries, checkpoints and tiles before strangers do."""


class NoticeSettings(_Section):
    """How companies' own notices are handled."""

    four_eyes: bool = True
    """Whether somebody else than the drafter must approve."""

    other_channel: Duration = timedelta(days=5)
    """What a plan leaves for whom mail does not reach."""

    close_after: Duration = timedelta(days=7)
    """How long letters may come back before a notice is closed."""

    restrict_for: Duration = timedelta(days=2190)
    """How long what was sent is evidence, from the closing of a notice on."""


class OperatorSettings(_Section):
    """Who runs this installation, as mail and pages name them."""

    name: str = ""
    place: str = ""
    contact: str = ""


class CanarySettings(_Section):
    """A policy of our own that changes on schedule, so that somebody sees that it is noticed."""

    mail: MailAddress | None = None
    """Who gets the mail about each of its changes; without it there is no canary."""

    every: Annotated[Duration, Field(ge=timedelta(seconds=1))] = timedelta(hours=24)


class Settings(_Section):
    """Everything an operator may set, complete and checked. See `docs/settings.md`."""

    data_dir: DataFolder
    database_url: DatabaseAddress
    base_url: WebAddress = "http://127.0.0.1:8000"
    log: Literal["warning", "info"] = "warning"
    """What a service says on stderr: what somebody should see, or every look and letter too."""

    watch: WatchSettings = WatchSettings()
    mail: MailSettings
    web: WebSettings = WebSettings()
    notice: NoticeSettings = NoticeSettings()
    operator: OperatorSettings = OperatorSettings()
    ledger: LedgerSettings = LedgerSettings()
    canary: CanarySettings = CanarySettings()

    @property
    def keys_dir(self) -> Path:
        """Where the keys lie: beside the database, never in it."""
        return self.data_dir / "keys"

    @property
    def log_dir(self) -> Path:
        """What of the ledger is served: its tiles and checkpoints."""
        return self.data_dir / "log"

    @property
    def declarations_dir(self) -> Path:
        """Where declarations are looked for."""
        return self.data_dir / "policies"


Key = tuple[str, ...]


class _Given(NamedTuple):
    """A value and where it was given."""

    place: str
    name: str
    value: object


def load(
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    options: Mapping[Key, object] | None = None,
) -> Settings:
    """The settings in force, or `SettingsError` with every mistake at once."""
    faults: list[Fault] = []
    given = _from_file((folder or Path()) / FILE, faults)
    given |= _from_environment(os.environ if environ is None else environ, faults)
    for key, value in (options or {}).items():
        given[key] = _Given(
            "option", "--data" if key == ("data_dir",) else "--" + "-".join(key), value
        )
    for key in [key for key in given if key not in known_keys()]:
        faults.append(_unknown(key, given.pop(key)))
    data = Path(str(given[("data_dir",)].value)) if ("data_dir",) in given else Path("data")
    data = (folder or Path()) / data.expanduser()
    values: dict[str, Any] = _nested(given)
    values["data_dir"] = data
    values.setdefault("database_url", f"sqlite:///{data}/clausewatch.db")
    values.setdefault("mail", {}).setdefault("url", (data.absolute() / "outbox").as_uri())
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError([*faults, *_faults(error, given)]) from None
    if faults:
        raise SettingsError(faults)
    return settings


def known_keys() -> dict[Key, object]:
    """Every setting with its default (None where it follows from another)."""
    known: dict[Key, object] = {}
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, _Section):
            for inner, inner_field in section.model_fields.items():
                default = None if inner_field.is_required() else inner_field.default
                known[name, inner_field.alias or inner] = default
        else:
            known[(name,)] = None if field.is_required() else field.default
    return known


def variable(key: Key) -> str:
    """The environment variable of a setting."""
    return PREFIX + "__".join(key).upper()


def _from_file(path: Path, faults: list[Fault]) -> dict[Key, _Given]:
    try:
        form = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(str(path), "", f"is no TOML: {error}"))
        return {}
    except OSError as error:
        faults.append(Fault(str(path), "", f"cannot be read: {error.strerror}"))
        return {}
    found: dict[Key, _Given] = {}
    for name, value in form.items():
        inner = value.items() if isinstance(value, dict) else ()
        found |= {(name, key): _Given(str(path), f"{name}.{key}", below) for key, below in inner}
        if not isinstance(value, dict):
            found[(name,)] = _Given(str(path), name, value)
    return found


def _from_environment(environ: Mapping[str, str], faults: list[Fault]) -> dict[Key, _Given]:
    found: dict[Key, _Given] = {}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in NO_SETTINGS or not environ[name]:
            continue  # an empty variable says nothing: compose files write `${NAME:-}`
        key = tuple(name.removeprefix(PREFIX).lower().split("__"))
        value = environ[name]
        of_file = (*key[:-1], key[-1].removesuffix("_file"))
        if of_file != key and of_file in FROM_FILES:
            key = of_file
            try:
                value = Path(value).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                faults.append(Fault("environment", name, f"its file cannot be read: {error}"))
                continue
        found[key] = _Given("environment", name, value)
    return found


def _nested(given: Mapping[Key, _Given]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, one in given.items():
        inner = values
        for part in key[:-1]:
            inner = inner.setdefault(part, {})
        inner[key[-1]] = one.value
    return values


def _unknown(key: Key, given: _Given) -> Fault:
    names = {".".join(known): known for known in known_keys()}
    near = difflib.get_close_matches(".".join(key), names, n=1, cutoff=0.6)
    if given.place == "environment":
        near = [variable(names[name]) for name in near]
    hint = f"; did you mean {near[0]}?" if near else "; docs/settings.md lists those there are"
    return Fault(given.place, given.name, f"is no setting{hint}")


def _faults(error: ValidationError, given: Mapping[Key, _Given]) -> list[Fault]:
    faults = []
    for one in error.errors():
        key = tuple(str(part) for part in one["loc"])
        source = given.get(key[:2]) or given.get(key[:1])
        says = one["msg"].removeprefix("Value error, ")
        if one["type"] != "value_error":
            says = says[:1].lower() + says[1:]
        place, name = (source.place, source.name) if source else ("settings", ".".join(key))
        faults.append(Fault(place, name, says))
    return faults
