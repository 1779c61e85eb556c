"""What can go wrong while keeping, each with what to do next.

    StorageError
    ├── DatabaseUnusableError       cannot be used now, or not by this program
    │   ├── DatabaseLockedError     somebody else is writing for too long   (try_later)
    │   ├── DatabaseAwayError       no connection, or it was lost           (try_later)
    │   ├── DiskFullError           no room for what should be kept         (try_later)
    │   ├── DatabaseDamagedError    its file is no longer whole
    │   ├── DatabaseTooNewError     written by a newer program
    │   └── DatabaseTooOldError     its schema waits for `clausewatch migrate`
    ├── SnapshotDamagedError        kept bytes do not give their own name any more
    ├── UnknownPolicyError          nothing is watched under that name
    ├── WithdrawnPolicyError        it was withdrawn from view, and strangers are told so
    ├── UnknownVersionError         the policy has no version of that number
    ├── UnknownChangeError          there is no change of that name
    ├── UnknownProposalError        nobody proposed anything under that number
    ├── UnknownAccountError         nobody acts under that name
    ├── AccountExistsError          the name is an account's already
    └── PolicyExistsError           the name is taken by another declaration

The message of each is one sentence that names the place and the remedy.
"""

from __future__ import annotations


class StorageError(Exception):
    """Something could not be kept or found."""

    try_later = False
    """Whether the same call may succeed later without anybody doing anything."""


class DatabaseUnusableError(StorageError):
    """The database cannot be used."""


class DatabaseLockedError(DatabaseUnusableError):
    """Another process has been writing to the database for too long; try again when it is done."""

    try_later = True


class DatabaseAwayError(DatabaseUnusableError):
    """The database does not answer; see that its server runs and that the address is right."""

    try_later = True


class DiskFullError(DatabaseUnusableError):
    """There is no room left for the database; free some space, nothing kept so far is lost."""

    try_later = True


class DatabaseDamagedError(DatabaseUnusableError):
    """The database file is damaged; stop every process that uses it and restore a backup."""


class DatabaseTooNewError(DatabaseUnusableError):
    """The database was written by a newer Clausewatch; install that one, or restore a backup."""


class DatabaseTooOldError(DatabaseUnusableError):
    """The database has an older schema; run `clausewatch migrate` after making a backup."""


class SnapshotDamagedError(StorageError):
    """Kept bytes no longer match their own hash; restore them from a backup."""


class UnknownPolicyError(StorageError):
    """No policy of that name is watched; `clausewatch policies` lists them."""


class WithdrawnPolicyError(StorageError):
    """The policy was withdrawn from view; `clausewatch set POLICY --visibility` brings it back."""

    def __init__(self, id: str, because: str | None) -> None:
        super().__init__(f"{id} was withdrawn from view")
        self.because = because
        """What readers are told of the reason; None where nothing was given."""


class UnknownVersionError(StorageError):
    """The policy has no version of that number; `clausewatch history POLICY` lists them."""


class UnknownChangeError(StorageError):
    """There is no change of that name."""


class UnknownProposalError(StorageError):
    """There is no proposal of that number; `clausewatch proposals` lists those that wait."""


class PolicyExistsError(StorageError):
    """A policy of that name is already watched; choose another, or use `clausewatch set`."""


class UnknownAccountError(StorageError):
    """There is no account of that name; `clausewatch user list` shows them."""


class AccountExistsError(StorageError):
    """There is an account of that name already; choose another name."""
