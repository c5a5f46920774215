"""Conversations, messages, runs and their answers, as they are read back and as they are told."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from support.targets.canon.frames import Problem


@dataclasses.dataclass(frozen=True)
class Figure:
    """A figure that an answer rests on: ``subject`` says of what (a model, a segment), ``None`` of everything."""

    name: str
    subject: str | None
    value: Decimal
    unit: str | None
    tool: str | None = None


@dataclasses.dataclass(frozen=True)
class Answer:
    """The final result of a run; ``duration`` in seconds."""

    text: str
    figures: tuple[Figure, ...]
    recommendations: tuple[str, ...]
    next_steps: tuple[str, ...]
    confidence: float | None
    path: tuple[str, ...]
    duration: float | None
    completeness: float | None = None
    """How complete the records are that it rests on, 0 to 1."""
    number: int = dataclasses.field(default=0, compare=False)
    """The place in the scenario's order of the frame that told it; 0 for one that was read back."""


@dataclasses.dataclass(frozen=True)
class Turn:
    """A state that a conversation entered, when, and by whose act (the user's id)."""

    status: str | None
    at: datetime.datetime | None
    by: str | None


@dataclasses.dataclass(frozen=True)
class Look:
    """What is on record of somebody who opened a member's private conversation."""

    user_id: str | None
    thread_id: str | None


FIELDS = ("title", "summary", "status", "visibility", "tags", "priority", "department", "project", "facts", "parent")
"""What a conversation can be started or edited with, by canonical name: texts, but for ``tags`` (a list of texts) and
``facts`` (texts by name). ``parent`` is the id of the conversation that it belongs under, and is never edited."""


@dataclasses.dataclass(frozen=True)
class Thread:
    """A conversation."""

    id: str
    title: str | None
    status: str | None
    owner_id: str | None
    organisation_id: str | None
    message_count: int | None
    raw: Mapping[str, Any]
    summary: str | None = None
    visibility: str | None = None
    parent: str | None = None
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    tags: tuple[str, ...] = ()
    priority: str | None = None
    department: str | None = None
    project: str | None = None
    version: int | None = None
    """Rises with every edit; a guarded edit names the one that it was decided on."""
    history: tuple[Turn, ...] = ()
    """Every state it was in, in order."""
    created_at: datetime.datetime | None = None
    updated_at: datetime.datetime | None = None
    last_activity_at: datetime.datetime | None = None


@dataclasses.dataclass(frozen=True)
class Message:
    """One message of a conversation; ``role`` is "user" or "assistant"."""

    id: str
    thread_id: str | None
    role: str
    text: str
    position: int | None
    client_message_id: str | None
    run_id: str | None
    created_at: datetime.datetime | None


@dataclasses.dataclass(frozen=True)
class RunStep:
    """One recorded step of a run: an agent's or a tool's, with its recorded start and end."""

    kind: str
    agent: str | None
    name: str
    call_id: str | None
    outcome: str | None
    started_at: datetime.datetime | None
    finished_at: datetime.datetime | None


@dataclasses.dataclass(frozen=True)
class Passage:
    """A state or a phase that a run entered, and when."""

    name: str
    at: datetime.datetime | None


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of the agents over one question."""

    id: str
    thread_id: str | None
    status: str | None
    agent: str | None
    answer: Answer | None
    path: tuple[str, ...]
    confidence: float | None
    created_at: datetime.datetime | None
    started_at: datetime.datetime | None
    finished_at: datetime.datetime | None
    raw: Mapping[str, Any]
    user_id: str | None = None
    organisation_id: str | None = None
    correlation_id: str | None = None
    states: tuple[Passage, ...] = ()
    """Every state it was in, in order."""
    phases: tuple[Passage, ...] = ()
    """Every phase of the work, in order."""
    steps: tuple[RunStep, ...] = ()
    """What it did, where that is read together with it."""
    problem: Problem | None = None
    """Why there is no answer."""
    instance: str | None = None
    """The process that worked on it, as operators see it."""

    @property
    def over(self) -> bool:
        """Whether the run is in a state that it can never leave."""
        return self.status in {"completed", "failed", "timeout", "dead", "cancelled"}
