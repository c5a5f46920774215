"""The specialists: one pydantic-ai agent each, built once per process."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Protocol

from pydantic import BaseModel, Field
from pydantic_ai import Agent, NativeOutput, RunContext, Tool

from reference_platform.agents import tools

_NO_PARAMETERS = {"type": "object", "properties": {}, "additionalProperties": False}

#: Every agent's first words; the model has no other memory of where it is.
ALL = """You are one of a team of agents that answers a customer's question about their spend on AI models.
Use only the material below and the results of your tools; never make up a figure. Write for a business
reader, in short paragraphs, about the question."""

INSTRUCTIONS = {
    "triage": """You are the triage agent. Judge whether the usage records suffice for an answer; the
inventory has an assessment by rule.""",
    "data_helper": """You are the data helper. Say what the records lack, and ask for it precisely.""",
    "data": """You are the data analyst. Choose the tools that the question calls for, then sum up.""",
    "optimization": """You are the optimizer. Find cheaper models and repeated work by your tools; sum up.""",
    "actions": """You are the planner. Turn the findings into a plan with your tools, then sum up.""",
    "reporting": """You are the reporter. Write the answer: the findings that matter to the question, first
the biggest cost drivers, then savings in money; then recommendations as steps, confidence, next steps. Take
up what the customer said earlier where it bears on the question. Keep every figure as it stands.""",
}


class Verdict(BaseModel):
    """Whether the customer's records suffice for the question."""

    data: Literal["sufficient", "partial", "insufficient", "unknown"] = Field(
        description="What the usage records are for this question; unknown where you cannot tell."
    )
    reason: str = Field(description="Why, in one or two sentences, and with the question in mind.")


class Desk(Protocol):
    """Where a specialist works: what a run gives to the tools that are called in it."""

    async def use(self, agent: str, tool: tools.Tool, call_id: str) -> dict[str, Any]:
        """Run a tool, with its live events, and return what the model is to see."""


@dataclass(frozen=True)
class Duty:
    """One specialist at work in one run."""

    agent: str
    desk: Desk


def _tool(tool: tools.Tool) -> Tool[Duty]:
    async def call(context: RunContext[Duty]) -> dict[str, Any]:
        return await context.deps.desk.use(context.deps.agent, tool, context.tool_call_id or tool.name)

    return Tool.from_schema(call, tool.name, tool.purpose, _NO_PARAMETERS, takes_ctx=True)


@cache
def specialist(name: str) -> Agent[Duty, Any]:
    """The agent of that name: triage gives a `Verdict`, the others a text. The model comes with each run."""
    return Agent(
        name=name,
        deps_type=Duty,
        instructions=[ALL, INSTRUCTIONS[name]],
        output_type=NativeOutput(Verdict) if name == "triage" else str,
        tools=[_tool(tool) for tool in tools.tools_of(name)],
        retries=1,
    )
