"""The cues by which a policy speaks of its own change: a meaning and the phrases that carry it.

Phrases of all languages stand one after another, for a sentence may mix them. They are matched
against a *folded* sentence (see `promise_patterns`) and run in RE2; what a set of cues comes to is
decided in `promise_reading` and `promises`. One more way to say a thing is one more line here.
"""

from __future__ import annotations

from typing import Final

from policy.promise_cues_channels import CHANNELS
from policy.promise_cues_effect import EFFECT
from policy.promise_cues_leaving import LEAVING
from policy.promise_cues_telling import TELLING

CUES: Final[dict[str, tuple[str, ...]]] = {**TELLING, **CHANNELS, **EFFECT, **LEAVING}
"""Every cue: who is told what, by which way, and from when a change holds."""
