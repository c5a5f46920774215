"""registers/suite_proof.json: the promises that the suite itself keeps, each proved by a broken suite in tests/.

A test that puts a broken suite (or run, or manifest) under the suite and demands that it is noticed carries the mark
``promise("TF-02", broken="a feature that cannot be read")``; tests/promises.py writes down how it ended. What was
proved holds for exactly the state that it was seen in: another line in the test or in support/, and it is unproved
until the tests have run again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

NAME = "suite_proof.json"
SUBJECTS = ("suite", "deployment")
"""The subjects of promises that are proved so (registers/requirements.csv)."""
_SUPPORT = Path(__file__).resolve().parents[1]


def key_of(test_file: Path) -> str:
    """The state that a result is of: the test's file, and every line of support/."""
    return hashlib.sha256(f"{_support()}{_digest(test_file)}".encode()).hexdigest()[:16]


def read(registers: Path) -> dict[str, list[dict[str, Any]]]:
    """By promise the tests that prove it: test, broken, passed, key; empty where there is no register."""
    try:
        kept: dict[str, list[dict[str, Any]]] = json.loads((registers / NAME).read_text(encoding="utf-8"))["promises"]
    except (OSError, ValueError, KeyError):
        return {}
    return kept


def proved(registers: Path, root: Path) -> dict[str, bool]:
    """Each promise of the register: whether all its tests have passed as they and the suite are now."""
    return {
        row: bool(tests) and all(each["passed"] and each["key"] == _key(root, each["test"]) for each in tests)
        for row, tests in read(registers).items()
    }


def proved_by(registers: Path, root: Path) -> Mapping[str, list[str]]:
    """The broken suites by which each promise is proved now, in words."""
    kept, now = read(registers), proved(registers, root)
    return {row: [str(each["broken"]) for each in kept[row]] for row, holds in now.items() if holds}


def _key(root: Path, test: str) -> str:
    return key_of(root / test.partition("::")[0])


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "absent"


@cache
def _support() -> str:
    files = sorted(path for path in _SUPPORT.rglob("*.py") if "__pycache__" not in path.parts)
    return "".join(_digest(path) for path in files)
