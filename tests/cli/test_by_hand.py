"""Pages that a person saved: kept as looks of their own origin, in the order of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Desk, Done
from tests.watcher.world import policy_html

NAME = "app-privacy"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def policy(installation: Desk) -> str:
    """A policy that only people with an account can see."""
    words = ("add", "https://app.example/settings/privacy", "--service", "App")
    installation.run(*words, "--type", "Privacy Policy", "--id", NAME)
    return NAME


def saw(desk: Desk, folder: Path, days: int, hours: int, by: str = "Ada Lovelace") -> Done:
    """Save the page as it promises `days`, and keep it as seen `hours` after the start."""
    file = folder / "saved.html"
    file.write_bytes(policy_html(days=days))
    seen = (START + timedelta(hours=hours)).isoformat()
    return desk.command("look", NAME, "--file", str(file), "--by", by, "--seen", seen)


def test_saved_pages_make_versions_and_changes_and_always_say_so(
    installation: Desk, policy: str, tmp_path: Path
) -> None:
    said = [saw(installation, tmp_path, *at) for at in ((30, 0), (60, 24), (60, 25))]

    form = installation.run("history", policy)
    shown = installation.command("history", policy).stdout
    (change,) = installation.run("diff", policy)["changes"]
    assert [done.returncode for done in said] == [0, 0, 0]
    assert "save the page once more" in said[1].stderr
    assert [look["outcome"] for look in form["looks"]] == ["first", "pending", "changed"]
    assert {look["origin"] for look in form["looks"]} == {"by hand: Ada Lovelace"}
    assert [one["origin"] for one in form["versions"]] == ["by hand: Ada Lovelace"] * 2
    assert form["versions"][1]["first_seen_at"] == "2026-03-02T12:00:00Z"
    assert "(by hand: Ada Lovelace)" in shown
    assert change["significance"] == "substance"


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        ("2999-01-01T00:00:00Z", "lies in the future"),
        ("2026-03-01", "no time with its zone"),
        ("2026-03-01T12:00:00", "no time with its zone"),
        ("yesterday", "no time with its zone"),
        ("2026-03-01T12:00:00Z", "does not lie after the last look"),
        ("2026-02-01T12:00:00Z", "does not lie after the last look"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_a_sentence(
    installation: Desk, policy: str, tmp_path: Path, seen: str, says: str
) -> None:
    saw(installation, tmp_path, 30, 0)

    done = installation.command(
        "look", policy, "--file", str(tmp_path / "saved.html"), "--by", "Ada", "--seen", seen
    )

    assert done.returncode == 2
    assert says in done.stderr
    assert len(installation.run("history", policy)["looks"]) == 1


def test_a_saved_wall_is_refused_like_any_other(
    installation: Desk, policy: str, tmp_path: Path
) -> None:
    (tmp_path / "wall.html").write_text(
        "<html><title>Log in</title><form><input type=password></form></html>"
    )

    done = installation.command(
        "look", policy, "--file", str(tmp_path / "wall.html"), "--by", "Ada",
        "--seen", "2026-03-01T12:00:00Z",
    )  # fmt: skip

    assert done.returncode == 4
    (look,) = installation.run("history", policy)["looks"]
    assert (look["outcome"], look["reason"]) == ("refused", "login")
    assert look["origin"] == "by hand: Ada"


def test_each_address_of_a_policy_needs_its_page(installation: Desk, tmp_path: Path) -> None:
    (tmp_path / "two.toml").write_text(
        'service = "App"\n[[policy]]\ntype = "Privacy Policy"\nid = "app-privacy"\n'
        'combine = [{ url = "https://app.example/1" }, { url = "https://app.example/2" }]\n'
    )
    installation.command("import", "two.toml")
    one = saw(installation, tmp_path, 30, 0)

    page = str(tmp_path / "saved.html")
    both = installation.command(
        "look", NAME, "--file", page, "--file", page, "--by", "Ada",
        "--seen", "2026-03-01T12:00:00Z",
    )  # fmt: skip

    assert one.returncode == 2
    assert "https://app.example/2" in one.stderr
    assert both.returncode == 0, both.stderr


def test_a_name_that_is_none_is_refused(installation: Desk, policy: str, tmp_path: Path) -> None:
    done = saw(installation, tmp_path, 30, 0, by="\n")

    assert done.returncode == 2
    assert "--by" in done.stderr
