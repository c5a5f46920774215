"""Customers who stop a run, at any stage and in more than one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.actors import asking, breakers, conditions
from support.actors.alike import differences
from support.actors.question import Question
from support.evidence.about import about
from support.targets.canon import Event

if TYPE_CHECKING:
    from support.world import World

STAGES = ("waits its turn", "thinks", "uses tools")
"""How far a run is when somebody stops it."""

WAYS = ("over the live connection", "by a call")
"""How a run can be stopped."""


def reaches(world: World, person: str, question: str, stage: str) -> None:
    """The person asks, and the run is at that stage, and stays there for a while: its model is slow or silent."""
    actor = world.cast[person]
    match stage:
        case "waits its turn":
            world.faults.aims("latency", actor, times=1, seconds=breakers.HELD)
            asking.asks(world, person, "What do we spend on AI?")
            asking.is_at_work(world, person)
            waiting = asking.asks(world, person, question)
            actor.expects(conditions.queued(waiting), since=waiting.cursor)
        case "thinks":
            world.faults.aims("hang", actor)
            asking.asks(world, person, question)
            asking.is_at_work(world, person)
        case "uses tools":
            # Triage and the data helper answer, the analyst calls tools; what they found waits for the model in vain.
            world.faults.aims("hang", actor, after=3)
            asked = asking.asks(world, person, question)
            actor.expects(conditions.tool_started(asked), since=asked.cursor)
        case _:
            raise LookupError(f"no such stage of a run: {stage!r}")


def cancels(world: World, person: str, way: str) -> None:
    """The person stops the run of the latest question; the moment and what was answered are remembered."""
    actor, question = world.cast[person], asking.latest(world, person)
    run_id = str(question.run_id)
    world.facts.struck = world.mark()
    world.facts.cancelled[person] = question
    if way == "by a call":
        world.facts.heard(person, actor.stops(run_id))
    else:
        actor.tab().cancels(run_id)
    world.facts.run[person] = actor.run(run_id)


def cancels_anothers(world: World, person: str, other: str) -> None:
    """The person tries to stop the run of somebody else's latest question; the reply is remembered."""
    world.facts.heard(person, world.cast[person].stops(str(asking.latest(world, other).run_id)))


def has_cancelled(world: World, person: str) -> None:
    """The person stops the run, and has been told that it is stopped."""
    cancels(world, person, "by a call")
    question = world.facts.cancelled[person]
    world.cast[person].expects(conditions.told(Event.CANCELLED, question), since=question.cursor, within="at once")


def is_shown_cancelled(world: World, person: str) -> None:
    """Both the call that stopped it and the record show the run as cancelled, with no result."""
    for reply in (world.facts.reply(person), world.facts.run[person]):
        run = reply.value
        assert run.status == "cancelled", f"{reply.says}: the run is shown as {run.status}; expected cancelled"
        assert run.answer is None, f"{reply.says}: the cancelled run is shown with a result: {run.answer}"
    differ = differences(world.facts.reply(person).value, world.facts.run[person].value, but=("steps",))
    assert not differ, f"the call that stopped it shows the run otherwise than it is read: {differ}"


def nothing_more_came(world: World, person: str) -> None:
    """Since the run was told to be cancelled nothing of it came, and it is kept as cancelled, without an answer."""
    question = world.facts.cancelled[person]
    frames = [frame for frame in question.tab.frames(question.cursor) if question.owns(frame)]
    ends = [place for place, frame in enumerate(frames) if frame.event is Event.CANCELLED]
    with about(*frames[-2:]):
        assert ends == [len(frames) - 1], f"of the cancelled run came {[frame.words() for frame in frames]}"
    kept = world.kept.run(str(question.run_id))
    assert kept is not None, f"no run {question.run_id} is kept"
    where = (frames[-1].thread_id, frames[-1].agent)
    assert where == (kept.thread_id, kept.agent), f"cancelled was told of {where}; it is {kept.thread_id}, {kept.agent}"
    assert kept.status == "cancelled", f"the cancelled run is kept as {kept.status}"
    assert [each.name for each in kept.states][-1:] == ["cancelled"], f"it went on to {kept.states[-1]}"
    assert kept.answer is None, f"the cancelled run is kept with a result: {kept.answer}"
    assert not _answers(world, question), "an answer of the cancelled run stands in the conversation"


def _answers(world: World, question: Question) -> list[str]:
    messages = world.kept.messages(str(question.thread_id))
    return [each.text for each in messages if each.role == "assistant" and each.run_id == question.run_id]
