"""What narrows a run beside tags and places: what was red in the last run, whose promises have changed."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from support.registers import FOLDER
from support.report import run_json
from support.runs.ledger import title_of
from support.runs.outcomes import Status
from support.runs.reconcile import red
from support.runs.refused import Refused, one_line
from support.settings import Settings
from support.value.scenario_ids import ScenarioIds, ids_file

_SAYS_NOTHING = ("source_promise", "source_statement")
"""Columns that only keep what a row once said."""


def narrow(chosen: list[Any], settings: Settings, root: Path) -> tuple[list[Any], str | None]:
    """The chosen scenarios that the settings leave, and what they are, in words; None where nothing narrows.

    Those left out are marked as skipped, which behave and its formatters respect.

    :raises Refused: nothing is left, or what should narrow cannot be read.
    """
    words = []
    left = chosen
    if settings.last_failed:
        ids = ScenarioIds.read(ids_file(root))
        wanted = failed_last(settings.reports)
        left = [each for each in left if ids.of(*title_of(each, root)) in wanted]
        words.append("Scenarios that were red last time")
        _require(left, f"nothing of what was chosen was red in the last run in {settings.reports}")
    if settings.changed is not None:
        rows = changed_since(settings.changed)
        left = [each for each in left if rows & {str(tag).removeprefix("req.") for tag in each.effective_tags}]
        words.append(f"Promises changed since {settings.changed}")
        _require(left, f"no scenario chosen carries a promise changed since {settings.changed}")
    kept = set(map(id, left))
    for scenario in chosen:
        if id(scenario) not in kept:
            scenario.mark_skipped()
    return left, ", ".join(words) or None


def failed_last(reports: Path) -> set[str]:
    """The ids of the scenarios that somebody has to look at, by the run whose reports lie in the folder.

    :raises Refused: there is none.
    """
    try:
        document = run_json.read(reports)
    except (OSError, ValueError) as error:
        raise Refused(one_line(f"last_failed: {error}")) from error
    return {each["id"] for each in document["scenarios"] if red(Status(each["status"]))}


def changed_since(revision: str, register: Path = FOLDER / "requirements.csv") -> set[str]:
    """The promises that the register words otherwise than it did at a revision of git, new ones included.

    :raises Refused: git does not know the revision, or the register was not there.
    """
    command = ["git", "show", f"{revision}:./{register.name}"]
    try:
        shown = subprocess.run(command, cwd=register.parent, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Refused(f"changed: git cannot be asked ({error.strerror}): install it") from error
    if shown.returncode:
        said = one_line(shown.stderr) or "nothing"
        raise Refused(f"changed: git knows no {register.name} at {revision!r}: {said}: name a revision of this project")
    before = _rows(io.StringIO(shown.stdout))
    with register.open(encoding="utf-8", newline="") as file:
        return {identity for identity, row in _rows(file).items() if before.get(identity) != row}


def _rows(lines: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    return {
        row["id"]: tuple((name, text) for name, text in row.items() if name not in _SAYS_NOTHING)
        for row in csv.DictReader(lines)
    }


def _require(left: list[Any], otherwise: str) -> None:
    if not left:
        raise Refused(f"no scenario selected: {otherwise}")
