"""What reading kept pages anew would change is shown before it is done."""

from __future__ import annotations

from tests.cli.conftest import Desk
from tests.cli.test_commands import watch
from tests.stories.street import Street


def test_an_upgrade_is_shown_first_and_applied_when_asked(installation: Desk) -> None:
    with Street() as street:
        name = watch(installation, street)
        installation.run("check", "--all")
        before = installation.command("upgrade")
        installation.command("set", name, "--remove", "h1, h2")
        (shown,) = installation.run("upgrade", "--preview")
        said = installation.command("upgrade", name)
        kept = installation.run("history", name)["versions"]
        (done,) = installation.run("upgrade", "--apply")
        after = installation.run("history", name)["versions"]
        again = installation.run("upgrade")

    assert "read by today's rules" in before.stdout
    assert {change["kind"] for change in shown["technical"]["changes"]} == {"removed"}
    assert "By our doing, told to nobody:" in said.stdout
    assert "Nothing was written." in said.stderr
    assert not shown["applied"]
    assert [one["kind"] for one in kept] == ["first"]
    assert done["applied"]
    assert [one["kind"] for one in after] == ["first", "technical"]
    assert again == []


def test_preview_and_apply_exclude_each_other(installation: Desk) -> None:
    done = installation.command("upgrade", "--preview", "--apply")

    assert done.returncode == 2
    assert "--preview" in done.stderr
