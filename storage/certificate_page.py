"""A certificate for people: the page beside it, and the text that says how to verify it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from storage import verify_bundle


def page(head: Mapping[str, Any], found: Iterable[verify_bundle.Claim]) -> bytes:
    """certificate.html: for reading and for paper."""
    rows = "".join(
        f"<tr><th scope=row>{escape(ABOUT.get(one.id, one.id))}</th><td>{escape(one.state)}</td>"
        f"<td>{escape(one.text)}</td></tr>"
        for one in found
    )
    words = "".join(f"<dt>{word}</dt><dd>{means}</dd>" for word, means in WORDS.items())
    limits = "".join(f"<li>{escape(limit)}</li>" for limit in verify_bundle.LIMITS)
    title = f"Certificate of the notice {head['notice']}"
    return PAGE.format(
        title=escape(title), service=escape(str(head["service"])), rows=rows, limits=limits,
        issued=escape(str(head["issued"])[:19]), words=words,
    ).encode()  # fmt: skip


ABOUT = {
    "log": "The record",
    "content": "Which text",
    "words": "Which words",
    "audience": "To whom",
    "totals": "How mail ended",
    "recipient": "This recipient",
    "sent": "Accepted by servers",
    "period": "In time",
    "elsewhere": "Other channels",
    "read": "Read",
}
"""What each claim is about, for whoever reads the page."""

WORDS = {
    "proved": "It follows from the signed log and the files enclosed.",
    "asserted": "The log shows that it was said, and when; not that it is so.",
    "not shown": "Nothing here shows it.",
    "log, entry": "A list of what happened, to which one can only add. It is signed as a whole: an"
    " entry that is changed or taken out later no longer fits the signature.",
    "stamped": "A time stamp authority, somebody else, signed by when this was in the log. Where it"
    " says “not stamped”, times are the word of who runs the log.",
    "witnessed": "Others signed that the log only grew. Where it says “not witnessed”, compare its"
    " signature with the one that somebody else kept.",
    "accepted": "The next mail server on the way said that it takes the letter. What became of it"
    " behind that server was not seen.",
    "digest": "A number worked out from a text. Another text has another one.",
    "how mail ended": "“sent”: a server accepted it in time, and it did not come back; “sent late”:"
    " after the last day; “bounced”: it came back; “refused”: no server took it; “expired”: none"
    " answered in time; “unknown”: the answer was lost; “suppressed”, “cancelled”: it was not"
    " sent; “no address”: there is no mail address; “erased”: the person asked to be erased.",
}
"""The words of the page, for whoever meets them for the first time."""

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>body{{font:1rem/1.5 serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse}}th,td{{text-align:left;vertical-align:top;padding:.5rem .75rem;
border-bottom:1px solid #767676}}th,td:nth-child(2){{white-space:nowrap}}
h1,td:last-child,code{{overflow-wrap:anywhere}}dt{{font-weight:bold}}dd{{margin:0 0 .5rem 1.5rem}}
@page{{size:A4;margin:20mm 18mm}}
@media print{{body{{font-size:10.5pt;line-height:1.4;max-width:none;margin:0;padding:0}}
h1{{font-size:17pt}}h2{{font-size:13pt;break-after:avoid}}tr,li,p{{break-inside:avoid}}
table{{width:100%}}}}</style></head>
<body><main><h1>{title}</h1>
<p>How {service} told its own users of a change, as far as that is on record. Made {issued}Z; all
times are UTC. This page is for reading; what counts are the files beside it, and
<code>python3 verify.py .</code> works everything out anew.</p>
<h2>What it shows</h2>
<table><thead><tr><th scope=col>About</th><th scope=col>State</th><th scope=col>What is on
record</th></tr></thead><tbody>{rows}</tbody></table>
<h2>What it does not show</h2>
<ul>{limits}</ul>
<h2>The words on this page</h2>
<dl>{words}</dl>
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
