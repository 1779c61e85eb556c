"""From when a change applies, as a reader is told: the earliest day that fits what we saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from notifier.story import Story


@dataclass(frozen=True, slots=True)
class Effect:
    """From when, how sure, and the sentences it rests on, all from before the change."""

    certainty: Literal["stated", "derived", "immediate", "not_stated"] = "not_stated"
    earliest: date | None = None
    latest: date | None = None
    stated_month: str | None = None
    quote: str | None = None
    anytime_quote: str | None = None
    without_notice_quote: str | None = None
    exit_quote: str | None = None
    exit_until: date | None = None


def effect_of(story: Story, zone: str) -> Effect:  # noqa: ARG001 - used once promises land
    """From when the change of this story applies."""
    stated = story.new.effective_on
    if stated == story.old.effective_on:
        stated = None  # it spoke of an earlier change
    if stated and len(stated) == 7:
        return Effect("stated", stated_month=stated)
    if stated:
        day = date.fromisoformat(stated)
        return Effect("stated", earliest=day, latest=day)
    return Effect()
