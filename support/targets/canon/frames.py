"""What comes in on a tab: events, their bodies, frames.

Reading is lenient on purpose: a field that a platform leaves out is ``None`` or empty here and is named in
``Frame.complaints``, so that the Then which promises the field is the one that fails.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections.abc import Mapping
from typing import Any

from support.targets.canon.accounts import Reason
from support.targets.canon.conversations import Answer, Thread


class Event(enum.StrEnum):
    """What a frame tells. The values are words for people; the names on the wire belong to the dialect."""

    READY = "connection ready"
    PONG = "pong"
    HEARTBEAT = "heartbeat"
    ERROR = "error"
    GAP = "history gap"
    RECEIVED = "message received"
    QUEUED = "run queued"
    STARTED = "started"
    THINKING = "thinking"
    TOOL_STARTED = "tool started"
    TOOL_ENDED = "tool ended"
    COMPLETED = "completed"
    FAILED = "failed"
    DIED = "died"
    CANCELLED = "cancelled"
    THREAD_CREATED = "conversation created"
    THREAD_UPDATED = "conversation updated"
    THREAD_ARCHIVED = "conversation archived"
    THREAD_DELETED = "conversation deleted"
    NOTICE = "notice"
    UNKNOWN = "unknown"


TERMINAL = frozenset({Event.COMPLETED, Event.FAILED, Event.DIED, Event.CANCELLED})
"""The events that end a run; exactly one of them comes, and nothing of the run after it."""


CONNECTION_ONLY = frozenset({Event.READY, Event.PONG, Event.HEARTBEAT, Event.ERROR, Event.GAP})
"""Events of one connection: without a number in the user's order, never replayed."""


@dataclasses.dataclass(frozen=True)
class Ready:
    """The first frame of a connection. ``newest_seq``: live frames of this connection come after it."""

    user_id: str | None
    connection_id: str | None
    newest_seq: int | None
    limits: Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class Received:
    """The platform has stored the user's message."""

    message_id: str | None
    client_message_id: str | None
    text: str | None


@dataclasses.dataclass(frozen=True)
class Started:
    """A run has begun; ``plan`` names the agents that may take part, in order."""

    agent: str | None
    plan: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Thought:
    """Reasoning in words, with how far it is: a step number, a share of the whole (0..1), or both."""

    text: str
    step: int | None
    progress: float | None


@dataclasses.dataclass(frozen=True)
class ToolStart:
    """A tool is about to run."""

    tool: str | None
    purpose: str | None
    parameters: Mapping[str, Any] | None
    call_id: str | None


@dataclasses.dataclass(frozen=True)
class ToolEnd:
    """A tool has run; ``duration`` in seconds."""

    tool: str | None
    call_id: str | None
    outcome: str | None
    summary: str | None
    duration: float | None


@dataclasses.dataclass(frozen=True)
class Waiting:
    """A run has to wait: why, in the platform's word and in words, and behind how many others."""

    reason: str | None
    ahead: int | None
    message: str | None


@dataclasses.dataclass(frozen=True)
class Notice:
    """An operator's announcement."""

    id: str | None
    text: str | None


@dataclasses.dataclass(frozen=True)
class Gap:
    """More was missed than is kept for a resume: the conversations have to be read anew. ``next_step`` says so."""

    after_seq: int | None
    newest_seq: int | None
    next_step: str | None


@dataclasses.dataclass(frozen=True)
class Problem:
    """A failure or a refusal told over the socket."""

    reason: Reason
    code: str | None
    message: str | None
    next_step: str | None


Body = Ready | Received | Started | Thought | ToolStart | ToolEnd | Answer | Problem | Waiting | Notice | Gap | Thread


@dataclasses.dataclass(frozen=True)
class Cursor:
    """A place in the scenario's order: what has a greater number arrived after it. ``at``: monotonic seconds."""

    number: int
    at: float


@dataclasses.dataclass(frozen=True)
class Frame:
    """One frame as one tab received it.

    ``number`` and ``at`` are given on arrival: the scenario-wide order number and a monotonic stamp in seconds.
    ``seq`` is the platform's number in the user's order, where it has one. ``produced`` is the platform's own
    instant. ``complaints`` lists what the canonical shape of this event misses or has wrong.
    """

    event: Event
    number: int
    at: float
    actor: str
    tab: str
    seq: int | None
    user_id: str | None
    thread_id: str | None
    run_id: str | None
    agent: str | None
    produced: datetime.datetime | None
    correlation_id: str | None
    degraded: bool
    body: Body | None
    raw: Mapping[str, Any]
    complaints: tuple[str, ...] = ()

    @property
    def terminal(self) -> bool:
        """Whether this frame ends its run."""
        return self.event in TERMINAL

    @property
    def cursor(self) -> Cursor:
        """The place just behind this frame."""
        return Cursor(self.number, self.at)

    def words(self) -> str:
        """One line for people: order, event, run and what it says."""
        seq = "-" if self.seq is None else str(self.seq)
        said = ""
        match self.body:
            case Thought(text=text):
                said = text
            case ToolStart(tool=tool) | ToolEnd(tool=tool):
                said = tool or ""
            case Answer(text=text):
                said = text
            case Thread(title=title, status=status):
                said = f"{title} ({status})"
            case Problem(code=code, message=message):
                said = f"{code}: {message}"
            case _:
                pass
        run = f" run {self.run_id[:8]}" if self.run_id else ""
        return f"#{self.number} {self.tab} seq {seq} {self.event}{run} {said[:80]!r}"
