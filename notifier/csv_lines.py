"""Lists that come out of a company's books: decoded, split into lines, every fault with its line.

Comma, semicolon or tab; UTF-8 or UTF-16 with its mark, else what Western spreadsheets write. Pure.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policy.said import Said, said

LONGEST = 200 * 2**20  # bytes of a list
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
         (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_FORMULA = frozenset("=+-@\t\r")  # a spreadsheet would run what begins so


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line of a list; line 0 is the list as a whole."""

    line: int
    says: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.says}" if self.line else self.says

    @property
    def sentence(self) -> str:
        """The same, to be said in another language where that can be."""
        if self.line and isinstance(self.says, Said):
            return said("line %(n)d: %(says)s", n=self.line, says=self.says)
        return str(self) if self.line else self.says


class Lines:
    """The lines of a list under their columns; faults and notes gather while it is read."""

    def __init__(self, data: bytes, columns: Sequence[str], also_called: Mapping[str, str]) -> None:
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self._columns = columns
        self._also_called = also_called
        self._data = data

    def read(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each line with its number and its cells by column; blank ones are passed over."""
        text = self._decoded()
        if text is None:
            return
        rows = self._rows(text)
        head = next(rows, (1, []))[1]
        places = self._places(head)
        for line, row in rows if places else ():
            if any(cell.strip() for cell in row[len(head) :]):
                self.faults.append(Fault(line, _too_many(len(row), len(head))))
                continue
            yield (
                line,
                {
                    name: row[place].strip() if place < len(row) else ""
                    for name, place in (places or {}).items()
                },
            )

    def _decoded(self) -> str | None:
        """The text: by its byte order mark, else UTF-8, else Windows-1252."""
        if len(self._data) > LONGEST:
            says = said("the list is larger than %(n)d MB", n=LONGEST // 2**20)
            self.faults.append(Fault(0, says))
            return None
        encoding = next((name for mark, name in _BOMS if self._data.startswith(mark)), "utf-8")
        try:
            text = self._data.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding != "utf-8":
                why = error.reason
                bad = said("its bytes are no %(encoding)s: %(why)s", encoding=encoding, why=why)
                self.faults.append(Fault(0, bad))
                return None
            text = self._data.decode("cp1252", "replace")
            self.notes.append(
                said(
                    "The list is not UTF-8; it was taken for Windows-1252. Look at the names before"
                    " you approve."
                )
            )
        if "\0" in text:
            says = said("it holds zero bytes: is it a spreadsheet? Save it as CSV")
            self.faults.append(Fault(0, says))
            return None
        return text

    def _rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        begins = 1
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                says = said(
                    "from here on it is no CSV (%(why)s); look for a quotation mark left open",
                    why=str(error),
                )
                self.faults.append(Fault(begins, says))
                return
            if any(cell.strip() for cell in row):
                yield begins, row
            begins = reader.line_num + 1

    def _places(self, head: list[str]) -> dict[str, int] | None:
        """Where each column stands; the first one asked for must be there."""
        names = [cell.strip().lower() for cell in head]
        found: dict[str, int] = {}
        others = []
        for place, name in enumerate(names):
            column = self._also_called.get(name, name)
            if column not in self._columns:
                others.append(name)
                continue
            if column in found:
                self.faults.append(
                    Fault(1, said("two columns are called %(column)s", column=column))
                )
            found[column] = place
        if self._columns[0] not in found:
            there = ", ".join(names) or "none"
            self.faults.append(
                Fault(
                    1,
                    said(
                        "no column is called %(column)s; there are: %(there)s",
                        column=self._columns[0],
                        there=there,
                    ),
                )
            )
        if others:
            shown = ", ".join(others)
            self.notes.append(said("Not kept: the columns %(names)s.", names=shown))
        return None if self.faults else found


def _too_many(cells: int, columns: int) -> Said:
    """Of a line in which a name with a comma has moved whatever stands behind it."""
    return said(
        "it has %(cells)d cells and there are %(columns)d columns: is a comma without quotation"
        " marks in it?",
        cells=cells,
        columns=columns,
    )


def write(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    """A list for a spreadsheet, in which no cell is run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([f"'{cell}" if cell[:1] in _FORMULA else cell for cell in row])
    return out.getvalue()
