"""Bad input: a sentence with place and remedy, the contract's exit code, nothing lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Desk, Done
from tests.stories.installation import COMMAND, Installation


def fails(done: Done, code: int, *said: str) -> None:
    """Assert that a command ended with this code and said these things in a sentence."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Unexpected" not in done.stderr
    for words in said:
        assert words in done.stderr
    assert not done.stdout


def add(installation: Desk, url: str = "https://a.example/privacy") -> str:
    """Declare one policy; return its name."""
    words = ("add", url, "--service", "Aldus", "--type", "Privacy Policy")
    return str(installation.run(*words)["policy"])


def test_an_unknown_setting_is_named_with_the_one_that_was_meant(
    installation: Desk,
) -> None:
    installation.set("WATCH__CONFIRM_AFTR", "15m")

    fails(
        installation.command("policies"), 3,
        "CLAUSEWATCH_WATCH__CONFIRM_AFTR", "did you mean CLAUSEWATCH_WATCH__CONFIRM_AFTER?",
    )  # fmt: skip


def test_every_fault_of_a_malformed_declaration_is_told_and_nothing_is_taken_over(
    installation: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "aldus.toml"
    file.write_text(
        'service = "Aldus"\n[[policy]]\ntype = "Imprint"\nurl = "https://a.example/imprint"\n'
        '[[policy]]\ntype = "Privcy Policy"\nurl = "ftp://a.example"\nlanguge = "nl"\n'
    )

    done = installation.command("import", str(file))

    fails(done, 3, "policy[2].type", "policy[2].url", "policy[2].languge", "aldus.toml")
    assert installation.run("policies") == []


@pytest.mark.parametrize("words", [["history"], ["diff"], ["pause"], ["check"]])
def test_an_unknown_policy_is_named_with_the_command_that_lists_them(
    installation: Desk, words: list[str]
) -> None:
    fails(installation.command(*words, "nobody"), 2, "nobody", "clausewatch policies")


@pytest.mark.parametrize("words", [["policies"], ["serve", "--port", "0"], ["migrate", "--check"]])
def test_a_database_of_a_newer_version_is_left_alone(
    installation: Desk, tmp_path: Path, words: list[str]
) -> None:
    add(installation)
    with sqlite3.connect(tmp_path / "clausewatch.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    fails(installation.command(*words), 3, "newer", "clausewatch.db")


def test_a_mail_server_that_is_away_loses_no_mail(installation: Desk) -> None:
    installation.set("MAIL__URL", "smtp://127.0.0.1:1")
    policy = add(installation)
    installation.run("subscribe", "ada@reader.example", policy)

    away = installation.command("deliver")

    assert away.returncode == 4, away.stderr
    assert "tried again" in away.stderr
    assert "Traceback" not in away.stderr


def test_a_mail_server_that_is_away_is_found_by_the_doctor(installation: Desk) -> None:
    installation.set("MAIL__URL", "smtp://127.0.0.1:1")

    done = installation.command("doctor")

    assert done.returncode == 4
    assert "127.0.0.1:1 does not answer as a mail server" in done.stdout


SMALL_DISK = """
mount -t tmpfs -o size=1m tmpfs "$1" || exit 99
export CLAUSEWATCH_DATA_DIR="$1"
shift
"$@" add https://a.example/imprint --service Aldus --type Imprint >&2 || exit 98
free=$(df -k --output=avail "$CLAUSEWATCH_DATA_DIR" | tail -1)
head -c $((free - 150))k /dev/zero > "$CLAUSEWATCH_DATA_DIR/filler"
"$@" import many.toml
code=$?
"$@" backup "$CLAUSEWATCH_DATA_DIR/all.backup"
[ $? = 75 ] && [ ! -e "$CLAUSEWATCH_DATA_DIR/all.backup" ] || exit 97
rm "$CLAUSEWATCH_DATA_DIR/filler"
"$@" policies --json
exit $code
"""


def test_a_full_disk_is_a_sentence_and_nothing_kept_is_lost(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    tables = (f'[[policy]]\ntype = "x-{n}"\nurl = "https://a.example/{n}"\n' for n in range(300))
    (tmp_path / "many.toml").write_text('service = "Aldus"\n' + "".join(tables))

    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", SMALL_DISK, "sh", disk, *COMMAND],
        env=Installation(tmp_path).environment,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )

    if done.returncode in (1, 99) and "aldus-imprint" not in done.stderr:
        pytest.skip(f"Nobody may mount a small disk on this machine: {done.stderr}")
    assert done.returncode == 75, done.stderr
    assert "Traceback" not in done.stderr
    assert "free some space" in done.stderr
    assert [row["policy"] for row in json.loads(done.stdout)] == ["aldus-imprint"]


@pytest.mark.parametrize(
    "url", ["ftp://a.example/policy", "file:///etc/passwd", "javascript:alert(1)", "a.example"]
)
def test_a_url_that_is_not_http_is_refused(installation: Desk, url: str) -> None:
    words = ("add", url, "--service", "Aldus", "--type", "Privacy Policy")

    fails(installation.command(*words), 3, "http(s)", "url")


def test_a_place_that_cannot_be_written_to_is_named(installation: Desk, tmp_path: Path) -> None:
    add(installation)
    (tmp_path / "file").write_text("")

    done = installation.command("export", "--declarations", str(tmp_path / "file" / "below"))

    fails(done, 3, "Not a directory", "name another place")


@pytest.mark.parametrize("address", ["ada", "ada@", "ada@reader.example\nBcc: b@x.example"])
def test_an_address_that_is_no_address_is_refused(installation: Desk, address: str) -> None:
    policy = add(installation)

    fails(installation.command("subscribe", address, policy), 2, "address")


def test_a_file_that_is_not_there_is_named(installation: Desk) -> None:
    fails(installation.command("read", "nothing.html"), 2, "nothing.html", "http(s)")


def test_a_private_address_is_not_fetched(installation: Desk) -> None:
    fails(installation.command("read", "http://127.0.0.1:9/"), 2, "127.0.0.1")


def test_a_folder_that_cannot_be_written_is_named(installation: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = installation.command("--data", str(tmp_path / "file"), "policies")

    fails(done, 3, str(tmp_path / "file"))


def test_with_one_version_there_is_nothing_to_compare(installation: Desk) -> None:
    policy = add(installation)

    fails(installation.command("diff", policy), 2, policy, "nothing to compare")


def test_a_package_of_ours_that_is_shadowed_is_found(tmp_path: Path) -> None:
    for name in ("config", "watcher"):
        shadow = tmp_path / name
        (shadow / name).mkdir(parents=True)
        (shadow / name / "__init__.py").write_text("")
        done = subprocess.run(
            [*COMMAND, "doctor"],
            env=Installation(tmp_path).environment | {"PYTHONPATH": str(shadow)},
            capture_output=True,
            text=True,
            timeout=60,
            cwd=os.sep,
        )

        assert done.returncode in (3, 4), name
        assert f"{name} comes from {shadow / name}" in done.stdout + done.stderr
        assert "an environment of its own" in done.stdout + done.stderr
