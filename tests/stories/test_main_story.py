"""A clause is reworded and the subscriber reads the redline: watch, compare, tell."""

from __future__ import annotations

from collections.abc import Callable

from tests.smtp_sink import SmtpSink
from tests.stories.installation import Installation
from tests.stories.street import AFTER, Street

Declare = Callable[[], list[str]]


def outcomes(looks: list[dict[str, str]]) -> list[str]:
    """Return what the looks came to, in order."""
    return [look["outcome"] for look in looks]


def test_a_clause_is_reworded_and_the_subscriber_reads_the_redline(
    street: Street, installation: Installation, smtp_sink: SmtpSink, watch_all: Declare
) -> None:
    policies = sorted(watch_all())
    installation.run("subscribe", "ada@reader.example", "--everything", "--language", "nl",
                     "--confirmed-by", "the story")  # fmt: skip

    first = installation.run("check", "--all")
    again = installation.run("check", "--all")
    installation.run("deliver")

    assert outcomes(first) == ["first"] * 5
    assert outcomes(again) == ["same"] * 5
    assert not smtp_sink.received

    street.round = AFTER
    held = {look["policy"]: look["outcome"] for look in installation.run("check", "--all", ok=(4,))}
    sure = {look["policy"]: look["outcome"] for look in installation.run("check", "--all", ok=(4,))}
    told = installation.run("deliver")
    installation.run("deliver")

    brugwachter, kantlijn, muurbloem, stilstand, zonnewijs = policies
    changing = {brugwachter, kantlijn, zonnewijs}
    assert {name for name, outcome in held.items() if outcome == "pending"} == changing
    assert {name for name, outcome in sure.items() if outcome == "changed"} == changing
    assert (sure[muurbloem], sure[stilstand]) == ("refused", "same")
    assert (told["announced"], told["sent"]) == (3, 3)
    assert len(smtp_sink.to("ada@reader.example")) == 3
    assert len({str(mail.message["Message-ID"]) for mail in smtp_sink.received}) == 3

    difference = installation.run("diff", brugwachter)
    [change] = difference["changes"]
    assert change["kind"] == "reworded"
    assert [text.strip() for op, text in change["redline"] if op == "-"] == ["acht"]
    assert [text.strip() for op, text in change["redline"] if op == "+"] == ["tien"]
    assert change["new"]["id"]

    mail = next(one for one in smtp_sink.received if "Brugwachter" in str(one.message["Subject"]))
    assert "acht" in mail.text
    assert "tien" in mail.text
    assert "One-Click" in str(mail.message["List-Unsubscribe-Post"])


def test_the_life_of_a_clause_is_kept_across_versions(
    street: Street, installation: Installation, watch_all: Declare
) -> None:
    watch_all()
    installation.run("check", "--all")
    street.round = AFTER
    installation.run("check", "--all", ok=(4,))
    installation.run("check", "--all", ok=(4,))
    clause = installation.run("diff", "zonnewijs-privacy-policy")["changes"][0]["new"]["id"]

    life = installation.run("history", "zonnewijs-privacy-policy", "--clause", clause)["history"]

    assert [one["text"] for one in life] == [
        "U betaalt 12 euro per maand.",
        "U betaalt 15 euro per maand.",
    ]


def test_what_is_declared_comes_back_as_it_was(
    installation: Installation, watch_all: Declare
) -> None:
    watch_all()
    out = installation.folder / "out"

    installation.command("export", "--declarations", str(out))
    answers = installation.run("import", str(out))

    assert len(list(out.glob("*.toml"))) == 5
    assert {row["import"] for row in answers} == {"same"}


def test_a_change_that_was_none_is_taken_back_in_the_same_thread(
    street: Street, installation: Installation, smtp_sink: SmtpSink, watch_all: Declare
) -> None:
    watch_all()
    installation.run("subscribe", "ada@reader.example", "zonnewijs-privacy-policy",
                     "--confirmed-by", "the story")  # fmt: skip
    installation.run("check", "--all")
    street.round = AFTER
    installation.run("check", "--all", ok=(4,))
    installation.run("check", "--all", ok=(4,))
    installation.run("deliver")
    change = installation.run("diff", "zonnewijs-privacy-policy")["change"]

    words = ("retract", change, "--reason", "Our extraction lost a line.", "--by", "Ben")
    first = installation.run(*words)
    again = installation.run(*words)
    installation.run("deliver")

    told, corrected = smtp_sink.to("ada@reader.example")
    assert (first["told"], first["retracted"], again["retracted"]) == (1, True, False)
    assert "Our extraction lost a line." in corrected.text
    thread = set(str(told.message["References"]).split())
    assert thread & set(str(corrected.message["References"]).split())


def test_a_message_that_is_none_of_ours_changes_nothing(
    installation: Installation, watch_all: Declare
) -> None:
    (installation.folder / "other.eml").write_text("From: x@y.example\nSubject: hello\n\nHello.\n")

    assert installation.run("bounce", "other.eml") == {"message": "not_ours"}
