"""Ctrl-C, SIGTERM and SIGHUP during a run: heard at once, acted upon where nothing can be torn.

An exception at just any place would leave a formatter half written, a lock taken or a stack that nobody stops. So
a signal is raised as KeyboardInterrupt only where the suite waits for something (``heeds``): while it reads, while a
stack starts, inside a step. Anywhere else it is noted, and the run ends before the next scenario.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = {signal.SIGINT: "Ctrl-C", signal.SIGTERM: "SIGTERM", signal.SIGHUP: "SIGHUP"}
_STDERR = 2


class Interruption:
    """Whether and by what a run was interrupted. One for each process that runs the suite."""

    def __init__(self) -> None:
        self.by: str | None = None
        """The first signal, as people call it; None while there was none."""
        self._heeded = False

    def listens(self) -> None:
        """From now on the three signals are heard here; one that is ignored on purpose (nohup) stays ignored."""
        for number in _NAMES:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._hears)

    @contextmanager
    def heeds(self) -> Iterator[None]:
        """Inside, a signal is raised as KeyboardInterrupt: at once, also one that came before."""
        try:
            self._heeded = True
            if self.by is not None:
                raise KeyboardInterrupt
            yield
        finally:
            self._heeded = False

    def closes(self) -> None:
        """From now on signals are ignored: what is left to do is short and must not stay half done."""
        for number in _NAMES:
            signal.signal(number, signal.SIG_IGN)

    def _hears(self, number: int, frame: FrameType | None) -> None:
        if self.by is None:
            self.by = _NAMES[signal.Signals(number)]
            _tell(f"\ninterrupted by {self.by}: the run ends, its services are stopped\n")
        if self._heeded:
            self._heeded = False
            raise KeyboardInterrupt


def _tell(line: str) -> None:
    """Straight to the console: a step's own output is caught, and a handler may not wait for a stream's lock."""
    os.write(_STDERR, line.encode())
