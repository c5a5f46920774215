"""``goldenpath target check NAME``: what a deployment offers and permits, and what a run would do to it.

It changes nothing: it reads, and signs in and out again with the profile's own accounts. 0: a run can begin; 1:
something that the profile says is not so; 2: there is no such profile.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from behave.configuration import Configuration

from support.runs.refused import Refused
from support.runs.selection import scenarios_of
from support.runs.suite_reader import SuiteReader
from support.settings import Settings, SettingsError
from support.targets import forecast
from support.targets.inspection import Finding, inspect
from support.targets.profile import Target, named


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is so and what is not, by heading."""
    parser = argparse.ArgumentParser(prog="goldenpath target check", description="A target, changing nothing there.")
    parser.add_argument("name", metavar="NAME", help="a profile's file, or its name below deploy/targets")
    parser.add_argument("-D", dest="defines", action="append", default=[], metavar="NAME=VALUE", help="a setting")
    asked = parser.parse_args(arguments)
    try:
        defines = [(name.strip(), value) for name, _, value in (each.partition("=") for each in asked.defines)]
        settings = Settings.of_folder(Path.cwd(), defines)
        if asked.name == "embedded":
            raise SettingsError("embedded is no deployment: each run starts its own; goldenpath stack up keeps one")
        target = Target.of_file(named(asked.name))
        runner = SuiteReader(Configuration([]))
        with runner.path_manager:
            runner.load_suite()
        scenarios = [each for feature in runner.features for each in scenarios_of(feature)]
        expected = forecast.of(scenarios, target, settings, runner.root)
    except (SettingsError, Refused) as error:
        print(error, file=sys.stderr)
        return 2
    findings = [*inspect(target, settings), *expected]
    print("\n".join(_told(target, findings)))
    return 1 if any(finding.wrong for finding in findings) else 0


def _told(target: Target, findings: Sequence[Finding]) -> list[str]:
    lines = [f"{target.name}, in the dialect {target.dialect}"]
    heading = ""
    for finding in findings:
        if finding.heading != heading:
            heading = finding.heading
            lines += ["", heading]
        lines.append(f"  {'NOT SO  ' if finding.wrong else ''}{finding.says}")
    wrong = sum(finding.wrong for finding in findings)
    said = f"{wrong} of what the profile says is not so." if wrong else "A run can begin: behave -D target=FILE"
    return [*lines, "", said]
