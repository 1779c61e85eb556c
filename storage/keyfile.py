"""A secret in a file: 32 bytes that only their owner may read, made once, never changed by us."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY_BYTES = 32


class KeyFileError(Exception):
    """The key file is not one of ours; restore it from the backup of the keys."""


def load_or_create(path: Path) -> bytes:
    """The key kept at `path`; made when the file is missing.

    Two processes that start together get the same one.
    """
    try:
        return load(path)
    except FileNotFoundError:
        _create(path)
        return load(path)


def load(path: Path) -> bytes:
    """The key kept at `path`."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (ValueError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{path}: not a key; restore it from the backup of the keys") from error
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"{path}: {len(key)} bytes instead of {KEY_BYTES}; restore the backup")
    return key


def _create(path: Path) -> None:
    """Written whole under another name first, then linked: no reader ever sees half a key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, secrets.token_bytes(KEY_BYTES).hex().encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its key counts
    finally:
        draft.unlink()
