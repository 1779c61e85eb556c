"""What may go wrong at the command line, as sentences and exit codes.

CommandError          an expected failure: a sentence with its remedy, and the exit code
├── WrongUsageError    2   the command was given something it cannot use
├── NotAllowedError    2   whoever asks may not do this, or not alone
├── TryLaterError     75   the same command may succeed later
└── MismatchError      6   a verification failed
"""

from __future__ import annotations

import errno
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


class NotAllowedError(CommandError):
    """Whoever asks may not do this, or not alone."""

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
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: {error}. Free some space; nothing kept so far is lost.", LATER
    if isinstance(error, OSError) and error.filename and error.errno in OF_A_PLACE:
        says = f"{error.filename} cannot be used: {error.strerror}"
        return f"{says}. Look at its owner and rights, or name another place.", Exit.INVALID
    if "storage.errors" in sys.modules:  # only then can it be one of these
        return _explain_storage(error)
    return None


LATER = Exit.TRY_LATER
OF_A_PLACE = (
    errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR, errno.EISDIR,
    errno.ENOENT, errno.ENAMETOOLONG, errno.ELOOP,
)  # fmt: skip
"""What is wrong with the place that somebody named, and not with what we do there."""


def _explain_storage(error: BaseException) -> tuple[str, Exit] | None:
    from storage import errors
    from storage.keyfile import KeyFileError
    from storage.mailboxes import BadAddressError
    from storage.people import KeyMissingError

    says = _sentence(error)
    if isinstance(error, errors.DatabaseUnusableError):
        return says, LATER if error.try_later else Exit.INVALID
    unverified = errors.SnapshotDamagedError | errors.LedgerRefusesError | errors.BackupDamagedError
    if isinstance(error, unverified):
        return says, Exit.UNVERIFIED
    if isinstance(error, errors.StorageError | BadAddressError):
        return says, Exit.USAGE
    if isinstance(error, KeyFileError | KeyMissingError):
        return says, Exit.INVALID
    return None


def _sentence(error: BaseException) -> str:
    says = str(error) or (type(error).__doc__ or type(error).__name__)
    begins_with_address = ":" in says.split(" ", 1)[0]
    return says if begins_with_address else f"{says[:1].upper()}{says[1:]}"
