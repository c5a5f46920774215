"""A real behave suite in a temporary folder, run as a process of its own: what a user would see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any
from xml.etree import ElementTree as ET

SECONDS = 60
BEHAVE_INI = """\
[behave]
paths = features
runner = support.runs.runner:GoldenPathRunner
default_format = progress3
show_skipped = false
tag_expression_protocol = v1
"""
STEPS = """\
from behave import given, when, then

@given('{who} is there')
def is_there(context, who):
    pass

@then('{who} is content')
def is_content(context, who):
    pass
"""


@dataclass(frozen=True)
class Ran:
    """A finished run: exit code, console, and the folder of its reports."""

    code: int
    out: str
    err: str
    reports: Path

    @property
    def last_line(self) -> str:
        return self.out.strip().splitlines()[-1]

    def document(self) -> dict[str, Any]:
        """run.json."""
        path = self.reports / "run.json"
        assert path.is_file(), self.out + self.err
        document: dict[str, Any] = json.loads(path.read_text())
        return document

    def statuses(self) -> dict[str, str]:
        """Each scenario's status by its name, as run.json has it."""
        return {each["name"]: each["status"] for each in self.document()["scenarios"]}

    def causes(self) -> dict[str, str]:
        return {each["name"]: each["cause"] for each in self.document()["scenarios"]}

    def allure(self, folder: Path | None = None) -> dict[str, dict[str, Any]]:
        """Each Allure result by its name; an equal name would hide one, so the number is checked too."""
        results = [
            json.loads(path.read_text()) for path in (folder or self.reports / "allure-results").glob("*-result.json")
        ]
        by_name = {result["name"]: result for result in results}
        assert len(by_name) == len(results), "two Allure results with one name"
        return by_name

    def junit(self) -> dict[str, str]:
        """Each test case's element by its name; passed where it has none."""
        found = {}
        for path in (self.reports / "junit").glob("*.xml"):
            for case in ET.parse(path).getroot().iter("testcase"):
                tags = [child.tag for child in case if child.tag != "properties"]
                found[str(case.get("name"))] = tags[0] if tags else "passed"
        return found


class SmallSuite:
    """Files of a suite, and how it is run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "features").mkdir(parents=True)
        (folder / "steps").mkdir()
        self.write("behave.ini", BEHAVE_INI)
        self.steps(STEPS)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    def feature(self, text: str, name: str = "one") -> Path:
        return self.write(f"features/{name}.feature", text)

    def steps(self, text: str) -> Path:
        return self.write("steps/all.py", text)

    def environment(self, text: str) -> Path:
        return self.write("environment.py", text)

    def run(self, *arguments: str, **environment: str) -> Ran:
        """behave, as a user would call it in the suite's folder."""
        return self.command([str(Path(sys.executable).with_name("behave")), *arguments], **environment)

    def goldenpath(self, *arguments: str) -> Ran:
        return self.command([str(Path(sys.executable).with_name("goldenpath")), *arguments])

    def command(self, command: list[str], **environment: str) -> Ran:
        done = subprocess.run(
            command,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            env=os.environ | environment,
        )
        return Ran(done.returncode, done.stdout, done.stderr, self.folder / "reports")
