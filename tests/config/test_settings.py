"""Settings: three sources in one order, and every mistake at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from config.errors import SettingsError
from config.settings import known_keys, load, variable


def test_without_any_setting_the_defaults_of_the_contract_hold(tmp_path: Path) -> None:
    settings = load({}, tmp_path)

    assert settings.data_dir == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/clausewatch.db"
    assert settings.mail.url == f"file://{tmp_path}/data/outbox"
    assert settings.mail.sender == "clausewatch@localhost"
    assert settings.watch.confirm_after == timedelta(minutes=15)
    assert settings.watch.settle_after == timedelta(hours=48)
    assert settings.watch.allow_networks == ()


def test_the_environment_wins_over_the_file_and_an_option_over_both(tmp_path: Path) -> None:
    (tmp_path / "clausewatch.toml").write_text(
        'data_dir = "/from/file"\n[watch]\nconfirm_after = "1h"\nsettle_after = "7d"\n'
    )
    environ = {"CLAUSEWATCH_WATCH__CONFIRM_AFTER": "0", "CLAUSEWATCH_DATA_DIR": "/from/environment"}

    settings = load(environ, tmp_path, {("data_dir",): "/from/option"})

    assert settings.watch.confirm_after == timedelta()
    assert settings.watch.settle_after == timedelta(days=7)
    assert settings.data_dir == Path("/from/option")


@pytest.mark.parametrize("written", ["127.0.0.0/8,::1", '["127.0.0.0/8", "::1/128"]'])
def test_networks_are_a_json_list_or_a_comma_list(written: str) -> None:
    settings = load({"CLAUSEWATCH_WATCH__ALLOW_NETWORKS": written})

    assert settings.watch.allow_networks == ("127.0.0.0/8", "::1/128")


def test_every_mistake_of_every_source_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "clausewatch.toml").write_text('colour = "red"\n[mail]\nurl = "ftp://relay"\n')
    environ = {
        "CLAUSEWATCH_WATCH__CONFIRM_AFTR": "15m",
        "CLAUSEWATCH_WATCH__MIN_DELAY": "soon",
        "CLAUSEWATCH_WATCH__ALLOW_NETWORKS": "everything",
    }

    with pytest.raises(SettingsError) as caught:
        load(environ, tmp_path)

    says = str(caught.value)
    assert len(caught.value.faults) == 5
    assert "clausewatch.toml: colour: is no setting" in says
    assert "clausewatch.toml: mail.url: is no mail server" in says
    assert "did you mean CLAUSEWATCH_WATCH__CONFIRM_AFTER?" in says
    assert "CLAUSEWATCH_WATCH__MIN_DELAY: 'soon' is no duration; write it like 90s" in says
    assert "'everything' is no network" in says


def test_a_secret_comes_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("open sesame\n")

    settings = load({"CLAUSEWATCH_MAIL__PASSWORD_FILE": str(tmp_path / "password")}, tmp_path)

    assert settings.mail.password is not None
    assert settings.mail.password.get_secret_value() == "open sesame"
    assert "sesame" not in repr(settings)


def test_a_secret_file_that_is_away_is_a_mistake_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CLAUSEWATCH_MAIL__PASSWORD_FILE"):
        load({"CLAUSEWATCH_MAIL__PASSWORD_FILE": str(tmp_path / "nothing")}, tmp_path)


def test_a_password_in_the_mail_address_is_refused_without_repeating_it() -> None:
    with pytest.raises(SettingsError) as caught:
        load({"CLAUSEWATCH_MAIL__URL": "smtp://user:hunter2@relay.example"})

    assert "PASSWORD_FILE" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_folder_of_data_may_be_named_as_people_name_folders(tmp_path: Path) -> None:
    settings = load({"CLAUSEWATCH_DATA_DIR": str(tmp_path / "our data, 100 %")})

    assert settings.mail.url == f"file://{tmp_path}/our%20data%2C%20100%20%25/outbox"
    with pytest.raises(SettingsError, match="holds a question mark"):
        load({"CLAUSEWATCH_DATA_DIR": str(tmp_path / "data?")})


@pytest.mark.parametrize(
    ("name", "written", "says"),
    [
        ("BASE_URL", "http://[clausewatch", "is no http(s) address"),
        ("MAIL__URL", "smtp://relay.example:many", "is no mail server"),
        ("MAIL__URL", "smtp://relay.example:99999", "is no mail server"),
        ("MAIL__URL", "file:outbox", "is no mail server"),
        ("MAIL__LISTEN", "lmtp://127.0.0.1", "is no place to listen at"),
        ("LEDGER__AUTHORITIES", "https://stamps.example:x/tsr", "is no address of an authority"),
        ("LEDGER__WITNESSES", '["torn', "is no JSON list"),
    ],
)
def test_an_address_that_is_none_is_told_with_how_to_write_one(
    name: str, written: str, says: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load({f"CLAUSEWATCH_{name}": written})

    assert f"CLAUSEWATCH_{name}: {says}" in str(caught.value)


def test_the_folder_of_acceptance_material_is_no_setting() -> None:
    load({"CLAUSEWATCH_SHARED": "/somewhere", "CLAUSEWATCH": "another command"})


def test_a_file_that_is_no_toml_is_one_mistake_that_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "clausewatch.toml").write_text("watch = [\n")

    with pytest.raises(SettingsError, match=r"clausewatch\.toml: is no TOML"):
        load({}, tmp_path)


def test_the_variables_are_those_of_the_contract() -> None:
    names = {variable(key) for key in known_keys()}

    assert {
        "CLAUSEWATCH_DATABASE_URL",
        "CLAUSEWATCH_DATA_DIR",
        "CLAUSEWATCH_BASE_URL",
        "CLAUSEWATCH_WATCH__CONFIRM_AFTER",
        "CLAUSEWATCH_WATCH__SETTLE_AFTER",
        "CLAUSEWATCH_WATCH__ALLOW_NETWORKS",
        "CLAUSEWATCH_WATCH__MIN_DELAY",
        "CLAUSEWATCH_MAIL__URL",
        "CLAUSEWATCH_MAIL__FROM",
        "CLAUSEWATCH_MAIL__PASSWORD",
        "CLAUSEWATCH_MAIL__UNKNOWN_RETRY",
        "CLAUSEWATCH_MAIL__LEASE",
    } <= names
