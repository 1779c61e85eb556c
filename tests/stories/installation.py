"""One installation in a folder of its own, driven only by the command and by its pages."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cli.main import main
from tests import programs

SERVE_LOG = "serve.log"
COMMAND = [sys.executable, "-c", "import sys; from cli.main import main; sys.exit(main())"]


@dataclass
class Installation:
    """Settings as environment; `run` for one command, `serving` for the whole service."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    workers: int = 0  # of a fleet; 0 is everything in one process
    port: int = 0  # of its pages; 0 finds a free one

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of every command: none of the developer's own settings."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith("CLAUSEWATCH_")}
        ours = {f"CLAUSEWATCH_{name}": value for name, value in self.settings.items()}
        return clean | {"CLAUSEWATCH_DATA_DIR": str(self.folder)} | ours

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end, in this process: only the imports of a start are saved."""
        said, talked = io.StringIO(), io.StringIO()
        with (
            patch.dict(os.environ, self.environment, clear=True),
            patch.object(sys, "argv", ["clausewatch", *words]),
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(talked),
        ):
            code = main()
        return subprocess.CompletedProcess(list(words), code, said.getvalue(), talked.getvalue())

    def run(self, *words: str, ok: tuple[int, ...] = (0,)) -> Any:
        """Run one command and return its JSON."""
        done = self.command(*words, "--json")
        assert done.returncode in ok, f"{' '.join(words)}: {done.returncode}: {done.stderr}"
        return json.loads(done.stdout)

    def start(self) -> tuple[Running, str]:
        """Start `serve`, beside it the workers of a fleet; return what runs and its address."""
        if self.workers and self.command("migrate", "--check", "--fleet").returncode:
            self.command("migrate", "--fleet")
        words = ["serve", "--port", str(self.port), *(["--no-work"] if self.workers else [])]
        running, log = Running(), self.folder / SERVE_LOG
        begins = log.stat().st_size if log.exists() else 0
        try:
            running.started.append(self._begin(words, SERVE_LOG))
            for number in range(self.workers):
                running.started.append(self._begin(["worker"], f"worker-{number}.log"))
            return running, self._address(running.started[0], begins)
        except BaseException:
            running.kill()
            raise

    def _begin(self, words: list[str], log: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as said:
            return programs.start([*COMMAND, *words], said, self.environment, self.folder)

    def _address(self, serving: subprocess.Popen[bytes], begins: int) -> str:
        """Where it serves, as soon as it says so; its log of this time begins at a byte."""
        log, end = self.folder / SERVE_LOG, time.monotonic() + programs.PATIENCE_S
        while True:
            ended = serving.poll() is not None
            said = log.read_bytes()[begins:].decode(errors="replace")
            if found := re.search(r"Serving at (http://[0-9.:]+),", said):
                return found[1]
            assert not ended, f"serve ended: {said[-2000:]}"
            assert time.monotonic() < end, f"serve says no address: {said[-2000:]}"
            time.sleep(0.02)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve as long as the block lasts; its end is a SIGTERM that must be obeyed."""
        running, address = self.start()
        try:
            yield address
        finally:
            running.stop()


@dataclass
class Running:
    """The programs of one installation: `serve`, and the workers of a fleet."""

    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def stop(self) -> None:
        """SIGTERM to all, which must be obeyed."""
        codes = programs.stop(self.started)
        assert codes == [0] * len(codes), f"somebody did not stop gracefully: {codes}"

    def kill(self) -> None:
        """SIGKILL to all."""
        for program in self.started:
            programs.kill(program)
