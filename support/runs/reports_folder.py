"""The folder of a run's reports belongs to one run at a time: two runs in it would report each other's scenarios."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

_LOCK = ".lock"


class InUse(Exception):  # noqa: N818 - it names what is the matter
    """Another run writes there. One clear line; exit code 2."""


def claim(folder: Path) -> int:
    """Make the folder and hold it until this process ends; returns the lock's file descriptor.

    :raises InUse: another run holds it.
    :raises OSError: it cannot be made or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 32).decode(errors="replace").strip() or "unknown"
        os.close(lock)
        raise InUse(
            f"the folder {folder} is in use by another run (process {holder}): wait for its end,"
            " or give this run a folder of its own with -D reports=FOLDER"
        ) from None
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    return lock
