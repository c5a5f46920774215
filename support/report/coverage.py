"""``goldenpath coverage``: for each promise its scenarios, what the last run said, and what proves it."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from behave.configuration import Configuration

from support.registers import registers_of
from support.report import run_json
from support.runs.lint import Specification
from support.runs.proof_register import rows_proved
from support.runs.refused import Refused
from support.runs.suite_reader import SuiteReader
from support.settings import Settings, SettingsError
from support.value import suite_proof
from support.value.requirements import read_requirements


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the counts by capability, or write every row as JSON; 2 where there is nothing to read."""
    parser = argparse.ArgumentParser(
        prog="goldenpath coverage", description="What says what of each promise, by the last run."
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every row here")
    asked = parser.parse_args(arguments)
    try:
        reports = Settings.of_folder(Path.cwd()).reports
        document = run_json.read(reports)
        runner = SuiteReader(Configuration([]))
        with runner.path_manager:
            runner.load_suite()
            specification = Specification.read(runner.root)
            proved = rows_proved(specification.features, runner.step_registry, runner.root)
            proved |= suite_proof.proved_by(registers_of(runner.root), runner.root)
    except (SettingsError, Refused, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    rows = coverage(document, specification, proved)
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print("\n".join(_table(rows)))
    return 0


def coverage(
    document: dict[str, Any], specification: Specification, proved: Mapping[str, list[str]]
) -> dict[str, dict[str, Any]]:
    """By promise: capability, subject, scenarios (every one that carries it), state, detail, proved_by.

    :param proved: the defects that prove each promise (support.runs.proof_register.rows_proved).
    """
    carried: dict[str, list[str]] = {}
    for _, item in specification.items():
        place = f"{specification.file(item)}:{item.line}"
        for tag in sorted(item.effective_tags):
            if str(tag).startswith("req."):
                carried.setdefault(str(tag).removeprefix("req."), []).append(f"{place} {item.name}")
    states = {row["id"]: row for row in document["rows"]}
    return {
        identity: {
            "capability": requirement.capability,
            "subject": requirement.subject,
            "scenarios": carried.get(identity, []),
            "status": states[identity]["state"],
            "detail": states[identity]["detail"],
            "proved_by": proved.get(identity, []),
        }
        for identity, requirement in read_requirements().items()
    }


def _table(rows: dict[str, dict[str, Any]]) -> list[str]:
    capabilities: dict[str, Counter[str]] = {}
    for row in rows.values():
        counts = capabilities.setdefault(row["capability"], Counter())
        counts["promises"] += 1
        counts["with scenarios"] += bool(row["scenarios"])
        counts["proved"] += bool(row["proved_by"])
        counts[row["status"]] += 1
    columns = ["promises", "with scenarios", "proved", "works", "broken", "not_checked", "no_check_yet"]
    heads = [column.replace("_", " ") for column in columns]
    lines = [f"{'capability':<16}" + "".join(f"{head:>16}" for head in heads)]
    for name, counts in capabilities.items():
        lines.append(f"{name:<16}" + "".join(f"{counts[column]:>16}" for column in columns))
    total = sum(capabilities.values(), Counter())
    return [*lines, f"{'all':<16}" + "".join(f"{total[column]:>16}" for column in columns)]
