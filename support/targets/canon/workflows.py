"""The canonical objects of agents, tools and the paths along which they work."""

from __future__ import annotations

import dataclasses
import datetime

from support.targets.canon.conversations import Figure


@dataclasses.dataclass(frozen=True)
class ToolOffer:
    """A tool as it is offered to somebody; ``why_not`` where it is not ``available`` to them."""

    name: str
    agent: str
    purpose: str | None
    available: bool
    why_not: str | None


@dataclasses.dataclass(frozen=True)
class PathStep:
    """One agent of a path: the agents that it waits for, and its tools."""

    agent: str
    after: tuple[str, ...]
    tools: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Given:
    """What a step was given: an agent the question, facts and what had been found; a tool how far to look back."""

    question: str | None
    facts: tuple[str, ...]
    found: tuple[str, ...]
    days: int | None
    until: datetime.datetime | None


@dataclasses.dataclass(frozen=True)
class Gave:
    """What a step gave: an agent words, triage its finding; a tool figures, findings and advice; or what failed."""

    text: str | None
    finding: str | None
    figures: tuple[Figure, ...]
    findings: tuple[str, ...]
    advice: tuple[str, ...]
    error: str | None


@dataclasses.dataclass(frozen=True)
class WorkStep:
    """One step of a run, an "agent"'s or a "tool"'s: what it was given, what it gave, and when."""

    kind: str
    agent: str
    name: str
    call_id: str | None
    outcome: str | None
    given: Given
    gave: Gave
    started_at: datetime.datetime | None
    finished_at: datetime.datetime | None


@dataclasses.dataclass(frozen=True)
class Journal:
    """What a run did, as it is read back: its steps in the order of their ends, and what it spent and found.

    ``tokens``: prompt and completion together; ``cost`` and ``savings`` in US dollars."""

    steps: tuple[WorkStep, ...]
    tokens: int | None
    cost: float | None
    savings: float | None

    def agents(self) -> list[WorkStep]:
        """The steps of agents, in order."""
        return [step for step in self.steps if step.kind == "agent"]

    def tools(self, agent: str | None = None) -> list[WorkStep]:
        """The uses of tools (by that agent), in order."""
        return [step for step in self.steps if step.kind == "tool" and agent in (None, step.agent)]


@dataclasses.dataclass(frozen=True)
class LoggedUse:
    """One row of the log of tool uses, with whose it is."""

    agent: str
    tool: str
    call_id: str | None
    outcome: str | None
    started_at: datetime.datetime | None
    finished_at: datetime.datetime | None
    run_id: str
    thread_id: str
    user_id: str
    organisation_id: str


@dataclasses.dataclass(frozen=True)
class LoggedRefusal:
    """A tool that somebody had no right to, as it is written down."""

    tool: str | None
    run_id: str | None
    user_id: str | None
