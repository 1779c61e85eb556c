"""Which of many texts are worth reading closely: one pass of an automaton over all of them.

One by one, the calls would cost more than the search: most clauses hold nothing that is looked for.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import re2

_APART: Final = b"\n\n"  # between two texts; no pattern may reach over an empty line


def places_with(pattern: re2._Regexp[bytes], texts: Sequence[str]) -> set[int]:
    """Places of the texts that hold the pattern."""
    signs = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = list(accumulate(len(each) + len(_APART) for each in signs))
    return {bisect(ends, found.start()) for found in pattern.finditer(_APART.join(signs))}
