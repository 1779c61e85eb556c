"""One installation in a folder of its own, driven only by the command and by its pages."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from unittest.mock import patch

from cli.main import main

COMMAND = [sys.executable, "-c", "import sys; from cli.main import main; sys.exit(main())"]


@dataclass
class Installation:
    """Settings as environment; `run` for one command, `serving` for the whole service."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    workers: int = 0  # of a fleet; 0 is everything in one process

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
        words = ["serve", "--port", "0", *(["--no-work"] if self.workers else [])]
        serving = self._begin(words, subprocess.PIPE)
        workers = []
        for number in range(self.workers):
            with (self.folder / f"worker-{number}.log").open("a", encoding="utf-8") as said:
                workers.append(self._begin(["worker"], said))
        assert serving.stderr is not None
        first = serving.stderr.readline()
        found = re.search(r"http://[0-9.:]+", first)
        assert found, f"serve says: {first}{serving.stderr.read()}"
        return Running([serving, *workers]), found.group()

    def _begin(self, words: list[str], said: IO[str] | int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *words], env=self.environment, stderr=said, text=True, cwd=self.folder
        )

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
    """The processes of one installation: `serve`, and the workers of a fleet."""

    processes: list[subprocess.Popen[str]]

    def stop(self) -> None:
        """SIGTERM to all, which must be obeyed."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(30) for process in self.processes]
        self._close()
        assert codes == [0] * len(codes), "somebody did not stop gracefully"

    def kill(self) -> None:
        """SIGKILL to all."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()
        self._close()

    def _close(self) -> None:
        for process in self.processes:
            if process.stderr is not None:
                process.stderr.close()
