"""The runs of a proof: ordinary behave processes, two at a time, each with a stack and reports of its own."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.report import run_json
from support.runs.proof_inquiry import Inquiry
from support.runs.proof_verdict import UNNEEDED, Seen
from support.stack.lifeline import end_with_us

AT_ONCE = 2
"""How many runs are under way at the same time."""

RUNNER = "support.runs.proof_runner:ProofRunner"
"""Who runs a job that is to find something out."""

PATIENCE = 0.3
"""Multiplies the suite's patience: most of a red scenario's time is a wait for what does not come."""

LONGEST, LONGEST_EACH = 120.0, 2.0
"""Seconds, and more for each scenario, after which a run is ended: a defect may hang a suite, but not the proof."""


@dataclass(frozen=True)
class Job:
    """One behave run: which scenarios, on what kind of platform."""

    name: str
    places: tuple[str, ...]
    """file:line of each scenario."""
    settings: Mapping[str, str]
    """Given to behave as -D name=value."""
    inquiry: Callable[[], Inquiry] | None = None
    """Asked when the run begins: what it is to find out; None where every scenario is to be run."""


@dataclass
class Outcome:
    """What a run brought: the scenarios, or why it could not take place."""

    seen: list[Seen] = field(default_factory=list)
    trouble: str | None = None
    seconds: float = 0.0


@dataclass
class _Running:
    job: Job
    process: subprocess.Popen[bytes]
    began: float
    handle: int

    @property
    def deadline(self) -> float:
        """When it is ended, by time.monotonic()."""
        return self.began + LONGEST + LONGEST_EACH * len(self.job.places)


def run_all(
    jobs: Iterable[Job],
    folder: Path,
    root: Path,
    *,
    at_once: int = AT_ONCE,
    may_begin: Callable[[Job], bool] = lambda job: True,
    until: float = float("inf"),
) -> Iterator[tuple[Job, Outcome]]:
    """Run the jobs, so many at a time, and give each with its outcome as soon as it has ended.

    :param folder: each job's reports and console are kept below it.
    :param root: the folder of the suite.
    :param may_begin: asked when a job's turn has come; one that may not is left out.
    :param until: time.monotonic() at which runs still under way are ended; they have no outcome.
    """
    waiting = (job for job in jobs if may_begin(job))
    running: dict[int, _Running] = {}
    selector = selectors.DefaultSelector()
    try:
        while True:
            while len(running) < at_once and (job := next(waiting, None)) is not None:
                begun = _begin(job, folder, root)
                running[begun.handle] = begun
                selector.register(begun.handle, selectors.EVENT_READ)
            if not running or time.monotonic() >= until:
                return
            for ended in _wait(selector, running, until):
                selector.unregister(ended.handle)
                os.close(ended.handle)
                del running[ended.handle]
                yield ended.job, _outcome(ended, folder)
    finally:
        for left in running.values():
            left.process.send_signal(signal.SIGINT)
        for left in running.values():
            _end(left.process)
            os.close(left.handle)
        selector.close()


def _begin(job: Job, folder: Path, root: Path) -> _Running:
    reports = folder / job.name
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir(parents=True)
    told = {"reports": str(reports), "evidence": "off", **job.settings}
    defines = [part for name, value in told.items() for part in ("-D", f"{name}={value}")]
    command = [sys.executable, "-m", "behave", "--format", "plain", *defines, *job.places]
    if job.inquiry is not None:
        job.inquiry().write(reports)
        command += ["--runner", RUNNER]
    began = time.monotonic()
    with (reports / "console.txt").open("wb") as console:
        process = subprocess.Popen(
            command,
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_us(),  # noqa: PLW1509 - takes no lock
        )
    return _Running(job, process, began, os.pidfd_open(process.pid))


def _wait(selector: selectors.BaseSelector, running: Mapping[int, _Running], until: float) -> list[_Running]:
    """Those that have ended; whoever takes too long is ended. None when it is time to stop."""
    deadline = min(until, *(each.deadline for each in running.values()))
    ready = selector.select(max(0.0, deadline - time.monotonic()))
    if not ready and time.monotonic() < until:
        for each in running.values():
            if time.monotonic() >= each.deadline:
                _end(each.process)
        ready = selector.select(0)
    ended = [running[int(key.fd)] for key, _ in ready]
    for each in ended:
        each.process.wait()
    return ended


def _end(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does, so that the stack is cleared away; by force after a while."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _outcome(ended: _Running, folder: Path) -> Outcome:
    seconds = time.monotonic() - ended.began
    reports = folder / ended.job.name
    try:
        document = run_json.read(reports)
    except (FileNotFoundError, ValueError) as error:
        last = (reports / "console.txt").read_text(errors="replace").strip().splitlines()
        return Outcome(trouble=last[-1] if last else str(error), seconds=seconds)
    return Outcome([Seen.of(each) for each in document["scenarios"]], trouble(document), seconds)


def trouble(document: Mapping[str, Any]) -> str | None:
    """Why a run, by its run.json, says nothing of its defect; None when it does."""
    statuses = {each["status"] for each in document["scenarios"] if each.get("cause") != UNNEEDED}
    if "not_run" in statuses or (document["problems"] and statuses <= {"broken"}):
        return _reason(document["problems"]) or "the run ended before all scenarios had begun"
    if document.get("defect_reached") is False:
        return f"no 'defect reached {document['defect']}' in the log of any process"
    return None


def _reason(problems: list[str]) -> str | None:
    """The line with which the door says what is not applied, else the first line."""
    lines = [line.strip() for problem in problems for line in problem.splitlines() if line.strip()]
    return next((line for line in lines if line.startswith("not applied")), lines[0] if lines else None)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder; a second proof there would write over the first. Raises BlockingIOError."""
    import fcntl  # noqa: PLC0415 - there is none on a system that runs no stack either

    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)
