"""What a recorded scenario exchanged, read from its transcript before any clock starts: the raw client's script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.targets.profile import Target
from support.wire.tape import Entry, Tape
from support.wire.traffic import Arrival

HARMLESS = ("who has died", "the operator's sign-in", "echo", "forges ")
"""How those of the tape's questions begin that reach no service, or whose exchanges stand beside them."""


@dataclass
class Step:
    """One thing that the recorded run did."""

    entry: Entry
    answer: Any = None
    """The JSON of the recorded answer."""
    frames: Mapping[str, int] = field(default_factory=dict)
    """Of a wait: how many frames each connection had by its end, counted as :attr:`Script.frames` are."""
    closed: frozenset[str] = frozenset()
    """Of a wait: the connections that were closed by its end."""


@dataclass
class Script:
    """A scenario's exchanges, read before the clock starts."""

    name: str
    steps: list[Step]
    frames: Mapping[str, list[Any]]
    """Each connection's frames, as JSON: the first one and all that are numbered. Others come by the clock."""


def script(tape: Tape, target: Target) -> Script | None:
    """The exchanges of a scenario; None where it did what no plain client can repeat (harmed or watched services)."""
    asked = [entry.content["what"] for entry in tape.entries if entry.kind == "ask"]
    if any(not what.startswith(HARMLESS) for what in asked):
        return None
    frames: dict[str, list[tuple[int, Any]]] = {}
    for entry in tape.entries:
        if entry.kind == "frame" and (entry.channel not in frames or _numbered(entry, target)):
            frames.setdefault(entry.channel, []).append((entry.number, _json(entry.content.get("text"))))
    closes = [(entry.number, entry.channel) for entry in tape.entries if entry.kind == "closed"]
    steps = []
    for entry in tape.entries:
        if entry.kind in ("exchange", "connect", "send", "hang_up"):
            answer = entry.result if isinstance(entry.result, dict) else {}
            steps.append(Step(entry, _json(answer.get("body"))))
        elif entry.kind == "wait" and entry.result:
            by_then = {channel: sum(n < entry.done_number for n, _ in seen) for channel, seen in frames.items()}
            gone = frozenset(channel for number, channel in closes if number < entry.done_number)
            steps.append(Step(entry, frames=by_then, closed=gone))
    return Script(str(tape.head["title"]), steps, {key: [each for _, each in seen] for key, seen in frames.items()})


def read(transcripts: Path, identities: Sequence[str], target: Target) -> dict[str, Script]:
    """The scripts of these scenarios by id, in their order, without those that no plain client can repeat."""
    found = {identity: script(Tape.read(transcripts / f"{identity}.jsonl"), target) for identity in identities}
    return {identity: each for identity, each in found.items() if each is not None}


def _numbered(entry: Entry, target: Target) -> bool:
    return "text" in entry.content and _frame(entry.content["text"], target).seq is not None


def _frame(text: str, target: Target) -> Any:
    return target.speaks().frame(Arrival("", 0, 0.0, text), "", "")


def number_key(played: Script, target: Target) -> str:
    """What the wire calls a frame's number: the field that holds it in every numbered frame of the script."""
    names: set[str] | None = None
    for frame in (each for seen in played.frames.values() for each in seen):
        number = _frame(json.dumps(frame), target).seq
        if number is None:
            continue
        holds = {name for name, value in frame.items() if value == number and type(value) is int}
        names = holds if names is None else names & holds
    return min(names) if names else ""


def _json(text: Any) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
