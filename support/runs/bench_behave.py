"""behave as a child process, timed: from its start to its first scenario, over its scenarios, to its end."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from support.report import run_json
from support.runs.bench_measure import Measure, NotMeasured, median

LANE = "@golden_path and not @isolated"
WITH_ISOLATED = "@golden_path"

FIRST_SCENARIO = 2.5
"""Seconds from bare ``behave`` to its first scenario, the stack's start included (DESIGN.md, "Measures and bars")."""
LANE_WITHOUT_ISOLATED, LANE_WITH_ISOLATED = 15.0, 40.0
"""Seconds for the golden-path lane, the stack's start included (ibidem)."""

_LONGEST = 900
"""Seconds after which a run counts as stuck."""


@dataclass(frozen=True)
class Ran:
    """One run of our behave; all times in seconds."""

    whole: float
    """From the process's start to its end."""
    until_first: float
    """From the process's start to the beginning of the first scenario."""
    scenarios: float
    """From the beginning of the first scenario to the end of the last."""
    document: dict[str, Any]
    """run.json."""
    reports: Path


def timed(command: Sequence[str], folder: Path) -> tuple[float, float, subprocess.CompletedProcess[str]]:
    """When a command started (seconds since the epoch), how long it took, and how it ended. Raises NotMeasured."""
    started, clock = time.time(), time.perf_counter()
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_LONGEST, check=False)
    except subprocess.TimeoutExpired:
        raise NotMeasured(f"{' '.join(command)} did not end within {_LONGEST} s") from None
    return started, time.perf_counter() - clock, done


def behave(root: Path, reports: Path, *arguments: str) -> Ran:
    """Run the suite in ``root`` with its reports in a folder of their own.

    :raises NotMeasured: a scenario was red: the time of a run that waits for what does not come says nothing.
    """
    command = [sys.executable, "-m", "behave", "-D", f"reports={reports}", *arguments]
    started, whole, done = timed(command, root)
    said = (done.stdout + done.stderr).strip().splitlines() or ["nothing"]
    if done.returncode != 0:
        raise NotMeasured(f"behave {' '.join(arguments)} ended with {done.returncode}: {said[-1]}")
    document = run_json.read(reports)
    first, last = (datetime.fromisoformat(document[key]) for key in ("first_scenario", "last_scenario_ended"))
    return Ran(whole, first.timestamp() - started, (last - first).total_seconds(), document, reports)


def lanes(root: Path, folder: Path, times: int) -> list[Measure]:
    """The golden-path lane and one bare run of everything, each starting its own stack."""
    without, with_isolated = [], []
    for number in range(times):
        without.append(behave(root, folder / f"lane-{number}", f"--tags={LANE}"))
        with_isolated.append(behave(root, folder / f"all-of-lane-{number}", f"--tags={WITH_ISOLATED}"))
    bare = behave(root, folder / "bare")
    starts = [each.until_first for each in (bare, *without, *with_isolated)]
    alone, both = [each.whole for each in without], [each.whole for each in with_isolated]
    return [
        median("first_scenario", starts, "s", most=FIRST_SCENARIO),
        median("golden_path_lane", alone, "s", most=LANE_WITHOUT_ISOLATED),
        median("golden_path_lane_with_isolated", both, "s", alone, what="without them", most=LANE_WITH_ISOLATED),
        median("whole_suite", [bare.whole], "s"),
    ]
