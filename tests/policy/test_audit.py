"""Promises against conduct: invented histories that cover every verdict and exemption."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest

from policy.audit import Finding, SeenNotice, SeenVersion, Verdict, audit
from policy.audit_forms import audit_csv, audit_json, summary
from policy.model import Clause, Reading, Significance
from policy.promises import find

BY_PAGE = "We amend these terms with 30 days' notice by posting the amended terms on this page."
AFTER_POSTING = "Changes to these terms are effective 15 days after they are posted on this page."
BY_MAIL = "We notify you by email of changes to these terms 30 days before they take effect."
MATERIAL = (
    "Material changes to these terms are posted on this page at least 30 days before they take "
    "effect."
)
EXEMPT = (
    "We post changes to these terms on this page at least 30 days before they take effect, "
    "except for "
    "changes required by law or urgent security reasons."
)
NEW_FEATURES = (
    "We post changes to these terms on this page at least 30 days before they take effect, "
    "except for "
    "new features."
)
AFTER_UPDATE = "Changes to these terms take effect 30 days after the update date shown above."
ON_POSTING = "We may revise these terms; revisions are effective immediately upon posting."
POSTED = "When we change these terms we publish the new version on this page."
DATE_LINE = 'When we change these terms we will revise the "Last Updated" date at the top.'
VAGUE = "We give reasonable advance notice of changes to these terms."
ASSENT = "Changes to these terms become effective upon your assent."
WEAK = "We may notify you by email of changes to these terms."
WITHOUT = "We may change these terms without prior notice."
ANY_TIME = "We may change these terms at any time."
BEFORE = "We post changes to these terms on this page before they take effect."
SITE = "We post a notice of changes to these terms on our website 30 days before they take effect."
SILENT = "We process orders with care."
NO_PLACE = "Changes to these terms are communicated at least 30 days before they take effect."


def at(day: str) -> datetime:
    """Noon of a day in 2026."""
    return datetime.fromisoformat(f"2026-{day}T12:00:00+00:00")


def version(
    number: int,
    text: str,
    seen: tuple[str, str],
    *,
    effective: str | None = None,
    updated: str | None = None,
    significance: Significance | None = Significance.SUBSTANCE,
    technical: bool = False,
    more: str = "",
) -> SeenVersion:
    """A version that stood from one look to another."""
    clauses = tuple(
        Clause(f"para_{n}", None, str(n), None, 0, "paragraph", each)
        for n, each in enumerate((text, f"Number {number}. {more}"), 1)
    )
    made = Reading(
        clauses=clauses, promises=find(clauses), effective_on=effective, updated_on=updated
    )
    return SeenVersion(number, made, at(seen[0]), at(seen[1]), significance, technical)


def judged(
    promise: str,
    effective: str | None,
    *,
    updated: str | None = None,
    old_effective: str | None = None,
    last_old: str = "03-01",
    first_new: str = "03-02",
    notices: tuple[SeenNotice, ...] = (),
    significance: Significance | None = Significance.SUBSTANCE,
) -> Verdict:
    """The verdict on one change, seen between 1 and 2 March 2026 unless said otherwise."""
    before = version(1, promise, ("01-01", last_old), effective=old_effective)
    after = version(
        2,
        promise,
        (first_new, "06-01"),
        effective=effective,
        updated=updated,
        significance=significance,
    )
    (verdict,) = audit([before, after], notices)
    return verdict


HISTORIES: list[tuple[str, str, str | None, dict[str, str], Finding]] = [
    ("thirty days ahead on the page", BY_PAGE, "2026-04-01", {}, Finding.KEPT),
    ("much more than promised", BY_PAGE, "2026-06-01", {}, Finding.KEPT),
    ("one day ahead", BY_PAGE, "2026-03-03", {}, Finding.NOT_KEPT_ON_PAGE),
    ("effective before it was seen", BY_PAGE, "2026-02-15", {}, Finding.NOT_KEPT_ON_PAGE),
    ("a day short, within our error", BY_PAGE, "2026-03-31", {}, Finding.OPEN),
    ("interval too wide", BY_PAGE, "2026-04-01", {"last_old": "02-01", "first_new": "03-20"},
     Finding.OPEN),
    ("wide, and still too late", BY_PAGE, "2026-03-05", {"last_old": "02-10"},
     Finding.NOT_KEPT_ON_PAGE),
    ("no day of effect", BY_PAGE, None, {}, Finding.OPEN),
    ("only a date of update", BY_PAGE, None, {"updated": "2026-03-02"}, Finding.OPEN),
    ("update still to come", BY_PAGE, None, {"updated": "2026-04-15"}, Finding.KEPT),
    ("a month without a day", BY_PAGE, "2026-04", {}, Finding.OPEN),
    ("fifteen days after posting", AFTER_POSTING, "2026-03-17", {}, Finding.KEPT),
    ("effective on the day of posting", AFTER_POSTING, "2026-03-02", {}, Finding.NOT_KEPT_ON_PAGE),
    ("promised by mail, short", BY_MAIL, "2026-03-03", {}, Finding.OPEN),
    ("promised by mail, ahead on the page", BY_MAIL, "2026-04-05", {}, Finding.KEPT),
    ("for material changes only, short", MATERIAL, "2026-03-03", {}, Finding.OPEN),
    ("for material changes only, ahead", MATERIAL, "2026-04-05", {}, Finding.KEPT),
    ("exempt by law or urgency", EXEMPT, "2026-03-03", {}, Finding.NOT_KEPT_ON_PAGE),
    ("exempt for new features", NEW_FEATURES, "2026-03-03", {}, Finding.NOT_KEPT_ON_PAGE),
    ("by its own dates, kept", AFTER_UPDATE, "2026-04-01", {"updated": "2026-03-01"}, Finding.KEPT),
    ("by its own dates, short", AFTER_UPDATE, "2026-03-05", {"updated": "2026-03-01"},
     Finding.NOT_KEPT_ON_PAGE),
    ("counted from an update not dated, ahead", AFTER_UPDATE, "2026-04-05", {}, Finding.KEPT),
    ("counted from an update not dated", AFTER_UPDATE, "2026-03-05", {}, Finding.OPEN),
    ("effect on posting", ON_POSTING, None, {}, Finding.KEPT),
    ("effect dated before posting", ON_POSTING, "2026-02-01", {}, Finding.OPEN),
    ("posted, no time promised", POSTED, None, {}, Finding.KEPT),
    ("date line renewed", DATE_LINE, None, {"updated": "2026-03-02"}, Finding.KEPT),
    ("date line not renewed", DATE_LINE, None, {}, Finding.OPEN),
    ("effect on assent", ASSENT, "2026-03-03", {}, Finding.OPEN),
    ("a vague word", VAGUE, "2026-03-03", {}, Finding.OPEN),
    ("before effect, no number, kept", BEFORE, "2026-03-10", {}, Finding.KEPT),
    ("before effect, no number, late", BEFORE, "2026-02-10", {}, Finding.NOT_KEPT_ON_PAGE),
    ("a notice elsewhere on the site", SITE, "2026-03-03", {}, Finding.OPEN),
    ("no place named", NO_PLACE, "2026-03-03", {}, Finding.OPEN),
    ("only that it may", WEAK, "2026-03-03", {}, Finding.NO_PROMISE),
    ("without notice", WITHOUT, "2026-03-03", {}, Finding.NO_PROMISE),
    ("at any time", ANY_TIME, "2026-03-03", {}, Finding.NO_PROMISE),
    ("silent", SILENT, "2026-03-03", {}, Finding.NO_PROMISE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("promise", "effective", "options", "finding"),
    [history[1:] for history in HISTORIES],
    ids=[history[0] for history in HISTORIES],
)
def test_a_history_is_judged(
    promise: str, effective: str | None, options: dict[str, str], finding: Finding
) -> None:
    verdict = judged(promise, effective, **options)  # type: ignore[arg-type]

    assert verdict.finding is finding, verdict.reason
    assert verdict.reason


def test_an_exemption_is_named_beside_a_broken_promise() -> None:
    assert judged(EXEMPT, "2026-03-03").unless == ("law", "urgent")
    assert judged(NEW_FEATURES, "2026-03-03").unless == ("new_features",)
    assert judged(MATERIAL, "2026-03-03").unless == ("not_material",)


def test_a_change_of_looks_only_is_open() -> None:
    verdict = judged(BY_PAGE, "2026-03-03", significance=Significance.COSMETIC)

    assert (verdict.finding, verdict.unless) == (Finding.OPEN, ("not_material",))


def test_the_evidence_stands_in_the_verdict() -> None:
    verdict = judged(BY_PAGE, "2026-04-10")

    assert verdict.lead_days == (39, 40)
    assert verdict.required_by is not None
    assert verdict.required_by.isoformat() == "2026-03-11"
    assert verdict.promise is not None
    assert "30 days' notice" in verdict.promise.lead_quote
    assert "first seen on 2026-03-02" in verdict.reason
    assert "announced_ahead" in verdict.events


def test_the_promise_is_that_of_the_version_before() -> None:
    history = [
        version(1, SILENT, ("01-01", "03-01")),
        version(2, BY_PAGE, ("03-02", "05-01"), effective="2026-03-03"),
        version(3, BY_PAGE, ("05-02", "06-01"), effective="2026-05-03", more="Other words."),
    ]

    first, second = audit(history)

    assert first.finding is Finding.NO_PROMISE
    assert second.finding is Finding.NOT_KEPT_ON_PAGE


def test_a_day_of_effect_that_is_rewritten_is_an_event() -> None:
    history = [
        version(1, BY_PAGE, ("01-01", "03-01"), effective="2026-04-10"),
        version(1, BY_PAGE, ("03-02", "06-01"), effective="2026-04-11"),
    ]

    (verdict,) = audit(history)

    assert {"date_only", "date_rewritten"} <= set(verdict.events)
    assert verdict.rewritten_from == "2026-04-10"
    assert verdict.finding is Finding.KEPT


def test_a_new_date_and_no_other_word_is_an_event_and_open() -> None:
    history = [
        version(1, BY_PAGE, ("01-01", "03-01"), updated="2026-01-01"),
        version(1, BY_PAGE, ("03-02", "06-01"), updated="2026-03-02"),
    ]

    (verdict,) = audit(history)

    assert verdict.events == ("date_only",)
    assert verdict.finding is Finding.OPEN


def test_our_own_upgrade_is_no_change_of_the_vendor() -> None:
    history = [
        version(1, BY_PAGE, ("01-01", "03-01")),
        version(2, BY_PAGE, ("03-02", "04-01"), technical=True),
        version(3, BY_PAGE, ("04-02", "06-01"), effective="2026-06-01"),
    ]

    (verdict,) = audit(history)

    assert (verdict.from_version, verdict.to_version) == (1, 3)


def test_a_declared_page_of_notices_is_looked_at() -> None:
    early = SeenNotice("updates-page", at("01-20"), at("01-21"))
    late = SeenNotice("updates-page", at("02-27"), at("02-28"))

    kept = judged(SITE, "2026-03-03", notices=(early,))
    broken = judged(SITE, "2026-03-03", notices=(late,))

    assert (kept.finding, kept.notice_page) == (Finding.KEPT, "updates-page")
    assert broken.finding is Finding.NOT_KEPT_ON_PAGE


def test_a_summary_carries_its_denominators() -> None:
    verdicts = [
        judged(BY_PAGE, "2026-05-01"),
        judged(BY_PAGE, "2026-03-03"),
        judged(BY_MAIL, "2026-03-03"),
        judged(SILENT, None),
    ]

    counted = summary(verdicts)

    assert (counted["changes"], counted["with_promise"], counted["judged"]) == (4, 3, 2)
    assert counted["words"].startswith("1 of 2 judged changes kept")


def test_json_and_csv_say_the_same() -> None:
    verdicts = (judged(BY_PAGE, "2026-03-03"), judged(SILENT, None))

    form = audit_json(verdicts)
    rows = list(csv.DictReader(io.StringIO(audit_csv(verdicts, "bouwhoek-terms"))))

    assert [each["verdict"] for each in form["verdicts"]] == ["not_kept_on_page", "no_promise"]
    assert [row["verdict"] for row in rows] == ["not_kept_on_page", "no_promise"]
    assert rows[0]["policy"] == "bouwhoek-terms"
    assert form["verdicts"][0]["last_seen_old"] == "2026-03-01T12:00:00Z"


def test_a_quote_is_never_a_formula_in_a_spreadsheet() -> None:
    verdict = judged("=HYPERLINK(1) " + BY_PAGE, "2026-03-03")

    (row,) = csv.DictReader(io.StringIO(audit_csv([verdict])))

    assert row["quote"].startswith("'=")
    assert row["lead_days_least"] == "1"
