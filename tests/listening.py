"""A web application that listens on loopback while a test asks it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

ENDS_S = 20.0


@contextmanager
def listening(config: uvicorn.Config, listener: socket.socket) -> Iterator[str]:
    """Serve on a socket of `cli.serving.free_socket`, which holds who comes before the server has
    started; gives the address. It has stopped when the block ends.
    """
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(ENDS_S)
        listener.close()
