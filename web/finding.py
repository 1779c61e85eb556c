"""Search over everything that ever stood, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from storage import passage_words, visibility
from storage.passage_words import Term
from storage.search import Hit, When, search
from storage.tables_watched import PolicyRow
from web.pages import desk_of, render

A_PAGE = 20
WHENS: dict[str, When] = {"ever": "ever", "now": "now", "gone": "gone"}
AROUND = 160  # signs of a clause before the first word that was found
LONGEST_SHOWN = 700  # signs of one clause among the answers
LONGEST_ASKED = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a clause; `found` where it is what was asked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One clause that was found, cut to what a list can show."""

    hit: Hit
    pieces: tuple[Piece, ...]


def found(request: Request) -> Response:
    """What holds the words asked for: first in exactly this order, then anywhere in a clause."""
    params = request.query_params
    asked = " ".join(params.get("q", "").split())[:LONGEST_ASKED]
    when = WHENS.get(params.get("when", ""), "ever")
    before = _number(params.get("before", ""))
    exact: list[Hit] = []
    with desk_of(request).database.reading() as tx:
        policy = visibility.readable(tx, params["policy"]) if params.get("policy") else None
        wanted = passage_words.terms(asked)
        phrase = _as_phrase(asked, wanted)
        if phrase and before is None:
            exact = search(tx, phrase, policy=policy, when=when, limit=A_PAGE)
        hits = _others(tx, asked, policy, when, before, exact)
    more = hits[-1].stay.passage.id if len(hits) == A_PAGE else None
    asked_phrase = (Term(tuple(word for term in wanted for word in term.words)),)
    return render(
        request, "search.html", indexed=False, asked=asked, when=when, policy=policy,
        exact=[Answer(hit, pieces_of(hit.clause.text, asked_phrase)) for hit in exact],
        answers=[Answer(hit, pieces_of(hit.clause.text, wanted)) for hit in hits],
        more=more, before=before,
    )  # fmt: skip


def pieces_of(written: str, wanted: tuple[Term, ...]) -> tuple[Piece, ...]:
    """The text around the first place that was found, cut where what was found begins and ends."""
    marks = _marks(written, wanted)
    start = max(0, marks[0][0] - AROUND) if marks else 0
    while start and not written[start - 1].isspace():
        start -= 1
    end = min(len(written), start + LONGEST_SHOWN)
    pieces = [Piece("… ", found=False)] if start else []
    at = start
    for begin, stop in marks:
        if stop <= at or begin >= end:
            continue
        pieces.append(Piece(written[at : max(at, begin)], found=False))
        pieces.append(Piece(written[max(at, begin) : stop], found=True))
        at = stop
    pieces.append(Piece(written[at : max(at, end)], found=False))
    if end < len(written):
        pieces.append(Piece(" …", found=False))
    return tuple(piece for piece in pieces if piece.text)


def _others(
    tx: Session, asked: str, policy: PolicyRow | None, when: When, before: int | None,
    exact: list[Hit],
) -> list[Hit]:  # fmt: skip
    shown = {hit.stay.passage.id for hit in exact}
    hits = search(tx, asked, policy=policy, when=when, before=before, limit=A_PAGE + len(shown))
    return [hit for hit in hits if hit.stay.passage.id not in shown][:A_PAGE]


def _as_phrase(asked: str, wanted: tuple[Term, ...]) -> str:
    """The same question in quotation marks, where it has several words and none yet."""
    if len(wanted) < 2 or any(len(term.words) > 1 and not term.open_end for term in wanted):
        return ""
    return '"' + asked.replace('"', " ") + '"'


def _marks(written: str, wanted: tuple[Term, ...]) -> list[tuple[int, int]]:
    """Where the terms stand in a text, in order."""
    words = passage_words.spans(written)
    marks = []
    for term in wanted:
        size = len(term.words)
        for at in range(len(words) - size + 1):
            if _stands(term, tuple(word for word, _, _ in words[at : at + size])):
                marks.append((words[at][1], words[at + size - 1][2]))
    return sorted(marks)


def _stands(term: Term, words: tuple[str, ...]) -> bool:
    if term.open_end:
        return words[:-1] == term.words[:-1] and words[-1].startswith(term.words[-1])
    return words == term.words


def _number(written: str) -> int | None:
    is_number = written.isascii() and written.isdecimal() and len(written) <= 12
    return int(written) if is_number else None
