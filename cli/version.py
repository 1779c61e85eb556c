"""Which version of Clausewatch this is."""

from __future__ import annotations


def version() -> str:
    """The installed version, or `0` where the folders are used without being installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("clausewatch")
    except PackageNotFoundError:
        return "0"
