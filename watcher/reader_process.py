"""What runs in the limited worker process: it reads one page after another, and knows nothing but
`policy`.

A request is two frames, a head (JSON) and the bytes; the answer two more, a head and the reading
(JSON). A frame is its length in four bytes and its content. JSON and not pickle: whatever a page
does to a parser in here, the process outside gets data and nothing else.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any, BinaryIO

from policy.fingerprint import fingerprint, links_fingerprint
from policy.jsonable import reading_to_json, refusal_to_json
from policy.model import Declared
from policy.outline import outline, shaken
from policy.page_links import links_of
from policy.read import read
from policy.sketch import sketch
from watcher.frames import LENGTH


def main() -> None:
    """Read pages until the other side closes."""
    cpu_s, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with os.fdopen(os.dup(1), "wb") as answers, os.fdopen(os.dup(0), "rb") as requests:
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)  # what a library prints is no answer
        while (head := receive(requests)) is not None:
            body = receive(requests)
            if body is None:
                return
            _allow_cpu(cpu_s)
            for frame in answered(json.loads(head), body):
                send(answers, frame)
            answers.flush()


def answered(head: dict[str, Any], body: bytes) -> tuple[bytes, bytes]:
    """The answer, or the mistake of ours that prevented one; lack of memory ends the process."""
    try:
        return answer(head, body)
    except MemoryError:
        raise
    except Exception as mistake:  # noqa: BLE001 - one page must not stop the others
        return _json({"mistake": f"{type(mistake).__name__}: {mistake}"[:300]}), b""


def answer(head: dict[str, Any], body: bytes) -> tuple[bytes, bytes]:
    """Head and reading of one page; its links only, where that is asked."""
    if head.get("links_of"):
        found = links_of(body, head["headers"], head["links_of"])
        return _json({"links": [[link.words, link.target] for link in found]}), b""
    stated = head["declared"]
    declared = Declared(
        select=tuple(stated["select"]),
        remove=tuple(stated["remove"]),
        language=stated["language"],
        service=stated["service"],
        terms_type=stated["terms_type"],
    )
    known, _, _ = (head["sketch"] or "").partition(" ")
    seen = sketch(body, head["headers"], declared)
    if seen is not None and seen.is_like(known):
        return _json({"same": True, "sketch": _drawn(known, head["headers"], body, declared)}), b""
    reading = read(body, head["headers"], declared)
    form = reading_to_json(reading)
    del form["text"]  # follows from the clauses
    told = {
        "refused": refusal_to_json(reading.refused),
        "fingerprint": fingerprint(reading),
        "links": links_fingerprint(reading),
        "rules": reading.rules,
        "sketch": seen and _drawn(seen.of(_said(form)), head["headers"], body, declared),
    }
    return _json(told), _json(form)


def _drawn(known: str, headers: dict[str, str], body: bytes, declared: Declared) -> str:
    """The sketch of a page, and behind it its outline where that says as much."""
    drawn, other = outline(body, headers), shaken(body)
    again = sketch(other, headers, declared) if drawn and other else None
    return f"{known} {drawn}" if again is not None and again.is_like(known) else known


def _said(form: dict[str, Any]) -> str:
    """All that a reading says, without what was left out of it."""
    said = {name: value for name, value in form.items() if name != "removed"}
    return json.dumps(said, ensure_ascii=False)


def receive(stream: BinaryIO) -> bytes | None:
    """The next frame; None where the other side closed."""
    length = stream.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(length)
    content = stream.read(size)
    return content if len(content) == size else None


def send(stream: BinaryIO, content: bytes) -> None:
    """Write one frame."""
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)


def _allow_cpu(seconds: int) -> None:
    """The limit counts the whole life of the process; each page gets its own share."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _json(form: dict[str, Any]) -> bytes:
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


if __name__ == "__main__":
    main()
