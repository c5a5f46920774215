"""What a worker tells its run while it plays: one JSON line for each thing, over a named pipe that is nobody else's.

    {"begun": id, "at": when}
    {"ended": id, "at": when, "status": ..., "cause": ..., "step": ..., "seconds": ..., "steps": [...], "behave": ...}
    {"said": {what has gathered in the worker's ledger, run folders of its stacks, secrets}}
    {"kept": {id: [file of evidence]}}
    {"done": {"defect_reached": ..., "start_failure": ..., "interrupted": ...}}

Secrets pass through memory alone: the run has to know them, to look for them in its reports.
"""

from __future__ import annotations

import dataclasses
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from support.evidence import redaction
from support.runs.ledger import Entry, Ledger, NotChecked
from support.runs.outcomes import DecidingStep, Outcome, Status

FOLDER = "workers"
"""Below the reports folder: what workers said on their consoles, and their pipes."""


def pipe_of(reports: Path, place: str) -> Path:
    """The pipe of the worker at that place, such as 1/2."""
    return reports / FOLDER / f"{place.partition('/')[0]}.pipe"


class Journal:
    """A worker's end of the pipe."""

    def __init__(self, reports: Path, place: str) -> None:
        self._pipe = os.open(pipe_of(reports, place), os.O_WRONLY)

    def begun(self, entry: Entry) -> None:
        """A scenario begins."""
        self._write({"begun": entry.id, "at": _now()})

    def ended(self, entry: Entry, outcome: Outcome, ledger: Ledger) -> None:
        """A scenario has ended, its hooks and cleanups included."""
        self.says(ledger)
        self._write(
            {
                "ended": entry.id,
                "at": _now(),
                "status": outcome.status.value,
                "cause": redaction.clean(outcome.cause) if outcome.cause else None,
                "step": dataclasses.asdict(outcome.step) if outcome.step else None,
                "seconds": round(float(entry.scenario.duration), 4),
                "steps": [step.status.name for step in entry.scenario.all_steps],
                "behave": entry.scenario.status.name,
                "spent": entry.spent,
            }
        )

    def says(self, ledger: Ledger, folders: list[str] | None = None) -> None:
        """Hands over what has gathered in the worker's own ledger, and empties it there."""
        said = {
            "measured": ledger.latency_ms,
            "promised": ledger.promised_ms,
            "not_checked": [dataclasses.asdict(each) for each in ledger.not_checked],
            "problems": ledger.problems,
            "left_behind": ledger.left_behind,
            "folders": folders or [],
            "secrets": redaction.newly_planted(),
        }
        if any(said.values()):
            self._write({"said": said})
        for each in (ledger.latency_ms, ledger.promised_ms, ledger.not_checked, ledger.problems, ledger.left_behind):
            each.clear()

    def done(self, ledger: Ledger) -> None:
        """The worker has played everything; its evidence is written."""
        self._write({"kept": {entry.id: entry.evidence for entry in ledger.entries if entry.evidence}})
        self._write(
            {
                "done": {
                    "defect_reached": getattr(ledger.suite, "defect_reached", None),
                    "start_failure": ledger.start_failure,
                    "interrupted": ledger.interrupted,
                }
            }
        )
        os.close(self._pipe)

    def _write(self, line: dict[str, Any]) -> None:
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        while data:
            data = data[os.write(self._pipe, data) :]


@dataclasses.dataclass(frozen=True)
class Told:
    """How a scenario ended, as its worker told it."""

    outcome: Outcome
    seconds: float
    steps: tuple[str, ...] = ()
    """behave's status of each step."""
    behave: str = "untested"
    """behave's own status of the scenario."""

    @classmethod
    def of(cls, line: dict[str, Any]) -> Told:
        """Out of the line of a scenario's end."""
        step = DecidingStep(**line["step"]) if line["step"] else None
        outcome = Outcome(Status(line["status"]), line["cause"], step)
        return cls(outcome, line["seconds"], tuple(line["steps"]), line["behave"])


def take_in(said: dict[str, Any], ledger: Ledger) -> list[Path]:
    """Put what a worker said into the run's ledger; gives the run folders of the stacks that it has started."""
    for secret in said["secrets"]:
        redaction.plant(secret)
    for name, values in said["measured"].items():
        ledger.latency_ms.setdefault(name, []).extend(values)
    ledger.promised_ms |= said["promised"]
    ledger.not_checked += [
        NotChecked(**{**each, "requirements": tuple(each["requirements"])}) for each in said["not_checked"]
    ]
    ledger.problems += said["problems"]
    ledger.left_behind += said["left_behind"]
    return [Path(each) for each in said["folders"]]


def _now() -> str:
    return datetime.now(UTC).isoformat()
