"""Whatever ends the parent, no process stays, and the next start finds no folder but its own."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from support.stack import Stack
from support.stack.ground import Ground, left_behind, processes_in
from tests.stack.conftest import PROJECT, soon

InAnotherProcess = Callable[..., subprocess.Popen[str]]

STARTS = """
import sys
from support.stack import Stack
stack = Stack(instances={"model_provider": "model_provider"})
print("starting", flush=True)
stack.start()
"""
STAYS = STARTS + "print(stack.folder, flush=True); sys.stdin.read()"


def next_start_finds_nothing(root: Path) -> bool:
    ground = Ground(root)
    ground.take()
    try:
        return list((root / "runs").iterdir()) == [ground.folder]
    finally:
        ground.clear()


@pytest.mark.parametrize("moment", [random.Random(7 * n).uniform(0, 0.5) for n in range(5)])
@pytest.mark.promise("RM-12", broken="a run that is killed at any moment of its start")
def test_the_parent_is_killed_at_some_moment(root: Path, in_another_process: InAnotherProcess, moment: float) -> None:
    parent = in_another_process("-c", STAYS)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "starting\n"
    threading.Event().wait(moment)
    parent.kill()
    parent.wait(10)
    assert soon(lambda: not processes_in(root)), processes_in(root)
    assert next_start_finds_nothing(root)


def test_the_parent_is_killed_while_postgresql_is_frozen(root: Path, in_another_process: InAnotherProcess) -> None:
    parent = in_another_process("-c", STARTS + "stack.postgres.freeze(); print('frozen', flush=True); sys.stdin.read()")
    assert parent.stdout is not None
    assert [parent.stdout.readline() for _ in range(2)] == ["starting\n", "frozen\n"]
    parent.kill()
    parent.wait(10)
    assert soon(lambda: not processes_in(root)), processes_in(root)
    assert next_start_finds_nothing(root)


@pytest.mark.promise("RM-12", broken="what a killed run has left")
def test_an_orphan_in_a_dead_run_s_folder_is_ended_by_the_next_start(root: Path) -> None:
    ground = Ground(root)
    ground.take()
    orphan = subprocess.Popen(["sleep", "60"], cwd=ground.folder)
    assert left_behind(root) == []
    assert ground._lock is not None
    os.close(ground._lock)  # as the kernel does when the run is killed
    assert left_behind(root) == [f"folder {ground.folder}", f"process {orphan.pid} in {ground.folder}"]
    assert next_start_finds_nothing(root)
    assert orphan.wait(5) == -signal.SIGKILL


def test_a_living_run_is_left_alone(root: Path) -> None:
    with Stack(instances={}, root=root) as stack:
        other = Ground(root)
        other.take()
        other.clear()
        stack.check_alive()
        assert stack.folder.exists()


def test_postgresql_leaves_no_shared_memory(root: Path, in_another_process: InAnotherProcess) -> None:
    before = Path("/proc/sysvipc/shm").read_text().splitlines()
    parent = in_another_process("-c", STAYS)
    assert parent.stdout is not None
    parent.stdout.readline()
    folder = parent.stdout.readline().strip()
    segment = Path(folder, "postgres", "postmaster.pid").read_text().splitlines()[6].split()[1]
    parent.kill()
    parent.wait(10)
    assert soon(lambda: not processes_in(root))
    assert next_start_finds_nothing(root)
    assert segment not in [row.split()[1] for row in Path("/proc/sysvipc/shm").read_text().splitlines()]
    assert len(before) >= 1


@pytest.mark.parametrize("ends_with", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("moment", ["starting\n", "ready\n"])
def test_a_signal_ends_a_run_in_order(
    root: Path, in_another_process: InAnotherProcess, ends_with: signal.Signals, moment: str
) -> None:
    parent = in_another_process("-c", STARTS + "print('ready', flush=True); sys.stdin.read()")
    assert parent.stdout is not None
    while parent.stdout.readline() != moment:
        assert parent.poll() is None
    parent.send_signal(ends_with)
    assert parent.wait(10) != 0
    assert processes_in(root) == []
    assert not (root / "runs").exists() or list((root / "runs").iterdir()) == []


def stay(in_another_process: InAnotherProcess, root: Path) -> tuple[subprocess.Popen[str], Path]:
    """`goldenpath stack up --json FILE`, once it is ready."""
    profile = root.parent / "profile.json"
    process = in_another_process("-m", "support.stack.up", "--json", str(profile))
    assert process.stdout is not None
    assert process.stdout.readline().startswith(f"ready: behave -D target={profile}")
    return process, profile


@pytest.mark.parametrize("ends_with", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stack_up_is_ended_in_order(
    root: Path, in_another_process: InAnotherProcess, ends_with: signal.Signals
) -> None:
    process, profile = stay(in_another_process, root)
    assert profile.stat().st_mode & 0o077 == 0, "it holds passwords"
    process.send_signal(ends_with)
    process.send_signal(ends_with)
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")
    assert not profile.exists()
    assert processes_in(root) == []
    assert list((root / "runs").iterdir()) == []


def test_stack_up_ends_when_a_service_dies(root: Path, in_another_process: InAnotherProcess) -> None:
    process, _ = stay(in_another_process, root)
    [valkey] = [pid for pid in processes_in(root) if "valkey-server" in Path(f"/proc/{pid}/cmdline").read_text()]
    os.kill(valkey, signal.SIGKILL)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 2
    assert errors.startswith("valkey should be running on 127.0.0.1:")


def test_stack_up_refuses_an_unknown_setting(root: Path, in_another_process: InAnotherProcess) -> None:
    process = in_another_process("-m", "support.stack.up", "-D", "patiense=2")
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors.count("\n")) == (2, "", 1)
    assert "did you mean patience?" in errors


def test_an_ordinary_user_starts_a_stack_too(root: Path) -> None:
    """As root: once more as nobody. Otherwise every test here is that already."""
    if os.getuid() != 0:
        pytest.skip("all of these tests ran as an ordinary user")
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    pythons = [sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"]
    python = next((python for python in pythons if runs_as_nobody(python, libraries)), None)
    if python is None:
        pytest.skip(f"nobody can run none of {', '.join(pythons)}")
    home = root.parent / "nobody"
    home.mkdir()
    os.chown(home, 65534, 65534)
    done = as_nobody(python, libraries, STARTS + "print(stack.addresses()); stack.stop()", home)
    assert done.returncode == 0, done.stderr
    assert "Addresses(" in done.stdout
    assert processes_in(home) == []
    assert list((home / "goldenpath-65534" / "runs").iterdir()) == []


def runs_as_nobody(python: str, libraries: str) -> bool:
    try:
        return as_nobody(python, libraries, "import fastapi, support.stack", Path("/")).returncode == 0
    except OSError:
        return False


def as_nobody(python: str, libraries: str, code: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-c", code],
        cwd="/",
        env={"PATH": os.defpath, "TMPDIR": str(home), "PYTHONPATH": f"{PROJECT}:{libraries}"},
        capture_output=True,
        text=True,
        timeout=60,
        user=65534,
        group=65534,
        extra_groups=[],
        check=False,
    )
