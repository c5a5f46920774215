"""run.json: the truth of a run, from which every other report is made. Keys are added, never renamed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from support.evidence.redaction import clean_in
from support.report import golden_path, proofs
from support.runs.ledger import Entry, Ledger
from support.runs.proof_register import Register
from support.value import latency
from support.value.requirements import Requirement, read_requirements
from support.value.sentence import Circumstances, decision, sentence
from support.value.streams import StreamTree, read_streams
from support.value.verdict import Assessment, Word
from support.value.waivers import Waiver

SCHEMA = 1
NAME = "run.json"
MEASURED = "latency_ms"
"""The key of the measured times."""


def build(
    ledger: Ledger, assessment: Assessment, about: Circumstances, honesty: dict[str, Any], code: int
) -> dict[str, Any]:
    """The document of one run; secrets are replaced in every string of it."""
    register, tree = read_requirements(), read_streams()
    scenarios = [_scenario(entry, ledger) for entry in ledger.entries]
    measured = [_latency(name, values, ledger.promised_ms) for name, values in sorted(ledger.latency_ms.items())]
    carried = {entry.id: entry.requirements for entry in ledger.entries}
    document = {
        "schema": SCHEMA,
        "target": ledger.settings.target,
        "commit": ledger.commit,
        "seed": ledger.settings.shuffle,
        "defect": ledger.settings.defect,
        "dead": ledger.settings.dead,
        "defect_reached": getattr(ledger.suite, "defect_reached", None),
        "command": ledger.command,
        "whole": ledger.whole,
        "started": ledger.started.isoformat(timespec="milliseconds"),
        "first_scenario": _moment(ledger.first_began),
        "last_scenario_ended": _moment(ledger.last_ended),
        "finished": about.now.isoformat(timespec="milliseconds"),
        "exit_code": code,
        "counts": ledger.counts(),
        "interrupted": ledger.interrupted,
        "problems": _problems(ledger),
        "features": _features(ledger),
        "scenarios": scenarios,
        "streams": [_stream(identity, tree, assessment) for identity in tree.streams],
        "money": dict(assessment.money) | {"contradictions": tree.disagreements()},
        "verdict": _verdict(assessment, about),
        "requirements": _requirements(assessment),
        "rows": [_row(requirement, assessment) for requirement in register.values()],
        "waivers": [_waiver(waiver, ledger, about) for waiver in ledger.waivers.entries],
        "honesty": honesty,
        MEASURED: measured,
        "golden_path": golden_path.steps(assessment.rows, measured, scenarios),
        "proof": {"by_stream": proofs.by_stream(Register.read(), ledger.proved, register, tree, carried)},
    }
    cleaned: dict[str, Any] = clean_in(document)
    return cleaned


def conclude(
    document: dict[str, Any], assessment: Assessment, about: Circumstances, honesty: dict[str, Any], code: int
) -> None:
    """Put into a document what is known only when the other reports have been looked at."""
    document["exit_code"] = code
    document["verdict"] = clean_in(_verdict(assessment, about))
    document["honesty"] = clean_in(honesty)


def write(document: dict[str, Any], folder: Path) -> Path:
    """Write run.json; a reader never sees half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    making = folder / f".{NAME}"
    making.write_text(_json(document), encoding="utf-8")
    return making.rename(folder / NAME)


def read(folder: Path) -> dict[str, Any]:
    """Read a run's document. Raises FileNotFoundError or ValueError, each with one clear line."""
    path = folder / NAME
    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist: run behave first, or name the folder of a run's reports")
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON ({error}): run behave again") from None
    if document.get("schema") != SCHEMA:
        raise ValueError(f"{path} has the schema {document.get('schema')}, expected {SCHEMA}: run behave again")
    return document


def _problems(ledger: Ledger) -> list[str]:
    interrupted = [f"interrupted by {ledger.interrupted}"] if ledger.interrupted else []
    return [*([ledger.start_failure] if ledger.start_failure else []), *interrupted, *ledger.problems]


def _json(document: dict[str, Any]) -> str:
    """One line for each entry, of a list one for each item: to be read by people too, and quickly made."""
    lines = []
    for name, value in document.items():
        text = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list) and value:
            text = "[\n" + ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in value) + "\n ]"
        lines.append(f" {json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _scenario(entry: Entry, ledger: Ledger) -> dict[str, Any]:
    outcome = entry.outcome
    return {
        "id": entry.id,
        "name": entry.name,
        "feature": entry.feature,
        "file": entry.file,
        "line": entry.line,
        "rule": entry.rule,
        "capability": entry.capability,
        "tags": entry.tags,
        "requirements": entry.requirements,
        "streams": entry.streams,
        "status": entry.status.value,
        "duration_s": round(entry.duration_s, 3),
        "cause": outcome.cause if outcome else None,
        "deciding_step": asdict(outcome.step) if outcome and outcome.step else None,
        "repeat": ledger.repeats(entry),
        "evidence": entry.evidence,
        "spent": entry.spent,
        "steps": [{name: value for name, value in asdict(step).items() if value is not None} for step in entry.steps()],
    }


def _waiver(waiver: Waiver, ledger: Ledger, about: Circumstances) -> dict[str, Any]:
    """One entry of the registers of waivers; ``overdue`` says why it must go, None while it holds."""
    about_what = next((entry.name for entry in ledger.entries if waiver.covers(entry.id)), None)
    return {
        "kind": waiver.kind.value,
        "id": waiver.id,
        "about": about_what or getattr(read_requirements().get(waiver.id), "statement", None),
        "issue": waiver.issue,
        "owner": waiver.owner,
        "expiry": waiver.expiry.isoformat(),
        "why": waiver.why,
        "overdue": about.overdue.get(str(waiver)),
    }


def _features(ledger: Ledger) -> dict[str, list[str]]:
    """What each feature says of its own worth, line by line, by its file."""
    return {entry.file: [str(line) for line in entry.scenario.feature.description] for entry in ledger.entries}


def _stream(identity: str, tree: StreamTree, assessment: Assessment) -> dict[str, Any]:
    stream, state = tree.streams[identity], assessment.streams[identity]
    return {
        "id": identity,
        "name": stream.name,
        "parent": stream.parent,
        "depth": tree.depth(identity),
        "claims": [claim.as_json() for claim in stream.claims],
        "usd_per_year": tree.broken_down(identity) or None,
        "own_usd_per_year": stream.usd_per_year,
        "not_broken_down_usd": tree.not_broken_down(identity),
        "state": state.word.value,
        "counts": {word.value: number for word, number in state.counts.items()},
        "requirements": list(state.rows),
    }


def _verdict(assessment: Assessment, about: Circumstances) -> dict[str, Any]:
    return {
        "scope": about.scope,
        "sentence": sentence(assessment, about),
        "says": decision(assessment, about),
        "works": len(assessment.rows_with(Word.WORKS)),
        "broken": len(assessment.rows_with(Word.BROKEN)),
        "not_checked": len(assessment.rows_with(Word.NOT_CHECKED)),
        "no_check_yet": len(assessment.rows_with(Word.NO_CHECK)),
        "in_scope": list(assessment.in_scope),
    }


def _requirements(assessment: Assessment) -> dict[str, int]:
    details = [state.detail for state in assessment.rows.values()]
    failed = len(assessment.rows_with(Word.BROKEN))
    return {
        "registered": len(details),
        "covered": details.count("covered"),
        "failed": failed,
        "unproved": details.count("unproved"),
        "uncovered": len(details) - details.count("covered") - details.count("unproved") - failed,
    }


def _row(requirement: Requirement, assessment: Assessment) -> dict[str, Any]:
    state = assessment.rows[requirement.id]
    return {
        "id": requirement.id,
        "capability": requirement.capability,
        "subject": requirement.subject,
        "stream": requirement.stream,
        "segment": requirement.segment,
        "statement": requirement.statement,
        "promise": requirement.promise,
        "state": state.word.value,
        "detail": state.detail,
        "scenarios": list(state.scenarios),
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds")


def _latency(name: str, values: list[float], promised: Mapping[str, float]) -> dict[str, Any]:
    return {"name": name, "n": len(values)} | latency.figures(values) | {"promise": promised.get(name)}
