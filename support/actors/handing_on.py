"""What the steps of a run hand on, what each is stamped with, and how long each takes."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from support.actors import asking, conditions, records
from support.actors.telling import CLOCK_GRAIN
from support.actors.tool_log import logged
from support.actors.tooling import journal
from support.evidence.about import about
from support.targets.canon import Event
from support.targets.canon.workflows import WorkStep

if TYPE_CHECKING:
    from support.world import World

GRAIN = datetime.timedelta(seconds=CLOCK_GRAIN)


def none_ran_ahead(world: World, person: str) -> None:
    """No step, and no tool of it, began before each step had ended that its path makes it wait for."""
    done = journal(world, person)
    ends = {step.agent: step.finished_at for step in done.agents()}
    after = {step.agent: step.after for step in world.cast[person].path("sufficient").value}
    assert list(ends) == list(after), f"the path is {list(after)}; recorded are {list(ends)}"
    for step in done.steps:
        assert step.started_at is not None, f"{step.name} is recorded without its start"
        for agent in after[step.agent]:
            end = ends[agent]
            assert end is not None, f"{agent} is recorded without its end"
            assert end <= step.started_at + GRAIN, f"{step.name} began at {step.started_at}; {agent} ended at {end}"


def were_given_all(world: World, person: str) -> None:
    """Each agent after triage was given the question and exactly what the tools before it had found."""
    told, done = asking.story(world, person), journal(world, person)
    found: set[str] = set()
    for step in done.agents():
        assert step.given.question == told.question.text, f"{step.agent} was given the question {step.given.question!r}"
        assert set(step.given.found) == found, (
            f"before {step.agent} the tools had found {sorted(found)}; it was given {sorted(step.given.found)}"
        )
        found |= {line for tool in done.tools(step.agent) for line in tool.gave.findings}
    assert found, "no tool found anything"


def took_less(world: World, person: str, step_seconds: int, seconds: int) -> None:
    """Every step of the run took less than so many seconds, and the run as a whole less than so many."""
    told = asking.story(world, person)
    for step in journal(world, person).steps:
        assert _took(step) < step_seconds, f"{step.name} took {_took(step)} s; allowed are {step_seconds}"
    with about(told.ended):
        assert told.answer.duration is not None, "the answer does not say how long the work took"
        assert told.answer.duration < seconds, f"the work took {told.answer.duration} s; allowed are {seconds}"
        agents = sum(_took(step) for step in journal(world, person).agents())
        assert agents <= told.answer.duration + CLOCK_GRAIN, f"the steps took {agents} s, the run less"


def _took(step: WorkStep) -> float:
    assert step.started_at is not None, f"{step.name} is recorded without its start"
    assert step.finished_at is not None, f"{step.name} is recorded without its end"
    took = (step.finished_at - step.started_at).total_seconds()
    assert took >= 0, f"{step.name} is recorded with its end before its start"
    return took


def think(world: World, person: str, text: str) -> None:
    """The person asks, and the agents have had their first thought about it."""
    question = asking.asks(world, person, text)
    world.cast[person].expects(conditions.thinking(question), since=question.cursor)


def brings_in_more(world: World, person: str) -> None:
    """The person brings in records beside those remembered, of the last days, while agents are at work."""
    more = records.of_use(
        "a few days of AI use", world.now(), world.facts.prices, seed="meanwhile", feature="meanwhile"
    )
    counted = world.cast[person].imports(more).value
    assert counted == len(more), f"{person} brought in {len(more)} records; the platform counted {counted}"
    question = asking.latest(world, person)
    assert not any(frame.terminal and question.owns(frame) for frame in question.tab.frames(question.cursor)), (
        "the work had ended before more was brought in"
    )


def are_stamped(world: World, person: str) -> None:
    """Each step bears an agent of the answer's path and a time within the run; each frame of the run its agent, its
    moment and the run."""
    told = asking.story(world, person)
    begun, ended = told.received.produced, told.ended.produced
    assert begun is not None, "the acknowledgement does not say when"
    assert ended is not None, "the end does not say when"
    steps = journal(world, person).steps
    assert {step.agent for step in steps} == set(told.answer.path), f"recorded are steps of {[s.agent for s in steps]}"
    for step in steps:
        assert _took(step) >= 0, f"{step.name} is recorded with its end before its start"
        assert step.started_at is not None, f"{step.name} is recorded without its start"
        assert step.finished_at is not None, f"{step.name} is recorded without its end"
        inside = begun - GRAIN <= step.started_at and step.finished_at <= ended + GRAIN
        assert inside, f"{step.name} worked {step.started_at} to {step.finished_at}; the run {begun} to {ended}"
    for frame in (each for each in told.frames if each.event is not Event.RECEIVED):
        with about(frame):
            assert frame.agent, f"told by nobody: {frame.words()}"
            assert frame.produced is not None, f"told without its moment: {frame.words()}"
            assert frame.run_id == told.ended.run_id, f"told of another run: {frame.words()}"


def saw_one_moment(world: World, person: str) -> None:
    """All tools were given the same window of records, which ends when the run had begun; each as was announced."""
    told = asking.story(world, person)
    tools = journal(world, person).tools()
    windows = {(step.given.days, step.given.until) for step in tools}
    assert len(windows) == 1, f"the tools looked at different windows: {windows}"
    [(days, until)] = windows
    assert days, "the tools do not say how far they looked back"
    assert until is not None, "the tools do not say until when they looked"
    assert told.received.produced is not None, "the acknowledgement does not say when"
    assert until >= told.received.produced - GRAIN, f"the tools looked until {until}, before the question was asked"
    announced = [dict(use.opening.parameters or {}) for use in told.tools]
    assert all(each == announced[0] for each in announced), f"the tools were announced with {announced}"


def is_traced(world: World, person: str) -> None:
    """What is kept leads from the person over each tool to the answer: one correlation for all that was told, every
    event and every tool use kept, under the person's name, and each agent's step with what it was given and gave."""
    told, account = asking.story(world, person), world.cast[person].account
    correlations = {frame.correlation_id for frame in told.frames}
    assert len(correlations) == 1, f"the run was told under {correlations}"
    assert correlations != {None}, "the run was told under no correlation"
    kept = [event.seq for event in world.kept.events(account.id) if event.run_id == told.ended.run_id]
    assert kept == [frame.seq for frame in told.frames], f"kept are the events {kept}"
    uses = {use.call_id: use.user_id for use in logged(world, person) if use.run_id == told.ended.run_id}
    assert uses == {use.opening.call_id: account.id for use in told.tools}, f"logged are the uses {uses}"
    for step in journal(world, person).agents():
        assert step.given.question == told.question.text, f"{step.agent} is kept without the question"
        assert step.gave.text, f"{step.agent} is kept without what it said"
    answers = [m.run_id for m in world.kept.messages(str(told.ended.thread_id)) if m.role == "assistant"]
    assert answers == [told.ended.run_id], f"the kept answer belongs to the runs {answers}"
