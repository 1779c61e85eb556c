"""The command that finds what stood in a policy, also what stands there no longer."""

from __future__ import annotations

from tests.cli.conftest import Desk
from tests.cli.test_commands import watch
from tests.stories.street import AFTER, Street


def test_what_a_service_took_back_is_found_and_dated(installation: Desk) -> None:
    with Street() as street:
        policy = watch(installation, street)
        installation.command("check", policy)
        street.round = AFTER
        for _ in range(2):
            installation.command("check", policy)

    (gone,) = installation.run("search", "--gone", "--policy", policy, "acht weken")
    (stands,) = installation.run("search", "tien weken")
    told = installation.command("search", "zonder", "zin")

    assert (gone["from_version"], gone["to_version"]) == (1, 1)
    assert gone["went"]["after"] <= gone["went"]["by"] == stands["came"]["by"]
    assert (stands["from_version"], stands["to_version"], stands["went"]) == (2, None, None)
    assert told.stdout == "Nothing found.\n"


def test_the_index_can_be_made_anew(installation: Desk) -> None:
    told = installation.command("search", "--rebuild")
    wrong = installation.command("search")

    assert told.stdout == "The index was made anew: 0 passages.\n"
    assert wrong.returncode == 2
