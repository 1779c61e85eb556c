"""Names within sentences: companies by their form (`… BV`), others by their capitals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policy.tokens import Token
from policy.vocabulary_names import COMPANY_FORMS

_ENDS = frozenset('.!?:;•¶“"«(-–)')
_MOST_CAPITALS = 0.5
"""Where more words have a capital, the text is a title or shouts, and capitals say nothing."""


def names(found: Sequence[Token], language: str | None) -> Iterator[tuple[int, int, str]]:
    """First token, the one after the last, and the name. German writes every noun with a capital:
    there only companies count.
    """
    capitals = [n for n, token in enumerate(found) if token[0][0].isupper()]
    words = sum(token[0][0].isalpha() for token in found) if capitals else 0
    loud = len(capitals) > _MOST_CAPITALS * words and words > 4
    after = 0
    for at in capitals:
        if at < after:
            continue
        end = _run_of_capitals(found, at)
        if end == at:
            continue
        after = end
        run = [token.text for token in found[at:end]]
        if _is_form(run[-1]) and len(run) > 1:
            yield at, end, _nominative(run)
        elif not loud and language != "de":
            first = at + _opens_sentence(found, at)
            if first < end and len("".join(run[first - at :])) > 2:
                yield first, end, _nominative(run[first - at :])


def _nominative(run: Sequence[str]) -> str:
    """`Apple’s` is a name of Apple."""
    return " ".join(run).removesuffix("'s").removesuffix("’s")


def _run_of_capitals(found: Sequence[Token], at: int) -> int:
    end = at
    while end < len(found) and (
        _is_capital(found[end].text)
        or (end > at and _is_form(found[end].text) and len(found[end].text) > 1)
    ):
        end += 1
        if end > at + 1 and _is_form(found[end - 1].text):
            break  # the form of a company ends its name
        if end + 1 < len(found) and found[end].text in {"&", ","} and _is_form(found[end + 1].text):
            end += 1
    return end


def _is_capital(word: str) -> bool:
    return word[0].isalpha() and word[0].isupper()


def _is_form(word: str) -> bool:
    return word[0].isupper() and word.casefold().rstrip(".") in COMPANY_FORMS


def _opens_sentence(found: Sequence[Token], at: int) -> bool:
    return at == 0 or found[at - 1].text in _ENDS or found[at - 1].text[-1] in ".!?"
