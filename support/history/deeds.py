"""What a scenario's people did to conversations, and what they were shown of them: plain values for the checkers."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from support.targets.canon import Thread

WATCHED = ("title", "summary", "status", "visibility", "priority", "tags")
"""The fields of a conversation that only its owner changes, and that the checkers follow."""


@dataclasses.dataclass(frozen=True)
class Shown:
    """A conversation as one answer showed it."""

    thread_id: str
    version: int | None
    fields: Mapping[str, Any]
    """Of :data:`WATCHED`."""

    @classmethod
    def of(cls, thread: Thread) -> Shown:
        """The conversation, as far as the checkers follow it."""
        return cls(thread.id, thread.version, {name: getattr(thread, name) for name in WATCHED})


@dataclasses.dataclass(frozen=True)
class Deed:
    """One act on conversations. Without an answer its outcome is "unknown": it may have happened, or may yet."""

    actor: str
    kind: str
    """"start", "edit", "delete" (for ever), "read", or "look" (at messages alone)."""
    thread_id: str | None
    """None for a list, and for a start that was not granted."""
    begun: int
    """The place in the scenario's order where it began; acts at the same moment share their span."""
    done: int
    outcome: str
    """"granted", "refused" or "unknown"."""
    wanted: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """What a start or an edit was to make of :data:`WATCHED`."""
    shown: Sequence[Shown] = ()

    def words(self) -> str:
        """For messages: "Ada's edit (#12)"."""
        return f"{self.actor}'s {self.kind} (#{self.begun})"


def wanted(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a start or an edit with these fields makes of those that are watched."""
    watched = {name: value for name, value in fields.items() if name in WATCHED and value is not None}
    return watched | ({"tags": tuple(watched["tags"])} if "tags" in watched else {})
