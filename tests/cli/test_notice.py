"""Contract notices at the command line: what is wrong is said in a sentence, all of it at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Desk
from tests.stories.company import TERMS, day

DRAFT = ("notice", "draft", "new.md", "--by", "ada", "--password-file", "secret")
OF_A_FILE = ("--old", "old.md", "--service", "Torenkraan", "--type", "Terms of Service")


@pytest.fixture
def firm(installation: Desk, tmp_path: Path) -> Desk:
    """An installation with two texts and Ada's account."""
    (tmp_path / "old.md").write_text(TERMS.format(days=30), encoding="utf-8")
    (tmp_path / "new.md").write_text(TERMS.format(days=14), encoding="utf-8")
    (tmp_path / "secret").write_text("a lighthouse keeps 9 cats\n")
    installation.run("user", "add", "ada", "--role", "approver", "--password-file", "secret")
    return installation


def draft(firm: Desk, ahead: int = 25) -> Any:
    """Draft a notice; its form."""
    done = firm.command(*DRAFT, *OF_A_FILE, "--effective", day(ahead), "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((*OF_A_FILE, "--effective", "soon"), "--effective soon: write it like 2026-12-21"),
        ((*OF_A_FILE, "--effective", "2020-01-01"), "is not in the future; the first that can be"),
        (("--effective", day(25)), "Say which text changes: --policy ID"),
        (("--policy", "nobody", "--effective", day(25)), "nobody"),
        ((*OF_A_FILE[:-1], "Novel", "--effective", day(25)), "'Novel' is no terms type"),
        ((*OF_A_FILE, "--effective", day(25), "--regime", "xx"), "o regime 'xx'"),
        ((*OF_A_FILE, "--effective", day(25), "--period", "eight"), "'eight' is no period"),
        ((*OF_A_FILE, "--effective", day(25), "--cover", "nl"), "write it like nl=words.txt"),
        ((*OF_A_FILE, "--effective", day(25), "--cover", "nl=none.txt"), "cannot be read"),
        ((*OF_A_FILE, "--effective", day(25), "--zone", "Mars"), "no time zone 'Mars'"),
        ((*OF_A_FILE, "--effective", day(25), "--corrects", "none"), "says what was wrong"),
        (("--old", "none.md", *OF_A_FILE[2:], "--effective", day(25)), "There is no file none.md"),
        (("--old", "new.md", *OF_A_FILE[2:], "--effective", day(25)), "two texts are the same"),
    ],
)
def test_a_draft_that_cannot_be_says_why(firm: Desk, words: tuple[str, ...], sentence: str) -> None:
    done = firm.command(*DRAFT, *words)

    assert done.returncode == 2, done.stdout + done.stderr
    assert sentence in done.stderr
    assert firm.run("notice", "list") == []


def test_an_act_wants_the_right_password(firm: Desk, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("another lighthouse, no cats\n")
    words = (*OF_A_FILE, "--effective", day(25))

    wrong = firm.command(*DRAFT[:-1], "wrong", *words)
    nobody = firm.command("notice", "draft", "new.md", "--by", "eve", *DRAFT[5:], *words)

    for done in (wrong, nobody):
        assert done.returncode == 2
        assert "do not belong together" in done.stderr


def test_every_fault_of_a_list_is_told_with_its_line_and_nothing_is_kept(
    firm: Desk, tmp_path: Path
) -> None:
    name = draft(firm)["notice"]
    (tmp_path / "users.csv").write_text("address,language\nnobody,nl\n,fr\nada@user.example,xx\n")

    done = firm.command("notice", "audience", name, "users.csv", *DRAFT[3:])

    assert done.returncode == 3
    assert "line 2: “nobody” is no address" in done.stderr
    assert "line 3: there is no address" in done.stderr
    assert "line 4: mail is written in nl, fr, de and en" in done.stderr
    assert firm.run("notice", "report", name)["audiences"] == []


def test_a_list_may_be_looked_through_before_anybody_acts(firm: Desk, tmp_path: Path) -> None:
    name = draft(firm)["notice"]
    (tmp_path / "users.csv").write_text("address,party\nada@user.example,K-1\n")

    looked = firm.run("notice", "audience", name, "users.csv", "--check", "--language", "nl")
    nobody = firm.command("notice", "audience", name, "users.csv", "--language", "nl")

    assert (looked["recipients"], looked["contracts"]) == (1, 1)
    assert "Freezing is an act: give --by" in nobody.stderr


def test_the_plan_says_in_words_what_a_short_time_allows(firm: Desk) -> None:
    roomy, short = draft(firm)["notice"], draft(firm, 14)["notice"]
    late = draft(firm, 5)["notice"]

    says = [firm.command("notice", "plan", one).stdout for one in (roomy, short, late)]

    assert "In time: send by" in says[0]
    assert "short of time for another channel" in says[1]
    assert "Too late: notice had to be accepted by" in says[2]
    assert "or a later day as the day of effect" in says[2]


def test_a_preview_is_four_mails_to_look_at(firm: Desk, tmp_path: Path) -> None:
    name = draft(firm)["notice"]

    shown = firm.command("notice", "preview", name, "--out", "preview")
    form = firm.run("notice", "preview", name, "--language", "fr")
    unknown = firm.command("notice", "preview", name, "--language", "es")

    assert "=== nl: Torenkraan, gebruiksvoorwaarden" in shown.stdout
    assert len(list((tmp_path / "preview").iterdir())) == 8
    assert list(form["mails"]) == ["fr"]
    assert form["comparison"]["significance"] == "substance"
    assert unknown.returncode == 2


def test_an_unknown_notice_and_a_step_out_of_order_say_what_to_do(firm: Desk) -> None:
    name = draft(firm)["notice"]
    acts = DRAFT[3:]

    for words, sentence in (
        (("plan", "none"), "`clausewatch notice list` shows them"),
        (("send", name, *acts), "freeze its audience first"),
        (("close", name, *acts), "freeze its audience first"),
        (("object", name, "--on", day(0), *acts), "Say who objects: --address or --party"),
        (("object", name, "--on", day(0), "--party", "K", *acts), "was not sent yet"),
    ):
        done = firm.command("notice", *words)
        assert done.returncode == 2
        assert sentence in done.stderr
    assert firm.command("notice", "drop", name, "--reason", "not now", *acts).returncode == 0
    assert firm.run("notice", "list")[0]["state"] == "dropped"
