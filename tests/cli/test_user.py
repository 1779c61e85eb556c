"""Accounts at the command line: made, listed, disabled; a password is never an argument."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Desk

GOOD = "a lighthouse keeps 9 cats"


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """A file with a password."""
    file = tmp_path / "secret"
    file.write_text(GOOD + "\n")
    return str(file)


def test_an_account_is_made_listed_and_disabled(installation: Desk, secret: str) -> None:
    made = installation.run("user", "add", "ada", "--role", "approver", "--password-file", secret)
    again = installation.command(
        "user", "add", "ada", "--role", "viewer", "--password-file", secret
    )
    off = installation.command("user", "disable", "ada")
    [listed] = installation.run("user", "list")
    on = installation.command("user", "enable", "ada")

    assert made == {"account": "ada", "role": "approver"}
    assert again.returncode == 2
    assert "There is an account ada already" in again.stderr
    assert off.stdout == "ada acts no more.\n"
    assert (listed["account"], listed["role"], listed["disabled"]) == ("ada", "approver", True)
    assert on.stdout == "ada may act again.\n"


def test_a_password_comes_from_a_file_or_a_terminal_and_never_from_an_argument(
    installation: Desk, tmp_path: Path
) -> None:
    weak, empty = tmp_path / "weak", tmp_path / "empty"
    weak.write_text("hunter2\n")
    empty.write_text("")
    add = ("user", "add", "ada", "--role", "viewer")

    nowhere = installation.command(*add)
    argument = installation.command(*add, "--password", GOOD)
    too_weak = installation.command(*add, "--password-file", str(weak))
    nothing = installation.command(*add, "--password-file", str(empty))
    missing = installation.command(*add, "--password-file", str(tmp_path / "none"))

    for done, sentence in (
        (nowhere, "give --password-file FILE"),
        (too_weak, "A password has 12 to 512 signs"),
        (nothing, "begins with an empty line"),
        (missing, "cannot be read"),
    ):
        assert done.returncode == 2, done.stderr
        assert sentence in done.stderr
    assert argument.returncode == 2
    assert installation.run("user", "list") == []


def test_another_password_is_taken_and_an_unknown_name_is_told(
    installation: Desk, secret: str
) -> None:
    installation.run("user", "add", "ada", "--role", "operator", "--password-file", secret)

    changed = installation.command("user", "password", "ada", "--password-file", secret)
    unknown = installation.command("user", "password", "ben", "--password-file", secret)
    bad_name = installation.command(
        "user", "add", "Ada L", "--role", "operator", "--password-file", secret
    )

    assert changed.returncode == 0
    assert "no account ben" in unknown.stderr
    assert "no name of an account" in bad_name.stderr
