"""history.jsonl: one line for each run in a reports folder. Runs add to it; none ever shortens it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from support.report import changes, run_json, trends
from support.value.sentence import LastWhole

NAME = "history.jsonl"


def comparable(folder: Path, target: str) -> list[dict[str, Any]]:
    """The runs in this folder that say something of a target, the oldest first: none with a defect put in."""
    return [run for run in _runs(folder) if run.get("target") == target and not run.get("spoilt")]


def last_whole(runs: Iterable[Mapping[str, Any]]) -> LastWhole | None:
    """What the last whole one of these runs said; None where there was none."""
    whole = [run for run in runs if run.get("whole")]
    return LastWhole(datetime.fromisoformat(whole[-1]["finished"]), whole[-1]["says"]) if whole else None


def append(document: dict[str, Any], folder: Path) -> None:
    """Add a run. A line that a killed run left half written stays by itself."""
    verdict = document["verdict"]
    line = {
        "finished": document["finished"],
        "target": document["target"],
        "commit": document["commit"],
        "spoilt": document["defect"] or document["dead"],
        "scope": verdict["scope"],
        "whole": document["whole"],
        "says": verdict["says"],
        "exit_code": document["exit_code"],
        "counts": document["counts"],
        "promises": {word: verdict[word] for word in ("works", "broken", "not_checked", "no_check_yet")},
        "scenarios": changes.statuses(document),
        "streams": {each["id"]: each["state"] for each in document["streams"]},
        "rates": trends.rates(document),
        "p95_ms": {each["name"]: each["p95"] for each in document[run_json.MEASURED]},
    }
    path = folder / NAME
    torn = path.is_file() and not path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if torn else "") + json.dumps(line, ensure_ascii=False) + "\n")


def _runs(folder: Path) -> list[dict[str, Any]]:
    path = folder / NAME
    if not path.is_file():
        return []
    runs = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            run = json.loads(line)
        except ValueError:
            continue  # a line that a killed run left half written
        if isinstance(run, dict) and "finished" in run:
            runs.append(run)
    return runs
