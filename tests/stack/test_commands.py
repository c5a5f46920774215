"""The doors: make, .ci/run's closing line, a Python that is too old."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack.conftest import PROJECT


def closing_line(
    folder: Path, *stages: str, counts: dict[str, int] | None = None, junit: str = ""
) -> tuple[int, list[str]]:
    """Exit code and lines of .ci/counts.py over these results."""
    (folder / ".ci").mkdir()
    (folder / "build").mkdir(exist_ok=True)
    script = shutil.copy(PROJECT / ".ci" / "counts.py", folder / ".ci")
    if counts is not None:
        (folder / "build" / "acceptance.json").write_text(json.dumps({"schema": 1, "counts": counts}))
    if junit:
        (folder / "build" / "tests.xml").write_text(junit)
    done = subprocess.run([sys.executable, script, *stages], capture_output=True, text=True, timeout=20, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


COUNTS = {"selected": 30, "run": 29, "passed": 25, "failed": 2, "broken": 1, "not_offered": 1, "not_run": 1}
JUNIT = '<testsuites><testsuite tests="10" failures="1" errors="1" skipped="2"/></testsuites>'


def test_scenarios_and_tests_are_summed(tmp_path: Path) -> None:
    code, lines = closing_line(tmp_path, "acceptance=2", "test=2", "proof=0", counts=COUNTS, junit=JUNIT)
    assert (code, lines[-1]) == (1, "31 passed, 6 failed")


def test_all_is_well(tmp_path: Path) -> None:
    counts = {"selected": 30, "passed": 28, "expected_failed": 1, "not_permitted": 1}
    junit = JUNIT.replace('failures="1" errors="1"', 'failures="0" errors="0"')
    code, lines = closing_line(tmp_path, "acceptance=0", "test=0", "proof=0", counts=counts, junit=junit)
    assert (code, lines) == (0, ["37 passed, 0 failed"])


def test_a_stage_that_failed_with_nothing_to_show_counts_as_a_failure(tmp_path: Path) -> None:
    code, lines = closing_line(tmp_path, "acceptance=2", "test=0", "proof=1", junit="not xml")
    assert code == 1
    assert lines == ["acceptance ended with code 2", "proof ended with code 1", "0 passed, 2 failed"]


@pytest.mark.parametrize(("survived", "closing"), [([], "0 passed, 0 failed"), (["a"], "0 passed, 1 failed")])
def test_of_a_proof_what_is_wrong_counts_and_what_is_left_to_do_is_told(
    tmp_path: Path, survived: list[str], closing: str
) -> None:
    (tmp_path / "build").mkdir()
    left = {"survived": survived, "not_applied": [], "dead_platform_passes": [], "stale": ["b"]}
    (tmp_path / "build" / "proof.json").write_text(json.dumps(left | {"scenarios_unproved": ["c", "d"]}))
    code, lines = closing_line(tmp_path, "proof=1")
    assert (code, lines[0], lines[1], lines[-1]) == (
        len(survived), "proof: 2 scenarios unproved", "proof: 1 results stale", closing
    )  # fmt: skip


def test_make_without_a_python_says_what_is_expected(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    done = subprocess.run(
        ["make", "-s", "acceptance", "PYTHON=/no/such/python"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == (
        "Python 3.11 or newer is expected, but /no/such/python is not one:"
        " install one or name it with make PYTHON=/path/to/python3.11"
    )
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("version", [(3, 10, 13), (2, 7, 18)])
def test_an_older_python_is_refused_in_one_line(version: tuple[int, int, int]) -> None:
    code = f"import sys; sys.version_info = {version}; import support"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("Python 3.11 or newer is expected, but this is ")
