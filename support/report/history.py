"""history.jsonl: one line for each run in a reports folder; a part finds the last whole one."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from support.value.sentence import LastWhole

NAME = "history.jsonl"
_RED = ("failed", "flaky", "broken")


def last_whole(folder: Path) -> LastWhole | None:
    """What the last whole run in this folder said; None where there was none."""
    for run in reversed(_runs(folder)):
        if run.get("whole"):
            return LastWhole(datetime.fromisoformat(run["finished"]), run["says"])
    return None


def append(document: dict[str, Any], folder: Path) -> None:
    """Add a run."""
    verdict = document["verdict"]
    line = {
        "finished": document["finished"],
        "target": document["target"],
        "commit": document["commit"],
        "scope": verdict["scope"],
        "whole": document["whole"],
        "says": verdict["says"],
        "exit_code": document["exit_code"],
        "counts": document["counts"],
        "promises": {word: verdict[word] for word in ("works", "broken", "not_checked", "no_check_yet")},
        "red": [each["id"] for each in document["scenarios"] if each["status"] in _RED],
    }
    with (folder / NAME).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _runs(folder: Path) -> list[dict[str, Any]]:
    path = folder / NAME
    if not path.is_file():
        return []
    runs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            runs.append(json.loads(line))
        except ValueError:
            continue  # a line that a killed run left half written
    return runs
