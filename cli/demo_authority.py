"""A time stamp authority on loopback: `openssl ts` behind a few lines of HTTP."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamper]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[authority]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class NoOpensslError(Exception):
    """openssl is missing: install the package openssl."""


@contextmanager
def open_authority(folder: Path) -> Iterator[TimestampAuthority | None]:
    """An authority for the demo; None where openssl is missing, and then nothing is stamped."""
    try:
        authority = TimestampAuthority(folder)
    except NoOpensslError:
        yield None
        return
    with authority:
        yield authority


class TimestampAuthority:
    """Answers questions for a time stamp as long as it is open; `roots` is what to trust."""

    def __init__(self, folder: Path, name: str = "Zonnewijzer", *, days: int = 3650) -> None:
        if shutil.which("openssl") is None:
            raise NoOpensslError("openssl is missing: install the package openssl.")
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.asked = 0
        self.answer: Callable[[bytes], bytes] = self.stamp
        """What is answered to a question; a test may put something else here."""
        self._certify(name, days)

    @property
    def roots(self) -> Path:
        """The file of the certificate that readers trust."""
        return self._folder / "root.pem"

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def stamp(self, question: bytes) -> bytes:
        """The answer of `openssl ts` to a question."""
        asked, answer = self._folder / f"{self.asked}.tsq", self._folder / f"{self.asked}.tsr"
        asked.write_bytes(question)
        self._openssl(
            "ts", "-reply", "-config", "config", "-section", "authority", "-queryfile", asked.name,
            "-signer", "stamper.pem", "-inkey", "stamper.key", "-out", answer.name,
        )  # fmt: skip
        return answer.read_bytes()

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._door())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _certify(self, name: str, days: int) -> None:
        folder = self._folder
        (folder / "config").write_text(CONFIG.format(name=name, folder=folder.absolute()))
        (folder / "serial").write_text("01\n")
        new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        self._openssl(
            "req", "-x509", *new, "-config", "config", "-extensions", "ca", "-days", "3650",
            "-subj", f"/CN={name} root", "-keyout", "root.key", "-out", "root.pem",
        )  # fmt: skip
        self._openssl(
            "req", *new, "-config", "config", "-keyout", "stamper.key", "-out", "stamper.csr"
        )
        self._openssl(
            "x509", "-req", "-in", "stamper.csr", "-CA", "root.pem", "-CAkey", "root.key",
            "-CAcreateserial", "-days", str(days), "-extfile", "config",
            "-extensions", "stamper", "-out", "stamper.pem",
        )  # fmt: skip

    def _openssl(self, *words: str) -> None:
        command = ["openssl", *words]  # every word is ours
        subprocess.run(command, cwd=self._folder, check=True, capture_output=True)  # noqa: S603

    def _door(self) -> type[BaseHTTPRequestHandler]:
        authority = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = self.rfile.read(int(self.headers["content-length"]))
                authority.asked += 1
                answer = authority.answer(question)
                self.send_response(200 if answer else 503)
                self.send_header("content-type", "application/timestamp-reply")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *words: object) -> None:
                pass

        return Door
