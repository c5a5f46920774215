"""What a scenario's people saw and sent, ready to be shown: in order, in words, with no secret in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from support.targets.canon import Frame
from support.wire.secrets import Secrets
from support.wire.tape import Entry, Tape


@dataclasses.dataclass(frozen=True)
class Line:
    """One moment of the timeline. ``at``: seconds since the scenario began; ``channel``: whose connection;
    ``direction``: "in", "out", "open", "closed", "wait" or "step"; ``until``: when it was over."""

    number: int
    at: float
    until: float
    channel: str
    direction: str
    words: str


@dataclasses.dataclass(frozen=True)
class Exchange:
    """One HTTP exchange, as it was written on the tape: secrets are placeholders."""

    number: int
    at: float
    took: float
    actor: str
    request: dict[str, Any]
    answer: dict[str, Any]
    words: str = ""
    """What it does, for people."""


_DIRECTIONS = {"frame": "in", "closed": "closed", "send": "out", "connect": "open", "hang_up": "closed",
               "wait": "wait", "step": "step", "exchange": "out"}  # fmt: skip


class Evidence:
    """A scenario's evidence, as far as it has come."""

    def __init__(self, tape: Tape, secrets: Secrets, frames: Iterable[Frame]) -> None:
        self._tape = tape
        self._secrets = secrets
        self._frames = {frame.number: frame for frame in frames}

    @property
    def timeline(self) -> list[Line]:
        """What happened, on every connection, in the scenario's order."""
        return list(self._lines())

    @property
    def exchanges(self) -> list[Exchange]:
        """Every HTTP exchange, in order."""
        return [
            Exchange(
                number=entry.number,
                at=entry.at,
                took=entry.done_at - entry.at,
                actor=entry.channel,
                request=self._secrets.redact_in(entry.content),
                answer=self._secrets.redact_in(entry.result or {}),
                words=entry.words,
            )
            for entry in self._tape.entries
            if entry.kind == "exchange"
        ]

    def looked_up(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """What the latest step has read of what is kept: each query's name, and its rows."""
        latest = max((entry.number for entry in self._tape.entries if entry.kind == "step"), default=0)
        return [
            (str(entry.content["query"]), self._secrets.redact_in(entry.result or []))
            for entry in self._tape.entries
            if entry.kind == "read" and entry.number > latest
        ]

    def _lines(self) -> Iterator[Line]:
        for entry in self._tape.entries:
            if entry.kind in _DIRECTIONS:
                words = self._secrets.redact(self._words(entry))
                yield Line(entry.number, entry.at, entry.done_at, entry.channel, _DIRECTIONS[entry.kind], words)

    def _words(self, entry: Entry) -> str:
        content = entry.content
        match entry.kind:
            case "frame":
                frame = self._frames.get(entry.number)
                return frame.words() if frame else str(content)
            case "closed":
                return f"closed with {content['code']} {content['reason']!r}"
            case "send":
                return str(content.get("text", "a binary frame"))[:200]
            case "connect":
                return f"connects to {content['url']}: {_outcome(entry.result)}"
            case "exchange":
                return f"{content['method']} {content['url']}: {_outcome(entry.result)}"
            case "wait":
                return f"{content['for']}: {'came' if entry.result else 'did not come'}"
            case "step":
                return str(content["type"])
            case _:
                return entry.kind


def _outcome(written: dict[str, Any] | None) -> str:
    if written is None:
        return "no answer yet"
    if "fault" in written:
        return f"no answer ({written['fault']}: {written['says']})"
    return "accepted" if "accepted" in written else str(written["status"])
