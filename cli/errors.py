"""What may go wrong at the command line, as sentences and exit codes.

CommandError          an expected failure: a sentence with its remedy, and the exit code
├── WrongUsageError    2   the command was given something it cannot use
├── TryLaterError     75   the same command may succeed later
└── MismatchError      6   a verification failed
"""

from __future__ import annotations

import sys
from enum import IntEnum

from config.errors import ConfigError


class Exit(IntEnum):
    """The exit codes of the contract."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    INVALID = 3
    PARTLY = 4
    CHANGED = 5
    UNVERIFIED = 6
    TRY_LATER = 75


class CommandError(Exception):
    """An expected failure; the message says what happened and what to do."""

    exit_code = Exit.UNEXPECTED


class WrongUsageError(CommandError):
    """The command was given something it cannot use."""

    exit_code = Exit.USAGE


class TryLaterError(CommandError):
    """Something outside is away or full; nothing was lost and the command may be repeated."""

    exit_code = Exit.TRY_LATER


class MismatchError(CommandError):
    """Something that was to be verified is not as it should be."""

    exit_code = Exit.UNVERIFIED


def explain(error: BaseException) -> tuple[str, Exit] | None:
    """The sentence and exit code of an expected failure; None where it is a bug of ours."""
    if isinstance(error, CommandError):
        return str(error), error.exit_code
    if isinstance(error, ConfigError):
        return str(error), Exit.INVALID
    if isinstance(error, OSError) and error.errno == 28:
        return (
            f"The disk is full: {error}. Free some space and repeat; nothing was lost.",
            Exit.TRY_LATER,
        )
    if "sqlalchemy" in sys.modules:  # only then can it be one of its errors
        return _explain_database(error)
    return None


def _explain_database(error: BaseException) -> tuple[str, Exit] | None:
    from sqlalchemy.exc import DBAPIError, OperationalError

    if not isinstance(error, DBAPIError):
        return None
    says = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no answer"
    if "full" in says or "No space left" in says:
        return (
            f"The disk is full ({says}). Free some space and repeat; nothing was lost.",
            Exit.TRY_LATER,
        )
    if "locked" in says or "busy" in says:
        return (
            f"The database is in use ({says}). Repeat in a moment; nothing was lost.",
            Exit.TRY_LATER,
        )
    if isinstance(error, OperationalError):
        return (
            f"The database cannot be used ({says}). Look at CLAUSEWATCH_DATABASE_URL and "
            "`clausewatch doctor`.",
            Exit.TRY_LATER,
        )
    return None
