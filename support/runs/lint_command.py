"""``goldenpath lint [--fix]``: faults of features, steps and registers; --fix mends the register of ids."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from behave.configuration import Configuration

from support.registers import registers_of
from support.runs import lint, lint_parts, lint_promises, lint_waivers
from support.runs.lint import Finding, Specification
from support.runs.refused import Refused
from support.runs.suite_reader import SuiteReader
from support.value import tag_table
from support.value.scenario_ids import ScenarioIds, ids_file
from support.value.tags import TagDictionary


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the findings as file:line; 0 without any, 1 with some, 2 where the suite cannot be loaded."""
    parser = argparse.ArgumentParser(
        prog="goldenpath lint", description="Faults of features, steps and registers, as file:line."
    )
    parser.add_argument("--fix", action="store_true", help="give new scenarios an id, follow renamed ones")
    asked = parser.parse_args(arguments)
    runner = SuiteReader(Configuration([]))
    try:
        with runner.path_manager:
            runner.load_suite()
            specification = Specification.read(runner.root)
            path = ids_file(runner.root)
            ids = ScenarioIds.read(path)
            if asked.fix:
                ids.follow(specification.titles())
                ids.write(path)
                print("\n".join(f"{path.name}: {change}" for change in ids.changes) or f"{path.name}: nothing to do")
            tags, readme = TagDictionary.standard(), runner.root / "README.md"
            if asked.fix and not tag_table.is_current(readme, tags):
                tag_table.write(readme, tags)
                print(f"{readme.name}: the table of tags was out of date")
            registers = registers_of(runner.root)
            if asked.fix and lint_promises.fix(registers):
                print("promises.csv: put in order")
            findings = lint.check(specification, tags, runner.step_registry)
            findings += lint_parts.check(runner.root, everything=True)
            findings += lint_waivers.check(specification, ids, registers)
            findings += lint_promises.check(registers)
    except (Refused, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    findings += lint.check_ids(specification, ids)
    if not tag_table.is_current(readme, tags):
        findings.append(Finding(readme.name, 1, "the table of tags is out of date: run goldenpath lint --fix", False))
    for finding in sorted(findings):
        print(finding)
    number = len(list(specification.items()))
    print(f"{len(findings)} findings in {number} scenarios of {len(specification.features)} features")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
