"""Damaged pages: any bytes end in clauses or in a reason, and twice is the same."""

from __future__ import annotations

import random
from pathlib import Path

from policy.compare import compare
from policy.model import Reading
from policy.read import read

ROUNDS = 200

PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8">
<title>Privacybeleid</title></head>
<body><nav><a href="/">Start</a></nav><main><h1>Privacybeleid van Bakkerij Zonnebloem</h1>
<p>Laatst bijgewerkt op 3 maart 2026</p><h2>1. Wat wij bewaren</h2>
<ol><li>Uw naam en adres, zolang u klant bent.</li><li>Uw bestellingen, zeven jaar lang.
<ul><li>ook de geannuleerde</li></ul></li></ol>
<table><tr><th>Ontvanger</th><th>Waarvoor</th></tr>
<tr><td>Koerier</td><td>bezorgen</td></tr></table>
<h2>2. Wijzigingen</h2>
<p>Wijzigingen gaan in dertig dagen nadat u bericht kreeg &amp; gelezen hebt.</p>
</main><footer>© Bakkerij Zonnebloem</footer></body></html>"""
KINDS = ("text/html; charset=utf-8", "text/markdown", "text/plain", "application/pdf", "text/html")
NASTY = (
    b"\x00", b"<", b"</", b"<!--", b"&#x", b"\xff\xfe", b"\xe2\x80", b"<table>", b"<ul><li>",
    b"<div style=display:none>", b"\xc2\xad", b"\xe2\x80\x8b", b"1.1.1.1 ", b"\r", b"]]>",
)  # fmt: skip


def one_round(seed: int, folder: Path) -> None:
    """Read and compare some fifty mutations of one page."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(50):
        body, headers = mutated(chance), {"content-type": chance.choice(KINDS)}
        (folder / "last").write_bytes(body)  # what to look at when the process itself dies
        reading = read(body, headers)

        assert reading.refused or reading.clauses, "neither clauses nor a reason"
        assert read(body, headers) == reading, "the second reading differs"
        if isinstance(reading, Reading) and not reading.refused:
            assert not compare(reading, reading).changes, "differs from itself"


def mutated(chance: random.Random) -> bytes:
    """Return the page with a few pieces cut, doubled, moved, flipped or planted."""
    body = bytearray(PAGE.encode(chance.choice(["utf-8", "utf-8", "cp1252", "utf-16"])))
    for _ in range(chance.randrange(12)):
        begin = chance.randrange(len(body) or 1)
        end = min(len(body), begin + chance.randrange(1, 80))
        match chance.randrange(5):
            case 0:
                del body[begin:end]
            case 1:
                body[begin:begin] = body[begin:end] * chance.randrange(1, 40)
            case 2:
                piece = bytes(body[begin:end])
                del body[begin:end]
                body.extend(piece)
            case 3 if body:
                body[chance.randrange(len(body))] = chance.randrange(256)
            case _:
                body[begin:begin] = chance.choice(NASTY) * chance.randrange(1, 200)
    return bytes(body)
