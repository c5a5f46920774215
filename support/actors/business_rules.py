"""The rules that a customer sets for a question, and whether each step holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.tooling import journal
from support.evidence.about import about

if TYPE_CHECKING:
    from support.world import World

COSTS = "model_cost"
"""The figure without which no analysis of costs is one."""


def asks_by_rules(world: World, person: str, text: str, seconds: int, focus: str) -> None:
    """The person asks, and says how long the answer may take and what to look at first."""
    question = world.cast[person].asks(text, options={"seconds": seconds, "focus": focus})
    world.facts.questions.setdefault(person, []).append(question)


def are_known(world: World, person: str, seconds: int, focus: str) -> None:
    """Each agent was given both rules as facts, and the answer came within the time."""
    told = asking.story(world, person)
    steps = journal(world, person).agents()
    assert steps, "no step of an agent is recorded"
    for step in steps:
        assert any(fact.endswith(focus) for fact in step.given.facts), f"{step.agent} was given {step.given.facts}"
        timed = [fact for fact in step.given.facts if "time" in fact and float(fact.split()[-1]) == seconds]
        assert timed, f"{step.agent} was given {step.given.facts}; expected a time of {seconds} s"
    with about(told.ended):
        assert told.answered_after < seconds, f"answered after {told.answered_after:.1f} s; allowed were {seconds}"


def costs_are_analysed(world: World, person: str) -> None:
    """The answer has the cost of each model, from a tool of its own, though the model provider was asked for others:
    no call of the model chose that tool."""
    told = asking.story(world, person)
    tools = {figure.tool for figure in told.answer.figures if figure.name == COSTS}
    with about(told.ended):
        assert len(tools) == 1, f"the answer's costs of models come from {tools}"
    [tool] = tools
    chosen = {name for call in world.faults.calls(world.cast[person]) for name in call.called}
    assert tool not in chosen, f"the model chose {tool} by itself: this scenario needs a question for which it does not"
