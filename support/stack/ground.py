"""The ground a stack stands on: one folder per run under one root per user, and nothing left behind.

``<place>/goldenpath-<uid>/runs/<name>/`` belongs to one running stack, whose process holds a lock in it. A
folder whose lock is free was left by a run that was killed: the next start clears it away, with every process
that still stands in it. The place is /dev/shm where that is large enough, otherwise the temporary directory;
always the latter when TMPDIR names one. ``<temporary directory>/goldenpath-<uid>/cache/`` is kept on purpose:
the prepared database and, for root, the staged PostgreSQL.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import secrets
import select
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from support.stack.errors import StackError

_LOCK = "lock"
_SWEEP_LOCK = "sweep.lock"
_MEMORY = Path("/dev/shm")
_MEMORY_NEEDED = 512 * 1024 * 1024
_IPC_RMID = 0


class Ground:
    """One run's folder: ``take()`` makes it, ``clear()`` removes it."""

    def __init__(self, root: Path | None = None) -> None:
        """Makes nothing yet.

        :param root: instead of this user's own root; runs and cache are both there, on disk.
        """
        self.root = root or user_root()
        self._given_root = root
        # Named before it is made, so that ``clear`` finds it whenever a signal interrupts us. The name begins with
        # the pid for whoever looks into the folder; the lock alone decides who lives.
        place = _chosen(root)
        self.folder = place / "runs" / f"{os.getpid()}-{secrets.token_hex(4)}"
        self._lock: int | None = None

    def take(self) -> None:
        """Sweep what killed runs left and make this run's folder. Raises StackError, one line."""
        runs = self.folder.parent
        try:
            _own(self.root)
            with locked(self.root / _SWEEP_LOCK):
                for place in _places(self._given_root):
                    sweep(place / "runs")
                _own(runs.parent)
                _own(runs)
                self.folder.mkdir(0o700)
                self.folder.chmod(0o711)  # PostgreSQL's own uid has to pass through, not to read
                self._lock = os.open(self.folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise no_room(error, runs) from error

    @property
    def cache(self) -> Path:
        """The folder that outlives runs."""
        folder = self.root / "cache"
        _own(folder)
        return folder

    def clear(self) -> None:
        """Remove the folder and whatever still stands in it. Safe to call at any time, twice too."""
        if not self.folder.exists():
            return
        clear_folder(self.folder)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        if _MEMORY in self.folder.parents:
            with locked(self.root / _SWEEP_LOCK), suppress(OSError):
                self.folder.parent.rmdir()  # only where no other run has a folder beside it
                self.folder.parent.parent.rmdir()


def user_root() -> Path:
    """The root of this user's stacks; TMPDIR decides where."""
    return Path(tempfile.gettempdir()) / f"goldenpath-{os.getuid()}"


def _places(root: Path | None) -> list[Path]:
    """Where run folders may be."""
    if root is not None or "TMPDIR" in os.environ:
        return [root or user_root()]
    return [_MEMORY / user_root().name, user_root()]


def _chosen(root: Path | None) -> Path:
    """Where the run's folder shall be: in memory if it fits, where files are made ten times faster."""
    place = _places(root)[0]
    if _MEMORY in place.parents:
        with suppress(OSError):
            if os.access(_MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(_MEMORY).free >= _MEMORY_NEEDED:
                return place
        return user_root()
    return place


def sweep(runs: Path) -> list[str]:
    """Clear away the folders of dead runs; return their names."""
    dead = _dead(runs)
    for folder in dead:
        clear_folder(folder)
    return [folder.name for folder in dead]


def left_behind(root: Path | None = None) -> list[str]:
    """What runs that have ended left under this root, in words: folders, and processes that stand there."""
    dead = [folder for place in _places(root) for folder in _dead(place / "runs")]
    return [f"folder {folder}" for folder in dead] + [
        f"process {pid} in {folder}" for folder in dead for pid in processes_in(folder)
    ]


def _dead(runs: Path) -> list[Path]:
    """The folders that no living run holds a lock in."""
    dead: list[Path] = []
    if not runs.is_dir():
        return dead
    for folder in sorted(path for path in runs.iterdir() if path.is_dir()):
        lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            if _free(lock, owner=folder.name.partition("-")[0]):
                dead.append(folder)
        finally:
            os.close(lock)
    return dead


def _free(lock: int, owner: str) -> bool:
    """Whether nobody holds the lock. A child that its owner was just making when it was killed may hold it still,
    on its own way out: that is waited for."""
    deadline = time.monotonic() + 1
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if Path("/proc", owner).exists() or time.monotonic() > deadline:
                return False
            time.sleep(0.002)
        else:
            return True


def clear_folder(folder: Path) -> None:
    """End every process that stands in the folder, release PostgreSQL's shared memory, remove the folder."""
    for _ in range(5):  # a process may have started another one between the look and the kill
        if not (remaining := processes_in(folder)):
            break
        kill_and_wait(remaining, within=5)
    for pid_file in folder.glob("*/postmaster.pid"):
        release_shared_memory(pid_file)
    shutil.rmtree(folder, ignore_errors=True)


def processes_in(folder: Path) -> list[int]:
    """The living processes whose working directory is in this folder (every process of a stack has that)."""
    found = []
    prefix = f"{folder}/"
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            where = str((entry / "cwd").readlink())
            if f"{where.removesuffix(' (deleted)')}/".startswith(prefix):
                found.append(int(entry.name))
    return found


def kill_and_wait(pids: Iterable[int], within: float) -> None:
    """End processes, our children or not, and wait, ``within`` seconds at most, until they are gone."""
    ends = select.poll()
    handles = set()
    for pid in pids:
        with suppress(ProcessLookupError):
            handle = os.pidfd_open(pid)
            handles.add(handle)
            ends.register(handle, select.POLLIN)
            signal.pidfd_send_signal(handle, signal.SIGKILL)
    open_handles = set(handles)
    deadline = time.monotonic() + within
    while open_handles and (left := deadline - time.monotonic()) > 0:
        for handle, _ in ends.poll(left * 1000):
            ends.unregister(handle)
            open_handles.discard(handle)
    for handle in handles:
        os.close(handle)


def no_room(error: OSError, folder: Path) -> StackError:
    """The one line for a folder that cannot be written."""
    reason = error.strerror or str(error)
    return StackError(
        f"the stack needs about 100 MB that it can write under {folder}, but: {reason}:"
        " free some space there or set TMPDIR to another place"
    )


def _own(folder: Path) -> None:
    """Make the folder or check that it is ours: in a shared temporary directory anyone may take the name."""
    with suppress(FileExistsError):
        folder.mkdir(0o700, parents=True)
        folder.chmod(0o711)
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o022:
        raise StackError(
            f"{folder} must be a folder that only you can write, but it is not:"
            " remove it or set TMPDIR to another place"
        )


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock, free again when this process ends."""
    lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def release_shared_memory(pid_file: Path) -> None:
    """A killed postmaster leaves a System V segment; line 7 of postmaster.pid is its key and its id."""
    with suppress(OSError, IndexError, ValueError):
        segment = int(pid_file.read_text().splitlines()[6].split()[1])
        ctypes.CDLL(None).shmctl(segment, _IPC_RMID, None)
