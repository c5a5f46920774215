"""The tape: everything that reached a scenario from outside, in order, one JSON line an entry."""

from __future__ import annotations

import dataclasses
import json
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from support.wire.secrets import Secrets

SCHEMA = 1


@dataclasses.dataclass
class Entry:
    """One thing that happened.

    ``number`` is its place in the scenario's order and ``at`` its stamp (seconds since the scenario began);
    ``done_number`` and ``done_at`` say when it was over (equal to the former for what takes no time). Kinds:
    exchange, connect, send, hang_up, reads, read, ask, now, mark, wait, frame, closed, step.
    """

    number: int
    at: float
    kind: str
    channel: str
    content: dict[str, Any]
    done_number: int = 0
    done_at: float = 0.0
    result: Any = None
    words: str = ""
    """For people: what it was, where the content does not say it in words."""


class Tape:
    """A growing recording. Appending is safe from any thread; stamps rise with numbers."""

    def __init__(self, head: Mapping[str, Any], clock: Callable[[], float] = time.monotonic) -> None:
        """:param head: what a replay must know beforehand: scenario, seed, target, budgets; no secrets."""
        self.head = {"schema": SCHEMA, **head}
        self.entries: list[Entry] = []
        self._clock = clock
        self._origin = clock()
        self._lock = threading.Lock()
        self._number = 0

    def elapsed(self) -> float:
        """Seconds since the scenario began."""
        return self._clock() - self._origin

    def stamp(self) -> tuple[int, float]:
        """The next number with its stamp."""
        with self._lock:
            return self._stamp()

    def begin(self, kind: str, channel: str, content: dict[str, Any]) -> Entry:
        """Appends an entry that is over only when :meth:`end` says so."""
        with self._lock:
            number, at = self._stamp()
            entry = Entry(number, at, kind, channel, content, number, at)
            self.entries.append(entry)
            return entry

    def end(self, entry: Entry, result: Any = None) -> Entry:
        """The entry is over now, with this result."""
        with self._lock:
            entry.done_number, entry.done_at = self._stamp()
            entry.result = result
            return entry

    def add(self, kind: str, channel: str, content: dict[str, Any], result: Any = None) -> Entry:
        """Appends an entry that takes no time."""
        entry = self.begin(kind, channel, content)
        entry.result = result
        return entry

    def received(self, actor: str) -> list[str]:
        """All that came to that actor from outside until now, on whatever channel, as text."""
        with self._lock:
            mine = [each for each in self.entries if each.channel.partition("/")[0] == actor]
        came = [each.content if each.kind in ("frame", "closed") else each.result for each in mine]
        return [json.dumps(each, ensure_ascii=False) for each in came if each is not None]

    def write(self, path: Path, secrets: Secrets) -> None:
        """Writes the tape with placeholders for secrets."""
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps(self.head, ensure_ascii=False)]
        with self._lock:
            lines += [json.dumps(vars(entry), ensure_ascii=False) for entry in self.entries]
        path.write_text(secrets.redact("\n".join(lines)) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Tape:
        """Reads a written tape; ValueError when it is none."""
        lines = path.read_text(encoding="utf-8").splitlines()
        head = json.loads(lines[0]) if lines else {}
        if head.get("schema") != SCHEMA:
            raise ValueError(f"{path} is no transcript of schema {SCHEMA}: record the scenario again")
        tape = cls(head)
        tape.entries = [Entry(**json.loads(line)) for line in lines[1:]]
        return tape

    def _stamp(self) -> tuple[int, float]:
        self._number += 1
        return self._number, self._clock() - self._origin
