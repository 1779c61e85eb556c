"""One command comes to an answer: what is new is looked at a second time."""

from __future__ import annotations

from tests.cli.conftest import Desk
from tests.cli.test_commands import watch
from tests.stories.street import AFTER, Street


def test_a_new_text_is_confirmed_by_the_same_command(installation: Desk) -> None:
    with Street() as street:
        policy = watch(installation, street)
        first = installation.run("check", "--all", "--confirm")
        street.round = AFTER
        looks = installation.run("check", policy, "--confirm")

    assert [look["outcome"] for look in first] == ["first"]
    assert [look["outcome"] for look in looks] == ["pending", "changed"]
