"""The workers of one run: stock behave processes on one stack, each with a hand of scenarios.

A worker that dies is replaced, and what it left is played again; a scenario during which two workers died is broken.
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.runs import journal
from support.runs.deal import Hand
from support.runs.journal import Told
from support.runs.ledger import Entry, Ledger
from support.runs.outcomes import Outcome, Status
from support.stack.lifeline import end_with_us

_RUNNER = "support.runs.worker:WorkerRunner"
_FORMATTER = "allure_behave.formatter:AllureFormatter"
_ITS_OWN = frozenset({"workers", "repeat", "last_failed", "changed", "worker", "stack", "reports", "shuffle"})
"""Settings of the run that no worker gets as they are."""
_DEATHS = 2
"""A scenario during which so many workers died is not tried again."""
_START = 60.0
"""Seconds, times patience, that a worker has until its first scenario begins."""
_GRACE = 30.0
"""Seconds that a worker has to end in order once it was told to."""


@dataclass
class _Worker:
    place: str
    entries: dict[str, Entry]
    """What it has not ended yet, by id, in order."""
    process: subprocess.Popen[bytes]
    pipe: int
    ends: int
    """Becomes readable when the process has ended."""
    heard: float
    unread: bytes = b""
    playing: Entry | None = None
    done: bool = False


@dataclass
class Crew:
    """The workers of one run."""

    ledger: Ledger
    lent: Path | None
    """The stack that they are lent (support.stack.lent); None where the target is somebody else's."""
    stops: bool
    """Whether the first red scenario ends the run."""
    heeds: Callable[[], Any]
    """Gives a context in which a signal is raised as KeyboardInterrupt."""
    tells: Callable[[Entry, Told], None]
    """Called whenever a scenario has ended."""
    defect_reached: bool | None = None
    folders: list[Path] = field(default_factory=list)
    """The run folder of every stack that a worker has started."""
    _workers: list[_Worker] = field(default_factory=list)
    _deaths: dict[str, int] = field(default_factory=dict)
    _ending: bool = False
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def plays(self, hands: Sequence[Hand], of: int) -> None:
        """Play the hands at the same time, to the end of all of them.

        :param of: how many workers the run has; no more hands than that.
        """
        if self._ending:
            return
        try:
            with self.heeds():
                for number, hand in enumerate(hands, 1):
                    self._starts(f"{number}/{of}", hand.entries)
                while self._workers:
                    self._hears(self._patience())
        except KeyboardInterrupt:
            self._ends_all(signal.SIGINT)
            raise
        finally:
            for worker in list(self._workers):  # only after an error of ours
                worker.process.kill()
                self._buries(worker)

    # -- one worker

    def _starts(self, place: str, entries: Sequence[Entry]) -> None:
        pipe = journal.pipe_of(self.ledger.settings.reports, place)
        pipe.parent.mkdir(parents=True, exist_ok=True)
        pipe.unlink(missing_ok=True)
        os.mkfifo(pipe, 0o600)
        reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        with pipe.with_suffix(".console.txt").open("ab") as console:
            process = subprocess.Popen(
                self._command(place, entries),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_us(),  # noqa: PLW1509 - takes no lock
            )
        held = {entry.id: entry for entry in entries}
        worker = _Worker(place, held, process, reading, os.pidfd_open(process.pid), time.monotonic())
        self._workers.append(worker)
        self._selector.register(worker.pipe, selectors.EVENT_READ, worker)
        self._selector.register(worker.ends, selectors.EVENT_READ, worker)

    def _command(self, place: str, entries: Sequence[Entry]) -> list[str]:
        settings = self.ledger.settings
        told = {name: str(getattr(settings, name)) for name in settings.sources if name not in _ITS_OWN}
        told |= {"workers": "1", "repeat": "1", "last_failed": "off", "changed": "off", "worker": place}
        told |= {
            "reports": str(settings.reports),
            "shuffle": settings.shuffle or "off",
            "stack": str(self.lent or "off"),
        }
        told = {name: {"True": "on", "False": "off", "None": "off"}.get(text, text) for name, text in told.items()}
        results = ["--format", _FORMATTER, "--outfile", str(self.ledger.allure_results)]
        defines = [part for name, text in told.items() for part in ("-D", f"{name}={text}")]
        stop = ["--stop"] if self.stops else []
        return [
            sys.executable,
            "-m",
            "behave",
            "--runner",
            _RUNNER,
            *results,
            *stop,
            *defines,
            *(entry.place for entry in entries),
        ]

    # -- what they say

    def _patience(self) -> float:
        """Seconds until somebody has been silent for too long."""
        return max(0.0, min(self._deadline(worker) for worker in self._workers) - time.monotonic())

    def _deadline(self, worker: _Worker) -> float:
        settings = self.ledger.settings
        allowed = settings.scenario_limit + _GRACE if worker.playing else settings.waits(settings.stack_ready + _START)
        return worker.heard + (_GRACE if self._ending else allowed)

    def _hears(self, within: float) -> None:
        for key, _ in self._selector.select(within):
            worker: _Worker = key.data
            if worker not in self._workers:
                continue
            self._reads(worker)
            if key.fd == worker.ends:
                self._has_ended(worker)
        for worker in self._workers:
            if self._deadline(worker) < time.monotonic():
                worker.process.kill()

    def _reads(self, worker: _Worker) -> None:
        with suppress(BlockingIOError):
            while data := os.read(worker.pipe, 1 << 20):
                worker.heard = time.monotonic()
                *lines, worker.unread = (worker.unread + data).split(b"\n")
                for line in lines:
                    self._takes(worker, json.loads(line))
            if worker.pipe in self._selector.get_map():
                self._selector.unregister(worker.pipe)  # it is closed: the end of the process comes next

    def _takes(self, worker: _Worker, line: dict[str, Any]) -> None:
        ledger = self.ledger
        match line:
            case {"begun": identity, "at": at}:
                worker.playing = entry = worker.entries[identity]
                ledger.begins_elsewhere(entry, at)
            case {"ended": identity, "at": at}:
                told = Told.of(line)
                worker.playing = None
                ledger.ends_elsewhere(at)
                ledger.charge(identity, line["spent"])
                if told.outcome.status is Status.NOT_RUN and not self._ending:
                    return  # the worker was told to end, not the run: somebody else plays it
                self._tells(worker.entries.pop(identity), told)
            case {"said": said}:
                self.folders += journal.take_in(said, ledger)
            case {"kept": kept}:
                for entry in ledger.entries:
                    entry.evidence = kept.get(entry.id, entry.evidence)
            case {"done": done}:
                worker.done = True
                if done["defect_reached"] is not None:
                    self.defect_reached = bool(self.defect_reached or done["defect_reached"])

    def _tells(self, entry: Entry, told: Told) -> None:
        self.tells(entry, told)
        if self.stops and told.outcome.status in (Status.FAILED, Status.BROKEN, Status.NOT_TESTABLE):
            self._ends_all(signal.SIGTERM, wait=False)

    def _has_ended(self, worker: _Worker) -> None:
        self._buries(worker)
        left = list(worker.entries.values())
        if not left:
            return
        if self._ending:
            for entry in left:
                self.tells(entry, _not_run())
            return
        cause = self._cause(worker)
        if worker.playing is not None:
            deaths = self._deaths[worker.playing.id] = self._deaths.get(worker.playing.id, 0) + 1
            if deaths >= _DEATHS:
                left.remove(worker.playing)
                self._tells(worker.playing, _broken(f"{deaths} workers died while it ran; the last one {cause}"))
        else:
            deaths = self._deaths[worker.place] = self._deaths.get(worker.place, 0) + 1
            if deaths >= _DEATHS:
                for entry in left:
                    self._tells(entry, _broken(f"no worker could play it; the last one {cause}"))
                return
        if left:
            self._starts(worker.place, left)

    def _cause(self, worker: _Worker) -> str:
        code = worker.process.returncode
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        console = journal.pipe_of(self.ledger.settings.reports, worker.place).with_suffix(".console.txt")
        said = [line.strip() for line in console.read_text(errors="replace").splitlines() if line.strip()]
        return f"{how} and said last: {said[-1]}" if said else f"{how} without a word"

    def _buries(self, worker: _Worker) -> None:
        worker.process.wait()
        for handle in (worker.pipe, worker.ends):
            if handle in self._selector.get_map():
                self._selector.unregister(handle)
            os.close(handle)
        self._workers.remove(worker)

    def _ends_all(self, number: signal.Signals, *, wait: bool = True) -> None:
        """Tell everybody to end in order; what they did not play is told as not run."""
        self._ending = True
        for worker in self._workers:
            worker.heard = time.monotonic()
            with suppress(ProcessLookupError):
                worker.process.send_signal(number)
        while wait and self._workers:
            self._hears(self._patience())


def clears(reports: Path, *, keep_consoles: bool) -> None:
    """Remove the workers' pipes, and what they said, where nobody will want to read it."""
    folder = reports / journal.FOLDER
    if not keep_consoles:
        shutil.rmtree(folder, ignore_errors=True)
    for pipe in folder.glob("*.pipe"):
        pipe.unlink()


def _broken(cause: str) -> Told:
    return Told(Outcome(Status.BROKEN, cause), 0.0)


def _not_run() -> Told:
    return Told(Outcome(Status.NOT_RUN, "the run ended before this scenario began"), 0.0)


def combined(told: Sequence[Told]) -> Told:
    """What comes of a scenario that was played several times: a flip is flaky, whatever came last."""
    by_status: dict[Status, list[Told]] = {}
    for each in told:
        by_status.setdefault(each.outcome.status, []).append(each)
    passed = by_status.get(Status.PASSED, [])
    fallen = by_status.get(Status.FAILED) or by_status.get(Status.EXPECTED_FAILED) or []
    if passed and fallen:
        first = fallen[0]
        cause = (
            f"it flips: passed {len(passed)} times of {len(told)}, failed {len(fallen)} times: {first.outcome.cause}"
        )
        return Told(Outcome(Status.FLAKY, cause, first.outcome.step), first.seconds, first.steps, first.behave)
    return next(each[0] for each in _worst_first(by_status))


def _worst_first(by_status: dict[Status, list[Told]]) -> Iterator[list[Told]]:
    order = [Status.FAILED, Status.BROKEN, Status.NOT_TESTABLE, Status.QUARANTINED, Status.EXPECTED_FAILED]
    for status in [*order, *(each for each in Status if each not in order)]:
        if status in by_status:
            yield by_status[status]
