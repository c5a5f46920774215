"""Tools that fail, hang or lean on other services, and what the customer is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.figures import EXACT
from support.actors.question import Story, ToolUse
from support.actors.tooling import journal, plain
from support.evidence.about import about
from support.targets.canon import Answer
from support.targets.canon.workflows import WorkStep

if TYPE_CHECKING:
    from support.world import World


def is_missing(world: World, person: str, tool: str) -> None:
    """The answer says in words that this tool's result is missing, why, and that one can ask again."""
    answer = asking.story(world, person).answer
    said = [line for line in _sentences(answer) if tool in line]
    assert said, f"the answer says nothing of {tool}: {answer.text!r}"
    reason = said[0].partition(tool)[2].split()
    assert len(reason) >= 3, f"the answer does not say why {tool} is missing: {said[0]!r}"
    assert "missing here" in answer.text, f"the answer does not say that something is missing: {answer.text!r}"
    again = [step for step in answer.next_steps if "again" in step and "missing" in step]
    assert again, f"the answer does not say what to do about the missing part: {answer.next_steps}"


def _sentences(answer: Answer) -> list[str]:
    return [line.strip() for line in answer.text.replace("\n", ". ").split(". ") if line.strip()]


def one_tool(world: World, person: str, tool: str) -> WorkStep:
    """The one use of that tool in the person's latest run."""
    found = [step for step in journal(world, person).tools() if plain(step.name) == tool]
    assert len(found) == 1, f"{tool} worked {len(found)} times; expected once"
    return found[0]


def tells_of_keys(world: World, person: str) -> None:
    """The compliance check says how many keys the accounts service publishes, as many as it does."""
    published = len(world.cast[person].published_keys().value)
    said = [line for line in one_tool(world, person, "compliance check").gave.findings if "key" in line]
    assert said, "the compliance check says nothing of keys"
    assert f" {published} published key" in said[0], f"published are {published} keys; it says {said[0]!r}"


def tells_unattributed(world: World, person: str) -> None:
    """The compliance check gives the cost of the records that name no segment, which the person sent."""
    given = {each.name: each.value for each in one_tool(world, person, "compliance check").gave.figures}
    expected = asking.oracle(world, person).figures["unattributed_cost", None]
    assert expected > 0, "every record of this scenario names a segment"
    seen = given.get("unattributed_cost")
    assert seen is not None, f"the compliance check gives {given}"
    assert abs(expected - seen) <= EXACT, f"nobody answers for {expected}; the compliance check gives {seen}"


def stopped_at_limit(world: World, person: str, tool: str) -> None:
    """The tool ended in an error that says that it took too long, when its limit had passed and at once then."""
    told = asking.story(world, person, "failure")
    use = _seen(told, tool)
    limit = world.target.limits.tool
    with about(*use.ends):
        assert use.closing.outcome == "error", f"{tool} ended {use.closing.outcome}"
        assert "too long" in (use.closing.summary or ""), f"{tool} ended with the words {use.closing.summary!r}"
        assert use.closing.duration is not None, f"{tool} ended without its duration"
        assert limit <= use.closing.duration, (
            f"{tool} was given up after {use.closing.duration} s; its limit is {limit} s"
        )
        late = use.ends[0].at - use.start.at - limit
        world.budgets.keeps("at once", late, f"the end of {tool} after its limit of {limit} s", use.ends[0])


def _seen(told: Story, tool: str) -> ToolUse:
    """The one use of that tool that was seen."""
    found = [use for use in told.tools if plain(use.opening.tool) == tool]
    with about(told):
        assert len(found) == 1, f"{tool} was seen at work {len(found)} times; expected once"
    return found[0]


def others_were_fast(world: World, person: str, tool: str, seconds: float) -> None:
    """Every other tool succeeded within so many seconds; there is one of the same agent among them."""
    told = asking.story(world, person)
    others = [use for use in told.tools if plain(use.opening.tool) != tool]
    hung = _seen(told, tool)
    assert any(use.start.agent == hung.start.agent for use in others), f"no other tool worked for {hung.start.agent}"
    for use in others:
        with about(*use.ends):
            assert use.closing.outcome == "success", f"{use.opening.tool} ended {use.closing.outcome}"
            assert use.closing.duration is not None, f"{use.opening.tool} ended without its duration"
            assert use.closing.duration < seconds, f"{use.opening.tool} took {use.closing.duration} s"


def none_at_work(world: World, person: str) -> None:
    """Every tool of the person's run has a recorded end, and no run is at work for anybody any more."""
    steps = journal(world, person).tools()
    assert steps, f"no tool is recorded for {person}"
    open_ones = [step.name for step in steps if step.finished_at is None]
    assert not open_ones, f"the run has ended, and these are still at work: {open_ones}"
    active = sum(metrics.runs_active or 0 for metrics in world.cast["Sam"].metrics_of_chat())
    assert active == 0, f"{active:g} runs are still at work"
