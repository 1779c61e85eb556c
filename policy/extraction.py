"""What every extractor hands on: the blocks of one document, and what was learnt beside them."""

from __future__ import annotations

from dataclasses import dataclass, field

from policy.html_tree import Page
from policy.model import Block, Note, Removal


@dataclass(slots=True)
class Extraction:
    """The blocks of one document in order. `notes` that belong to a block carry its number in
    `places`."""

    blocks: list[Block]
    title: str | None = None
    language: str | None = None
    notes: list[tuple[int | None, Note]] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)
    page: Page | None = None
