"""What runs elsewhere is checked as far as it can be checked here."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import typer
import yaml

from cli.app import app_for
from config import settings
from tests.conftest import PACKAGES, PROJECT, missing

DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SOCKETS = sorted((DEPLOY / "systemd").glob("*.socket"))
MOST_EXPOSED = 2.0
"""Of 10, as `systemd-analyze security` counts; a unit without hardening has 9.6."""


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions in order, continuation lines joined."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split()[0], line.split(None, 1)[1].strip()) for line in lines]


def test_the_image_has_two_stages_and_runs_without_privileges() -> None:
    told = instructions()
    last_stage = told[max(at for at, (word, _) in enumerate(told) if word == "FROM") :]

    assert [word for word, _ in told].count("FROM") == 2
    assert ("USER", "10001:10001") in last_stage
    assert ("VOLUME", "/data") in last_stage
    assert ("STOPSIGNAL", "SIGTERM") in last_stage
    assert any(word == "HEALTHCHECK" for word, _ in last_stage)
    assert not any("pip install" in rest for _, rest in last_stage)


def test_everything_the_image_copies_exists_and_is_let_through() -> None:
    ignored = (PROJECT / ".dockerignore").read_text().splitlines()
    let_through = {line[1:] for line in ignored if line.startswith("!")}

    copied = {
        source
        for word, rest in instructions()
        if word == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    assert copied == let_through
    assert [source for source in copied if not (PROJECT / source).exists()] == []


def test_the_compose_file_gives_no_privileges_and_no_open_port() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

    for name in ("clausewatch", "migrate", "web", "worker"):
        ours = services[name]
        assert ours["read_only"] is True, name
        assert ours["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in ours["security_opt"], name
        assert all(port.startswith("127.0.0.1:") for port in ours.get("ports", ())), name
        assert "data:/data" in ours["volumes"], name
        assert (DEPLOY / ours["build"]["context"] / ours["build"]["dockerfile"]).exists(), name
    assert "ports" not in services["database"]


def test_each_profile_is_whole() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

    by_profile = {
        profile: {name for name, one in services.items() if profile in one["profiles"]}
        for profile in ("single", "fleet")
    }
    assert by_profile == {
        "single": {"clausewatch"},
        "fleet": {"migrate", "web", "worker", "database"},
    }
    for name in by_profile["fleet"]:
        assert set(services[name].get("depends_on", ())) <= by_profile["fleet"]


@pytest.mark.parametrize("name", ["web", "worker", "migrate"])
def test_the_commands_of_the_fleet_exist(name: str) -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    verb, *options = services[name]["command"]
    command = typer.main.get_command(app_for()).commands[verb]  # type: ignore[attr-defined]

    known = {
        spelled
        for param in command.params
        for spelled in (*param.opts, *getattr(param, "secondary_opts", ()))
    }
    assert {word for word in options if word.startswith("--")} <= known


def test_every_setting_named_in_deploy_exists() -> None:
    known = {settings.variable(key) for key in settings.known_keys()}
    known |= {f"{settings.variable(key)}_FILE" for key in settings.FROM_FILES}

    for file in (DEPLOY / "env.example", DEPLOY / "compose.yaml", DEPLOY / "Dockerfile", *UNITS):
        named = set(re.findall(r"CLAUSEWATCH_[A-Z_]+", file.read_text()))
        assert named <= known, f"{file.name} names settings there are not: {named - known}"


def test_the_example_settings_are_accepted() -> None:
    lines = (DEPLOY / "env.example").read_text().splitlines()
    environ = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    loaded = settings.load(environ, folder=Path("/nonexistent"))

    assert loaded.base_url == environ["CLAUSEWATCH_BASE_URL"]


def test_what_is_installed_carries_its_data(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=PROJECT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())

    wanted = {
        str(file.relative_to(PROJECT))
        for kind in ("*.py", "*.html", "*.txt", "*.css", "*.svg", "*.po", "*.mako")
        for package in PACKAGES
        for file in (PROJECT / package).rglob(kind)
    }
    assert wanted - carried == set()


@pytest.mark.parametrize("unit_file", UNITS, ids=lambda file: file.stem)
def test_systemd_accepts_the_unit_and_finds_it_hardened(unit_file: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        missing("systemd-analyze is missing: install the package systemd.")
    program = tmp_path / "clausewatch"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for file in (*UNITS, *SOCKETS):  # they name each other
        told = file.read_text().replace("/opt/clausewatch/.venv/bin/clausewatch", str(program))
        (tmp_path / file.name.replace("@", "@1")).write_text(told)
    unit = tmp_path / unit_file.name.replace("@", "@1")

    verified = subprocess.run([analyze, "verify", unit], capture_output=True, text=True)
    judged = subprocess.run(
        [analyze, "security", "--offline=true", "--no-pager", unit], capture_output=True, text=True
    )

    assert unit.name not in verified.stderr, verified.stderr
    assert verified.returncode == 0, verified.stderr
    exposure = re.search(r"exposure level for \S+: ([\d.]+)", judged.stdout)
    assert exposure, judged.stdout + judged.stderr
    assert float(exposure[1]) <= MOST_EXPOSED


def test_only_the_browser_s_unit_may_open_namespaces_and_it_sees_no_data() -> None:
    allowed = {
        file.stem: re.findall(r"^RestrictNamespaces=(.*)$", file.read_text(), re.MULTILINE)
        for file in UNITS
    }
    apart = (DEPLOY / "systemd" / "clausewatch-browser.service").read_text()

    assert allowed.pop("clausewatch-browser") == ["user pid net"]
    assert {tuple(one) for one in allowed.values()} == {("yes",)}
    assert "StateDirectory" not in apart
    assert "/var/lib/clausewatch" in re.findall(r"^InaccessiblePaths=(.*)$", apart, re.MULTILINE)[0]
    assert (DEPLOY / "systemd" / "clausewatch-browser.socket").exists()
