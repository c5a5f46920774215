"""One embedded service as a process of its own: started, ready, stopped, killed, frozen, thawed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from support.stack.errors import StackError
from support.stack.lifeline import Guard, end_with_us, main_thread_only, may_end_here, undisturbed
from support.stack.ports import Port, listening

_POLL_SECONDS = 0.005
_TAIL_LINES = 12


class Service:
    """The controller of one process that answers on one port of 127.0.0.1.

    Subclasses say how it is started (``command``), when it is ready (``answers``) and how it is asked to end.
    ``state`` is what the suite did to it: "new", "running", "stopped", "killed" or "frozen". A process that
    is gone while its state is "running" died by itself: see ``died``.
    """

    end_signal = signal.SIGTERM

    def __init__(self, name: str, folder: Path, port: Port) -> None:
        """``folder`` becomes the process's working directory; its log is ``folder/../NAME.log``."""
        self.name = name
        self.folder = folder
        self.port = port
        self.log = folder.parent / f"{name}.log"
        self.state = "new"
        self.times_started = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: Guard | None = None

    # what subclasses say

    def command(self) -> Sequence[str]:
        """The program and its arguments."""
        raise NotImplementedError

    def environment(self) -> Mapping[str, str]:
        """The process's whole environment."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "TZ": "UTC"}

    def uid(self) -> int | None:
        """The user to run as, or None for our own."""
        return None

    def answers(self) -> str | None:
        """None when the service is ready, otherwise what it still waits for, in a few words."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Whatever must be there before the process starts. Raises StackError or OSError."""
        self.folder.mkdir(exist_ok=True)

    # what everyone calls

    @property
    def pid(self) -> int | None:
        """The process's id, or None where none was started."""
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        """Whether the process exists (a frozen one does)."""
        return self._process is not None and self._process.poll() is None

    @property
    def died(self) -> bool:
        """Whether the process ended without being asked to."""
        return self.state in ("running", "frozen") and not self.alive

    def start(self) -> None:
        """Start the process; returns at once, see ``wait_ready``. Raises StackError."""
        main_thread_only(self.name)
        self.prepare()
        uid = self.uid()
        source = self.standard_input()
        try:
            with self.log.open("ab") as log, undisturbed():
                self._process = subprocess.Popen(
                    self.command(),
                    cwd=self.folder,
                    env=dict(self.environment()),
                    stdin=source,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=end_with_us(),  # noqa: PLW1509 - takes no lock
                    user=uid,
                    group=uid,
                    extra_groups=None if uid is None else [],
                )
        except OSError as error:
            raise StackError(f"{self.name} cannot be started: {error}: install requirements.txt again") from error
        finally:
            if source >= 0:
                os.close(source)
        self.times_started += 1
        self.state = "running"

    def standard_input(self) -> int:
        """A file descriptor, ours to close, that the process reads as its standard input."""
        return subprocess.DEVNULL

    def wait_ready(self, within: float) -> None:
        """Wait until the service answers, ``within`` seconds at most.

        Raises StackError that tells apart: it died, its port is taken, it is alive and not ready.
        """
        deadline = time.monotonic() + within
        with undisturbed():
            self._wait_ready(within, deadline)

    def _wait_ready(self, within: float, deadline: float) -> None:
        while (waits_for := self._waits_for()) is not None:
            may_end_here()
            if time.monotonic() > deadline:
                raise StackError(
                    f"{self.name} should be ready within {within:g} s on 127.0.0.1:{self.port.number},"
                    f" but it is alive and {waits_for}:"
                    " put right what its log says, or give it longer with -D stack_ready=SECONDS",
                    self.log_tail(),
                )
            self._pause(_POLL_SECONDS)

    def check_alive(self) -> None:
        """Raises StackError where the process has ended by itself."""
        if self.died:
            raise self._death()

    def log_tail(self, lines: int = _TAIL_LINES) -> str:
        """The last lines of the log, at most 8 KiB; empty where there is none."""
        try:
            with self.log.open("rb") as log:
                size = log.seek(0, os.SEEK_END)
                log.seek(max(0, size - 8192))
                return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""

    def log_since(self, mark: int, most: int) -> str:
        """What was written to the log behind that place, in bytes: its last ``most`` bytes, from a whole line on."""
        return log_since(self.log, mark, most)

    def ask_to_end(self) -> None:
        """Send the end signal and return at once; ``stop`` waits too."""
        if self.alive:
            self.thaw()
            self._signal(self.end_signal)
        self.state = "stopped"

    def stop(self, within: float = 5.0) -> None:
        """End the process in order; after ``within`` seconds it is killed. Its data stay."""
        self.ask_to_end()
        if self._process is not None:
            try:
                self._process.wait(within)
            except subprocess.TimeoutExpired:
                self.kill()
                self.state = "stopped"

    def kill(self) -> None:
        """End the process at once, as a crash would (SIGKILL). Its data stay."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
        self._unguard()
        self.state = "killed"

    def freeze(self) -> None:
        """Stop the process from running without ending it (SIGSTOP): its port accepts, nothing answers."""
        self.check_alive()
        self._signal(signal.SIGSTOP)
        self.state = "frozen"
        if descendants := self.descendants():
            self._guard = Guard(descendants)  # a frozen descendant does not see its parent die

    def thaw(self) -> None:
        """Let a frozen process run on. Does nothing to another."""
        if self.state == "frozen":
            self._signal(signal.SIGCONT)
            self._unguard()
            self.state = "running"

    def restart(self, within: float = 30.0) -> None:
        """Stop and start again on the same port and data; ready when this returns. Raises StackError."""
        self.stop()
        self.start()
        self.wait_ready(within)

    def heal(self, within: float = 30.0) -> None:
        """Undo whatever was done to it: ready when this returns. Raises StackError."""
        self.thaw()
        if not self.alive:
            self.start()
        self.wait_ready(within)

    # how it is done

    def descendants(self) -> list[int]:
        """Ids of processes that the process started in sessions of their own."""
        return []

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        if number in (signal.SIGSTOP, signal.SIGCONT):
            for pid in self.descendants():  # looked up now: a stopped process makes no new ones
                with suppress(ProcessLookupError):
                    os.kill(pid, number)

    def _unguard(self) -> None:
        if self._guard is not None:
            self._guard.dismiss()
            self._guard = None

    def _waits_for(self) -> str | None:
        waits_for = self.answers()
        if not self.alive:  # also where an answer came: then it is another's, who sits on our port
            raise self._death()
        return waits_for

    def _pause(self, seconds: float) -> None:
        """Let ``seconds`` pass, or less where the process ends."""
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)

    def _last_words(self) -> str:
        words = self.log_tail(1).strip()
        return f" and said last {words[:300]!r}" if words else ""

    def _death(self) -> StackError:
        code = self._process.poll() if self._process else None
        how = f"was ended by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
        if listening(self.port.number):
            return StackError(
                f"{self.name} needs port {self.port.number} of 127.0.0.1, but another process has taken it:"
                " end that process, or start again to get another port",
                self.log_tail(),
            )
        return StackError(
            f"{self.name} should be running on 127.0.0.1:{self.port.number}, but it {how}"
            f"{self._last_words()}: put right what its log says and start again",
            self.log_tail(),
        )


def log_since(path: Path, mark: int, most: int) -> str:
    """What was written to a log behind that place, in bytes: its last ``most`` bytes, from a whole line on."""
    try:
        with path.open("rb") as log:
            end = log.seek(0, os.SEEK_END)
            begin = max(mark, end - most)
            log.seek(begin)
            said = log.read(end - begin)
    except OSError:
        return ""
    if begin > mark:
        said = said[said.find(b"\n") + 1 :]
    return said.decode(errors="replace")
