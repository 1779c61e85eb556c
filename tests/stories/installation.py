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
from typing import Any
from unittest.mock import patch

from cli.main import main

COMMAND = [sys.executable, "-c", "import sys; from cli.main import main; sys.exit(main())"]


@dataclass
class Installation:
    """Settings as environment; `run` for one command, `serving` for the whole service."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

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

    def start(self) -> tuple[subprocess.Popen[str], str]:
        """Start `serve`; return the process and its address once it says it."""
        serving = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0"],
            env=self.environment,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
        )
        assert serving.stderr is not None
        said = serving.stderr.readline()
        found = re.search(r"http://[0-9.:]+", said)
        assert found, f"serve says: {said}{serving.stderr.read()}"
        return serving, found.group()

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve as long as the block lasts; its end is a SIGTERM that must be obeyed."""
        serving, address = self.start()
        try:
            yield address
        finally:
            serving.send_signal(signal.SIGTERM)
            code = serving.wait(10)
            assert serving.stderr is not None
            serving.stderr.close()
        assert code == 0, "serve did not stop gracefully"
