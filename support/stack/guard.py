"""A small process that ends others when we cannot: it reads a pipe that closes with our death."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterable


class Guard:
    """Kills the given processes as soon as this process ends, however it ends."""

    def __init__(self, pids: Iterable[int]) -> None:
        """``pids`` need not be our children."""
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", 'read line; kill -KILL "$@"', "guard", *(str(pid) for pid in pids)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def dismiss(self) -> None:
        """End the guard without harm to those it guards."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
