"""Faults of registers/promises.csv: rows that do not exist, lines out of order or twice."""

from __future__ import annotations

from pathlib import Path

from support.runs.lint import Finding
from support.value.promises import PATH, Promises
from support.value.requirements import read_requirements


def check(folder: Path) -> list[Finding]:
    """The findings.

    :param folder: where the registers stand (support.registers.registers_of); none without that register.
    :raises ValueError: it cannot be read.
    """
    path = folder / PATH.name
    if not path.is_file():
        return []
    promises, known = Promises.read(path), read_requirements()
    found = [
        Finding(path.name, 1, f"{message}, {name}: there is no row {row}: name one of requirements.csv", refuses=False)
        for (message, name), rows in promises.rows.items()
        for row in sorted(rows)
        if row not in known
    ]
    if promises.written() != path.read_text(encoding="utf-8"):
        found.append(Finding(path.name, 1, "lines out of order or twice: run goldenpath lint --fix", refuses=False))
    return found


def fix(folder: Path) -> bool:
    """Put the lines in order, one for each field; whether anything was to be done."""
    path = folder / PATH.name
    if not path.is_file() or Promises.read(path).written() == path.read_text(encoding="utf-8"):
        return False
    path.write_text(Promises.read(path).written(), encoding="utf-8")
    return True
