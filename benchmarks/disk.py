"""How much room kept snapshots take, beside what `git gc --aggressive` needs for the same files.

    .venv/bin/python -m benchmarks.disk

Every sequence of pages in the acceptance corpus is kept as successive snapshots of one source,
through `storage.snapshots` in a real database, and committed one file a time into a bare
repository.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from sqlalchemy import text

from storage import schema, snapshots
from storage.database import Database

KINDS = {".html", ".md", ".txt", ".pdf"}


def main() -> int:
    """Print bytes per snapshot of both; 1 where ours needs more."""
    shared = Path(os.environ.get("CLAUSEWATCH_SHARED") or "../shared")
    folders: dict[Path, list[bytes]] = defaultdict(list)
    for file in sorted((shared / "corpus" / "sequences").rglob("*")):
        if file.suffix in KINDS:
            folders[file.parent].append(file.read_bytes())
    if not folders:
        print(f"no sequences in {shared}: set CLAUSEWATCH_SHARED")
        return 0
    number = sum(map(len, folders.values()))
    with tempfile.TemporaryDirectory() as folder:
        kept, whole, seconds = ours(list(folders.values()), Path(folder))
        packed = gits(list(folders.values()), Path(folder))
    received = sum(len(page) for pages in folders.values() for page in pages)
    print(f"{number} snapshots of {len(folders)} sources, {received / number:.0f} bytes each")
    print(
        f"kept: {kept / number:.0f} bytes a snapshot, {whole / number:.0f} with every row and index"
    )
    print(f"git gc --aggressive: {packed / number:.0f} bytes a snapshot")
    print(f"processor time of keeping: {1000 * seconds / number:.1f} ms a snapshot")
    return int(whole > packed)


def ours(sources: list[list[bytes]], folder: Path) -> tuple[int, int, float]:
    """Bytes of the packed bodies, of the whole database, and seconds of processor time."""
    database = Database(f"sqlite:///{folder}/disk.db")
    schema.create(database)
    begin = time.process_time()
    empty = _pages(database)
    for pages in sources:
        base: int | None = None
        with database.transaction() as tx:
            for page in pages:
                base = snapshots.keep_body(tx, page, base).blob_id
    seconds = time.process_time() - begin
    with database.reading() as tx:
        packed = int(tx.execute(text("SELECT sum(length(data)) FROM blob")).scalar() or 0)
    whole = _pages(database) - empty
    database.close()
    return packed, whole, seconds


def _pages(database: Database) -> int:
    with database.reading() as tx:
        return int(tx.execute(text("PRAGMA page_count")).scalar() or 0) * 4096


def gits(sources: list[list[bytes]], folder: Path) -> int:
    """Bytes of git's pack."""
    place = folder / "repository"
    subprocess.run(["git", "init", "--quiet", "--bare", place], check=True)
    feed = subprocess.Popen(["git", "-C", place, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert feed.stdin is not None
    for number, pages in enumerate(sources):
        for page in pages:
            head = b"commit refs/heads/main\ncommitter a <a@b> 0 +0000\ndata 0\n\n"
            feed.stdin.write(
                head + b"M 644 inline %d\ndata %d\n" % (number, len(page)) + page + b"\n"
            )
    feed.stdin.close()
    feed.wait()
    subprocess.run(["git", "-C", place, "gc", "--aggressive", "--quiet"], check=True)
    return sum(file.stat().st_size for file in (place / "objects" / "pack").iterdir())


if __name__ == "__main__":
    sys.exit(main())
