"""Topics narrow what a reader is told of, and swallow nothing about dates unless they say so."""

from __future__ import annotations

import pytest

from notifier.topics import NAMES
from policy.compare import compare
from policy.interest import TOPIC_NAMES, Interest, concerns
from policy.model import ClauseChange, Comparison, Fact, Significance
from policy.read import read

SUBSTANCE, WORDING = Significance.SUBSTANCE, Significance.WORDING
RETENTION = Interest(WORDING, frozenset({"retention"}))


def changed(
    *topics: str, significance: Significance = SUBSTANCE, facts: tuple[Fact, ...] = ()
) -> Comparison:
    one = ClauseChange("reworded", significance, topics=topics, facts=facts)
    return Comparison(significance, changes=(one,))


@pytest.mark.parametrize(
    ("comparison", "is_told"),
    [
        (changed("retention"), True),
        (changed("retention", significance=WORDING), True),
        (changed("cookies"), False),
        (changed("cookies", "retention"), True),
        (changed("change of terms"), True),
        (changed("change of terms", significance=WORDING), False),
        (changed("cookies", facts=(Fact("date", "1 May", "1 June"),)), True),
        (changed(), True),
        (changed(significance=WORDING), False),
        (Comparison(None), False),
    ],
)
def test_a_topic_brings_its_changes_and_what_is_about_dates(
    comparison: Comparison, is_told: bool
) -> None:
    assert concerns(comparison, RETENTION) is is_told


def test_only_topics_means_only_them() -> None:
    only = Interest(WORDING, frozenset({"retention"}), only_topics=True)

    assert concerns(changed("retention"), only)
    assert not concerns(changed("change of terms"), only)
    assert not concerns(changed(), only)


def test_a_topic_does_not_lower_the_least_significance() -> None:
    interest = Interest(SUBSTANCE, frozenset({"retention"}))
    both = Comparison(
        SUBSTANCE,
        changes=(
            ClauseChange("reworded", WORDING, topics=("retention",)),
            ClauseChange("reworded", SUBSTANCE, topics=("cookies",)),
        ),
    )

    assert not concerns(both, interest)


def test_without_topics_the_least_significance_decides() -> None:
    assert concerns(changed("cookies", significance=WORDING), Interest())
    assert not concerns(changed("cookies", significance=WORDING), Interest(SUBSTANCE))


def test_every_topic_has_a_name_for_readers() -> None:
    assert set(NAMES) == set(TOPIC_NAMES)


def test_a_real_change_is_found_under_its_topic() -> None:
    def page(years: str, cookie: str) -> str:
        return (
            "# Privacy policy\n\n## Retention\n\nWe keep what you order for "
            f"{years} and erase it then.\n\n## Cookies\n\nWe set a cookie that lives {cookie}.\n"
        )

    def of(text: str) -> Comparison:
        old, new = (
            read(one.encode(), {"content-type": "text/markdown"})
            for one in (page("two years", "one day"), text)
        )
        return compare(old, new)

    assert concerns(of(page("three years", "one day")), RETENTION)
    assert not concerns(of(page("two years", "one week")), RETENTION)
