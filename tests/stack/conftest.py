"""Each test's stacks stand under the test's own root; the prepared database is made once for all of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.stack.ground import processes_in, user_root

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def _cache() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="stack-tests-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def root(_cache: Path) -> Iterator[Path]:
    """A root for stacks that PostgreSQL's uid can pass; the test fails if a process stays in it."""
    temporary = Path(tempfile.mkdtemp(dir=_cache))
    temporary.chmod(0o755)
    own = temporary / user_root().name
    own.mkdir(0o711)
    prepared = _cache / "prepared"
    if prepared.exists():
        prepared.rename(own / "cache")
    yield own
    soon(lambda: not processes_in(own))  # a first preparation that was killed ends a moment later
    left = processes_in(own)
    if (own / "cache").is_dir():
        (own / "cache").rename(prepared)
    shutil.rmtree(temporary, ignore_errors=True)
    assert not left, f"processes left: {left}"


@pytest.fixture
def in_another_process(root: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Runs Python code or a module as a process of its own, whose stacks stand under ``root``."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str, python: str = sys.executable) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [python, *arguments],
            cwd=PROJECT,
            env={**os.environ, "TMPDIR": str(root.parent)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate(timeout=10)


def soon(holds: Callable[[], object], within: float = 5.0) -> bool:
    """Whether something that the operating system does comes true before the deadline."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
