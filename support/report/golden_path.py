"""The golden path step by step, for run.json: which word each step has, and its time against its promise."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from support.registers import FOLDER
from support.value.verdict import WORST_FIRST, RowState, Word


@dataclass(frozen=True)
class Step:
    """One step of registers/golden_path.toml."""

    name: str
    promises: tuple[str, ...]
    time: str | None = None
    """The name of its promise of time, where it has one."""


@cache
def read_steps(path: Path = FOLDER / "golden_path.toml") -> tuple[Step, ...]:
    """The steps, in their order."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(Step(each["name"], tuple(each["promises"]), each.get("time")) for each in document["step"])


def steps(
    rows: Mapping[str, RowState], latency: list[dict[str, Any]], scenarios: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The steps for run.json: name, requirements, state (the worst of its promises), latency (the entry of latency_ms,
    None without one), and the id of a scenario that shows it: of a broken step a red one, else the one that carries
    most of its promises."""
    measured = {each["name"]: each for each in latency}
    found = []
    for step in read_steps():
        words = {rows[row].word for row in step.promises if row in rows}
        state = next((word for word in WORST_FIRST if word in words), Word.NO_CHECK)
        found.append({
            "name": step.name,
            "requirements": list(step.promises),
            "state": state.value,
            "latency": measured.get(step.time) if step.time else None,
            "shown_by": _shown_by(step, state, scenarios),
        })  # fmt: skip
    return found


def _shown_by(step: Step, state: Word, scenarios: list[dict[str, Any]]) -> str | None:
    wanted = ("failed", "flaky", "expected_failed") if state is Word.BROKEN else ("passed",)
    fitting = [each for each in scenarios if each["status"] in wanted and each["evidence"]]
    rated = [(len(set(step.promises) & set(each["requirements"])), each["id"]) for each in fitting]
    best = max(rated, key=lambda pair: pair[0], default=(0, ""))
    return best[1] if best[0] else None
