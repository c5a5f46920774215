"""The console of a run, for people: how far it is, how long it will take, and each failure as it comes.

behave.ini names :class:`Progress` as the default formatter; a ``-f`` of the user's takes its place. On a terminal one
line is written over and over; elsewhere (a log of a CI job) there is one line for each feature. ``behave -q`` tells the
failures alone. The verdict is the last line of all: the gate prints it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from typing import Any, TextIO

from behave.formatter.base import Formatter

from support.evidence.redaction import clean
from support.report import experience
from support.runs.ledger import Entry, Ledger, current, is_open
from support.runs.outcomes import Outcome, Status, first_line, outcome_of
from support.value.sentence import plural

_RED = frozenset({Status.FAILED, Status.FLAKY, Status.BROKEN, Status.NOT_TESTABLE, Status.NOT_RUN})
_UNKNOWN_S = 0.5
"""Seconds: what a scenario takes of which nothing is known yet."""


class Console:
    """Tells how far a run is. Knows scenarios by their entries in the ledger, and behave not at all."""

    def __init__(
        self,
        stream: TextIO,
        total: int,
        expected: Mapping[str, float],
        *,
        left: float,
        live: bool = False,
        quiet: bool = False,
    ) -> None:
        """
        :param expected: seconds by scenario's id, as the last runs took.
        :param left: seconds that all of them are expected to take.
        :param live: whether one line may be written over and over.
        :param quiet: whether only failures are told.
        """
        self._stream = stream
        self._total = total
        self._expected = expected
        self._left = left
        self._live = live and not quiet
        self._quiet = quiet
        self._done = self._red = 0
        self._taken = self._foreseen = 0.0
        self._part: tuple[str, str] = ("", "")
        self._of_part: list[bool] = []
        self._line = 0

    @classmethod
    def of(cls, ledger: Ledger, stream: TextIO, *, quiet: bool, turns: int = 1, hands: int = 1) -> Console:
        """For the run of a ledger.

        :param turns: how often each scenario is played.
        :param hands: how many play at once.
        """
        expected = experience.seconds(ledger.settings.reports)
        left = sum(expected.get(entry.id, _UNKNOWN_S) for entry in ledger.entries) * turns / hands
        live = bool(getattr(stream, "isatty", lambda: False)())
        return cls(stream, len(ledger.entries) * turns, expected, left=left, live=live, quiet=quiet)

    def begins(self, entry: Entry) -> None:
        """A scenario begins: its capability and feature are what the run is at."""
        part = (entry.capability.replace("_", " ").capitalize(), entry.feature)
        if part != self._part:
            self.ends_part()
            self._part = part
        self._shows()

    def ended(self, entry: Entry, outcome: Outcome, seconds: float) -> None:
        """A scenario has ended; a red one is told at once."""
        self._done += 1
        red = outcome.status in _RED
        self._red += red
        self._of_part.append(not red)
        foreseen = self._expected.get(entry.id, _UNKNOWN_S)
        self._taken += seconds
        self._foreseen += foreseen
        self._left -= foreseen
        if red:
            self._clears()
            self._stream.write(f"✕ {outcome.status.value.replace('_', ' ')}: {clean(entry.name)} ({entry.place})\n")
            self._stream.write(f"  {clean(first_line(outcome.cause))}\n")
        self._shows()

    def ends_part(self) -> None:
        """A feature has ended: elsewhere than on a terminal it gets its line."""
        if self._of_part and not self._live and not self._quiet:
            held, number = sum(self._of_part), len(self._of_part)
            said = f"{held} of {number}" if held < number else f"{number}"
            capability, feature = self._part
            width = len(str(self._total))
            self._stream.write(f"{self._done:>{width}} of {self._total}  {capability}: {feature}: {said} passed")
            self._stream.write(f"; {self._time_left()}\n" if self._done < self._total else "\n")
            self._stream.flush()
        self._of_part = []

    def closes(self) -> None:
        """Nothing follows."""
        self.ends_part()
        self._clears()
        self._stream.flush()

    def _time_left(self) -> str:
        """What is left, by what the finished ones took against what was expected of them."""
        slower = self._taken / self._foreseen if self._foreseen else 1.0
        seconds = max(self._left, 0.0) * slower
        if seconds >= 90:
            return f"about {plural(round(seconds / 60), 'minute')} left"
        return f"about {max(round(seconds / 5) * 5, 5)} s left"

    def _shows(self) -> None:
        if not self._live:
            self._stream.flush()
            return
        red = f", {self._red} red" if self._red else ""
        said = f"{self._done} of {self._total}{red}, {self._time_left()}  {self._part[0]}: {self._part[1]}"
        room = shutil.get_terminal_size().columns - 1
        said = said if len(said) <= room else f"{said[: room - 1]}…"
        self._clears()
        self._stream.write(said)
        self._stream.flush()
        self._line = len(said)

    def _clears(self) -> None:
        if self._line:
            self._stream.write(f"\r{' ' * self._line}\r")
            self._line = 0


class Progress(Formatter):  # type: ignore[misc]
    """The console as a formatter of behave's."""

    name = "progress-for-people"
    description = "How far the run is, how long it will take, and each failure as it comes."

    def __init__(self, stream_opener: Any, config: Any) -> None:
        super().__init__(stream_opener, config)
        self.stream = self.open()
        self._console: Console | None = None
        self._began = 0.0
        self._scenario: Any = None
        if config.quiet:
            config.reporters.clear()  # behave's own counts

    def scenario(self, scenario: Any) -> None:
        """A scenario begins; the one before has ended with all that belongs to it."""
        self._ends()
        entry = current().entry(scenario) if is_open() else None
        if entry is not None:
            self._scenario, self._began = scenario, time.monotonic()
            self._told().begins(entry)

    def eof(self) -> None:
        """A feature has ended."""
        self._ends()
        if self._console is not None:
            self._console.ends_part()

    def close(self) -> None:
        """The run has ended."""
        self._ends()
        if self._console is not None:
            self._console.closes()
        self.close_stream()

    def _told(self) -> Console:
        if self._console is None:
            self._console = Console.of(current(), self.stream, quiet=bool(self.config.quiet))
        return self._console

    def _ends(self) -> None:
        scenario, self._scenario = self._scenario, None
        entry = current().entry(scenario) if scenario is not None and is_open() else None
        if entry is not None:
            outcome = outcome_of(scenario, entry.cleanup_error)
            self._told().ended(entry, outcome, time.monotonic() - self._began)
