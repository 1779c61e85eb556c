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
    ├── UnknownWebhookError         no webhook has that name
    ├── UnknownKeyError             no key has that name
    ├── UnknownChangeError          there is no change of that name
    ├── UnknownProposalError        nobody proposed anything under that number
    ├── UnknownNoticeError          there is no contract notice of that name
    ├── WrongStateError             the notice is not where this act can be done
    ├── OutdatedError               what was prepared fits no more          (try_later)
    ├── NotAddingUpError            totals do not come to what was frozen
    ├── UnknownAccountError         nobody acts under that name
    ├── AccountExistsError          the name is an account's already
    ├── PolicyExistsError           the name is taken by another declaration
    ├── DumpError                   the database's own programs could not copy it
    ├── BackupUnknownError          the file is no backup of ours, or does not fit here
    ├── BackupDamagedError          what was saved is not what is there
    └── LedgerRefusesError          the ledger signs nothing until somebody has looked
        ├── RolledBackError         the database is older than what was signed already
        ├── ForkedError             the database tells another story than what was signed
        ├── LogCopyError            what was signed could not be copied off the machine
        └── LogKeyError             the signing key is gone or another one

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


class UnknownWebhookError(StorageError):
    """There is no webhook of that name; `clausewatch webhook list` has them."""


class UnknownKeyError(StorageError):
    """There is no key of that name; `clausewatch key list` has them."""


class UnknownChangeError(StorageError):
    """There is no change of that name."""


class UnknownProposalError(StorageError):
    """There is no proposal of that number; `clausewatch proposals` lists those that wait."""


class PolicyExistsError(StorageError):
    """A policy of that name is already watched; choose another, or use `clausewatch set`."""


class UnknownNoticeError(StorageError):
    """There is no contract notice of that name; `clausewatch notice list` shows them."""


class WrongStateError(StorageError):
    """The notice is not in a state in which this can be done."""


class OutdatedError(StorageError):
    """Others changed what this was prepared from; prepare it anew."""

    try_later = True


class NotAddingUpError(StorageError):
    """Recipients and outcomes do not add up; nothing was closed, and a person must look."""


class UnknownAccountError(StorageError):
    """There is no account of that name; `clausewatch user list` shows them."""


class AccountExistsError(StorageError):
    """There is an account of that name already; choose another name."""


class DumpError(StorageError):
    """The database could not be copied or filled by its own programs."""


class BackupUnknownError(StorageError):
    """The file is no backup of ours, or it cannot be restored here."""


class BackupDamagedError(StorageError):
    """What was saved does not give its own hash any more; take another backup."""


class LedgerRefusesError(StorageError):
    """The ledger signs nothing until somebody has looked; `clausewatch ledger check` says more."""


class RolledBackError(LedgerRefusesError):
    """The database is older than what the log has signed already."""


class ForkedError(LedgerRefusesError):
    """The database and what the log has signed contradict each other."""


class LogCopyError(LedgerRefusesError):
    """What was signed could not be copied off the machine, and is therefore shown to nobody."""


class LogKeyError(LedgerRefusesError):
    """The log's signing key is gone, or it is not the one the log was opened with."""
