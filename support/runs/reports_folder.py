"""The folder of a run's reports belongs to one run at a time: two runs in it would report each other's scenarios."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from support.runs.refused import Refused

_LOCK = ".lock"


def claimed(folder: Path) -> int:
    """Make the folder and hold it until this process ends; returns the lock's file descriptor.

    :raises Refused: it cannot be made or written to, or another run writes there.
    """
    try:
        return claim(folder)
    except OSError as error:
        raise Refused(f"reports cannot be written to {folder} ({error.strerror}): -D reports=FOLDER") from error


def claim(folder: Path) -> int:
    """As ``claimed``, but raises OSError where the folder cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 32).decode(errors="replace").strip() or "unknown"
        os.close(lock)
        raise Refused(
            f"the folder {folder} is in use by another run (process {holder}): wait for its end,"
            " or give this run a folder of its own with -D reports=FOLDER"
        ) from None
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    return lock
