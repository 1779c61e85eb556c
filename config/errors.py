"""What may be wrong with what an operator wrote, drawn as a tree.

ConfigError             everything below; each fault names its place and its remedy
├── SettingsError       clausewatch.toml, environment or options
└── DeclarationError    a file that says what is watched
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: where it stands (file or variable), at which field, and what would be right."""

    place: str
    field: str
    says: str

    def __str__(self) -> str:
        where = f"{self.place}: {self.field}" if self.field else self.place
        return f"{where}: {self.says}"


class ConfigError(Exception):
    """Something an operator wrote is not right."""

    what = "mistakes"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(str(self))

    def __str__(self) -> str:
        count = len(self.faults)
        head = f"{count} {self.what if count != 1 else self.what.removesuffix('s')} found:"
        return "\n".join([head, *(f"  {fault}" for fault in self.faults)])


class SettingsError(ConfigError):
    """One or more settings are wrong; nothing was started."""

    what = "wrong settings"


class DeclarationError(ConfigError):
    """One or more declarations are wrong; nothing was taken over."""

    what = "wrong declarations"
