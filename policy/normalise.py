"""Blocks → stable text; one small function a rule, in a visible list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from policy.model import Block, Note, Removal

EMAIL = "[email protected]"


def white_space(text: str) -> str:
    """Every run of white space is one blank."""
    return " ".join(text.split())


RULES: tuple[Callable[[str], str], ...] = (white_space,)


def normalise(blocks: Sequence[Block]) -> tuple[list[Block], list[Note], list[Removal]]:
    """The blocks with stable words, the doubts about them, and what was taken out."""
    out: list[Block] = []
    for block in blocks:
        text = block.text
        for rule in RULES:
            text = rule(text)
        if text:
            out.append(block if text == block.text else replace(block, text=text))
    return out, [], []
