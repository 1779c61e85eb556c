"""The frozen values of the domain: what a page says, clause by clause, and how two texts differ.

Every package speaks in these types; none of them knows a database, a network or a clock.
`policy/jsonable.py` writes them in the public JSON forms and reads them back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

EXTRACTION_RULES = 2
"""Number of the extraction rules, on each text that they made.

Raised whenever a page may read otherwise, be it in its words, dates or promises: what is kept is
read anew before anything new is looked at, so that nobody is told that a service changed when we
did. `tests/golden/read_by_rules.txt` holds what it stands for.
"""

BlockKind = Literal["heading", "paragraph", "item", "row"]
ChangeKind = Literal["added", "removed", "reworded", "moved", "renumbered", "links"]
RedlineOp = Literal["=", "-", "+"]


class Significance(StrEnum):
    """How much a change matters; we give no legal verdict."""

    COSMETIC = "cosmetic"
    WORDING = "wording"
    SUBSTANCE = "substance"

    @property
    def rank(self) -> int:
        """0 for cosmetic, 1 for wording, 2 for substance."""
        return list(Significance).index(self)


class Outcome(StrEnum):
    """What one look at a policy came to."""

    FIRST = "first"
    SAME = "same"
    PENDING = "pending"
    CHANGED = "changed"
    VARIANT = "variant"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Note:
    """A doubt about a page, kept beside its text: `hidden_text`, `mojibake`, `encoding_guessed`
    and the like.
    """

    kind: str
    detail: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a page is not the policy: `bot_wall login error_page empty truncated too_large gone
    forbidden …`.
    """

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a block: its words and its target, kept apart so that a new target is no new
    word.
    """

    words: str
    target: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block as extraction found it, in the page's order, before it has an address.

    `level` is the heading's level (1 to 6) or the depth of a list item (1 = outermost), else 0;
    `label` is the number, letter or bullet text as shown (bullets are None); `cells` holds a table
    row's cells; `links` the links inside.
    """

    kind: BlockKind
    text: str
    level: int = 0
    label: str | None = None
    cells: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    hidden: bool = False
    list_id: int = 0
    """Blocks of one list or table share a number other than 0: neighbouring lists stay apart."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One block of the text with its place in one version, and, once aligned with its forebears,
    its `id` for life.
    """

    address: str
    label: str | None
    cite: str
    heading: str | None
    level: int
    kind: BlockKind
    text: str
    id: str | None = None
    cells: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment about change, as data; the vocabulary is the contract's.

    `quote` stands in the clause at `address`.

    One promise is what one clause says for one condition; a text may hold several (material
    changes by mail, all others by posting). Beyond the contract's fields:
    """

    channels: tuple[str, ...] = ()
    lead_time: str | None = None
    anchor: str | None = None
    materiality: str | None = None
    acceptance: str = "none_stated"
    exit_right: str = "none"
    may_change_without_notice: bool = False
    quote: str = ""
    address: str = ""
    lead_quote: str = ""
    """The sentence that states the lead time or the anchor."""
    lead_minimum: str | None = None
    """A second, lower bound: "two months, but no less than 60 days" is P2M with P60D."""
    exit_quote: str = ""
    exit_condition: str | None = None
    """`material_only` where the right to leave is given for important changes only."""
    exit_before_effect: bool = False
    """The way out is open until the change takes effect."""
    exit_within: str | None = None
    """A window for leaving, ISO 8601, where the text names one."""
    notice_quote: str = ""
    """The sentence by which the text frees itself from telling anybody."""
    exemptions: tuple[str, ...] = ()
    """What the promise leaves out: `law urgent new_features not_material minor favourable`."""
    firm: bool = True
    """False where the text only says that it *may* notify."""
    on_this_page: bool = False
    """The promised place is this very page, so that its absence there can be seen."""
    at_any_time: bool = False
    acceptance_quote: str = ""
    """The sentence by which a reader comes to be bound."""
    about: str = "text"
    """What the change is of: this `text`, or its `sub_processors`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What would be kept of one page: its clauses, or why it is refused."""

    refused: Refusal | None = None
    title: str | None = None
    language: str | None = None
    updated_on: str | None = None
    effective_on: str | None = None
    version_label: str | None = None
    clauses: tuple[Clause, ...] = ()
    promises: tuple[Promise, ...] = ()
    notes: tuple[Note, ...] = ()
    rules: int = EXTRACTION_RULES
    removed: tuple[Removal, ...] = ()
    """What a rule took out of the page, in order: the answer to "why is this not in the text?"."""

    @property
    def text(self) -> str:
        """The canonical text: one line a clause, with its label."""
        return "\n".join(f"{c.label} {c.text}".strip() if c.label else c.text for c in self.clauses)


@dataclass(frozen=True, slots=True)
class Removal:
    """Words of the page that are not in the text, and the rule that took them out."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Declared:
    """What the declaration says of a page: selectors in Open Terms Archive's sense, expected
    language and names.
    """

    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    language: str | None = None
    service: str | None = None
    terms_type: str | None = None


@dataclass(frozen=True, slots=True)
class RedlinePart:
    """A run of a redline: kept `=`, removed `-` or added `+`."""

    op: RedlineOp
    text: str


Redline = tuple[RedlinePart, ...]


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause that differs: `old` is None where it was added, `new` where it was removed, both
    for `links`.
    """

    kind: ChangeKind
    significance: Significance
    reasons: tuple[str, ...] = ()
    old: Clause | None = None
    new: Clause | None = None
    redline: Redline = ()
    moved: bool = False
    split_from: str | None = None
    merged_into: str | None = None
    topics: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What exactly became different, as data, so that a sentence can be made of it in any
    language.

    `kind` names the class (`period amount percentage date age party country data purpose right
    basis modality negation …`), `old` and `new` the values as printed, `about` the words they
    speak of where known.
    """

    kind: str
    old: str | None = None
    new: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings, clause by clause.

    `significance` is the highest of the changes; None where nothing differs.
    """

    significance: Significance | None = None
    reasons: tuple[str, ...] = ()
    changes: tuple[ClauseChange, ...] = ()
    dates: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    refused_old: Refusal | None = None
    refused_new: Refusal | None = None
    pairs: tuple[tuple[int, int], ...] = ()
    """Which clause of the old text (by position) lives on in which of the new one; identity is
    handed on along it.
    """
