"""A certificate for people: the page beside it, and the text that says how to verify it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from storage import verify_bundle


def page(head: Mapping[str, Any], found: Iterable[verify_bundle.Claim]) -> bytes:
    """certificate.html: for reading and for paper."""
    rows = "".join(
        f"<tr><th scope=row>{escape(one.state)}</th><td>{escape(one.text)}</td></tr>"
        for one in found
    )
    limits = "".join(f"<li>{escape(limit)}</li>" for limit in verify_bundle.LIMITS)
    title = f"Certificate of the notice {head['notice']}"
    return PAGE.format(
        title=escape(title), service=escape(str(head["service"])), rows=rows, limits=limits,
        issued=escape(str(head["issued"])),
    ).encode()  # fmt: skip


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>body{{font:1rem/1.5 serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse}}th,td{{text-align:left;vertical-align:top;padding:.5rem .75rem;
border-bottom:1px solid #767676}}th{{white-space:nowrap}}h1,td,code{{overflow-wrap:anywhere}}
@page{{size:A4;margin:20mm 18mm}}
@media print{{body{{font-size:10.5pt;line-height:1.4;max-width:none;margin:0;padding:0}}
h1{{font-size:17pt}}h2{{font-size:13pt;break-after:avoid}}tr,li,p{{break-inside:avoid}}
table{{width:100%}}}}</style></head>
<body><main><h1>{title}</h1>
<p>{service}. Made {issued}. This page is for reading; what counts are the files beside it, and
<code>python3 verify.py .</code> works everything out anew.</p>
<h2>What it shows</h2>
<table>{rows}</table>
<h2>What it does not show</h2>
<ul>{limits}</ul>
<p>“proved” follows from the signed log and the bytes enclosed; “asserted” means that the log shows
that it was said, and when, not that it is so.</p>
</main></body></html>
"""

README = f"""What this is

Evidence about one notice: which text it was about, in which words it was sent, to how many people,
when that was fixed, and what was said of each letter. {verify_bundle.NOT_READ}

How to verify it

    python3 verify.py THIS.zip          (or: python3 verify.py . in the unpacked folder)

It needs Python 3.11 or newer and the program openssl, and no network. It works out every claim of
certificate.json anew and ends with 0 only where all of them hold. It then tells you what to check
yourself: that the log's key is the one its owner publishes (--log), and that you trust the time
stamp authorities (--roots). verify.py is one file to be read; you may write your own: the formats
are those of C2SP (tlog-checkpoint, tlog-proof, signed-note), RFC 6962, RFC 8785 and RFC 3161.

What is in it

certificate.json    the claims, how far each is shown, and what is not shown
certificate.html    the same to be read
policy.txt          the log's key and the witnesses'
checkpoints/SIZE/   what the log signed at that size, the time stamps over it, and the proof that
                    it is a beginning of the largest
entries/N.json      entries of the log, with their proofs and what opens them
blobs/              the notified text and the words of the mails, named by their SHA-256; the words
                    are subject, text and HTML, each after its length in eight bytes
full/               (of a campaign) the recipients under pseudonyms, and every record about them
recipient/          (of one recipient) what opens their own place and their own records
SHA256SUMS          every file
"""
