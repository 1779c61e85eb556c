"""The audit over recorded documents: what was read by eye is what it finds, and it accuses nobody.

`python -m benchmarks.auditing_corpus` prints every verdict with its evidence.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import auditing_corpus
from policy.audit import Finding, audit


@pytest.fixture
def recorded(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The recorded documents of the acceptance folder."""
    monkeypatch.setattr(auditing_corpus, "SHARED", shared)


@pytest.mark.usefixtures("recorded")
def test_verdicts_on_a_document_read_by_eye() -> None:
    ((_, versions),) = auditing_corpus.histories("Google Analytics/Terms")
    by_day = {f"{each.first_seen_new_at:%Y-%m-%d}": each for each in audit(versions)}

    kept, undated = by_day["2023-04-06"], by_day["2024-01-11"]
    assert (kept.finding, kept.stated_effect) == (Finding.KEPT, "2023-05-15")
    assert kept.lead_days is not None
    assert kept.lead_days[0] == 39
    assert undated.finding is Finding.OPEN  # its label is one of update
    assert undated.stated_effect is None


@pytest.mark.usefixtures("recorded")
def test_no_vendor_is_accused_without_a_stated_day_and_a_promise_of_this_page() -> None:
    for name, versions in auditing_corpus.histories("Netflix") + auditing_corpus.histories("bol"):
        for verdict in audit(versions):
            assert verdict.finding is not Finding.NOT_KEPT_ON_PAGE, name
            assert verdict.reason
