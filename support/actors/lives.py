"""The life of a run: its states and phases, its steps and times, as they were seen, can be read back and are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from support.actors import asking, problems
from support.evidence.about import about
from support.targets.canon import Passage, Reason, Run, RunStep

if TYPE_CHECKING:
    from support.world import World

_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"

GRAIN = 0.002
"""Seconds: instants carry milliseconds, and two of them may be cut differently."""

_RECORD: Mapping[str, Callable[[Run], object]] = {
    "state": lambda run: run.status,
    "states": lambda run: run.states,
    "phases": lambda run: run.phases,
    "person": lambda run: run.user_id,
    "conversation": lambda run: run.thread_id,
    "making": lambda run: run.created_at,
    "start": lambda run: run.started_at,
    "end": lambda run: run.finished_at,
}
"""What a record of a run says, whoever reads it."""

ONE_LAST = {"composing", "storing"}
"""The phases that a run enters once, at its end."""


def records(world: World, person: str) -> tuple[Run, Run]:
    """The person's latest run once it has ended: as it can be read back, and as it is kept. Both say the same of its
    state, its states and its phases."""
    run_id = str(asking.story(world, person).ended.run_id)
    read, kept = world.cast[person].run(run_id).value, world.kept.run(run_id)
    assert kept is not None, f"no run {run_id} is kept"
    for what, of in _RECORD.items():
        seen, stored = _told(of(read)), _told(of(kept))
        assert seen == stored, f"the run's {what} reads {seen}; kept is {stored}"
    return read, kept


def is_own(world: World, person: str) -> None:
    """The run is recorded for the person, in the conversation, and began as pending, at the moment of its making."""
    actor = world.cast[person]
    question = asking.latest(world, person)
    for run in records(world, person):
        assert run.user_id == actor.account.id, f"the run is of user {run.user_id}; asked by {actor.account.id}"
        organisation = actor.account.organisation
        assert organisation is not None, f"{person} has no organisation"
        assert run.organisation_id == organisation.id, f"the run is of organisation {run.organisation_id}"
        assert run.thread_id == question.thread_id, f"the run is of {run.thread_id}; asked in {question.thread_id}"
        assert run.states, "no state of the run is recorded"
        assert run.states[0].name == "pending", f"the run began as {run.states[0].name}; expected pending"
        assert run.started_at is not None, "the run is recorded without its start"
        assert run.states[0].at is not None, "the run's first state has no moment"
        assert run.states[0].at <= run.started_at, f"pending at {run.states[0].at}, started at {run.started_at}"


def is_the_same_throughout(world: World, person: str) -> None:
    """Each frame of the run names the same user, conversation, run and request, and they are those of the record."""
    told = asking.story(world, person)
    read, _ = records(world, person)
    expected = (world.cast[person].account.id, read.thread_id, read.id, read.correlation_id)
    assert all(expected), f"the record names not all of user, conversation, run and request: {expected}"
    for frame in told.frames:
        with about(frame):
            seen = (frame.user_id, frame.thread_id, frame.run_id, frame.correlation_id)
            assert seen == expected, f"{frame.words()} names {seen}; the run is {expected}"


def went_through(world: World, person: str, course: str, names: Sequence[str]) -> None:
    """The run entered these states, or these phases, in this order, each at a moment that is not before the one ahead
    of it and within the run. States come once each; phases are judged by when each was first entered, and the last two
    come at the end alone."""
    read, _ = records(world, person)
    passages = read.states if course == "states" else read.phases
    seen = [passage.name.replace("_", " ") for passage in passages]
    entered = seen if course == "states" else list(dict.fromkeys(seen))
    assert entered == list(names), f"expected the {course} {list(names)}; the run went through {seen}"
    _are_timed(passages)
    if course == "states":
        assert read.status == seen[-1], f"the run is {read.status}; the last of its states is {seen[-1]}"
    else:
        ends = [name for name in seen if name in ONE_LAST]
        assert seen[-len(ends) :] == ends == [n for n in names if n in ONE_LAST], f"the run ended with {seen[-3:]}"
    first, last = passages[0].at, passages[-1].at
    assert first is not None, "no first moment"
    assert last is not None, "no last moment"
    assert read.created_at is not None, "the run is recorded without the moment of its making"
    assert read.finished_at is not None, "the run is recorded without its end"
    assert (read.created_at - first).total_seconds() <= 1, f"made at {read.created_at}, first {course} at {first}"
    assert (last - read.finished_at).total_seconds() <= 1, f"ended at {read.finished_at}, last {course} at {last}"


def tools_in_their_phase(world: World, person: str) -> None:
    """Each tool began when the run's latest phase was that of using tools."""
    read, _ = records(world, person)
    tools = [step for step in read.steps if step.kind == "tool"]
    assert tools, "no tool of the run is recorded"
    for step in tools:
        assert step.started_at is not None, f"{step.name} is recorded without its start"
        before = [passage.name for passage in read.phases if passage.at is not None and passage.at <= step.started_at]
        assert before[-1:] == ["using_tools"], f"{step.name} began in the phase {before[-1:]}"


def has_the_times_told(world: World, person: str) -> None:
    """Made, begun and ended in this order; begun and ended when the customer was told, and as long as told."""
    told = asking.story(world, person)
    for run in records(world, person):
        assert run.created_at is not None, "the run is kept without the moment of its making"
        assert run.started_at is not None, "the run is kept without its start"
        assert run.finished_at is not None, "the run is kept without its end"
        assert run.created_at <= run.started_at <= run.finished_at, (
            f"made {run.created_at}, begun {run.started_at}, ended {run.finished_at}: not in this order"
        )
        took = (run.finished_at - run.started_at).total_seconds()
        assert told.answer.duration is not None, "the result does not say how long the run took"
        assert abs(took - told.answer.duration) <= GRAIN, f"recorded {took:.3f} s, told {told.answer.duration} s"
        assert told.started.produced is not None, "the start does not say when"
        assert abs((told.started.produced - run.started_at).total_seconds()) <= GRAIN, (
            f"told to start at {told.started.produced}, recorded at {run.started_at}"
        )


def was_over_within(world: World, person: str, seconds: float) -> None:
    """From asking to the end, and from start to end as recorded."""
    told = asking.story(world, person)
    read, _ = records(world, person)
    assert told.answered_after <= seconds, f"{person} waited {told.answered_after:.1f} s; expected {seconds:g} at most"
    assert read.started_at is not None, "the run is recorded without its start"
    assert read.finished_at is not None, "the run is recorded without its end"
    took = (read.finished_at - read.started_at).total_seconds()
    assert 0 < took <= seconds, f"the run took {took:.1f} s by its record; expected {seconds:g} at most"


def agents_took(world: World, person: str, most: Mapping[str, float]) -> None:
    """Exactly these agents took part, each no longer than so many seconds by its recorded step."""
    read, _ = records(world, person)
    steps = [step for step in read.steps if step.kind == "agent"]
    assert [step.agent for step in steps] == list(most), f"{[step.agent for step in steps]} took part"
    for step in steps:
        assert step.started_at is not None, f"{step.agent} is recorded without its start"
        assert step.finished_at is not None, f"{step.agent} is recorded without its end"
        took = (step.finished_at - step.started_at).total_seconds()
        assert 0 < took <= most[str(step.agent)], f"{step.agent} took {took:.1f} s; {most[str(step.agent)]:g} expected"


def steps_as_seen(world: World, person: str) -> None:
    """The run that was read back lists each step as it is kept, and its tools and agents as they were seen."""
    told = asking.story(world, person)
    read = world.facts.run[person].value
    kept = world.kept.steps(read.id)
    assert [_told(step) for step in read.steps] == [_told(step) for step in kept], (
        f"read back {[step.name for step in read.steps]}, kept {[step.name for step in kept]}"
    )
    tools = {step.call_id: (step.name, step.agent, step.outcome) for step in read.steps if step.kind == "tool"}
    seen = {use.opening.call_id: (use.opening.tool, use.start.agent, use.closing.outcome) for use in told.tools}
    assert tools == seen, f"tools read back {tools}, seen {seen}"
    agents = [step.agent for step in read.steps if step.kind == "agent"]
    assert agents == list(told.answer.path), f"agents read back {agents}; the answer's path is {told.answer.path}"


def cause_is_recorded(world: World, person: str, reason: Reason) -> None:
    """The cause that the customer was told, for that reason, is word for word the one that is read back and kept."""
    told = asking.story(world, person)
    assert told.problem is not None, f"the end says nothing of what went wrong: {told.ended.words()}"
    problems.is_plain(told.problem, told.ended)
    assert told.problem.reason is reason, f"the cause told is {told.problem.reason}; expected {reason}"
    said = (told.problem.code, told.problem.message, told.problem.next_step)
    for run in records(world, person):
        assert run.problem is not None, "the run is recorded without a cause"
        recorded = (run.problem.code, run.problem.message, run.problem.next_step)
        assert recorded == said, f"told {said}, recorded {recorded}"


def have_own_ids(world: World, people: Sequence[str], count: int) -> None:
    """So many runs in all have as many ids, each a UUID, and each is listed in its conversation under that id and the
    id of the request that all its events name."""
    stories = [(person, story) for person in people for story in asking.stories(world, person)]
    ids = [str(story.ended.run_id) for _, story in stories]
    assert len(set(ids)) == len(ids) == count, f"{len(ids)} runs have {len(set(ids))} ids; expected {count}"
    for each in ids:
        assert re.fullmatch(_UUID, each), f"the id {each!r} is no UUID"
    threads = {(person, str(story.ended.thread_id)) for person, story in stories}
    listed = {run.id: run.correlation_id for person, thread in threads for run in world.cast[person].runs(thread).value}
    for _, story in stories:
        run_id, requests = str(story.ended.run_id), {frame.correlation_id for frame in story.frames}
        assert run_id in listed, f"the run {run_id} is not listed in its conversation"
        assert requests == {listed[run_id]}, f"its events name the requests {requests}; the run {listed[run_id]}"


def path_is(world: World, person: str, agents: Sequence[str]) -> None:
    """Exactly these agents answered, by the answer and by the record, and no other was heard of."""
    told = asking.story(world, person)
    read, _ = records(world, person)
    assert list(told.answer.path) == list(agents), f"the answer names {told.answer.path}; expected {agents}"
    assert list(read.path) == list(agents), f"the record names {read.path}; expected {agents}"
    heard = {frame.agent for frame in told.frames if frame.agent} - {"supervisor"}
    assert heard == set(agents), f"{person} heard of {sorted(heard)}; expected {agents}"


def _are_timed(passages: Sequence[Passage]) -> None:
    assert all(passage.at for passage in passages), f"without a moment: {[p.name for p in passages if not p.at]}"
    for before, after in pairwise(passages):
        assert before.at is not None
        assert after.at is not None
        assert before.at <= after.at, f"{after.name} at {after.at}, before {before.name} at {before.at}"


def _told(value: object) -> object:
    """As far as both sources give it: instants to the millisecond."""
    if isinstance(value, RunStep):
        return (value.kind, value.agent, value.name, value.call_id, value.outcome,
                _told(value.started_at), _told(value.finished_at))  # fmt: skip
    if isinstance(value, tuple):
        return [_told(each) for each in value]
    if isinstance(value, Passage):
        return (value.name, _told(value.at))
    return value.isoformat(timespec="milliseconds") if hasattr(value, "isoformat") else value
