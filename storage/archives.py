"""The file of a backup: a tar whose first member names every other one with its size and SHA-256.

What is read is checked against that list before anybody uses it; a name that leads elsewhere or
stands in no list is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from storage.errors import BackupDamagedError, BackupUnknownError

FORMAT = "clausewatch.backup/1"
KEYS_FORMAT = "clausewatch.backup-keys/1"
LIST = "manifest.json"
STEP = 1 << 20


def write(target: Path, facts: Mapping[str, Any], members: Mapping[str, Path]) -> dict[str, Any]:
    """Put members into one new file that only its owner may read; what its list says.

    The file appears under its name when it is whole and durable.
    """
    form = {
        **facts,
        "members": {
            name: {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
            for name, path in sorted(members.items())
        },
    }
    draft = target.with_name(f".{target.name}.new")
    draft.unlink(missing_ok=True)
    with (
        os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        tarfile.open(fileobj=file, mode="w") as tar,
    ):
        said = json.dumps(form, indent=1, sort_keys=True).encode()
        tar.addfile(_member(LIST, len(said)), io.BytesIO(said))
        for name, path in sorted(members.items()):
            with path.open("rb") as opened:
                tar.addfile(_member(name, path.stat().st_size), opened)
        tar.close()
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    return form


def read(source: Path, folder: Path, wanted: str = FORMAT) -> dict[str, Any]:
    """Unpack an archive into an empty folder, every byte checked; what its list says."""
    try:
        with tarfile.open(source, mode="r:") as tar:
            form = _list_of(tar, source, wanted)
            left = dict(form["members"])
            for member in tar:
                if member.name == LIST:
                    continue
                told = left.pop(member.name, None)
                if told is None or not member.isfile() or not _is_below(member.name):
                    raise BackupDamagedError(f"{source}: {member.name} does not belong in it")
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _unpack(tar, member, path, told, source)
    except (tarfile.TarError, EOFError) as error:
        raise BackupDamagedError(f"{source}: is no whole backup ({error}); take another") from error
    if left:
        raise BackupDamagedError(f"{source}: {next(iter(left))} is missing; take another backup")
    return form


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _list_of(tar: tarfile.TarFile, source: Path, wanted: str) -> dict[str, Any]:
    first = tar.next()
    opened = tar.extractfile(first) if first is not None and first.name == LIST else None
    try:
        form = json.loads(opened.read()) if opened is not None else {}
    except ValueError as error:
        raise BackupDamagedError(f"{source}: its list cannot be read; take another") from error
    if form.get("format") != wanted:
        raise BackupUnknownError(
            f"{source}: is no {wanted} ({form.get('format') or 'without a list'}); name the file "
            "that `clausewatch backup` wrote"
        )
    return dict(form)


def _unpack(
    tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path, told: Mapping[str, Any], source: Path
) -> None:
    opened, digest, size = tar.extractfile(member), hashlib.sha256(), 0
    if opened is None:
        raise BackupDamagedError(f"{source}: {member.name} is no file; take another backup")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while data := opened.read(STEP):
            digest.update(data)
            size += len(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if (size, digest.hexdigest()) != (told["bytes"], told["sha256"]):
        raise BackupDamagedError(
            f"{source}: {member.name} is not what was saved (its SHA-256 differs); take another"
        )


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _is_below(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
