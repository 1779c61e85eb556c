"""A company tells 2,000 users through real SMTP: refusals, lost answers, bounces, one of them late.

Whatever the mail server did, everybody is in exactly one row of the report, and whoever the server
accepted a letter for was accepted once (or, where an answer was lost, twice with one Message-ID).
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

from tests.smtp_sink import Behaviour, SmtpSink
from tests.stories.company import Company
from tests.stories.installation import Installation

ROUNDS = 5
USERS = 2_000


def one_round(seed: int, folder: Path) -> None:
    """One notice from draft to its closing, with a mail server in one of its moods."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    shutil.rmtree(folder / "installation", ignore_errors=True)
    (folder / "installation").mkdir(parents=True)
    refused, lost = chance.randint(5, 40), chance.randint(0, 5)
    refusals: list[Behaviour] = ["refuse"] * refused
    hang_ups: list[Behaviour] = ["hang_up_after_data"] * lost
    moods = [*refusals, *hang_ups]
    chance.shuffle(moods)
    with SmtpSink() as sink:
        installation = Installation(
            folder / "installation",
            {
                "MAIL__URL": sink.url, "MAIL__FROM": "notices@clausewatch.example",
                "MAIL__BOUNCE_DOMAIN": "bounces.clausewatch.example",
                "MAIL__UNKNOWN_RETRY": "0", "NOTICE__CLOSE_AFTER": "0",
            },
        )  # fmt: skip
        company = Company(installation)
        company.users(USERS)
        company.draft()
        company.act("ada", "audience", company.notice, "users.csv")
        company.act("ben", "approve", company.notice)
        sink.behave(*moods)
        company.act("ada", "send", company.notice, ok=(0, 4))
        installation.run("deliver", ok=(0, 4))
        once = [mail for mail in sink.received if len(sink.to(mail.recipient)) == 1]
        for mail in chance.sample(once, 4):
            company.bounces(mail)
        before = company.report()
        closed = company.act("ben", "close", company.notice)
        back = {row[1] for row in company.unreached()}
        company.bounces(next(mail for mail in once[::-1] if mail.recipient not in back))
        after = company.report()

    assert before["adds_up"]
    assert after["adds_up"]
    assert before["totals"]["refused"] == refused
    assert before["totals"]["bounced"] == 4
    assert before["totals"]["sent"] == USERS - refused - 4
    assert closed["totals"] == before["totals"]
    assert sum(after["since_closing"].values()) == 1
    times = Counter(mail.recipient for mail in sink.received)
    assert len(times) == USERS - refused
    assert sum(times.values()) == len(times) + lost
