"""Against a stack that was started elsewhere, with no reference platform at hand: the suite alone."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.stack import Stack
from tests.stack.conftest import PROJECT

GONE = 'raise ModuleNotFoundError("the reference platform was deleted")\n'
KEPT = ("golden_path/connection.feature", "golden_path/outages.feature")


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What ``goldenpath stack up --json`` writes, of a stack that is up."""
    with Stack() as stack:
        path = tmp_path_factory.mktemp("elsewhere") / "stack.json"
        path.write_text(stack.addresses().to_json())
        yield path


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The suite without reference_platform/, and with two features."""
    folder = tmp_path_factory.mktemp("copy") / "suite"
    folder.mkdir()
    for name in ("features", "steps", "support"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("environment.py", "behave.ini"):
        shutil.copy(PROJECT / name, folder)
    # It may be installed beside the suite: whatever asks for it here is told that it is gone.
    (folder / "reference_platform").mkdir()
    (folder / "reference_platform" / "__init__.py").write_text(GONE)
    for path in (folder / "features").rglob("*.feature"):
        if not str(path).endswith(KEPT):
            path.unlink()
    return folder


def run(copy: Path, *arguments: str) -> tuple[int, str, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "behave", "-D", "patience=4", *arguments],
        cwd=copy, env=os.environ | {"PYTHONPATH": str(copy)}, capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    document: dict[str, Any] = json.loads((copy / "reports" / "run.json").read_text())
    return done.returncode, done.stdout + done.stderr, document


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_suite_passes_alone_and_names_what_needs_a_stack_of_its_own(
    copy: Path, profile: Path, workers: str
) -> None:
    code, said, document = run(
        copy, "-D", f"target={profile}", "-D", f"workers={workers}", "--tags=@smoke or @isolated"
    )
    counts = document["counts"]
    assert code == 0, said
    assert counts["passed"] > 0
    assert counts["not_permitted"] == counts["selected"] - counts["passed"] > 0
    causes = {each["cause"] for each in document["scenarios"] if each["status"] == "not_permitted"}
    assert causes == {"it needs a stack of its own; this target is run by somebody else"}
    assert f"{counts['not_permitted']} scenarios not permitted there" in document["verdict"]["sentence"]


def test_without_the_platform_the_embedded_target_is_one_clear_cause(copy: Path) -> None:
    code, said, document = run(copy, "--tags=@smoke", "-D", "stack_ready=5")
    assert code == 2
    assert "the reference platform was deleted" in said or "should be running" in said
    assert {each["status"] for each in document["scenarios"]} == {"broken"}


def test_a_pool_is_leased_to_no_more_workers_than_it_has_accounts_for(copy: Path, profile: Path) -> None:
    pool = json.loads(profile.read_text())
    member = {"email": "fay@x.example", "password": "Aa1!nobody-knows"}
    pool["cast"] = {"mode": "pool", "people": {"Fay": [member, member], "Eli": [member]}}
    path = copy / "pool.json"
    path.write_text(json.dumps(pool))
    done = subprocess.run(
        [sys.executable, "-m", "behave", "-D", f"target={path}", "-D", "workers=2", "--tags=@smoke"],
        cwd=copy, env=os.environ | {"PYTHONPATH": str(copy)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("the [cast] of the target has 1 account for Eli, but 2 workers would need one each: take")


def test_stack_up_hands_over_a_profile_that_a_run_can_use(copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "up.json"
    up = subprocess.Popen(
        [sys.executable, "-m", "support.runs.cli", "stack", "up", "--json", str(path)],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert up.stdout is not None
        assert "ready: behave -D target=" in up.stdout.readline()
        code, said, document = run(copy, "-D", f"target={path}", "--tags=@smoke")
        assert (code, document["counts"]["passed"]) == (0, document["counts"]["selected"]), said
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(20)
    assert not path.exists()
