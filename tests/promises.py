"""Promises that the suite itself keeps: tests marked ``promise(ROW, broken=WHAT)`` are written into the register.

``broken`` names the broken suite, run or manifest that the test puts under the suite and demands to be noticed.
``pytest --keep-promises`` (as make test does; ``-m promise`` for these tests alone) writes, and of a promise only where
every test of it has run: a part proves nothing of the whole.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.registers import FOLDER
from support.value import suite_proof
from support.value.requirements import read_requirements

PROJECT = Path(__file__).resolve().parents[1]


class Promises:
    """Collects the marked tests of a session, and how they ended."""

    def __init__(self, *, keeps: bool) -> None:
        self._keeps = keeps
        self._marked: dict[str, list[tuple[str, str]]] = {}
        self._ended: dict[str, bool] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("promise"):
                row, broken = str(mark.args[0]), mark.kwargs.get("broken", "")
                requirement = read_requirements().get(row)
                if requirement is None or requirement.subject not in suite_proof.SUBJECTS or not broken:
                    raise pytest.UsageError(
                        f"{item.nodeid}: promise({row!r}, broken={broken!r}): expected a row whose subject is"
                        f" {' or '.join(suite_proof.SUBJECTS)}, and what is broken, in words"
                    )
                self._marked.setdefault(row, []).append((item.nodeid, broken))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.failed or report.skipped:
            self._ended[report.nodeid] = report.passed and self._ended.get(report.nodeid, True)

    def pytest_sessionfinish(self) -> None:
        if not self._keeps:
            return
        found = {row: tests for row, tests in self._marked.items() if all(test in self._ended for test, _ in tests)}
        everywhere = marked_in_sources()
        found = {
            row: tests
            for row, tests in found.items()
            if everywhere[row] <= {test.partition("[")[0] for test, _ in tests}
        }
        if found:
            write({row: [self._result(test, broken) for test, broken in tests] for row, tests in found.items()})

    def _result(self, test: str, broken: str) -> dict[str, Any]:
        key = suite_proof.key_of(PROJECT / test.partition("::")[0])
        return {"test": test, "broken": broken, "passed": self._ended[test], "key": key}


def write(results: dict[str, list[dict[str, Any]]], registers: Path = FOLDER) -> None:
    """Put the results of some promises into the register; a reader never sees half of it."""
    kept = suite_proof.read(registers) | results
    lines = [
        f"  {json.dumps(row)}: [\n"
        + ",\n".join(f"   {json.dumps(each)}" for each in sorted(kept[row], key=lambda each: each["test"]))
        + "\n  ]"
        for row in sorted(kept)
    ]
    making = registers / f".{suite_proof.NAME}"
    making.write_text('{\n "promises": {\n' + ",\n".join(lines) + "\n }\n}\n", encoding="utf-8")
    making.rename(registers / suite_proof.NAME)


def marked_in_sources() -> dict[str, set[str]]:
    """By promise the tests that carry its mark, by file and function, whatever was collected."""
    import ast  # noqa: PLC0415 - only where a marked test has run

    found: dict[str, set[str]] = {}
    for path in sorted((PROJECT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for each in node.decorator_list:
                    if isinstance(each, ast.Call) and ast.unparse(each.func) == "pytest.mark.promise":
                        row = ast.literal_eval(each.args[0])
                        found.setdefault(row, set()).add(f"{path.relative_to(PROJECT).as_posix()}::{node.name}")
    return found
