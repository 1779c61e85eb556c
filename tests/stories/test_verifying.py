"""The sceptic's page is true: its script, run as it stands there, accepts our log and no other."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from storage.database import Database
from tests.conftest import PROJECT
from tests.storage.ledger_world import LedgerWorld


@pytest.fixture(scope="module")
def kept(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A log of some hundred leaves with two checkpoints: its folder and its key."""
    folder = tmp_path_factory.mktemp("kept")
    shutil.copy(sqlite_template, folder / "clausewatch.db")
    world = LedgerWorld(Database(f"sqlite:///{folder / 'clausewatch.db'}"), folder)
    world.many("version", 300)
    world.sequence()
    (folder / "earlier").write_bytes(world.files.published(1) or b"")
    world.many("notice", 400)
    done = world.sequence()
    world.database.close()
    assert done is not None
    return folder, str(done.log.verifier)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def served(kept: tuple[Path, str], tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the log's files that may be spoilt, and where it is served."""
    shutil.copytree(kept[0] / "log", tmp_path / "log")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield tmp_path / "log", f"http://127.0.0.1:{server.server_address[1]}/log"
    server.shutdown()
    server.server_close()


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The script of the page, byte for byte."""
    page = (PROJECT / "docs" / "verifying.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "check_log.py"
    file.write_text(block, encoding="utf-8")
    return file


def check(script: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the script as the page says."""
    command = [sys.executable, "-I", script, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_the_script_accepts_our_log_and_what_was_kept_of_it(
    script: Path, served: tuple[Path, str], kept: tuple[Path, str]
) -> None:
    done = check(script, served[1], kept[1], kept[0] / "earlier")

    assert done.returncode == 0, done.stderr
    assert done.stdout == (served[0] / "checkpoint").read_text()


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("tile/entries/001", b"mill/255", b"mill/254", "not what was signed"),
        ("checkpoint", b"\n701\n", b"\n700\n", "pkeyutl"),
        ("checkpoint", b"clausewatch.example/log\n", b"clausewatch.example/lag\n", "pkeyutl"),
    ],
)
def test_the_script_refuses_what_was_changed(
    script: Path, served: tuple[Path, str], kept: tuple[Path, str],
    file: str, old: bytes, new: bytes, says: str,
) -> None:  # fmt: skip
    place = served[0] / file
    assert old in place.read_bytes()
    place.write_bytes(place.read_bytes().replace(old, new, 1))

    done = check(script, served[1], kept[1])

    assert done.returncode != 0
    assert says in done.stderr


def test_the_script_sees_a_fork(
    script: Path, served: tuple[Path, str], kept: tuple[Path, str], tmp_path: Path
) -> None:
    lines = (kept[0] / "earlier").read_text().split("\n")
    lines[2] = "A" + lines[2][1:] if lines[2][0] != "A" else "B" + lines[2][1:]
    (tmp_path / "another").write_text("\n".join(lines))

    done = check(script, served[1], kept[1], tmp_path / "another")

    assert done.returncode != 0
    assert "the log forked" in done.stderr
