"""A scenario that hangs is stopped: every wait of the suite ends by itself, so it hangs only by an error of its own."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TookTooLong(Exception):  # noqa: N818 - it says what happened
    """The scenario was stopped."""


class Limit:
    """The time that one scenario may take. From the main thread only."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._heeded = False
        self._over = False

    def begins(self) -> None:
        """A scenario begins: from now on it is timed."""
        self._over = False
        signal.signal(signal.SIGALRM, self._rings)
        signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def ends(self) -> None:
        """The scenario has ended."""
        signal.setitimer(signal.ITIMER_REAL, 0)

    @contextmanager
    def heeds(self) -> Iterator[None]:
        """Inside, TookTooLong is raised as soon as the time is over."""
        try:
            self._heeded = True
            if self._over:
                raise self._said()
            yield
        finally:
            self._heeded = False

    def _rings(self, number: int, frame: FrameType | None) -> None:
        self._over = True
        if self._heeded:
            self._heeded = False
            raise self._said()

    def _said(self) -> TookTooLong:
        return TookTooLong(
            f"the scenario hung: it was stopped after {self._seconds:g} s:"
            " give it longer with -D scenario_limit=SECONDS"
        )
