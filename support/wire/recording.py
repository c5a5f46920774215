"""A tape as it is played from: read and indexed once, played many times, as it is or with something changed in it."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from support.wire.secrets import Secrets
from support.wire.tape import Entry, Tape

ARRIVALS = ("frame", "closed")
"""The kinds of entries that come in by themselves; all others are operations of the scenario."""

Key = tuple[str, str, str]
"""What an operation is found by: kind, channel, and content as JSON without secrets."""


@dataclasses.dataclass(frozen=True)
class Recording:
    """``arrivals`` in their order; ``operations`` by what they are, the first of equals first; ``results`` by an
    operation's number, where it is another than the recorded one."""

    tape: Tape
    arrivals: Sequence[Entry]
    operations: Mapping[Key, Sequence[Entry]]
    results: Mapping[int, Any] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, tape: Tape) -> Recording:
        """What is on the tape."""
        secrets = Secrets()
        operations: dict[Key, list[Entry]] = {}
        for entry in tape.entries:
            if entry.kind not in ARRIVALS:
                operations.setdefault(key(entry.kind, entry.channel, entry.content, secrets), []).append(entry)
        return cls(tape, [entry for entry in tape.entries if entry.kind in ARRIVALS], operations)

    def receiving(self, arrivals: Iterable[Entry] | None = None, results: Mapping[int, Any] | None = None) -> Recording:
        """The same, where something else arrives, or other answers come to some operations, by their numbers."""
        return dataclasses.replace(
            self,
            arrivals=self.arrivals if arrivals is None else sorted(arrivals, key=lambda entry: entry.number),
            results=self.results if results is None else results,
        )

    def spread(self, by: int) -> Recording:
        """The same with so many places between one number and the next, for what is to come in between."""
        tape = Tape(self.tape.head)
        tape.entries = [
            dataclasses.replace(entry, number=entry.number * by, done_number=entry.done_number * by)
            for entry in self.tape.entries
        ]
        return Recording.of(tape)

    @functools.cached_property
    def heard(self) -> Tape:
        """The tape as it would be if that had arrived and been answered."""
        tape = Tape(self.tape.head)
        done = [
            dataclasses.replace(entry, result=self.results[entry.number]) if entry.number in self.results else entry
            for entry in self.tape.entries
            if entry.kind not in ARRIVALS
        ]
        tape.entries = sorted([*done, *self.arrivals], key=lambda entry: entry.number)
        return tape

    def result_of(self, entry: Entry) -> Any:
        """What came of an operation."""
        return self.results.get(entry.number, entry.result)


def key(kind: str, channel: str, content: Any, secrets: Secrets) -> Key:
    """What an operation is found by."""
    return kind, channel, secrets.redact(json.dumps(content, sort_keys=True, ensure_ascii=False))
