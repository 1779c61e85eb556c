"""What relays and providers say afterwards of our letters: matched, kept as they said it, judged.

A hand-over to the recipient's server that only a relay tells of is grade E2r: as good as the relay
is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from notifier import bounces, reports
from notifier.office import Office
from notifier.relay_log import Reader, Said
from notifier.reports import Kind, Report, Source
from storage.database import Database
from storage.tables_told import AttemptRow, DeliveryRow

_OUR_ID = re.compile(r"<?d\.([0-9A-Z]{26})@[^<>@\s]+>?")


@dataclass(frozen=True, slots=True)
class Word:
    """One thing said of one letter, and every name by which the letter may be found."""

    source: Source
    kind: Kind
    raw: bytes
    enhanced: str | None = None
    host: str | None = None
    message_id: str | None = None
    sender: str | None = None
    queue_id: str | None = None


@dataclass(slots=True)
class Taken:
    """How much of what was said was about letters of ours, and new."""

    matched: int = 0
    known: int = 0
    others: int = 0

    def add(self, more: Taken) -> None:
        """Count them together."""
        self.matched += more.matched
        self.known += more.known
        self.others += more.others


def of_log(said: Said) -> Word:
    """A line of a relay's log as a word."""
    letter, raw = said.letter, said.line.encode("utf-8", "surrogateescape")
    return Word(
        "log", said.kind, raw, said.enhanced, said.host, letter.message_id, letter.sender,
        letter.queue_id,
    )  # fmt: skip


def read_log(
    db: Database, office: Office, reader: Reader, lines: Iterable[str], now: datetime
) -> Taken:
    """Take in lines of a log; those that speak of other mail are not kept. Safe to repeat."""
    words = [of_log(said) for line in lines if (said := reader.read(line)) is not None]
    return take_in(db, office, words, now)


def take_in(db: Database, office: Office, words: Iterable[Word], now: datetime) -> Taken:
    """Keep what was said of our letters; judging it is a tick of its own."""
    taken = Taken()
    heard = list(words)
    if not heard:
        return taken
    with db.transaction() as tx:
        for word in heard:
            delivery = _found(tx, office, word, now)
            if delivery is None:
                taken.others += 1
                continue
            report = Report(word.source, word.kind, word.enhanced, host=word.host)
            if bounces.keep(tx, office, delivery, report, word.raw, now):
                taken.matched += 1
            else:
                taken.known += 1
    return taken


def _found(tx: Session, office: Office, word: Word, now: datetime) -> DeliveryRow | None:
    """The delivery it speaks of: by Message-ID, by envelope address, or by the relay's queue id."""
    if (ours := _OUR_ID.fullmatch(word.message_id or "")) is not None:
        row = tx.get(DeliveryRow, ours[1])
        if row is not None and row.message_id.strip("<>") == (word.message_id or "").strip("<>"):
            return row
    returned = reports.returned_in(f"{word.sender or ''} ")
    if returned is not None and bounces.knows(office, returned, now):
        return tx.get(DeliveryRow, returned.delivery)
    if not word.queue_id:
        return None
    attempt = tx.exec(
        select(AttemptRow)
        .where(
            AttemptRow.queue_id == word.queue_id,
            col(AttemptRow.started_at) > now - bounces.ANSWERED_WITHIN,
        )
        .order_by(col(AttemptRow.id).desc())
    ).first()
    return tx.get(DeliveryRow, attempt.delivery_id) if attempt is not None else None
