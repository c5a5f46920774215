"""The seam between the chat service, which stores and shows a run, and the agents, which do the work."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from reference_platform.agents.plans import Plan


@dataclass(frozen=True)
class Job:
    """One question to be answered, with all that the agents may know about the asker."""

    run_id: str
    organisation_id: str
    user_id: str
    thread_id: str
    plan: Plan
    question: str
    #: Earlier messages of the thread, oldest first, without the question itself: (user|assistant, text).
    history: list[tuple[str, str]] = field(default_factory=list)
    #: The thread's facts: budget, industry, compliance, focus and the like.
    facts: dict[str, Any] = field(default_factory=dict)
    #: The user's own preferences.
    preferences: dict[str, Any] = field(default_factory=dict)
    #: One agent asked for by name in place of the whole path; None means that the supervisor decides.
    agent: str | None = None
    #: Options of the run, such as time_budget_s and focus.
    options: dict[str, Any] = field(default_factory=dict)
    #: When the run must have ended, on the event loop's clock (`asyncio.get_running_loop().time()`).
    deadline: float = float("inf")


@dataclass(frozen=True)
class Outcome:
    """What a completed run gives the asker."""

    #: The answer's text, in paragraphs parted by an empty line.
    answer: str
    #: Every figure that a tool worked out: {name, subject|None, value, unit, tool}.
    figures: list[dict[str, Any]]
    recommendations: list[str]
    #: What the asker can do next; never empty.
    next_steps: list[str]
    #: The share of the path's figures that rest on records, 0 to 1.
    confidence: float
    #: How complete the records are, 0 to 1: the share that is there of what a full analysis needs.
    completeness: float
    #: The agents that took part, in order.
    path: list[str]
    #: Tokens that the model spent: {"prompt": n, "completion": n}.
    tokens: dict[str, int]
    #: What those tokens cost at list price, in US dollars; 0 where the model has no listed price.
    cost: Decimal
    #: The saving that the tools found, in US dollars over the plan's history window.
    savings: Decimal
    #: What later runs in the thread may build on, by name: merged into the thread's facts.
    learned: dict[str, str] = field(default_factory=dict)


class RunFailed(Exception):  # noqa: N818 - a state of the run, named as it is told
    """The run ended without an answer, for a reason that the asker is told.

    Codes: model_unavailable, run_timeout, agent_unavailable.
    """

    def __init__(self, code: str, message: str, next_step: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.next_step = next_step


class Report(Protocol):
    """How the agents tell of their work.

    Each call stores what happened and sends the frame; it returns when both are committed. Calls may come
    from several tasks of one run at the same time (tools run in parallel).
    """

    async def phase(self, name: str) -> None:
        """A phase begins: validating, thinking, using_tools, composing or storing."""

    async def thinking(self, agent: str, thought: str, step: int, progress: float) -> None:
        """An agent thinks aloud. `step` counts from 1 within the run, `progress` goes from 0 to 1."""

    async def tool_started(self, agent: str, tool: str, purpose: str, parameters: dict[str, Any], call_id: str) -> None:
        """A tool is about to begin; it does so only after this returns."""

    async def tool_completed(
        self, agent: str, tool: str, call_id: str, *, outcome: str, summary: str, duration_ms: float,
        output: dict[str, Any],
    ) -> None:  # fmt: skip
        """The tool of that call ended. `outcome` is success, error, refused or cancelled."""

    async def agent_step(
        self,
        agent: str,
        input: dict[str, Any],  # noqa: A002
        output: dict[str, Any],
        started: datetime,
        finished: datetime,
    ) -> None:
        """A specialist ended its part: what it was given and what it gave, for the run's record."""
