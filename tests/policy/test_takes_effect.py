"""From when a change holds: stated, derived with both ends, or not said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.model import Clause, Promise, Reading
from policy.promises import find
from policy.takes_effect import TakesEffect, days_left, in_force, takes_effect

LAST_OLD = datetime(2026, 12, 14, 17, 20, tzinfo=UTC)
FIRST_NEW = datetime(2026, 12, 15, 5, 25, tzinfo=UTC)

EIGHT_DAYS = (
    "Bouwhoek mag deze voorwaarden zonder voorafgaande kennisgeving aanpassen. Zo'n aanpassing van "
    "de voorwaarden wordt van kracht acht dagen na de datum van aanpassing. Bij een belangrijke "
    "aanpassing mag de klant zijn contract beëindigen."
)


def reading(text: str, updated_on: str | None = None, effective_on: str | None = None) -> Reading:
    """A text of one paragraph with the promises it makes."""
    clauses = (Clause("para_1", None, "1", None, 0, "paragraph", text),)
    return Reading(
        clauses=clauses, promises=find(clauses), updated_on=updated_on, effective_on=effective_on
    )


def effect(before: Reading, after: Reading, zone: str = "Europe/Brussels") -> TakesEffect:
    """The effect of a change seen overnight."""
    return takes_effect(before, after, LAST_OLD, FIRST_NEW, zone)


def test_eight_days_after_modification_has_two_ends() -> None:
    found = effect(reading(EIGHT_DAYS), reading(EIGHT_DAYS.replace("acht", "vijf")))

    assert found.certainty == "derived"
    assert (found.earliest, found.latest) == (date(2026, 12, 22), date(2026, 12, 23))
    assert found.on == found.earliest
    assert found.safe_for_sender == date(2026, 12, 24)
    assert found.announced
    assert found.quote is not None
    assert "acht dagen" in found.quote


def test_the_promise_is_that_of_the_text_before_the_change() -> None:
    found = effect(reading(EIGHT_DAYS), reading(EIGHT_DAYS.replace("acht", "vijf")))

    assert found.lead_time == "P8D"
    assert found.under_new_text == ("P5D", date(2026, 12, 19), date(2026, 12, 20))


def test_the_way_out_keeps_its_condition() -> None:
    found = effect(reading(EIGHT_DAYS), reading(EIGHT_DAYS))

    assert found.exit_right is not None
    assert found.exit_right.kind == "terminate"
    assert found.exit_right.condition == "material_only"
    assert found.exit_right.until is None
    assert found.without_notice_quote is not None


def test_days_are_counted_from_a_named_day() -> None:
    found = effect(reading(EIGHT_DAYS), reading(EIGHT_DAYS))

    assert days_left(found, date(2026, 12, 15)) == 7
    assert days_left(found, date(2026, 12, 25)) == -3


def test_the_readers_zone_decides_the_day() -> None:
    late = datetime(2026, 12, 14, 23, 30, tzinfo=UTC)
    text = reading(EIGHT_DAYS)

    brussels = takes_effect(text, text, late, late + timedelta(hours=6), "Europe/Brussels")
    utc = takes_effect(text, text, late, late + timedelta(hours=6), "UTC")

    assert brussels.earliest == date(2026, 12, 23)
    assert utc.earliest == date(2026, 12, 22)


def test_a_stated_day_of_effect_beats_a_promise() -> None:
    found = effect(reading(EIGHT_DAYS), reading(EIGHT_DAYS, effective_on="2027-02-01"))

    assert (found.certainty, found.earliest, found.latest) == (
        "stated",
        date(2027, 2, 1),
        date(2027, 2, 1),
    )
    assert found.announced


def test_a_stated_month_has_two_ends() -> None:
    found = effect(reading("Words."), reading("Words.", effective_on="2027-02"))

    assert (found.earliest, found.latest) == (date(2027, 2, 1), date(2027, 2, 28))


def test_an_unchanged_day_of_effect_says_nothing_of_this_change() -> None:
    old = reading("Words.", effective_on="2023-01-01")
    new = reading("Other words.", effective_on="2023-01-01")

    assert effect(old, new).certainty == "not_stated"


def test_an_announced_day_that_is_rewritten_is_told() -> None:
    old = reading("Words.", effective_on="2027-01-01")
    new = reading("Words.", effective_on="2026-12-20")

    found = effect(old, new)

    assert found.rewritten_from == "2027-01-01"
    assert found.earliest == date(2026, 12, 20)


def test_a_date_of_update_still_to_come_is_the_day_of_effect() -> None:
    old = reading("Words.", updated_on="2019-09-01")
    new = reading("Words.", updated_on="2027-01-15")

    found = effect(old, new)

    assert (found.certainty, found.basis) == ("derived", "future_update_date")
    assert found.earliest == date(2027, 1, 15)


def test_a_period_after_the_update_counts_from_the_texts_own_date() -> None:
    text = "Changes to this policy take effect 30 days after the update date shown above."

    found = effect(reading(text, updated_on="2024-01-01"), reading(text, updated_on="2026-12-10"))

    assert (found.earliest, found.latest) == (date(2027, 1, 9), date(2027, 1, 9))


def test_a_period_after_posting_counts_from_our_two_looks() -> None:
    text = "Changes to these terms are effective 14 days after they are posted on this page."

    found = effect(reading(text), reading(text))

    assert (found.basis, found.earliest, found.latest) == (
        "after_posting",
        date(2026, 12, 28),
        date(2026, 12, 29),
    )


def test_notice_on_the_page_before_effect_gives_an_earliest_day_only() -> None:
    text = "We amend these terms with 30 days' notice by posting the amended terms on this page."

    found = effect(reading(text), reading(text))

    assert (found.basis, found.earliest, found.latest) == (
        "before_effect",
        date(2027, 1, 13),
        None,
    )


def test_notice_by_mail_cannot_be_seen_on_the_page() -> None:
    text = "We tell you by email of changes to these terms 30 days before they take effect."

    assert effect(reading(text), reading(text)).certainty == "not_stated"


def test_effect_on_posting_is_told_as_such() -> None:
    text = "We may revise this policy; revisions are effective immediately upon posting."

    found = effect(reading(text), reading(text))

    assert (found.certainty, found.earliest, found.latest) == (
        "immediate",
        date(2026, 12, 14),
        date(2026, 12, 15),
    )


def test_where_two_rules_fit_the_reader_counts_with_the_earlier_day() -> None:
    text = (
        "Material changes to this policy become effective 30 days from their posting. "
        "All other changes to this policy are effective immediately upon posting."
    )

    found = effect(reading(text), reading(text))

    assert found.condition == "material_only"
    assert (found.earliest, found.latest) == (date(2026, 12, 14), date(2027, 1, 14))


def test_a_window_for_leaving_ends_by_the_earliest_reading() -> None:
    text = (
        "Changes to these terms are effective 30 days after they are posted on this page. If "
        "you do not "
        "agree to the changes you may cancel the subscription before they take effect."
    )

    found = effect(reading(text), reading(text))

    assert found.exit_right is not None
    assert found.exit_right.until == date(2027, 1, 12)


def test_a_right_that_only_the_new_text_gives_is_marked() -> None:
    new = (
        "We may change these terms. If you do not accept the new terms you can terminate the "
        "contract."
    )

    found = effect(reading("We may change these terms."), reading(new))

    assert found.exit_right is not None
    assert found.exit_right.from_new_text


def test_where_nothing_is_promised_nothing_is_derived() -> None:
    text = "Wij kunnen dit beleid op elk moment wijzigen."

    found = effect(reading(text), reading(text))

    assert (found.certainty, found.earliest, found.to_json()) == ("not_stated", None, None)
    assert found.at_any_time_quote == text
    assert days_left(found, date(2026, 12, 15)) is None


def test_the_public_form_carries_day_ends_and_basis() -> None:
    form = effect(reading(EIGHT_DAYS), reading(EIGHT_DAYS)).to_json()

    assert form is not None
    assert (form["on"], form["earliest"], form["latest"]) == (
        "2026-12-22",
        "2026-12-22",
        "2026-12-23",
    )
    assert form["basis"].startswith("8 days after the date of change")
    assert form["exit_right"]["condition"] == "material_only"


def test_an_announced_text_is_not_in_force_yet() -> None:
    announced = reading("Words.", effective_on="2027-01-01")

    assert not in_force(announced, date(2026, 12, 31))
    assert in_force(announced, date(2027, 1, 1))
    assert in_force(reading("Words."), date(2026, 12, 31))


@pytest.mark.parametrize("lead", ["reasonable", "P", "P9999Y", "PT48H", "P10BD", "P2M", "P0D"])
def test_no_promise_makes_it_fail(lead: str) -> None:
    promise = Promise(lead_time=lead, anchor="after_update_date", quote="q", address="a")
    text = Reading(promises=(promise,))

    found = effect(text, text)

    assert found.certainty in ("derived", "not_stated")


@settings(deadline=None)  # the machine is shared
@given(days=st.integers(0, 365), gap=st.integers(0, 60 * 24 * 20))
def test_the_true_day_always_lies_between_both_ends(days: int, gap: int) -> None:
    promise = Promise(lead_time=f"P{days}D", anchor="after_update_date", quote="q", address="a")
    text = Reading(promises=(promise,))
    seen = LAST_OLD + timedelta(minutes=gap)

    found = takes_effect(text, text, LAST_OLD, seen, "UTC")

    assert found.earliest is not None
    assert found.latest is not None
    for minute in (0, gap // 2, gap):
        true = (LAST_OLD + timedelta(minutes=minute)).date() + timedelta(days=days)
        assert found.earliest <= true <= found.latest
