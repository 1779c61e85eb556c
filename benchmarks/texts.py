"""Invented policies of any length, for benchmarks: as structured and repetitive as real ones."""

from __future__ import annotations

import random

_SUBJECTS = ("We", "Our processors", "Partner bakeries", "The customer desk", "Affiliated firms")
_VERBS = ("keep", "use", "receive", "share", "delete", "correct")
_THINGS = (
    "your name and address", "order numbers", "payment records", "messages you send us",
    "the pages you visit", "delivery preferences", "photographs of the building site",
)  # fmt: skip
_WHY = (
    "to bring what you ordered", "because the law asks for it", "with your consent",
    "to answer your questions", "for our own statistics", "to keep the shop safe",
)  # fmt: skip


def paragraphs(count: int, seed: int = 1) -> list[str]:
    """Return so many paragraphs of two or three sentences; the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    return [
        " ".join(
            f"{chance.choice(_SUBJECTS)} {chance.choice(_VERBS)} {chance.choice(_THINGS)} "
            f"{chance.choice(_WHY)}, for at most {chance.randrange(1, 90)} days."
            for _ in range(chance.randrange(2, 4))
        )
        for _ in range(count)
    ]


def page(texts: list[str], menu: int = 60) -> bytes:
    """Return the paragraphs as a page, numbered in sections of six, with furniture around it."""
    links = "".join(f'<li><a href="/{n}">Department {n}</a></li>' for n in range(menu))
    body = "".join(
        (f"<h2>{at // 6 + 1}. Section {at // 6 + 1}</h2>" if at % 6 == 0 else "") + f"<p>{text}</p>"
        for at, text in enumerate(texts)
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Privacy policy</title>'
        f"</head><body><header><nav><ul>{links}</ul></nav></header><main><h1>Privacy policy</h1>"
        f"{body}</main><footer><ul>{links}</ul></footer></body></html>"
    ).encode()


def edited(texts: list[str], seed: int = 2) -> list[str]:
    """Return the paragraphs a year later: some reworded, one added, one gone, two swapped."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    later = list(texts)
    for at in chance.sample(range(len(later)), max(1, len(later) // 10)):
        later[at] = later[at].replace("at most", "no more than", 1)
    later.insert(len(later) // 2, "We now also show advertisements of partner bakeries in the app.")
    del later[len(later) // 3]
    later[0], later[3] = later[3], later[0]
    return later
