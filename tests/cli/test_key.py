"""`clausewatch key`: made, shown once, listed without its secret, revoked."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Desk


def test_a_key_is_shown_once_and_holds_until_it_is_revoked(installation: Desk) -> None:
    made = installation.run("key", "add", "the archive of Ghent", "--scope", "looks:write",
                            "--expires", "90d")  # fmt: skip
    (before,) = installation.run("key", "list")
    done = installation.command("key", "revoke", made["key"])
    (after,) = installation.run("key", "list")

    assert made["secret"].startswith("cwk_")
    assert made["secret"] not in json.dumps(before)
    assert (before["label"], before["scopes"]) == ("the archive of Ghent", ["looks:write"])
    assert before["expires_at"]
    assert before["revoked_at"] is None
    assert "holds no more" in done.stdout
    assert after["revoked_at"]


@pytest.mark.parametrize(
    "words",
    [
        ("key", "add", "x", "--scope", "everything"),
        ("key", "add", "x", "--scope", "looks:write", "--expires", "soon"),
        ("key", "add", "x"),
        ("key", "revoke", "nobody"),
    ],
)
def test_a_wrong_key_is_said_to_be_wrong(installation: Desk, words: tuple[str, ...]) -> None:
    done = installation.command(*words)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
