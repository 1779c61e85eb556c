"""A company tells its users of new terms, and its report adds up: commands and real SMTP only."""

from __future__ import annotations

from collections import Counter

from tests.smtp_sink import SmtpSink
from tests.stories.company import Company, day
from tests.stories.installation import Installation

USERS = 80


def told_everybody(
    installation: Installation, smtp_sink: SmtpSink, users: int
) -> tuple[Company, list[str]]:
    """Run a notice from draft to its letters: three are refused, one answer is lost."""
    installation.settings |= {
        "MAIL__BOUNCE_DOMAIN": "bounces.clausewatch.example",
        "MAIL__UNKNOWN_RETRY": "0",
        "NOTICE__CLOSE_AFTER": "0",
    }
    company = Company(installation)
    everybody = company.users(users)
    company.draft()
    notice = company.notice
    frozen = company.act("ada", "audience", notice, "users.csv", "--declared", str(users))
    alone = company.try_("ada", "approve", notice)
    company.act("ben", "approve", notice)
    smtp_sink.behave("refuse", "refuse", "refuse", "hang_up_after_data")
    company.act("ada", "send", notice, ok=(4,))
    installation.run("deliver", ok=(0, 4))

    assert frozen["recipients"] == users
    assert alone.returncode == 2
    assert "four eyes" in alone.stderr
    return company, everybody


def letters_took(row: list[str]) -> str:
    """What comes back of one whom mail did not reach: a registered letter did."""
    head = "recipient,channel,outcome,on,evidence,evidence_sha256\n"
    return head + f"{row[0]},registered_letter,accepted,{day(0)},RR 12 BE,{'ab' * 32}\n"


def test_every_user_is_in_exactly_one_row_of_the_report(
    installation: Installation, smtp_sink: SmtpSink
) -> None:
    company, everybody = told_everybody(installation, smtp_sink, USERS)
    notice = company.notice
    accepted = smtp_sink.received
    first, late = accepted[0], accepted[-1]

    company.bounces(first)
    before = company.report()
    rows = company.unreached()
    company.file("back.csv", letters_took(rows[0]))
    taken = company.act("ada", "outcomes", notice, "back.csv")
    closed = company.act("ben", "close", notice)
    company.bounces(late)
    after = company.report()

    assert before["recipients"] == USERS
    assert before["adds_up"]
    assert before["totals"]["refused"] == 3
    assert before["totals"]["bounced"] == 1
    assert before["totals"]["sent"] == USERS - 4
    assert before["grades"] == {"E1": USERS - 4}
    assert 1 <= len(rows) <= 4
    assert len(rows) == before["need_another_channel"]
    assert taken["taken"] == 1
    assert after["elsewhere"] == {"accepted": 1}
    assert closed["totals"] == before["totals"]
    assert after["since_closing"] == {"sent → bounced": 1}
    assert after["totals"]["bounced"] == 2
    assert after["adds_up"]
    times = Counter(mail.recipient for mail in accepted)
    assert set(times) <= set(everybody)
    assert sum(times.values()) == USERS - 3 + 1, "one answer was lost, and its letter repeated"
    again = next(mail for mail in accepted if times[mail.recipient] == 2)
    assert "U betaalt binnen 14 dagen na de factuur." in again.text
    assert again.message["List-Unsubscribe"] is None
    ids = {mail.message["Message-ID"] for mail in smtp_sink.to(again.recipient)}
    assert len(ids) == 1, "a repeat is recognised by its Message-ID"
