"""``goldenpath annotate``: what is red in the last run, on its line of the feature, as GitHub or GitLab show it."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from support.report import run_json
from support.runs.outcomes import Status, first_line
from support.runs.reconcile import red
from support.settings import Settings, SettingsError

_SEVERITY = {"blocker": "blocker", "critical": "critical", "minor": "minor"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print or write the annotations; 0, or 2 where there is no run to speak of."""
    parser = argparse.ArgumentParser(prog="goldenpath annotate", description="What is red, on its line of the feature.")
    parser.add_argument("for_whom", choices=("github", "gitlab"))
    parser.add_argument("--out", type=Path, metavar="FILE", help="write them here instead of printing them")
    asked = parser.parse_args(arguments)
    try:
        document = run_json.read(Settings.of_folder(Path.cwd()).reports)
    except (SettingsError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    text = "\n".join(github(document)) if asked.for_whom == "github" else json.dumps(gitlab(document), indent=1)
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")
    elif text:
        print(text)
    return 0


def github(document: dict[str, Any]) -> list[str]:
    """Workflow commands, one a line: an error for each red scenario, a notice with the verdict."""
    lines = []
    for each in _red(document):
        said = _escaped(f"{first_line(each['cause'])}\n{each['repeat']}")
        title = _escaped(f"{_words(each)}: {each['name']}", also=",:")
        lines.append(f"::error file={_escaped(each['file'], also=',:')},line={_line(each)},title={title}::{said}")
    lines += [f"::error title=error of the run::{_escaped(problem)}" for problem in document["problems"]]
    return [*lines, f"::notice title=verdict::{_escaped(document['verdict']['sentence'])}"]


def gitlab(document: dict[str, Any]) -> list[dict[str, Any]]:
    """A code quality report: an entry for each red scenario."""
    return [
        {
            "description": f"{_words(each)}: {each['name']}: {first_line(each['cause'])}",
            "check_name": each["id"],
            "fingerprint": hashlib.sha256(f"{each['id']} {each['status']}".encode()).hexdigest()[:40],
            "severity": next((_SEVERITY[tag] for tag in reversed(each["tags"]) if tag in _SEVERITY), "major"),
            "location": {"path": each["file"], "lines": {"begin": _line(each)}},
        }
        for each in _red(document)
    ]


def _red(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in document["scenarios"] if red(Status(each["status"]))]


def _line(scenario: dict[str, Any]) -> int:
    """The line of the step that decided, where it stands in the scenario's own file; else the scenario's."""
    step = scenario["deciding_step"]
    return int(step["line"]) if step and not step["added"] and step["file"] == scenario["file"] else scenario["line"]


def _words(scenario: dict[str, Any]) -> str:
    return str(scenario["status"]).replace("_", " ")


def _escaped(text: str, also: str = "") -> str:
    for sign in "%\r\n" + also:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
