"""A real server on loopback for one measurement: uvicorn in its own process."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from typing import NamedTuple, Self

PATIENCE = 30.0


class Asked(NamedTuple):
    """The requests that a server received."""

    requests: tuple[str, ...]
    most_at_once: int

    @property
    def repeated(self) -> int:
        """Requests beyond the first of their kind."""
        return len(self.requests) - len(set(self.requests))


class Server:
    """uvicorn with an ASGI factory; `environment` is added to that of this process."""

    def __init__(self, factory: str = "bench.counting:create_app", **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._factory = factory
        self._environment = environment

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "uvicorn", "--factory", self._factory, "--port", str(self.port)]
        self._process = subprocess.Popen(
            [*command, "--log-level", "error", "--timeout-keep-alive", "120"],
            env={**os.environ, **self._environment},
        )
        end = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.02)
            else:
                return self

    def __exit__(self, *exception: object) -> None:
        self._process.kill()
        self._process.wait()

    def asked(self) -> Asked:
        """Every request since the start or the last `forget`."""
        with urllib.request.urlopen(f"{self.url}/-/asked") as answer:
            told = json.load(answer)
        return Asked(tuple(told["asked"]), told["most"])

    def forget(self) -> None:
        urllib.request.urlopen(f"{self.url}/-/forget").close()
