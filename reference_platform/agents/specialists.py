"""The specialists: one pydantic-ai agent each, built once per process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

from pydantic import BaseModel, Field
from pydantic_ai import Agent, NativeOutput, RunContext, Tool

from reference_platform.agents import tools

_NO_PARAMETERS = {"type": "object", "properties": {}, "additionalProperties": False}

#: Every agent's first words; the model has no other memory of where it is.
_ALL = (
    "You are one of a team of agents that answers a customer's question about their spend on AI models. "
    "Use only the material below and the results of your tools; never make up a figure. Write for a "
    "business reader, "
    "in short paragraphs, about the question."
)

INSTRUCTIONS = {
    "triage": (
        "You are the triage agent. Judge whether the usage records suffice to answer; the inventory has an "
        "assessment by rule."
    ),
    "data_helper": (
        "You are the data helper. Say what is missing in the records and ask for it, kindly and precisely."
    ),
    "data": (
        "You are the data analyst. Choose the tools that the question calls for, say why, then sum up what "
        "they found."
    ),
    "optimization": (
        "You are the optimization expert. Find cheaper models and repeated work with your tools, then sum up."
    ),
    "actions": "You are the planner. Turn the findings into a plan with your tools, then sum up.",
    "reporting": (
        "You are the reporter. Write the answer: the findings that matter to the question, first the "
        "biggest cost drivers, then savings in money; then the recommendations as steps, the confidence, and "
        "the next steps. Take up what the customer said earlier where it bears on the question. Keep every "
        "figure as it stands."
    ),
}


class Verdict(BaseModel):
    """Whether the customer's records suffice for the question."""

    data: Literal["sufficient", "partial", "insufficient", "unknown"] = Field(
        description="What the usage records are for this question; unknown where you cannot tell."
    )
    reason: str = Field(description="Why, in one or two sentences, and with the question in mind.")


class Desk(Protocol):
    """Where a specialist works: what a run gives to the tools that are called in it."""

    async def use(self, agent: str, tool: tools.Tool, call_id: str) -> dict[str, object]:
        """Run a tool, with its live events, and return what the model is to see."""


@dataclass(frozen=True)
class Duty:
    """One specialist at work in one run."""

    agent: str
    desk: Desk


def _tool(tool: tools.Tool) -> Tool[Duty]:
    async def call(context: RunContext[Duty]) -> dict[str, object]:
        return await context.deps.desk.use(context.deps.agent, tool, context.tool_call_id or tool.name)

    return Tool.from_schema(call, tool.name, tool.purpose, _NO_PARAMETERS, takes_ctx=True)


@cache
def specialist(name: str) -> Agent[Duty, str]:
    """The agent of that name. Its model and its material come with each run."""
    return Agent(
        name=name,
        deps_type=Duty,
        instructions=[_ALL, INSTRUCTIONS[name]],
        tools=[_tool(tool) for tool in tools.tools_of(name)],
        retries=1,
    )


@cache
def triage() -> Agent[Duty, Verdict]:
    """The agent that judges the records first."""
    return Agent(
        name="triage",
        deps_type=Duty,
        instructions=[_ALL, INSTRUCTIONS["triage"]],
        output_type=NativeOutput(Verdict),
        retries=1,
    )
