"""What a topic is called to a reader, in each language. The policy's own names stay in the code."""

from __future__ import annotations

from notifier.words import Words

NAMES = {
    "retention": "how long data are kept",
    "sharing": "sharing with others",
    "transfer": "transfer to other countries",
    "price": "prices and payments",
    "rights": "your rights",
    "ending": "ending the contract",
    "data": "which data",
    "purposes": "what data are used for",
    "legal basis": "legal basis",
    "marketing": "marketing and profiling",
    "artificial intelligence": "artificial intelligence",
    "cookies": "cookies and trackers",
    "children": "children and age",
    "security": "security",
    "liability": "liability",
    "governing law": "law and courts",
    "change of terms": "how the text itself may change",
    "contact": "contact",
}
"""By the topic's name: what the catalogue calls it; in the order in which a reader may choose."""

MESSAGES = tuple(("topic", name) for name in NAMES.values())
"""Context and id of every message that is made here: no extractor finds them."""


def name(words: Words, topic: str) -> str:
    """A topic as a reader knows it."""
    known = NAMES.get(topic)
    return words.name("topic", known) if known else topic


def names(words: Words, topics: tuple[str, ...]) -> str:
    """Several topics, in the order in which they are offered."""
    order = list(NAMES)
    known = sorted(topics, key=lambda topic: order.index(topic) if topic in order else len(order))
    return ", ".join(name(words, topic) for topic in known)
