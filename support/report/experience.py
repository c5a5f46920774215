"""experience.json: what each scenario took the last time it ran with these reports: for dealing, and for forecasts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

NAME = "experience.json"


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """By scenario's id; empty where there is none."""
    try:
        known: dict[str, dict[str, Any]] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known


def seconds(folder: Path) -> dict[str, float]:
    """Seconds by scenario's id."""
    return {identity: float(each.get("seconds", 0.0)) for identity, each in read(folder).items()}


def learn(document: dict[str, Any], folder: Path) -> None:
    """Take in a run, by its document: scenarios that ran to their end."""
    known = read(folder)
    for scenario in document["scenarios"]:
        if scenario["status"] in ("passed", "failed", "flaky"):
            known[scenario["id"]] = {"seconds": scenario["duration_s"], **scenario.get("spent", {})}
    lines = ",\n".join(f" {json.dumps(identity)}: {json.dumps(each)}" for identity, each in sorted(known.items()))
    making = folder / f".{NAME}"
    making.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
    making.rename(folder / NAME)
