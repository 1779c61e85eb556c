"""The headers of a message: a fixed list, each value cleaned, read again before anything leaves.

Python's own `EmailMessage` lets an encoded line break in a subject become a header of its own
(seen on 3.11.7), so we write headers ourselves and compare what a parser finds with what we meant.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from email.errors import MultipartInvariantViolationDefect
from email.header import Header
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import format_datetime, getaddresses

from notifier.blanks import NO_BREAK

MAX_VALUE = 200  # signs of a value that comes from outside
MAX_LINE = 998  # RFC 5322, 2.1.1
_ATOMS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_{}~-]*")


class HeadersBrokenError(Exception):
    """The headers do not read back as they were meant; the message is not sent."""


def clean(value: str, limit: int = MAX_VALUE) -> str:
    """One line of signs that print; what looks like an encoded word is taken apart."""
    shown = "".join(
        sign if sign.isprintable() or sign in NO_BREAK else " "
        for sign in unicodedata.normalize("NFC", value)
    )
    return re.sub(" {2,}", " ", shown.replace("=?", "= ?")).strip()[:limit].strip()


def line(name: str, value: str) -> bytes:
    """One header whose value we made ourselves, in ASCII."""
    return f"{name}: {value}\r\n".encode("ascii")


def words(name: str, value: str) -> bytes:
    """One header of words in any language, encoded where that is needed and folded."""
    return f"{name}: {_encoded(name, clean(value))}\r\n".encode("ascii")


def named(name: str, words: str, address: str) -> bytes:
    """One header that names an address or a list: `"Words" <address>`."""
    shown = clean(words)
    if not shown:
        return f"{name}: <{address}>\r\n".encode("ascii")
    if shown.isascii():
        quoted = (
            shown if _ATOMS.fullmatch(shown) else '"' + re.sub(r'(["\\])', r"\\\1", shown) + '"'
        )
    else:
        quoted = _encoded(name, shown)
    return f"{name}: {quoted}\r\n <{address}>\r\n".encode("ascii")


def date(at: datetime) -> bytes:
    """When this attempt was made."""
    return line("Date", format_datetime(at))


def check(data: bytes, expected: tuple[str, ...], recipient: str) -> None:
    """Read the headers again: exactly these names in this order, one recipient, no long line."""
    head, found, _ = data.partition(b"\r\n\r\n")
    alone = data.replace(b"\r\n", b"")
    if not found or b"\n" in alone or b"\r" in alone:
        raise HeadersBrokenError("a line break stands alone, or the headers do not end")
    lines = head.split(b"\r\n")
    if max(map(len, lines)) > MAX_LINE:
        raise HeadersBrokenError("a header line is longer than 998 octets")
    names = tuple(
        line.partition(b":")[0].decode("ascii", "replace")
        for line in lines
        if not line.startswith((b" ", b"\t"))
    )
    if names != expected:
        raise HeadersBrokenError(f"meant {expected}, read {names}")
    if f"To: {recipient}".encode("ascii", "replace") not in lines:
        raise HeadersBrokenError("the message does not go to its one recipient")


def check_as_others_read(data: bytes, expected: tuple[str, ...], recipient: str) -> None:
    """The same with the standard library's parser: slower, so once for a notice."""
    head = data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    message = BytesHeaderParser(policy=compat32).parsebytes(head)
    # Some releases (3.11.2) miss the parts of a message whose headers alone they were given.
    defects = [
        one for one in message.defects if not isinstance(one, MultipartInvariantViolationDefect)
    ]
    if tuple(message.keys()) != expected or defects:
        raise HeadersBrokenError(f"meant {expected}, a parser reads {message.keys()}")
    if [address for _, address in getaddresses([str(message["To"])])] != [recipient]:
        raise HeadersBrokenError("a parser does not find the one recipient")


def _encoded(name: str, value: str) -> str:
    if value.isascii():
        return value
    return Header(value, "utf-8", maxlinelen=75, header_name=name).encode(linesep="\r\n")
