"""What ends our processes when we end without a chance to do it ourselves."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType

from support.stack.errors import StackError

_PR_SET_PDEATHSIG = 1
_ASK_FOR_THE_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_libc = ctypes.CDLL(None)


def end_with_us() -> Callable[[], None]:
    """For ``preexec_fn``: the kernel kills the child when the THREAD that forked it ends, however it ends.

    Fork from the main thread. What the child forks is not covered: PostgreSQL's own children watch for the
    end of their parent, and a frozen one is given a Guard.
    """
    return partial(_ask_the_kernel, os.getpid())


def _ask_the_kernel(parent: int) -> None:
    """Runs in the child between fork and exec: takes no lock, allocates next to nothing."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASK_FOR_THE_END)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C, SIGTERM and SIGHUP wait until this block is over, or for ``may_end_here``.

    An exception at just any place would lose a process that was being made, or leave a lock of subprocess's taken.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ASK_FOR_THE_END)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def may_end_here() -> None:
    """Inside ``undisturbed``: a signal that waits is raised here and now."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASK_FOR_THE_END)
    signal.pthread_sigmask(signal.SIG_BLOCK, _ASK_FOR_THE_END)


def main_thread_only(what: str) -> None:
    """Raises StackError in any other thread: the kernel would end its children with it."""
    if threading.current_thread() is not threading.main_thread():
        raise StackError(f"{what} must be started from the main thread")


def leave_on_signals() -> None:
    """Let SIGTERM and SIGHUP end this process in order, with its exit handlers, where nobody else handles them."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


class Guard:
    """A small process that kills the given ones as soon as we end: it reads a pipe that closes with us."""

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
